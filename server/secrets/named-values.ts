import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { MarkerIndex } from './marker-index';
import { defaultOf } from './placeholders';
import { signs } from './randomness';
import { type SecretKind, secretKindOf } from './secret-names';
import { looksLikeSecret } from './secret-values';

/** A value that a text gives a name which says "secret". */
export interface NamedSecret {
  readonly name: string;
  readonly kind: SecretKind;
  readonly value: TextRange;
}

export interface NamedValueOptions {
  /** Whether a value may stand without quotes, as in settings and scripts; in code, such a value is a name. */
  readonly bareValues: boolean;
  /** Whether such a value may be a mere word; else it needs a digit. */
  readonly bareWords?: boolean;
}

/** Words that names of secrets are made of: the first four letters, as they are written in a name. */
const STEMS = [
  'pass',
  'pwd',
  'pswd',
  'pssw',
  'pasw',
  'psw',
  'pw',
  'secret',
  'token',
  'key',
  'cred',
  'auth',
  'login',
  'jwt',
  'hmac',
  'bearer',
];
/** What may stand behind a word at the end of a name, where the word is shorter than the index wants. */
const BEHIND = ['=', ':', ' ', '"', "'", '`', ']', '_', '-', '.', ')', '>', '\t', ',', 's', '1', '2', '\\'];

const ANY = Array.from({ length: 95 }, (_, code) => String.fromCharCode(code + 32));

const index = new MarkerIndex<string>(
  STEMS.flatMap((stem) => [stem, stem.toUpperCase(), (stem[0]?.toUpperCase() ?? '') + stem.slice(1)])
    .flatMap((word) => longEnough(word))
    .map((marker) => [marker, marker] as const),
);

function longEnough(word: string): string[] {
  if (word.length >= 4) return [word];
  if (word.length === 3) return BEHIND.map((symbol) => word + symbol);
  return [
    ...[' =', ' :', '":', "':", '"]', "']"].map((behind) => word + behind),
    ...['=', ':'].flatMap((symbol) => ANY.map((next) => word + symbol + next)),
  ];
}

/** Between a name and its value: `=`, `:`, `=>`, `:=`, `": "`, `] = `, `: str = `, `', '`, `">`, `" value="`. */
const SEPARATOR =
  /(?:\\?["'`])?[\])}]{0,2}(?:[ \t]{0,24}(?::[ \t]{0,24}[&*A-Za-z_][\w.<>[\] |?&*']{0,40}|[ \t](?:string|String|std::string|const char ?\*|&str|text))?[ \t]{0,24}(?:=>|:{1,3}=|[?.|+!]?={1,3}|\|\|=|->)|[ \t]{0,24}:(?!:)|[ \t]{0,24},(?=[ \t]{0,24}["'`])|[ \t]{1,24}(?=\\?["'])|[ \t]{1,3}(?:-[ \t]{1,3}(?=["'`])|is[ \t]{1,3})|\((?=["'`])|[^\S\n]{0,8}>|\s{0,24}(?:value|content)[ \t]{0,24}=)\s{0,40}?/y;
const QUOTED = /(?:@|[rbufLR]{1,2}|\$)?(\\?["'`]|&quot;)((?:(?!\1)[^\n\\]|\\.){1,500}?)\1/y;
const BARE = /[^\s"'`<,;]{4,300}/y;
/** What an element holds; of several words in braces, the last one. */
const ELEMENT = /\s{0,40}(?:\{(?:[\w@.:/-]{1,80} ){0,3})?([^\s<>"'{}]{4,300})\}?\s{0,40}<\//y;

/** Secrets by the names that a text gives them, in its order. */
export function findNamedSecrets(text: string, options: NamedValueOptions): NamedSecret[] {
  const found: NamedSecret[] = [];
  eachName(text, (name) => {
    const secret = secretBehind(text, name, options);
    if (secret === null) return name.end;
    found.push(secret);
    return secret.value.end;
  });
  return found;
}

/** `token = given ?? '…'`, `password = "…" if …`, `(host, password) = ("…", "…")`: the value does not follow the name. */
const FURTHER_ON =
  /["'\])]{0,3}[ \t]*(?::[^=\n]{1,60})?(?:=(?!=)[^=\n]{1,120}(?:\?\??|\|\||:|\bor\b|\belse\b)[ \t]*|,[^=\n]{0,80}=[ \t]*[([]?[ \t]*)["'`]/y;

/** Whether a text has secrets by name, or a name that says "secret" before a value that only a tree can tell to be its own. */
export function mayNameSecrets(text: string, options: NamedValueOptions): boolean {
  let may = false;
  eachName(text, (name) => {
    if (may) return text.length;
    FURTHER_ON.lastIndex = name.end;
    may =
      secretBehind(text, name, options) !== null ||
      (FURTHER_ON.test(text) && secretKindOf(text.slice(name.start, name.end)) !== null);
    return may ? text.length : name.end;
  });
  return may;
}

/** Calls `visit` with the whole of each name that holds one of the words; it says from where on it wants to hear of the next. */
function eachName(text: string, visit: (name: TextRange) => number): void {
  let done = 0;
  index.search(text, (_, at) => {
    if (at >= done) done = visit({ start: nameStart(text, at), end: nameEnd(text, at) });
  });
}

function secretBehind(text: string, name: TextRange, options: NamedValueOptions): NamedSecret | null {
  const kind = secretKindOf(text.slice(name.start, name.end));
  if (kind === null) return null;
  let value = isReference(text, name)
    ? defaultBehind(text, name.end)
    : (valueBehind(text, name.end, options) ?? comparedBefore(text, name.start));
  if (value === null) return null;
  const called = text.slice(name.start, name.end);
  let content = text.slice(value.start, value.end);
  const given = defaultOf(content);
  if (given !== null) {
    if (!/\d|[^\w]/.test(given.text)) return null;
    content = given.text;
    value = { start: value.start + given.at, end: value.start + given.at + content.length };
  }
  if (!looksLikeSecret(content, kind, called)) return null;
  // Without a tree, a word of letters may be a label, a type or another name.
  if (kind === 'password' && options.bareWords !== true && !/[^A-Za-z]/.test(content)) return null;
  return { name: called, kind, value };
}

/** `${NAME…`, in the spelling of shells; others fill in such holes by rules of their own. */
function isReference(text: string, name: TextRange): boolean {
  return text.slice(name.start - 2, name.start) === '${' && /^(?::?[-=?+]|\})/.test(text.slice(name.end, name.end + 2));
}

const DEFAULT = /:?[-=]([^{}\n]{4,300})\}/y;

/** What a reference stands for where the variable is not set; not a mere word, which is there for trying. */
function defaultBehind(text: string, nameEndsAt: number): TextRange | null {
  DEFAULT.lastIndex = nameEndsAt;
  const given = DEFAULT.exec(text)?.[1];
  return given === undefined || !/\d|[^\w]/.test(given) ? null : rangeOf(DEFAULT.lastIndex - 1 - given.length, given);
}

function valueBehind(
  text: string,
  nameEndsAt: number,
  { bareValues, bareWords = false }: NamedValueOptions,
): TextRange | null {
  SEPARATOR.lastIndex = nameEndsAt;
  const separator = SEPARATOR.exec(text);
  if (separator === null) return null;
  // `connect(apiKey, "model")`: what follows a variable among arguments is the next one; what follows a constant may be its value.
  if (/^[ \t]*,/.test(separator[0]) && !isConstant(text, nameEndsAt)) return null;
  const at = skipBlanks(text, separatorEnd(text, nameEndsAt, separator[0]));
  if (separator[0].trimEnd().endsWith('>') && !/[=-]>\s*$/.test(separator[0])) {
    ELEMENT.lastIndex = at;
    const element = ELEMENT.exec(text);
    return element?.[1] === undefined ? null : rangeOf(at + element[0].lastIndexOf(element[1]), element[1]);
  }
  // A value may stand in brackets, on a line of its own.
  QUOTED.lastIndex = text[at] === '(' ? skipBlanks(text, at + 1) : at;
  const opening = QUOTED.lastIndex;
  const quoted = QUOTED.exec(text);
  if (quoted?.[2] !== undefined) {
    const start = opening + quoted[0].length - (quoted[1]?.length ?? 0) - quoted[2].length;
    return rangeOf(start, quoted[2]);
  }
  if (!bareValues || /\n/.test(text.slice(nameEndsAt, at))) return null;
  BARE.lastIndex = at;
  const bare = BARE.exec(text);
  // Without quotes a word may be a command, a type or another name.
  if (bare === null || !isBareEnd(text, BARE.lastIndex)) return null;
  const value = withoutBrackets(bare[0]);
  return bareWords || /\d/.test(value) || signs(value) >= 4 ? rangeOf(at, value) : null;
}

/** Whether the name that ends at an offset is written in capitals, as the names of options are. */
function isConstant(text: string, end: number): boolean {
  return /(?:^|[^A-Za-z0-9])[A-Z][A-Z0-9_]+$/.test(text.slice(Math.max(0, end - MAX_NAME), end));
}

/** Behind a type, a value stands in quotes; else what looked like a type is the value: `key: Zm9v=…`. */
function separatorEnd(text: string, start: number, separator: string): number {
  const end = start + separator.length;
  const colon = /^\\?["'`]?[\])}]{0,2}[ \t]*:[ \t]*(?=[&*A-Za-z_])/.exec(separator)?.[0].length;
  return colon === undefined || /["'`(]/.test(text[skipBlanks(text, end)] ?? '') ? end : start + colon;
}

const COMPARED = /(["'`])([^"'`\s]{4,200})\1[ \t]{0,4}[!=]==?[ \t]{0,4}$/;

/** `"…" == password`: a value that the program lets in. */
function comparedBefore(text: string, nameStartsAt: number): TextRange | null {
  const before = text.slice(Math.max(0, nameStartsAt - 6), nameStartsAt);
  if (!/=[ \t]*$/.test(before)) return null;
  const from = Math.max(0, nameStartsAt - 220);
  const match = COMPARED.exec(text.slice(from, nameStartsAt));
  if (match?.[2] === undefined || !/\d/.test(match[2] + (signs(match[2]) >= 4 ? '0' : ''))) return null;
  return rangeOf(from + match.index + 1, match[2]);
}

/** Without what closes brackets that were opened before the value. */
function withoutBrackets(value: string): string {
  const open = /[)\]}]+$/.exec(value)?.[0];
  return open === undefined || /[([{]/.test(value) ? value : value.slice(0, -open.length);
}

/** A bare value ends its line, or a comment or the next setting follows. */
function isBareEnd(text: string, end: number): boolean {
  return /^(?:[ \t]*(?:$|[\r\n;,#}\]"'`<]|\/\/|\\|--?\w)|[ \t]+\S)/.test(text.slice(end, end + 40));
}

function rangeOf(start: number, value: string): TextRange {
  return { start, end: start + value.length };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < from + 60 && /\s/.test(text[at] ?? '')) at++;
  return at;
}

const MAX_NAME = 80;

function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46
  );
}

function nameStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < MAX_NAME && isNameCode(text.charCodeAt(start - 1))) start--;
  return start;
}

function nameEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && end - at < MAX_NAME && isNameCode(text.charCodeAt(end))) end++;
  return end;
}
