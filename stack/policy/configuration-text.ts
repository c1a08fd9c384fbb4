import { parse as parseToml, TomlError } from 'smol-toml';
import { isMap, isPair, isScalar, type Node, parseDocument } from 'yaml';
import { lineAt, splitLines } from '../definition/yaml/lines';

/** The names of configuration files, in the order in which they are looked for in a folder. */
export const CONFIGURATION_FILES = ['.agent-preflight.yaml', '.agent-preflight.yml', 'pyproject.toml'] as const;

/** Something in a file that keeps it from being read. Positions are 1-based, columns in UTF-16 code units. */
export interface TextProblem {
  readonly uri: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, in one line. */
  readonly message: string;
}

/** A configuration file as plain data, with a way back to the place of every value. */
export interface ConfigurationText {
  /** Undefined where the file could not be read at all, or (`pyproject.toml`) holds no section of ours. */
  readonly data: unknown;
  readonly problems: readonly TextProblem[];
  /** The place of a key or value (1-based), by its path from the top. */
  locate(path: readonly string[]): { readonly line: number; readonly column: number };
}

/** `uri` is the file's URI or path: its ending tells the format, and problems carry it. */
export function readConfigurationText(uri: string, text: string): ConfigurationText {
  return uri.endsWith('.toml') ? readToml(uri, text) : readYaml(uri, text);
}

function readYaml(uri: string, text: string): ConfigurationText {
  const document = parseDocument(text, { logLevel: 'silent', maxAliasCount: 100 } as Parameters<
    typeof parseDocument
  >[1]);
  const lines = splitLines(text);
  const place = (offset: number): { line: number; column: number } => {
    const line = lineAt(lines, offset);
    return { line: line + 1, column: offset - lines[line]!.start + 1 };
  };
  const problems = document.errors.map((error) => ({
    uri,
    ...place(error.pos[0]),
    message: `not valid YAML: ${error.message.split('\n')[0]?.replace(/ at line .*$/, '') ?? ''}`,
  }));
  return {
    data: problems.length > 0 ? undefined : (document.toJS({ maxAliasCount: 100 }) ?? {}),
    problems,
    locate: (path) => place(offsetInYaml(document.contents, path)),
  };
}

function offsetInYaml(top: Node | null, path: readonly string[]): number {
  let node: unknown = top;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      const item = (node as { items?: readonly Node[] } | null)?.items?.[Number(key)];
      if (item === undefined) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}

const SECTION = 'agent-preflight';

function readToml(uri: string, text: string): ConfigurationText {
  const locate = (path: readonly string[]): { line: number; column: number } => placeInToml(text, path);
  if (!text.includes(SECTION)) return { data: undefined, problems: [], locate };
  try {
    const tool = parseToml(text)['tool'] as Record<string, unknown> | undefined;
    return { data: tool?.[SECTION], problems: [], locate };
  } catch (error) {
    const at = error instanceof TomlError ? { line: error.line, column: error.column } : { line: 1, column: 1 };
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return {
      data: undefined,
      problems: [{ uri, ...at, message: reason.replace(/^Invalid TOML document/, 'not valid TOML') }],
      locate,
    };
  }
}

/** The TOML reader keeps no positions: the last key of the path is looked for below our section, line by line. */
function placeInToml(text: string, path: readonly string[]): { line: number; column: number } {
  const lines = text.split(/\r?\n/);
  let place = { line: Math.max(1, lines.findIndex((line) => line.includes(SECTION)) + 1), column: 1 };
  let from = place.line - 1;
  for (const key of path) {
    const pattern = new RegExp(`(?:^|[\\s."'[{,])(${key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})(?=["'\\s.=\\]])`);
    for (let line = from; line < lines.length; line++) {
      const match = pattern.exec(lines[line] ?? '');
      if (match?.[1] === undefined) continue;
      place = { line: line + 1, column: match.index + match[0].length - match[1].length + 1 };
      from = line;
      break;
    }
  }
  return place;
}
