import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmProgram } from '../fetch-peers.mjs';
import { launch, runToEnd } from '../launcher.mjs';

/** @type {string | null} */
let program = null;

/** @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'pm2',
  prepare: async () => {
    program = await npmProgram('pm2@6.0.14', 'pm2');
    return program ? null : 'pm2 could not be fetched';
  },
  configure: async (given) => {
    const scene = { ...given, environment: { ...given.environment, PM2_HOME: join(given.folder, 'pm2') } };
    const file = join(scene.folder, 'ecosystem.config.json');
    const apps = scene.agents.map(({ name, port }) => ({
      name,
      script: scene.script,
      interpreter: 'python3',
      env: { AGENT_PORT: String(port) },
    }));
    writeFileSync(file, JSON.stringify({ apps }));
    return () => {
      launch(program ?? '', ['start', file], scene);
      return { stop: () => runToEnd(program ?? '', ['kill'], scene) };
    };
  },
};
