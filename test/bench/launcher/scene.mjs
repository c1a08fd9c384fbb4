// A folder with so many agents, the same for every launcher, and the mark by which every process of a run is found again.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endMarked } from './processes.mjs';

/**
 * @typedef {object} SceneAgent
 * @property {string} name
 * @property {number} port it answers `GET /health` there, on loopback
 * @property {string | null} after the agent it depends on
 */

/**
 * @typedef {object} Scene
 * @property {string} folder empty; for configuration, logs and sockets
 * @property {string} script absolute path of the agent
 * @property {readonly SceneAgent[]} agents
 * @property {NodeJS.ProcessEnv} environment what launchers are started with; holds the mark
 * @property {string} mark `NAME=value` in the environment of every process of this run
 * @property {() => void} clear ends whatever is left and removes the folder
 */

export const MARK = 'BENCH_LAUNCHER_RUN';
const FIRST_PORT = 21_000;
const script = join(dirname(fileURLToPath(import.meta.url)), 'agent.py');

/**
 * @param {number} count
 * @param {{ workers?: boolean, chain?: boolean, loadingSeconds?: number }} [options] `workers`: each agent has two that ignore SIGTERM; `chain`: each depends on
 *   the one before; `loadingSeconds`: what each takes before it opens its port
 * @returns {Scene}
 */
export function makeScene(count, { workers = false, chain = false, loadingSeconds = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-launcher-'));
  const id = randomUUID();
  const agents = Array.from({ length: count }, (_, index) => ({
    name: `agent${index}`,
    port: FIRST_PORT + index,
    after: chain && index > 0 ? `agent${index - 1}` : null,
  }));
  const environment = {
    ...process.env,
    [MARK]: id,
    BENCH_LOADING_SECONDS: String(loadingSeconds),
    ...(workers ? { BENCH_WORKERS: '1' } : {}),
  };
  return {
    folder,
    script,
    agents,
    environment,
    mark: `${MARK}=${id}`,
    clear: () => {
      endMarked(`${MARK}=${id}`);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
