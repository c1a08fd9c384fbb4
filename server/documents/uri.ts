/**
 * URIs are the one identity of files inside the server. Clients and runtimes escape them differently (`(`, `@`, the colon of a drive);
 * only canonical ones, with every segment encoded as `encodeURIComponent` does, may be compared or used as keys.
 */
export function canonicalUri(uri: string): string {
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)/.exec(uri);
  if (match === null) return uri;
  const [, scheme = '', authority, path = ''] = match;
  const encoded = path
    .split('/')
    .map((segment, index) => encodeURIComponent(lowerDrive(decode(segment), index)))
    .join('/');
  return `${scheme.toLowerCase()}:${authority === undefined ? '' : `//${authority}`}${encoded}`;
}

/** The URI of a file or folder below a folder; `path` has forward slashes and is not encoded. */
export function joinUri(folder: string, path: string): string {
  if (path === '') return folder;
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The folder a file or folder stands in; null at the top. */
export function parentUri(uri: string): string | null {
  const authority = uri.indexOf('://');
  const top = authority === -1 ? uri.indexOf(':') + 1 : uri.indexOf('/', authority + 3);
  const at = uri.lastIndexOf('/', uri.length - 2);
  if (at < top || at === -1 || uri.length <= top + 1) return null;
  return at === top ? uri.slice(0, at + 1) : uri.slice(0, at);
}

/** The path of a file below a folder, decoded; the empty string for the folder itself, null for what lies outside. */
export function pathBelow(folder: string, uri: string): string | null {
  if (uri === folder) return '';
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return uri.startsWith(base) ? uri.slice(base.length).split('/').map(decode).join('/') : null;
}

/** The last part of a URI, decoded. */
export function nameOf(uri: string): string {
  return decode(uri.slice(uri.lastIndexOf('/') + 1));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray `%` is a character like any other.
    return segment;
  }
}

/** `file:///C:/x` and `file:///c%3A/x` are the same file. */
function lowerDrive(segment: string, index: number): string {
  return index === 1 && /^[A-Z]:$/.test(segment) ? segment.toLowerCase() : segment;
}
