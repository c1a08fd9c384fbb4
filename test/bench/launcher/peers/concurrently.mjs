import { npmProgram } from '../fetch-peers.mjs';
import { endBy, launch } from '../launcher.mjs';

/** @type {string | null} */
let program = null;

/** @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'concurrently',
  prepare: async () => {
    program = await npmProgram('concurrently@9.2.1', 'concurrently');
    return program ? null : 'concurrently could not be fetched';
  },
  configure: async (scene) => {
    const commands = scene.agents.map(({ port }) => `AGENT_PORT=${port} exec python3 ${scene.script}`);
    return () => {
      const launched = launch(program ?? '', ['--restart-tries', '-1', ...commands], scene);
      return { stop: () => endBy(launched, 'SIGINT') };
    };
  },
};
