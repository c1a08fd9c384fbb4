import { readFile, stat } from 'node:fs/promises';
import type { LaunchPlan } from '../plan/launch-plan';
import type { ImportGraph } from '../sources/import-graph';
import type { KeptConfiguration, KeptFile } from './configuration';
import { sha256Of } from './configuration-store';
import { gitCommit } from './git-commit';

const LARGEST_BYTES = 2_000_000;
/** Files of one configuration; a project that runs more is kept as far as these. */
const MOST_FILES = 2_000;

export interface Captured {
  readonly configuration: KeptConfiguration;
  /** The files' bytes by their hashes. */
  readonly contents: Map<string, Buffer>;
}

export interface CaptureRequest {
  readonly plan: Pick<LaunchPlan, 'file' | 'projectRoot' | 'agents'>;
  /** The configuration file that holds; null without one. */
  readonly policyFile: string | null;
  readonly sources: ImportGraph;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Reads everything a stack is about to be started with. Files that cannot be read are left out. */
export async function capture(request: CaptureRequest): Promise<Captured> {
  const { plan, policyFile, sources, now } = request;
  sources.refresh();
  const agents = await Promise.all(
    plan.agents.map(async ({ name, definition, script }) => {
      const main = script ?? (definition.module ? await sources.fileOfModule(definition.module.value) : null);
      return { name, files: main === null ? [] : await sources.filesOf(main) };
    }),
  );
  const paths = [...new Set([plan.file, ...(policyFile ? [policyFile] : []), ...agents.flatMap(({ files }) => files)])];
  const contents = new Map<string, Buffer>();
  const files: KeptFile[] = [];
  for (const path of paths.slice(0, MOST_FILES)) {
    const kept = await keep(path, contents);
    if (kept) files.push(kept);
  }
  const id = sha256Of(Buffer.from(JSON.stringify(files))).slice(0, 12);
  return {
    configuration: {
      id,
      startedAt: now,
      readyAt: null,
      gitCommit: await gitCommit(plan.projectRoot),
      files,
      agents,
      environmentNames: [],
    },
    contents,
  };
}

async function keep(path: string, contents: Map<string, Buffer>): Promise<KeptFile | null> {
  try {
    const { size, mode } = await stat(path);
    if (size > LARGEST_BYTES) return null;
    const bytes = await readFile(path);
    const sha256 = sha256Of(bytes);
    contents.set(sha256, bytes);
    return { path, sha256, mode: mode & 0o777 };
  } catch {
    return null;
  }
}
