import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { Severity } from '../../finding';

/** A call that runs text: as a command of a shell, or as code of its own language. */
export interface Execution {
  readonly range: TextRange;
  /** The call as people know it, e.g. `os.system()`. */
  readonly what: string;
  readonly kind: 'shell' | 'code';
  /** What is run. Any one of them unknown makes the whole unknown. */
  readonly texts: readonly SyntaxNode[];
  /** At most this severe, e.g. for what a container runs. */
  readonly atMost?: Severity;
  /** The call's fix is worked out only for calls whose command is one text. */
  readonly edits?: (() => readonly { readonly range: TextRange; readonly newText: string }[]) | null;
}

const SHELL = /^(?:.*[/\\])?(?:sh|bash|zsh|dash|ksh|ash|fish|csh|tcsh)$/;
const WINDOWS_SHELL = /^(?:.*[/\\])?(?:cmd|powershell|pwsh)(?:\.exe)?$/i;
const INTERPRETER = /^(?:.*[/\\])?(?:python[\d.]*|node|perl|ruby|php|deno|bun)(?:\.exe)?$/;

/**
 * The text that an argument list makes a shell or an interpreter run: the third of `["bash", "-c", text]`. Null when the program is neither, or runs a file.
 */
export function scriptIn(
  code: CodeModel,
  words: readonly SyntaxNode[],
): { kind: 'shell' | 'code'; text: SyntaxNode } | null {
  const [program, ...rest] = words;
  if (program === undefined) return null;
  const name = code.stringValue(program)?.constant ?? oneOfShells(code, program);
  const own = code.pathOf(program);
  const interpreter = own === 'sys.executable' || own === 'process.execPath';
  if (name === null && !interpreter) return null;
  const isFlag = flagTest(name, interpreter);
  if (isFlag === null) return null;
  for (const [index, word] of rest.entries()) {
    const text = code.stringValue(word)?.constant;
    // What stands before the flag decides nothing, but an unknown word there may be the script's file.
    if (text === null || text === undefined) return null;
    const script = rest[index + 1];
    if (isFlag.flag.test(text) && script !== undefined) return { kind: isFlag.kind, text: script };
    if (!/^[-/]/.test(text) && !SHELL.test(text)) return null;
  }
  return null;
}

/** `"bash" if found else "sh"`, `shell = 'bash'` here and `shell = 'sh'` there: whichever it is, it is a shell. */
function oneOfShells(code: CodeModel, program: SyntaxNode): string | null {
  const values = /^(?:conditional_expression|ternary_expression|boolean_operator|binary_expression)$/.test(program.type)
    ? branches(program)
    : code.valuesOf(program).flatMap((value) => (branches(value).length === 0 ? [value] : branches(value)));
  const names = values.map((value) => code.stringValue(value)?.constant ?? null);
  const known = names.filter((name) => name !== null);
  const [first] = known;
  // `os.environ.get("SHELL") or "/bin/sh"`
  return first !== undefined && values.length > 1 && known.every((name) => SHELL.test(name) || WINDOWS_SHELL.test(name))
    ? first
    : null;
}

function branches(node: SyntaxNode): readonly SyntaxNode[] {
  switch (node.type) {
    case 'conditional_expression': {
      const [yes, , no] = node.namedChildren;
      return [yes, no].filter((child) => child !== undefined);
    }
    case 'ternary_expression':
      return ['consequence', 'alternative'].flatMap((field) => node.childForField(field) ?? []);
    case 'boolean_operator':
    case 'binary_expression':
      return ['left', 'right'].flatMap((field) => node.childForField(field) ?? []);
    default:
      return [];
  }
}

function flagTest(name: string | null, interpreter: boolean): { kind: 'shell' | 'code'; flag: RegExp } | null {
  if (interpreter) return { kind: 'code', flag: /^-(c|e|-eval|p)$/ };
  if (name === null) return null;
  if (SHELL.test(name)) return { kind: 'shell', flag: /^-[a-z]*c$/ };
  if (WINDOWS_SHELL.test(name)) return { kind: 'shell', flag: /^(\/[ck]|-c|-command|-encodedcommand)$/i };
  return INTERPRETER.test(name) ? { kind: 'code', flag: /^(-[a-zA-Z]*[ce]|--eval|-r|-p)$/ } : null;
}

const SANDBOX = /^(?:.*\/)?(?:firejail|bwrap|bubblewrap|nsjail|minijail0|runsc|isolate|gvisor|systemd-nspawn)$/;
const CONTAINER = /^(?:.*\/)?(?:docker|podman|nerdctl)$/;
const LIMIT =
  /^(?:-m|--memory|--cpus|--pids-limit|--network|--net|--read-only|--cap-drop|--security-opt|--runtime|--ulimit|--user|-u|--userns|--cgroup-parent)(?:=|$)/;

/** What an argument list wraps around the program it runs. */
export function wrapperOf(code: CodeModel, words: readonly SyntaxNode[]): 'sandbox' | 'container' | null {
  const texts = words.map((word) => code.stringValue(word)?.constant ?? null);
  const [program] = texts;
  if (program === undefined || program === null) return null;
  if (SANDBOX.test(program)) return 'sandbox';
  if (!CONTAINER.test(program)) return null;
  return texts.includes('run') && texts.some((text) => text !== null && LIMIT.test(text)) ? 'sandbox' : 'container';
}

/** The elements of a list that is written out, through one name; null for anything else. */
export function listItems(code: CodeModel, node: SyntaxNode): readonly SyntaxNode[] | null {
  if (/^(list|tuple|array|array_expression)$/.test(node.type))
    return node.namedChildren.filter((child) => !child.type.includes('comment'));
  if (node.type === 'macro_invocation' && code.textOf(node).startsWith('vec!')) {
    return node.childOfType('token_tree')?.namedChildren ?? null;
  }
  if (/^(reference_expression|parenthesized_expression|as_expression)$/.test(node.type)) {
    const inner = node.childForField('value') ?? node.namedChildren[0];
    return inner === undefined || inner === null ? null : listItems(code, inner);
  }
  if (/^(binary_operator)$/.test(node.type) && node.childForField('operator')?.type === '+') {
    const left = node.childForField('left');
    return left === null ? null : listItems(code, left);
  }
  if (!/^(identifier|attribute|member_expression)$/.test(node.type)) return null;
  const [value, ...others] = code.valuesOf(node);
  return value === undefined || others.length > 0 || value.type === node.type ? null : listItems(code, value);
}
