import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { looksLikeStartupFile } from '@agent-preflight/stack/definition/recognise';
import { isKept } from '@agent-preflight/stack/definition/analysis/companions';
import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import { NodeFileSystem, uriOfPath } from '../../host/node-file-system';
import { walk } from '../../host/walker';
import { UsageError } from '../context';

/** A file that declares agents, read. */
export interface StartupFile {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  readonly definition: StackDefinition;
}

const LARGEST_FILE_BYTES = 2_000_000;

/** The startup files below a folder, as far as git would list them: the likeliest first, archives last. */
export async function findStartupFiles(folder: string): Promise<StartupFile[]> {
  const { files } = await walk(new NodeFileSystem(), uriOfPath(folder));
  const candidates = files.filter((file) => /\.ya?ml$/i.test(file));
  const read = await Promise.all(
    candidates.map(async (relative): Promise<StartupFile | null> => {
      const file = path.join(folder, relative);
      const text = await readText(file).catch(() => null);
      if (text === null || !looksLikeStartupFile({ path: relative, text })) return null;
      return { file, text, definition: readStackDefinition({ file, text }) };
    }),
  );
  const found = read.filter((startup) => startup !== null);
  const key = ({ file, definition }: StartupFile) =>
    [isKept(definition.file) ? 1 : 0, unlikeliness(folder, file)] as const;
  return found
    .map((startup) => ({ startup, key: key(startup) }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || (a.startup.file < b.startup.file ? -1 : 1))
    .map(({ startup }) => startup);
}

/** The file that starts everything is called by its plain name and stands at the top or in `config/`; its variants are longer. */
function unlikeliness(folder: string, file: string): number {
  const below = path.relative(folder, file).replaceAll('\\', '/');
  const plain = /(?:^|\/)(?:startup|stack|agents)(?:[._-]?config)?\.ya?ml$/i.test(below);
  const similar = /(?:startup|stack|agents)[^/]*$/i.test(below);
  const near = /^(?:config\/)?[^/]+$/.test(below);
  return (plain ? 0 : similar ? 1 : 2) * 2 + (near ? 0 : 1);
}

/** Reads one startup file the user named. Rejects with a {@link UsageError} that says what is wrong with it. */
export async function readStartupFile(named: string, cwd: string): Promise<StartupFile> {
  const file = path.resolve(cwd, named);
  let text: string;
  try {
    text = await readText(file);
  } catch (error) {
    throw new UsageError(`${named} cannot be read: ${(error as Error).message}`);
  }
  return { file, text, definition: readStackDefinition({ file, text }) };
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > LARGEST_FILE_BYTES) throw new Error('it is too large to be a startup file');
  return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
}

export interface ChosenFiles {
  readonly chosen: readonly StartupFile[];
  /** All that were read on the way. */
  readonly known: readonly StartupFile[];
}

/**
 * The files a command is about: those named (a folder stands for the startup files in it), else the ones found. For commands that start
 * something there must be no doubt which: several candidates are an error that lists them.
 */
export async function chooseStartupFiles(
  named: readonly string[],
  cwd: string,
  purpose: 'start' | 'look',
): Promise<ChosenFiles> {
  const chosen: StartupFile[] = [];
  const known: StartupFile[] = [];
  const folders: string[] = named.length === 0 ? [cwd] : [];
  for (const name of named) {
    const found = await stat(path.resolve(cwd, name)).catch(() => null);
    if (!found) throw new UsageError(`there is no ${name}`);
    if (found.isDirectory()) folders.push(path.resolve(cwd, name));
    else chosen.push(await readStartupFile(name, cwd));
  }
  for (const folder of folders) {
    let found = await findStartupFiles(folder);
    // Somewhere inside a project, its own files are meant.
    const project = found.length === 0 && named.length === 0 ? projectAbove(folder) : null;
    if (project !== null) found = await findStartupFiles(project);
    if (found.length === 0) throw new UsageError(nothingFound(folder, cwd));
    known.push(...found);
    chosen.push(...(purpose === 'start' ? onlyCandidate(found, project ?? folder, cwd) : found));
  }
  return { chosen, known };
}

/** The nearest folder above that is marked as a project; null without one. */
function projectAbove(folder: string): string | null {
  const above = path.dirname(folder);
  if (above === folder || above === homedir()) return null;
  const isProject = ['.agent-preflight.yaml', '.git'].some((mark) => existsSync(path.join(above, mark)));
  return isProject ? above : projectAbove(above);
}

function nothingFound(folder: string, cwd: string): string {
  const where = path.relative(cwd, folder) || 'this folder';
  return `no startup file was found in ${where}: a YAML file that lists agents with their scripts. Name one: agent-preflight up path/to/startup.yaml`;
}

function onlyCandidate(found: readonly StartupFile[], folder: string, cwd: string): StartupFile[] {
  const active = found.filter(({ definition }) => !isKept(definition.file));
  const candidates = active.length > 0 ? active : found;
  const best = unlikeliness(folder, candidates[0]!.file);
  const likeliest = candidates.filter(({ file }) => unlikeliness(folder, file) === best);
  // One of them at the top of the project is the one that is meant; of several deep down none is.
  if (candidates.length === 1 || (likeliest.length === 1 && best % 2 === 0)) return [candidates[0]!];
  const names = candidates.map(({ file }) => path.relative(cwd, file));
  const width = Math.max(...names.map((name) => name.length));
  const listed = candidates.map(({ definition }, index) => {
    const machine = definition.machine ? `, machine ${definition.machine}` : '';
    return `  agent-preflight up ${names[index]!.padEnd(width)}  (${definition.agents.length} ${definition.agents.length === 1 ? 'agent' : 'agents'}${machine})`;
  });
  throw new UsageError(`several startup files are here; name the one to start:\n${listed.join('\n')}`);
}
