import { type ImageReference, repositoryOf } from '../../languages/dockerfile/image-reference';

/** In which way an image's name leaves its version open. */
export type Floating = 'none' | 'moving' | 'major';

/** Tags that by their name follow the development. */
const MOVING = /^(?:latest|edge|nightly|main|master|develop|dev|devel|head|trunk|canary|rolling|unstable|sid|testing|next|lts|current|stable|mainline|snapshot|preview|rawhide|tumbleweed)(?:[-_.].*)?$|[-_.](?:latest|nightly|canary|edge)$|-latest-/i; // prettier-ignore

/** Images whose versions have a minor number that tells releases apart; for others a lone number names a release. */
const RELEASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  python: { '': '3.13', '3': '3.13', '2': '2.7' },
  node: { '': '22.12', '23': '23.5', '22': '22.12', '20': '20.18', '18': '18.20', '16': '16.20', '14': '14.21', '12': '12.22' },
  golang: { '': '1.23', '1': '1.23' },
  rust: { '': '1.83', '1': '1.83' },
  ruby: { '': '3.3', '3': '3.3', '2': '2.7' },
  php: { '': '8.3', '8': '8.3', '7': '7.4' },
  perl: { '': '5.40', '5': '5.40' },
  alpine: { '': '3.21', '3': '3.21' },
  nginx: { '': '1.27', '1': '1.27' },
  httpd: { '': '2.4', '2': '2.4' },
  redis: { '': '7.4', '7': '7.4', '6': '6.2' },
  mysql: { '': '8.4', '9': '9.1', '8': '8.4', '5': '5.7' },
  mongo: { '': '8.0', '8': '8.0', '7': '7.0', '6': '6.0' },
  rabbitmq: { '': '4.0', '4': '4.0', '3': '3.13' },
  traefik: { '': '3.2', '3': '3.2' },
  caddy: { '': '2.8', '2': '2.8' },
  'oven/bun': { '': '1.1', '1': '1.1' },
}; // prettier-ignore

/** Images where one number is a release of its own: the newest that is known to be there. */
const OTHERS: Readonly<Record<string, string>> = {
  debian: '12.8',
  ubuntu: '24.04',
  postgres: '17.2',
  fedora: '41',
  almalinux: '9.5',
  rockylinux: '9.3',
  amazonlinux: '2023',
  busybox: '1.37',
  mariadb: '11.4',
  memcached: '1.6',
};

/** Images whose tags begin with a version of their own; distributions have releases by name. */
const VERSIONED =
  /^(?:python|node|golang|rust|ruby|php|perl|nginx|httpd|redis|mysql|mariadb|mongo|rabbitmq|traefik|caddy|postgres|memcached|openjdk|eclipse-temurin|amazoncorretto|maven|gradle|tomcat|elixir|erlang|haproxy|oven\/bun|denoland\/deno)$/;

/** What is left open; null for a fixed version. Tags of distroless images name no version by design. */
export function floatOf(reference: ImageReference): Floating | null {
  const { digest, tag } = reference;
  if (digest !== null) return null;
  if (tag === null) return 'none';
  const repository = repositoryOf(reference);
  // `python:slim` names the variant and leaves the version open.
  if (VERSIONED.test(repository) && !/\d/.test(tag)) return 'moving';
  if (MOVING.test(tag)) return isRelease(repository, tag) ? null : 'moving';
  const number = /^v?(\d+)(?:-[a-z].*)?$/i.exec(tag)?.[1];
  return number !== undefined && RELEASES[repository]?.[number] !== undefined ? 'major' : null;
}

/** `stable` and `testing` are Debian's names for a release, and a date behind them fixes it. */
function isRelease(repository: string, tag: string): boolean {
  return /\d{6,}|\d+\.\d+/.test(tag) || (/distroless/.test(repository) && !/^latest/.test(tag));
}

/** A tag with a version to write in place of an open one, with the variant kept (`-slim`, `-alpine`); null where none is known. */
export function pinnedTag(reference: ImageReference): string | null {
  const repository = repositoryOf(reference);
  const { tag } = reference;
  const release = RELEASES[repository];
  const number = /^v?(\d+)/.exec(tag ?? '')?.[1] ?? '';
  const version = release?.[number] ?? (number === '' ? OTHERS[repository] : undefined);
  if (version === undefined) return null;
  const variant = /(?:^|-)((?:slim|alpine|bookworm|bullseye|buster)(?:-.*)?)$/.exec(tag ?? '')?.[1];
  return variant === undefined ? version : `${version}-${variant}`;
}
