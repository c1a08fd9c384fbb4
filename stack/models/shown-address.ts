/** An address for people and logs: without user, password and query, where tokens and signatures stand. */
export function shownAddress(url: URL | string): string {
  const parsed = typeof url === 'string' ? (URL.canParse(url) ? new URL(url) : null) : url;
  if (parsed === null) return 'an address that is none';
  if (parsed.protocol === 'file:') return decodeURIComponent(parsed.pathname);
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}
