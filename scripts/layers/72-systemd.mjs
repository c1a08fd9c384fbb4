import { fetchUnits, unitsFolder } from '../lib/debian-units.mjs';
import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'the unit rules, against systemd-analyze on the units of Debian',
  requires: [{ command: 'systemd-analyze', package: 'systemd' }],
  run: async () => {
    await fetchUnits();
    const env = { AGENT_PREFLIGHT_UNITS: unitsFolder };
    return runMocha('systemd', ['test/systemd/**/*.test.ts'], { timeout: 300_000, env });
  },
};
