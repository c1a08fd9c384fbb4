import { endBy, launch } from '../launcher.mjs';

/** The baseline: what starting processes costs when nobody watches them. @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'shell loop',
  restarts: 'restarts nothing',
  prepare: async () => null,
  configure: async ({ agents, script, ...scene }) => {
    const lines = agents.map(({ port }) => `AGENT_PORT=${port} python3 ${script} &`);
    return () => {
      const launched = launch('bash', ['-c', `${lines.join('\n')}\nwait`], { agents, script, ...scene });
      return { stop: () => endBy(launched, 'SIGTERM') };
    };
  },
};
