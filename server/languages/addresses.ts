import { HOLE } from './code-model';

export type HostKind = 'loopback' | 'private' | 'wildcard' | 'other';

/** A text that is an address as a whole: a host, `host:port`, or a URL. */
export interface Address {
  readonly scheme: string | null;
  readonly host: string;
  readonly kind: HostKind;
  /** Offset of the host in the text. */
  readonly hostStart: number;
  /** Null when absent or only known to a running program. */
  readonly port: number | null;
  /** True when a port is there, known or not. */
  readonly hasPort: boolean;
  /** What follows host and port, from `/` on. */
  readonly path: string;
}

const ADDRESS = new RegExp(
  '^(?:([a-z][a-z0-9+.-]*)://(?:[^@/\\s]*@)?)?' + // scheme and user
    '(localhost(?:\\.localdomain)?|\\*|\\[[0-9a-fA-F:]*\\]|::1?|\\d{1,3}(?:\\.\\d{1,3}){3}|host\\.docker\\.internal)' + // host
    `(?::(\\d{1,5}|${HOLE}|%[ds]|\\{\\w*\\}|\\*)?)?` + // port
    `((?:[/?#]|(?<=:)${HOLE})[^\\s]*)?$`, // path
  'i',
);

/** Reads a text as an address with a numeric, wildcard or loopback host; null for named hosts and everything else. Holes are `HOLE`. */
export function parseAddress(text: string): Address | null {
  if (text.length > 300 || text.length < 1) return null;
  const match = ADDRESS.exec(text);
  if (match === null) return null;
  const [, scheme = null, host = '', portText, path = ''] = match;
  if (scheme === null && (host === '*' || host === '::')) {
    if (host === '*') return null;
  }
  const kind = hostKind(host);
  const hostStart =
    scheme === null
      ? 0
      : text.indexOf(
          host,
          text.lastIndexOf('@', text.length - path.length) === -1 ? scheme.length + 3 : text.indexOf('@') + 1,
        );
  const port = portText !== undefined && /^\d+$/.test(portText) ? Number(portText) : null;
  const hasPort = text[hostStart + host.length] === ':';
  return { scheme: scheme?.toLowerCase() ?? null, host, kind, hostStart, port, hasPort, path };
}

/** What a host is to other machines. Names are `other`, whatever they resolve to. */
export function hostKind(host: string): HostKind {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare === 'localhost' || bare === 'localhost.localdomain' || bare === '::1') return 'loopback';
  if (bare === '0.0.0.0' || bare === '*' || bare === '::' || bare === '') return 'wildcard';
  const parts = bare.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part > 255)) return 'other';
  const [a = 0, b = 0] = parts;
  if (a === 127) return 'loopback';
  if (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)) return 'private';
  return 'other';
}
