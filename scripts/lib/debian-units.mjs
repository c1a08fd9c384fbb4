// Units of many Debian packages, to compare our reading of them with systemd's.
import { join } from 'node:path';
import { root } from './paths.mjs';
import { unpackDebian } from './unpack-debian.mjs';

const PACKAGES =
  'apache2 avahi-daemon bluez chrony cups-daemon fail2ban haproxy memcached mosquitto nginx-common openssh-server postgresql-common redis-server rsyslog rtkit systemd-container tor udisks2 unbound upower'.split(
    ' ',
  );

export const unitsFolder = join(root, '.cache', 'debian-units');

/** Fills `unitsFolder` once. Without apt or a network it stays as it is. */
export async function fetchUnits() {
  await unpackDebian(PACKAGES, unitsFolder);
}
