import type { CodeModel } from '../code-model';
import { importedPath } from '../declared-types';
import type { SyntaxNode } from '../syntax-node';

/** What stands around a type without changing whose methods are called. */
const WRAPPER = /^(?:[\w.]+\.)?(?:Optional|Annotated|Final|ClassVar|Required|NotRequired|Union)\[(.*)\]$/s;
const BUILT_IN =
  /^(?:str|bytes|bytearray|int|float|bool|complex|object|dict|list|tuple|set|frozenset|type|None|Any|Self|Callable)$/;

/** Types that are not made by calling them: what makes their values is what rules know. */
const MAKERS: ReadonlyMap<string, string> = new Map([
  ['zmq.Socket', 'zmq.Context.socket'],
  ['zmq.sugar.socket.Socket', 'zmq.Context.socket'],
  ['zmq.asyncio.Socket', 'zmq.asyncio.Context.socket'],
  ['sqlite3.Connection', 'sqlite3.connect'],
  ['psycopg2.extensions.connection', 'psycopg2.connect'],
  ['http.client.HTTPResponse', 'urllib.request.urlopen'],
]);

/** `requests.Session` for `requests.Session`, `Optional[Session]`, `"Session | None"`, `Annotated[Session, Depends(x)]`. */
export function pythonMakerOfType(model: CodeModel, annotation: SyntaxNode): string | null {
  const name = singleName(model.textOf(annotation), 0);
  if (name === null || BUILT_IN.test(name)) return null;
  const path = importedPath(model, name);
  return MAKERS.get(path) ?? path;
}

function singleName(written: string, depth: number): string | null {
  const text = written
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .trim();
  if (depth > 4) return null;
  const wrapped = WRAPPER.exec(text)?.[1];
  // Only the first of `Annotated[X, …]` and `Union[X, None]` is the type; a second real one leaves it open.
  if (wrapped !== undefined) {
    const [first = '', ...others] = topLevelParts(wrapped, ',');
    return /Union\[/.test(text) ? oneOf([first, ...others], depth) : singleName(first, depth + 1);
  }
  const alternatives = topLevelParts(text, '|');
  if (alternatives.length > 1) return oneOf(alternatives, depth);
  return /^([A-Za-z_][\w.]*)(?:\[.*\])?$/s.exec(text)?.[1] ?? null;
}

function oneOf(alternatives: readonly string[], depth: number): string | null {
  const types = alternatives.map((type) => type.trim()).filter((type) => type !== 'None' && type !== '');
  return types.length === 1 ? singleName(types[0] ?? '', depth + 1) : null;
}

/** A text split at a separator, but not inside brackets. */
function topLevelParts(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if ('[('.includes(character)) depth++;
    else if ('])'.includes(character)) depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}
