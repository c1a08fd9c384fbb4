import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** A part of a word: text as it is, or an expression. */
export type WordPart = { readonly text: string } | { readonly expression: SyntaxNode };

export interface CommandWord {
  readonly parts: readonly WordPart[];
}

export interface CommandWords {
  readonly words: readonly CommandWord[];
  /** False when a part stood unquoted (the shell may have made several words of it), or the program may need a shell somewhere. */
  readonly certain: boolean;
}

const PLAIN = /[\w./:=@%+,-]/;
const PLAIN_IN_QUOTES = /[^$`\\!"'\r\n]/;
/** What only a shell can do, or what is no program. */
const BUILTINS =
  /^(cd|source|\.|export|alias|unset|set|ulimit|umask|eval|exec|type|wait|trap|command|start|dir|copy|del|erase|cls|rd|md|move|ren|call|if|for|while|time|nohup)$/;
/** Batch files on Windows, which only a shell starts there. */
const SCRIPTS_ON_WINDOWS = /^(npm|npx|yarn|pnpm|gradlew?|mvn|code|tsc|eslint|ng|vue|expo)$/;
const MANY = /(^|_)(args?|argv|arguments|opts?|options?|flags?|params?|extra\w*|cmd|command)$|[a-z]Args$/i;

/**
 * The words of a command that splits plainly; null where a shell does more than splitting: pipes, redirections, variables, patterns, or
 * where a part is written in a way that cannot be taken over.
 */
export function commandWords(code: CodeModel, command: SyntaxNode): CommandWords | null {
  const value = code.stringValue(command);
  if (value === null || value.parts.length === 0) return null;
  const words: CommandWord[] = [];
  let word: WordPart[] | null = null;
  let quote: string | null = null;
  let certain = true;
  for (const part of value.parts) {
    // A constant taken from elsewhere would lose its name.
    const hole = part.text === null || part.node.type === 'identifier' ? expressionOf(code, part.node) : null;
    if (part.text === null || hole !== null) {
      if (hole === null || hole.expression === command) return null;
      if (quote === null && !hole.quoted) {
        if (MANY.test(code.textOf(hole.expression))) return null;
        certain = false;
      }
      (word ??= []).push({ expression: hole.expression });
      continue;
    }
    for (const character of part.text) {
      if (quote !== null) {
        if (character === quote) quote = null;
        else if (PLAIN_IN_QUOTES.test(character)) (word ??= []).push({ text: character });
        else return null;
      } else if (character === ' ') {
        if (word !== null) words.push({ parts: word });
        word = null;
      } else if (character === '"' || character === "'") {
        quote = character;
        word ??= [];
      } else if (PLAIN.test(character)) (word ??= []).push({ text: character });
      else return null;
    }
  }
  if (quote !== null) return null;
  if (word !== null) words.push({ parts: word });
  const program = words[0]?.parts.map((part) => ('text' in part ? part.text : '\0')).join('') ?? '';
  if (!/^[\w./+-]+$/.test(program) || BUILTINS.test(program)) return null;
  return { words: words.map(joinTexts), certain: certain && !SCRIPTS_ON_WINDOWS.test(program) };
}

function joinTexts({ parts }: CommandWord): CommandWord {
  const joined: WordPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if ('text' in part && last !== undefined && 'text' in last) joined.splice(-1, 1, { text: last.text + part.text });
    else joined.push(part);
  }
  return { parts: joined };
}

/** The expression in a hole, without the quoting that an argument list does not need. */
function expressionOf(code: CodeModel, hole: SyntaxNode): { expression: SyntaxNode; quoted: boolean } | null {
  let expression: SyntaxNode | null = hole;
  if (hole.type === 'interpolation') {
    if (hole.childForField('format_specifier') !== null || hole.childForField('type_conversion') !== null) return null;
    expression = hole.childForField('expression');
  } else if (hole.type === 'template_substitution') expression = hole.namedChildren[0] ?? null;
  if (expression === null || expression.hasError || expression.type === 'tuple' || expression.type === 'dictionary')
    return null;
  const list = expression.childForField('arguments');
  const call = list === null ? null : code.callWith(list);
  const [inner] = call?.arguments ?? [];
  if (call === null || inner === undefined || !/(^|\.)quote$/.test(code.textOf(call.callee)))
    return { expression, quoted: false };
  return { expression: inner.value, quoted: true };
}
