// Units of many Debian packages, to compare our reading of them with systemd's: taken out of the packages, nothing is installed.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { which } from './system-packages.mjs';

const PACKAGES =
  'apache2 avahi-daemon bluez chrony cups-daemon fail2ban haproxy memcached mosquitto nginx-common openssh-server postgresql-common redis-server rsyslog rtkit systemd-container tor udisks2 unbound upower'.split(
    ' ',
  );

export const unitsFolder = join(root, '.cache', 'debian-units');

/** Fills `unitsFolder` once. Without apt or a network it stays as it is. */
export async function fetchUnits() {
  if (existsSync(unitsFolder) || !which('apt-get') || !which('dpkg-deb')) return;
  const downloads = `${unitsFolder}-downloads`;
  const building = `${unitsFolder}-building`;
  for (const folder of [downloads, building]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const quiet = { cwd: downloads, stdio: /** @type {const} */ (['ignore', 'ignore', 'ignore']) };
  const sandbox = ['-o', 'APT::Sandbox::User=root'];
  if ((await run('apt-get', [...sandbox, 'download', ...PACKAGES], quiet)) !== 0) {
    // The lists may be absent, as in a fresh container.
    await run('apt-get', ['update', '-qq'], quiet);
    await run('apt-get', [...sandbox, 'download', ...PACKAGES], quiet);
  }
  for (const file of readdirSync(downloads)) await run('dpkg-deb', ['-x', join(downloads, file), building], quiet);
  rmSync(downloads, { recursive: true, force: true });
  renameSync(building, unitsFolder);
}
