import { isTestPath } from '../../documents/path-class';
import type { DocumentKind } from '../../documents/document';
import { type DeclarationSource, declarationsIn } from './declared-variables';
import { type VariableReader, readersIn } from './variable-readers';

/** What one file says about environment variables. Plain data without places: edits elsewhere in the file change nothing here. */
export interface FileVariables {
  /** Path below the project's root. */
  readonly path: string;
  /** What kind of declaration it is; `code` for source files. */
  readonly source: DeclarationSource | 'code';
  /** Names that the file sets or documents. */
  readonly declared: readonly string[];
  /** Names that it hands on from the environment it runs in: `X: ${X}`, `- X`. Documented there, but set nowhere. */
  readonly passed: readonly string[];
  /** How code makes something of the text of a variable, by its name. */
  readonly readers: Readonly<Record<string, readonly VariableReader[]>>;
}

const NONE: Readonly<Record<string, readonly VariableReader[]>> = {};

/** Null for files that say nothing about variables. Test files neither document a variable nor tell how the program reads it. */
export function fileVariables(path: string, kind: DocumentKind | null, text: string): FileVariables | null {
  if (kind === null || isTestPath(path)) return null;
  if (kind === 'python' || kind === 'typescript' || kind === 'javascript' || kind === 'rust') {
    const { set, readers } = readersIn(kind, text);
    if (set.length === 0 && Object.keys(readers).length === 0) return null;
    return { path, source: 'code', declared: set, passed: [], readers };
  }
  const found = declarationsIn(path, kind, text);
  if (found === null || found.declared.length + found.passed.length === 0) return null;
  return { path, ...found, readers: NONE };
}
