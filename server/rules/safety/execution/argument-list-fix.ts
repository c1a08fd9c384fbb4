import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { argumentRemoval } from '../../../fixes/python-arguments';
import { preferredQuote, quoted } from '../../../fixes/quotes';
import { type Call, type CodeModel, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FixSafety } from '../../finding';
import { type CommandWord, commandWords } from './command-words';
import type { Execution } from './execution';

interface Edit {
  readonly range: TextRange;
  readonly newText: string;
}

export interface ArgumentListFix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: () => readonly Edit[];
}

const TITLE = 'Pass an argument list without a shell';

/** Takes the shell away from a call whose command splits plainly into words; null for all others. */
export function argumentListFix(code: CodeModel, { kind, texts, range }: Execution): ArgumentListFix | null {
  const [command] = texts;
  const call = code.calls.find(({ callee }) => callee.start === range.start && callee.end === range.end);
  if (kind !== 'shell' || texts.length !== 1 || command === undefined || call === undefined || call.node.hasError)
    return null;
  if (call.arguments[0]?.value !== command || hasSpreadKeywords(call)) return null;
  const split = commandWords(code, command);
  if (split === null) return null;
  const rendered = split.words.map((word) =>
    code.language === 'python' ? pythonWord(code, word) : typescriptWord(code, word),
  );
  if (rendered.includes(null)) return null;
  const words = rendered as readonly string[];
  const edits =
    code.language === 'python' ? pythonEdits(code, call, command, words) : typescriptEdits(code, call, command, words);
  return edits === null ? null : { title: TITLE, safety: split.certain ? 'safe' : 'review', edits };
}

function pythonWord(code: CodeModel, { parts }: CommandWord): string | null {
  const quote = preferredQuote(code.text);
  const [first] = parts;
  if (first === undefined) return quote + quote;
  if (parts.length === 1) return 'text' in first ? quoted(first.text, quote) : `str(${code.textOf(first.expression)})`;
  const inner = parts.map((part) =>
    'text' in part
      ? quoted(part.text, quote).slice(1, -1).replace(/[{}]/g, '$&$&')
      : `{${code.textOf(part.expression)}}`,
  );
  const unsafe = parts.some((part) => 'expression' in part && /["'\\\n]/.test(code.textOf(part.expression)));
  return unsafe ? null : `f${quote}${inner.join('')}${quote}`;
}

function pythonEdits(
  code: CodeModel,
  call: Call,
  command: SyntaxNode,
  words: readonly string[],
): (() => Edit[]) | null {
  const name = call.callee.childForField('attribute');
  if (call.name === 'create_subprocess_shell' && name !== null) {
    return () => [
      { range: name, newText: 'create_subprocess_exec' },
      { range: command, newText: words.join(', ') },
    ];
  }
  const shell = call.arguments.find((argument) => argument.name === 'shell');
  if (shell?.value.type !== 'true' || call.arguments.some((argument) => argument.name === 'executable')) return null;
  return () => [
    { range: command, newText: `[${words.join(', ')}]` },
    { range: argumentRemoval(code, call, shell), newText: '' },
  ];
}

function typescriptWord(code: CodeModel, { parts }: CommandWord): string | null {
  const quote = preferredQuote(code.text);
  const [first] = parts;
  if (first === undefined) return quote + quote;
  if (parts.length === 1) {
    if ('text' in first) return quoted(first.text, quote);
    const written = code.textOf(first.expression);
    return isString(code, first.expression) ? written : `String(${written})`;
  }
  const inner = parts.map((part) => ('text' in part ? part.text : `\${${code.textOf(part.expression)}}`));
  return `\`${inner.join('')}\``;
}

function isString(code: CodeModel, expression: SyntaxNode): boolean {
  const written = code.textOf(expression);
  const parameter = code.enclosingFunction(expression)?.parameters.find(({ name }) => name === written);
  return parameter !== undefined && /^\w+\s*:\s*string$/.test(code.textOf(parameter.node));
}

const TWINS: Readonly<Record<string, string>> = { exec: 'execFile', execSync: 'execFileSync' };

function typescriptEdits(
  code: CodeModel,
  call: Call,
  command: SyntaxNode,
  words: readonly string[],
): (() => Edit[]) | null {
  const twin = TWINS[call.name];
  const path = code.pathOf(call.callee);
  if (twin === undefined || path !== `child_process.${call.name}`) return null;
  if (call.arguments.some((argument) => argument.name === 'shell')) return null;
  const [program, ...rest] = words;
  if (program === undefined) return null;
  const replaced: Edit = { range: command, newText: rest.length === 0 ? program : `${program}, [${rest.join(', ')}]` };
  const property = call.callee.childForField('property');
  if (property !== null) return () => [{ range: property, newText: twin }, replaced];
  const imported = importOf(code, call, twin);
  return imported === null ? null : () => [...imported, { range: call.callee, newText: twin }, replaced];
}

/** Names the twin in the import that names the function; nothing to do where it is imported already. */
function importOf(code: CodeModel, call: Call, twin: string): Edit[] | null {
  if (code.imports.some(({ local, path }) => local === twin && path === `child_process.${twin}`)) return [];
  if (code.imports.some(({ local }) => local === twin)) return null;
  const binding = code.imports.find(({ local }) => local === call.name);
  if (binding === undefined) return null;
  let place: SyntaxNode | null = null;
  binding.node.walk((node) => {
    if (/^(import_specifier|shorthand_property_identifier_pattern)$/.test(node.type) && code.textOf(node) === call.name)
      place = node;
  });
  if (place === null) return null;
  const { end } = place as SyntaxNode;
  return [{ range: { start: end, end }, newText: `, ${twin}` }];
}
