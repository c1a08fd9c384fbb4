import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackDefinition } from '../definition/model';
import { DOTENV_FILES } from '../environment/compose';
import { readDotenvFile } from '../environment/dotenv-file';
import { IDENTITY_NAMES } from '../environment/inherited';
import { COOKIE_VARIABLE } from '../process/cookie';
import { isAlive } from '../process/identity';
import type { SavedState } from '../rendezvous/state-file';

/** Set for every agent anew, whatever it was started with. */
const COMPOSED = ['PYTHONPATH', 'PYTHONUNBUFFERED', 'PYTORCH_CUDA_ALLOC_CONF'];

/**
 * What the killed supervisor's environment held and this one's lacks, read back from agents that still run: a stack that was started
 * in a shell with its keys exported must be able to restart an agent although somebody asked for the status from another shell.
 * Nothing that the startup file or a `.env` file sets is taken, so that a change there takes effect. Empty where the system does
 * not tell.
 */
export async function recoverEnvironment(
  saved: SavedState,
  present: NodeJS.ProcessEnv,
  definition: StackDefinition | null,
): Promise<Record<string, string>> {
  const recovered: Record<string, string> = {};
  for (const { run } of saved.agents) {
    if (!run?.leader || !(await isAlive(run.leader))) continue;
    // What the conditions of its start brought along (its place on a GPU) is found anew for each agent.
    const own = new Set(run.environmentNames);
    const found = Object.entries(environmentOf(run.leader.pid, run.cookie));
    Object.assign(recovered, Object.fromEntries(found.filter(([name]) => own.has(name))));
  }
  const declared = definition ? [definition, ...definition.agents].flatMap(({ environment }) => environment) : [];
  const dotenv = DOTENV_FILES.flatMap((name) => Object.keys(readDotenv(join(saved.projectRoot, name))));
  const known = new Set([
    ...Object.keys(present),
    ...declared.map((entry) => entry.name.value),
    ...dotenv,
    ...IDENTITY_NAMES,
    ...COMPOSED,
  ]);
  return Object.fromEntries(
    Object.entries(recovered).filter(([name]) => !known.has(name) && !name.startsWith('AGENT_PREFLIGHT_')),
  );
}

/** Empty when it cannot be read, or when the process has overwritten it with something else. */
function environmentOf(pid: number, cookie: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return {};
  }
  const entries = text.split('\0').flatMap((entry) => {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(entry);
    return match ? [[match[1]!, match[2]!] as const] : [];
  });
  const found = Object.fromEntries(entries);
  return found[COOKIE_VARIABLE] === cookie ? found : {};
}

function readDotenv(path: string): Record<string, string> {
  try {
    return readDotenvFile(path) ?? {};
  } catch {
    return {};
  }
}
