import type { TextRange } from '@agent-preflight/stack/definition/text-range';

/** An HTTP address that a health check asks on its own machine. */
export interface ProbeUrl {
  /** The whole address, below the place that `readProbeUrls` was given. */
  readonly range: TextRange;
  readonly scheme: string;
  readonly host: string;
  /** As written: a number or a variable; null where the scheme's own port is meant. */
  readonly port: string | null;
  readonly portRange: TextRange | null;
  /** `/` where none is written. */
  readonly path: string;
  /** Empty, behind the port, where none is written. */
  readonly pathRange: TextRange;
}

const URL =
  /\b(https?):\/\/(localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\]|\$\{?HOSTNAME\}?|\$\(hostname\)|[A-Za-z][\w.-]*)(?::(\d{1,5}|\$\{[^}\s]*\}|\$\w+))?(\/[\w\-./~%]*)?/g;

/** The addresses in the text of a health check. Ranges count from `offset`, where the text begins. */
export function readProbeUrls(text: string, offset: number, names: readonly string[] = []): ProbeUrl[] {
  if (!text.includes('://')) return [];
  return [...text.matchAll(URL)].flatMap((match): ProbeUrl[] => {
    const [whole, scheme = '', host = '', port, path] = match;
    const isOwn = /^(?:localhost$|127\.|0\.0\.0\.0$|\[::1\]$|\$)/.test(host) || names.includes(host);
    // A path that goes on with a variable is not known.
    if (!isOwn || /^[${]/.test(text.slice(match.index + whole.length))) return [];
    const start = offset + match.index;
    const portStart = start + scheme.length + '://'.length + host.length + 1;
    const pathStart = start + whole.length - (path ?? '').length;
    return [
      {
        range: { start, end: start + whole.length },
        scheme,
        host,
        port: port ?? null,
        portRange: port === undefined ? null : { start: portStart, end: portStart + port.length },
        path: path ?? '/',
        pathRange: { start: pathStart, end: start + whole.length },
      },
    ];
  });
}
