import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianPackage } from '../fetch-peers.mjs';
import { endBy, launch } from '../launcher.mjs';

/** @type {string | null} */
let unpacked = null;

/** @type {import('../launcher.mjs').Launcher} */
export default {
  name: 'supervisord',
  prepare: async () => {
    unpacked = await debianPackage('supervisor');
    return unpacked ? null : 'supervisor could not be fetched';
  },
  configure: async (given) => {
    const PYTHONPATH = join(unpacked ?? '', 'usr/lib/python3/dist-packages');
    const scene = { ...given, environment: { ...given.environment, PYTHONPATH } };
    const file = join(scene.folder, 'supervisord.conf');
    const programs = scene.agents.map(
      ({ name, port }) =>
        `[program:${name}]\ncommand=python3 ${scene.script}\nenvironment=AGENT_PORT="${port}"\nautorestart=true\n`,
    );
    const { folder } = scene;
    writeFileSync(
      file,
      `[supervisord]\nnodaemon=true\nlogfile=${folder}/supervisord.log\npidfile=${folder}/supervisord.pid\nchildlogdir=${folder}\n\n${programs.join('\n')}`,
    );
    return () => {
      const launched = launch('/usr/bin/python3', ['-m', 'supervisor.supervisord', '-c', file], scene);
      return { stop: () => endBy(launched, 'SIGTERM') };
    };
  },
};
