import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmProgram } from '../fetch-peers.mjs';
import { endBy, launch } from '../launcher.mjs';

/** @type {string | null} */
let program = null;

/** @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'mprocs',
  prepare: async () => {
    program = await npmProgram('mprocs@0.7.3', 'mprocs');
    return program ? null : 'mprocs could not be fetched';
  },
  configure: async (scene) => {
    const procs = Object.fromEntries(
      scene.agents.map(({ name, port }) => [
        name,
        { cmd: ['python3', scene.script], env: { AGENT_PORT: String(port) }, autorestart: true },
      ]),
    );
    const file = join(scene.folder, 'mprocs.json');
    writeFileSync(file, JSON.stringify({ procs }));
    return () => {
      // It draws on a terminal and will not start without one.
      const launched = launch('script', ['-qfc', `exec ${program} --config ${file}`, '/dev/null'], scene);
      return { stop: () => endBy(launched, 'SIGTERM') };
    };
  },
};
