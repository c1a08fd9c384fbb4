/**
 * Is a host this machine or one of a private network, where nobody stands on the way who is not one's own? Hosts are told by what they
 * are called, nothing is looked up.
 *
 * @param host without port; IPv6 addresses in brackets.
 */
export function isPrivateHost(host: string): boolean {
  return (
    /^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[(?:::1|f[cd]|fe80))/i.test(host) ||
    /\.(?:local|internal|lan|localdomain|test|home\.arpa)$/i.test(host) ||
    (host !== '' && !host.includes('.') && !host.startsWith('['))
  );
}
