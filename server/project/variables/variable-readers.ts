/** What code takes the text of a variable for. */
export type VariableReader =
  /** `int(…)`, `parse::<u16>()`: a whole number; `prefix` for `parseInt`, which is content with leading digits. */
  | { readonly parser: 'integer'; readonly prefix?: true; readonly unsigned?: true }
  | { readonly parser: 'number' }
  /** Compared with words: these mean yes, everything else means no. In lower case where the reader folds case. */
  | { readonly parser: 'switch'; readonly words: readonly string[]; readonly folded: boolean }
  /** `bool(…)`: any text but the empty one means yes. */
  | { readonly parser: 'truth' }
  /** A field of pydantic: the usual words for yes and no, and an error for all others. */
  | { readonly parser: 'boolean' };

export interface Readers {
  /** Names that the code sets by itself. */
  readonly set: readonly string[];
  readonly readers: Readonly<Record<string, readonly VariableReader[]>>;
}

const NO_READERS: Readers = { set: [], readers: {} };

type CodeKind = 'python' | 'typescript' | 'javascript' | 'rust';

/**
 * The readers that show in a file's text, without a tree: facts of thousands of files have to take a fraction of a second, and come out of files that do
 * not parse. A lookup whose text goes through more than one local name is not seen.
 */
export function readersIn(kind: CodeKind, text: string): Readers {
  const around = linesAboutEnvironment(text);
  if (around === '' && !text.includes('BaseSettings')) return NO_READERS;
  const collected = new Collected();
  if (kind === 'python') {
    readPython(around, collected);
    readLater(PYTHON_KEPT, /\b(int|float)\(\s*([A-Za-z_]\w*)\s*[),]/g, around, text, collected);
    if (text.includes('BaseSettings')) readSettings(text, collected);
  } else if (kind === 'rust') readRust(around, collected);
  else {
    readTypescript(around, collected);
    readLater(SCRIPT_KEPT, /\b(parseInt|parseFloat|Number)\(\s*([A-Za-z_]\w*)\s*[),]/g, around, text, collected);
  }
  return { set: [...collected.set], readers: collected.readers };
}

/** Longer lines are data, or were put together by a program. */
const MAX_LINE = 1_000;
/** A lookup that is spread over lines ends on one of these. */
const LINES_BEHIND = 3;

/** The lines that name the environment in some way, each with those behind it and the one before: little of most files, nothing of many. */
function linesAboutEnvironment(text: string): string {
  // `cast=` is what settings of decouple and Starlette are read with.
  const word = /env|ENV|Env|cast=/g;
  const parts: string[] = [];
  let done = 0;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    const own = text.lastIndexOf('\n', match.index) + 1;
    const start = Math.max(done, own < 2 ? 0 : text.lastIndexOf('\n', own - 2) + 1);
    let end = match.index;
    for (let count = 0; count <= LINES_BEHIND && end !== -1; count++) end = text.indexOf('\n', end + 1);
    if (end === -1) end = text.length;
    for (const line of text.slice(start, end).split('\n')) if (line.length <= MAX_LINE) parts.push(line);
    word.lastIndex = done = end;
  }
  return parts.join('\n');
}

class Collected {
  readonly set = new Set<string>();
  // Without a prototype: a variable may be called `constructor`.
  readonly readers = Object.create(null) as Record<string, VariableReader[]>;

  add(name: string | undefined, reader: VariableReader): void {
    if (name === undefined) return;
    const known = (this.readers[name] ??= []);
    const text = JSON.stringify(reader);
    if (!known.some((other) => JSON.stringify(other) === text)) known.push(reader);
  }

  addSet(pattern: RegExp, text: string): void {
    for (const [, name] of text.matchAll(pattern)) if (name !== undefined) this.set.add(name);
  }
}

// Patterns that begin with a lookup begin with its name: `[\w.]{0,40}` in front would be tried at every letter of every file.
const PYTHON_LOOKUP = String.raw`(?:(?:getenv|environ\.get|get_?env\w{0,20}|env)\(\s*["']([A-Za-z_]\w*)["']|environ\[\s*["']([A-Za-z_]\w*)["']\s*\])`;
const PYTHON_CAST = new RegExp(String.raw`\b(int|float|bool)\(\s*(?:[\w.]{0,40}\.)?${PYTHON_LOOKUP}`, 'g');
/** `env.int("X")` of environs, `config("X", cast=int)` of decouple, `get_env_int("X")` of a project's own. */
const PYTHON_TYPED =
  /\benv\.(int|float|bool)\(\s*["']([A-Za-z_]\w*)["']|env_?(int|float)\(\s*["']([A-Za-z_]\w*)["']|\bconfig\(\s*["']([A-Za-z_]\w*)["'][^()\n]{0,80}\bcast\s*=\s*(int|float)\b/g;
/** `os.getenv("X", "false").lower() == "true"`, `… in ("1", "true")`, `… not in {…}` */
const PYTHON_SWITCH = new RegExp(
  String.raw`${PYTHON_LOOKUP}[^()\n=]{0,60}\)?((?:\s*\.(?:lower|upper|casefold|strip)\(\))*)\s*(==|in)\s*(?:["']([\w]{1,10})["']|[([{]([^)\]}\n]{1,120})[)\]}])`,
  'g',
);

function readPython(text: string, collected: Collected): void {
  for (const [, cast, called, indexed] of text.matchAll(PYTHON_CAST))
    collected.add(called ?? indexed, castReader(cast));
  for (const [, method, byMethod, suffix, bySuffix, configured, cast] of text.matchAll(PYTHON_TYPED)) {
    if (byMethod !== undefined && method !== 'bool') collected.add(byMethod, castReader(method));
    else if (byMethod !== undefined) collected.add(byMethod, { parser: 'switch', words: YES, folded: true });
    collected.add(bySuffix, castReader(suffix));
    collected.add(configured, castReader(cast));
  }
  for (const [, called, indexed, methods = '', , word, list] of text.matchAll(PYTHON_SWITCH)) {
    addSwitch(collected, called ?? indexed, word, list, /lower|upper|casefold/.test(methods));
  }
  collected.addSet(/env\w*\[\s*["']([A-Za-z_]\w*)["']\s*\]\s*=(?!=)/gi, text);
  collected.addSet(/\benviron\.setdefault\(\s*["']([A-Za-z_]\w*)["']|\bputenv\(\s*["']([A-Za-z_]\w*)["']/g, text);
  collected.addSet(/\bsetenv\(\s*["']([A-Za-z_]\w*)["']/g, text);
}

/** `port = os.getenv("X")`, with nothing done to it yet. */
const PYTHON_KEPT = new RegExp(String.raw`^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(?:[\w.]{0,40}\.)?${PYTHON_LOOKUP}`, 'gm');

/** Numbers that are made of a variable's text on another line: `port = os.getenv("X")`, then `int(port)`. */
function readLater(kept: RegExp, cast: RegExp, around: string, text: string, collected: Collected): void {
  const variables = new Map<string, string | null>();
  for (const [, local = '', called, indexed] of around.matchAll(kept)) {
    // A local that holds now this, now that tells nothing.
    variables.set(
      local,
      variables.has(local) || local.length < 3 || GENERIC.test(local) ? null : (called ?? indexed ?? null),
    );
  }
  if (variables.size === 0) return;
  for (const [, how, local = ''] of text.matchAll(cast)) {
    const name = variables.get(local);
    if (name === undefined || name === null) continue;
    if (how === 'int') collected.add(name, { parser: 'integer' });
    else if (how === 'parseInt') collected.add(name, { parser: 'integer', prefix: true });
    else collected.add(name, { parser: 'number' });
  }
}

const GENERIC = /^(?:value|val|raw|text|env|env_value|result|data|str|item|default|env_val|tmp|envValue|rawValue)$/;

const SETTINGS_CLASS =
  /^class[ \t]+\w+\([^)\n]*BaseSettings[^)\n]*\)[ \t]*:[^\n]*\n((?:[ \t]+[^\n]*(?:\n|$)|[ \t]*\r?\n)*)/gm;

/** Fields of pydantic's settings: named after the field, with the prefix of the class. */
function readSettings(text: string, collected: Collected): void {
  for (const [, body = ''] of text.matchAll(SETTINGS_CLASS)) {
    const prefix = /\benv_prefix["']?\s*[=:]\s*["'](\w*)["']/.exec(body)?.[1] ?? '';
    for (const [, field = '', type, rest = ''] of body.matchAll(
      /^[ \t]+([a-zA-Z]\w*)[ \t]*:[ \t]*(?:Optional\[)?(int|float|bool)\b[^\n=]{0,40}(?:=([^\n]{0,200}))?/gm,
    )) {
      const given = /\b(?:env|validation_alias|alias)\s*=\s*["'](\w+)["']/.exec(rest)?.[1];
      const name = given ?? `${prefix}${field}`.toUpperCase();
      collected.add(
        name,
        type === 'int' ? { parser: 'integer' } : type === 'float' ? { parser: 'number' } : { parser: 'boolean' },
      );
    }
  }
}

const YES = ['true', '1', 'yes', 'on', 'y', 't', 'ok'];

function castReader(cast: string | undefined): VariableReader {
  return cast === 'int' ? { parser: 'integer' } : cast === 'float' ? { parser: 'number' } : { parser: 'truth' };
}

function addSwitch(
  collected: Collected,
  name: string | undefined,
  word: string | undefined,
  list: string | undefined,
  folded: boolean,
): void {
  const given =
    word !== undefined ? [word] : [...(list ?? '').matchAll(/["'](\w{1,10})["']/g)].map(([, one = '']) => one);
  const words = given.map((one) => (folded ? one.toLowerCase() : one));
  // Compared with other words it is a choice, not a switch.
  if (words.length === 0 || !words.every((one) => YES.includes(one.toLowerCase()))) return;
  collected.add(name, { parser: 'switch', words: [...new Set(words)].sort(), folded });
}

const SCRIPT_LOOKUP = String.raw`(?:process\.env|import\.meta\.env|Bun\.env|env)(?:\.([A-Za-z_]\w*)|\[\s*["']([A-Za-z_]\w*)["']\s*\])`;
const SCRIPT_KEPT = new RegExp(
  String.raw`^[ \t]*(?:export[ \t]+)?(?:const|let)[ \t]+([A-Za-z_]\w*)[ \t]*(?::[^=\n]{0,40})?=[ \t]*${SCRIPT_LOOKUP}`,
  'gm',
);
const SCRIPT_CAST = new RegExp(String.raw`\b(?:Number\.)?(parseInt|parseFloat|Number)\(\s*\(?\s*${SCRIPT_LOOKUP}`, 'g');
const SCRIPT_PLUS = new RegExp(String.raw`[=(,?:]\s*\+\(?\s*${SCRIPT_LOOKUP}`, 'g');
const SCRIPT_SWITCH = new RegExp(String.raw`${SCRIPT_LOOKUP}(\??\.toLowerCase\(\))?\s*===?\s*["'](\w{1,10})["']`, 'g');

function readTypescript(text: string, collected: Collected): void {
  for (const [, cast, dotted, indexed] of text.matchAll(SCRIPT_CAST)) {
    const reader: VariableReader = cast === 'parseInt' ? { parser: 'integer', prefix: true } : { parser: 'number' };
    collected.add(dotted ?? indexed, reader);
  }
  for (const [, dotted, indexed] of text.matchAll(SCRIPT_PLUS)) collected.add(dotted ?? indexed, { parser: 'number' });
  for (const [, dotted, indexed, folds, word] of text.matchAll(SCRIPT_SWITCH)) {
    addSwitch(collected, dotted ?? indexed, word, undefined, folds !== undefined);
  }
  collected.addSet(/\benv\.([A-Za-z_]\w*)\s*(?:\?\?|\|\|)?=(?!=)/g, text);
  collected.addSet(/\benv\[\s*["']([A-Za-z_]\w*)["']\s*\]\s*(?:\?\?|\|\|)?=(?!=)/g, text);
}

const RUST_LOOKUP = String.raw`\benv::var\(\s*"([A-Za-z_]\w*)"\s*\)`;
/** Up to the end of the statement: the parser stands somewhere in the chain. */
const RUST_PARSE = new RegExp(String.raw`${RUST_LOOKUP}[^;]{0,200}?\bparse::<\s*([a-z]\w*)\s*>`, 'g');
const RUST_TYPED = new RegExp(
  String.raw`\blet\s+(?:mut\s+)?\w+\s*:\s*([a-z]\w*)\s*=\s*(?:std::)?${RUST_LOOKUP}[^;]{0,200}?\bparse\(\)`,
  'g',
);
const RUST_SWITCH = new RegExp(String.raw`${RUST_LOOKUP}[^;=]{0,80}==\s*(?:Ok\(\s*|Some\(\s*)?"(\w{1,10})"`, 'g');

function readRust(text: string, collected: Collected): void {
  for (const [whole, name, type = ''] of text.matchAll(RUST_PARSE))
    if (isOneStatement(whole)) addRust(collected, name, type);
  for (const [, type = '', name] of text.matchAll(RUST_TYPED)) addRust(collected, name, type);
  for (const [, name, word] of text.matchAll(RUST_SWITCH)) addSwitch(collected, name, word, undefined, false);
  collected.addSet(/\bset_var\(\s*"([A-Za-z_]\w*)"/g, text);
}

/** A second lookup in between has a parser of its own. */
function isOneStatement(text: string): boolean {
  return text.indexOf('env::var(') === text.lastIndexOf('env::var(');
}

function addRust(collected: Collected, name: string | undefined, type: string): void {
  if (/^u(?:8|16|32|64|128|size)$/.test(type)) collected.add(name, { parser: 'integer', unsigned: true });
  else if (/^i(?:8|16|32|64|128|size)$/.test(type)) collected.add(name, { parser: 'integer' });
  else if (/^f(?:32|64)$/.test(type)) collected.add(name, { parser: 'number' });
  else if (type === 'bool') collected.add(name, { parser: 'switch', words: ['true'], folded: false });
}
