import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { isSecretOption } from '../../secrets/command-secrets';
import { saysSecret } from '../../secrets/secret-names';

/** A variable that holds a secret, among the arguments of a program. */
export interface PassedVariable {
  readonly option: string;
  readonly name: string;
  readonly range: TextRange;
}

const OPTION = '--?[A-Za-z][\\w-]{0,40}';
/** `"--token", token`, `"--token=" + token`, `f"--token={token}"`, `"-u", f"user:{token}"` */
const SAYS_SECRET = '(?:--?(?:u|U|user|proxy-user)|--?[\\w-]{0,30}(?:tok|pas|pw|sec|key|aut|cre|bear)[\\w-]{0,20})';
const MAY_PASS = new RegExp(
  `["'\`]${SAYS_SECRET}(?:["'\`]\\)?\\s*(?:,|\\.arg\\()\\s*(?:&|[A-Za-z_]|f["']|\`)|=?["'\`]?\\s*(?:[{+]|\\$\\{))`,
  'i',
);

/** Whether a text of code may pass a variable as an option's value: cheap, and true too often. */
export function mayPassVariables(text: string): boolean {
  return MAY_PASS.test(text);
}

/** Secrets in variables that code gives to a program it runs. `isExecuted` says whether a list of arguments is one. */
export function findPassedVariables(code: CodeModel, isExecuted: (list: SyntaxNode) => boolean): PassedVariable[] {
  const found: PassedVariable[] = [];
  for (const literal of code.strings) {
    const list = literal.parent;
    if (list === null || code.text[literal.start + literal.length - 1] === '\n') continue;
    const text = code.text.slice(literal.start, literal.end);
    if (text.length > 300) continue;
    for (const passed of [...inside(code, literal, text), ...behind(code, literal, text)])
      if (
        isExecuted(list.type === 'binary_operator' || list.type === 'binary_expression' ? (list.parent ?? list) : list)
      )
        found.push(passed);
  }
  return found;
}

const EMBEDDED = /(?<!\{)\$?\{\s*([^{}]{1,120}?)\s*\}/g;

/** `f"--token={token}"`, `` `user:${password}` `` behind an option that takes a secret. */
function inside(code: CodeModel, literal: SyntaxNode, text: string): PassedVariable[] {
  if (!/^(?:[rbu]?f["']|`)/i.test(text)) return [];
  const before = previousText(code, literal);
  return [...text.matchAll(EMBEDDED)].flatMap((match) => {
    const name = variableName(match[1] ?? '');
    if (name === null) return [];
    const head = text.slice(0, match.index);
    const option = new RegExp(`^\\w?["'\`](${OPTION})[=:]$`).exec(head)?.[1] ?? takesSecret(before, head);
    if (option === null || !(isSecretOption(option) || isCredentialOption(option))) return [];
    const start = literal.start + match.index;
    return [{ option, name, range: { start, end: start + match[0].length } }];
  });
}

/** `-u user:{token}`: the password of a pair; `--token {token}`: all of it. */
function takesSecret(before: string | null, head: string): string | null {
  const option = before === null ? null : (new RegExp(`^["'\`](${OPTION})["'\`]$`).exec(before)?.[1] ?? null);
  if (option === null) return null;
  if (isCredentialOption(option)) return /:$/.test(head) ? option : null;
  return /^\w?["'`](?:Bearer )?$/.test(head) ? option : null;
}

/** Options of curl and its like that take `user:password`. */
function isCredentialOption(option: string): boolean {
  return /^(?:-u|-U|--user|--proxy-user)$/.test(option);
}

/** `"--token", token` and `"--token=" + token`: the variable that follows an option. */
function behind(code: CodeModel, literal: SyntaxNode, text: string): PassedVariable[] {
  const option = new RegExp(`^["'\`](${OPTION})(=?)["'\`]$`).exec(text);
  if (option?.[1] === undefined || !isSecretOption(option[1])) return [];
  const siblings = literal.parent?.namedChildren ?? [];
  const next = siblings[siblings.indexOf(literal) + 1];
  if (next === undefined || code.strings.includes(next)) return [];
  const joined = /^\s*\+/.test(code.text.slice(literal.end, next.start));
  if (joined !== (option[2] === '=')) return [];
  const name = variableName(code.textOf(next));
  return name === null ? [] : [{ option: option[1], name, range: { start: next.start, end: next.end } }];
}

function previousText(code: CodeModel, literal: SyntaxNode): string | null {
  const siblings = literal.parent?.namedChildren ?? [];
  const previous = siblings[siblings.indexOf(literal) - 1];
  return previous === undefined ? null : code.textOf(previous);
}

/**
 * The name that an expression ends in, where it says "secret": `self.token`, `str(password)`. A lookup of the environment right there is what fixes leave
 * behind, and as much as a program allows that takes its secret in no other way.
 */
function variableName(expression: string): string | null {
  if (expression.length > 120 || /environ|getenv|\benv(?:::var|[.([])/.test(expression)) return null;
  const name =
    /([A-Za-z_]\w*)(?:["'`)\]!;]|\.(?:get_secret_value|strip|trim|to_string|clone|as_str|toString)\(\))*$/.exec(
      expression.trim(),
    )?.[1];
  return name !== undefined && saysSecret(name) ? name : null;
}

/** `--token ${TOKEN}` in the command of a unit, which is put in before the program starts. */
export function findExpandedVariables(text: string): PassedVariable[] {
  return [...text.matchAll(EXPANDED)].flatMap((match) => {
    const [whole, option = '', name = ''] = match;
    if (!isSecretOption(option) || !saysSecret(name)) return [];
    const start = match.index + whole.lastIndexOf('$');
    return [{ option, name, range: { start, end: match.index + whole.length } }];
  });
}

const EXPANDED = new RegExp(
  `(?<![\\w-])(${OPTION})["']?(?:=|,?\\s{1,8})["']?\\$\\{?([A-Za-z_]\\w{2,60})(?:\\}|\\b(?!\\{))`,
  'g',
);
