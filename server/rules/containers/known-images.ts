import type { ComposeService } from '../../languages/compose/compose-service';
import { imageName } from './compose-services';

/** What an official image needs when it is hardened. */
export interface KnownImage {
  /** Capabilities that its start script uses to give up root by itself. */
  readonly capabilities: readonly string[];
  /** Folders besides `/tmp` that it writes to and that are no volumes of the image. */
  readonly writable: readonly string[];
}

const DROPS_ROOT = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

const IMAGES: Readonly<Record<string, KnownImage>> = {
  postgres: { capabilities: DROPS_ROOT, writable: ['/var/run/postgresql'] },
  redis: { capabilities: ['SETGID', 'SETUID', 'CHOWN', 'DAC_OVERRIDE'], writable: [] },
  'valkey/valkey': { capabilities: ['SETGID', 'SETUID', 'CHOWN', 'DAC_OVERRIDE'], writable: [] },
  mysql: { capabilities: DROPS_ROOT, writable: ['/var/run/mysqld'] },
  mariadb: { capabilities: DROPS_ROOT, writable: ['/run/mysqld'] },
  mongo: { capabilities: DROPS_ROOT, writable: [] },
  nginx: {
    capabilities: ['CHOWN', 'SETGID', 'SETUID', 'NET_BIND_SERVICE'],
    writable: ['/var/cache/nginx', '/var/run'],
  },
  traefik: { capabilities: ['NET_BIND_SERVICE'], writable: [] },
  memcached: { capabilities: [], writable: [] },
  nats: { capabilities: [], writable: [] },
  'prom/prometheus': { capabilities: [], writable: [] },
};

/** What is known about a service's image; null for images of the project and of others. */
export function knownImage(service: ComposeService): KnownImage | null {
  return service.entries('build').length > 0 ? null : (IMAGES[imageName(service).replace(/^library\//, '')] ?? null);
}
