import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runMocha } from '../lib/mocha.mjs';
import { root } from '../lib/paths.mjs';
import { which } from '../lib/system-packages.mjs';
import { unpackDebian } from '../lib/unpack-debian.mjs';

const folder = join(root, '.cache', 'debian-prometheus');

/** Of the package only this program is wanted, not the server that would be started with it. */
async function promtool() {
  const installed = which('promtool');
  if (installed) return installed;
  await unpackDebian(['prometheus'], folder);
  const unpacked = join(folder, 'usr', 'bin', 'promtool');
  return existsSync(unpacked) ? unpacked : 'promtool';
}

export default {
  title: 'metrics, alert rules and dashboard, as Prometheus reads them',
  requires: [{ command: 'python3', package: 'python3' }],
  run: async () => {
    const env = { AGENT_PREFLIGHT_PROMTOOL: await promtool() };
    return runMocha('monitoring', ['test/monitoring/**/*.test.ts'], { timeout: 60_000, env });
  },
};
