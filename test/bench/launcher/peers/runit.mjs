import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianPackage } from '../fetch-peers.mjs';
import { endBy, launch } from '../launcher.mjs';

/** @type {string | null} */
let unpacked = null;

/** @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'runit',
  prepare: async () => {
    unpacked = await debianPackage('runit');
    return unpacked ? null : 'runit could not be fetched';
  },
  configure: async (given) => {
    const folder = join(unpacked ?? '', 'usr/bin');
    const scene = { ...given, environment: { ...given.environment, PATH: `${folder}:${process.env.PATH}` } };
    const services = join(scene.folder, 'services');
    for (const { name, port } of scene.agents) {
      mkdirSync(join(services, name), { recursive: true });
      const run = `#!/bin/sh\nexec env AGENT_PORT=${port} python3 ${scene.script}\n`;
      writeFileSync(join(services, name, 'run'), run, { mode: 0o755 });
    }
    return () => {
      const launched = launch(join(folder, 'runsvdir'), [services], scene);
      // SIGHUP tells runsvdir to end every runsv, and those their services.
      return { stop: () => endBy(launched, 'SIGHUP') };
    };
  },
};
