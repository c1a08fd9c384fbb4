import { BlockList, isIP } from 'node:net';

/** Variables as programs on a command line know them; the small letters win, as they do with curl. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a request goes through by `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` (also in capitals); null for none.
 * This machine itself is never asked through one. Throws for a value that is no address.
 */
export function proxyFor(url: URL, environment: ProxyEnvironment): URL | null {
  const read = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
  const written = read(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? read('all_proxy');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (written === undefined || isLoopback(host) || isExempt(host, portOf(url), read('no_proxy') ?? '')) return null;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  const proxy = URL.canParse(address) ? new URL(address) : null;
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    const name = proxy === null ? 'it is no address' : `${proxy.protocol}// is not spoken here`;
    throw new Error(`the proxy of the environment cannot be used (${name}): it must be http://host:port`);
  }
  return proxy;
}

/** `Proxy-Authorization` for a proxy whose address holds who asks; none else. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|::1)$/i.test(host);
}

/** `no_proxy`: names with what is below them, with a port or without; addresses; blocks of addresses; `*`. */
function isExempt(host: string, port: number, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = entry, wantedPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (isIP(entry.replace(/\/\d+$/, '')) !== 0) return isInBlock(host, entry);
      if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
      const suffix = name.replace(/^\*?\./, '').toLowerCase();
      return host.toLowerCase() === suffix || host.toLowerCase().endsWith(`.${suffix}`);
    });
}

function isInBlock(host: string, entry: string): boolean {
  const family = isIP(host);
  const [address = '', bits] = entry.split('/');
  if (family === 0 || isIP(address) !== family) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  const prefix = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits);
  if (prefix > (family === 6 ? 128 : 32)) return false;
  block.addSubnet(address, prefix, type);
  return block.check(host, type);
}
