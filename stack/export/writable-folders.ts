import { statSync } from 'node:fs';
import path from 'node:path';
import type { Template } from '../environment/template';
import type { HandoverAgent, Variable } from './handover';
import { mapLiterals } from './substitute';

/** Variables that say where something is written: state, logs, caches. Where models and inputs lie is read. */
const WRITTEN =
  /^(?:\w+_)?(?:STATE|LOGS?|CACHE|OUTPUT|RUN|VAR|WORK|STORAGE|DB|DATABASE|SQLITE)_(?:DIR|DIRECTORY|FOLDER|PATH|ROOT|FILE)$/i;
/** Folders at the top of a project that hold what its programs write, and nothing that belongs to them. */
const BY_NAME = ['logs', 'log', 'var'];

/**
 * Folders of the project that its agents write to, relative to its root: those that variables name, those that are there under a name
 * that says so, and those the user gave. A file stands for its folder. Outer folders stand for the ones inside.
 */
export function writableFolders(
  projectRoot: string,
  shared: readonly Variable[],
  agents: readonly Pick<HandoverAgent, 'environment'>[],
  given: readonly string[],
): string[] {
  const variables = [...shared, ...agents.flatMap(({ environment }) => environment)];
  const named = variables
    .filter(({ name }) => WRITTEN.test(name))
    .flatMap(({ name, value }) => pathsIn(value).map((text) => (isFile(name, text) ? path.posix.dirname(text) : text)));
  const there = BY_NAME.filter((name) =>
    statSync(path.join(projectRoot, name), { throwIfNoEntry: false })?.isDirectory(),
  );
  const folders = [...named, ...there, ...given].flatMap((text) => below(projectRoot, text));
  const unique = [...new Set(folders)].sort();
  return unique.filter((folder) => !unique.some((outer) => folder.startsWith(`${outer}/`)));
}

function isFile(variable: string, text: string): boolean {
  return /_FILE$/i.test(variable) || /\.\w{1,6}$/.test(text);
}

/** The literal texts of a value that may be paths: it, or the defaults in it. */
function pathsIn(value: Template): string[] {
  const found: string[] = [];
  mapLiterals(value, (text) => {
    found.push(text);
    return text;
  });
  return found.filter((text) => /^[\w./-]{1,200}$/.test(text));
}

function below(projectRoot: string, text: string): string[] {
  const relative = path.relative(projectRoot, path.resolve(projectRoot, text)).split(path.sep).join('/');
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? [] : [relative];
}
