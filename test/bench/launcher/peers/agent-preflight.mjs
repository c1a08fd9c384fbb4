import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../../scripts/lib/paths.mjs';
import { launch, runToEnd } from '../launcher.mjs';

const cli = join(root, 'dist', 'cli.js');

/** @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'agent-preflight',
  order: true,
  prepare: async () => null,
  configure: async (given) => {
    const home = join(given.folder, 'home');
    const scene = { ...given, environment: { ...given.environment, AGENT_PREFLIGHT_HOME: home } };
    const file = join(scene.folder, 'startup.yaml');
    const entries = scene.agents.flatMap(({ name, port, after }) => [
      `    ${name}:`,
      `      script_path: ${scene.script}`,
      `      port: ${port}`,
      `      dependencies: [${after ?? ''}]`,
    ]);
    writeFileSync(file, `agent_groups:\n  bench:\n${entries.join('\n')}\n`);
    return () => {
      launch(process.execPath, [cli, 'up', file], scene);
      return { stop: () => runToEnd(process.execPath, [cli, 'down', file], scene) };
    };
  },
};
