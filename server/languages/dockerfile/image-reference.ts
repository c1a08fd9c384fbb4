/** The parts of an image's name: `ghcr.io/org/app:1.2@sha256:…`. */
export interface ImageReference {
  /** `docker.io` is left out. */
  readonly registry: string | null;
  /** With its folders, without `library/`: `python`, `bitnami/redis`. */
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

/** Reads an image's name as Docker does; null for text that is none. */
export function readImageReference(image: string): ImageReference | null {
  const match = /^((?:[\w.-]+(?::\d+)?\/)*[\w.-]+)(?::([\w][\w.+-]*))?(?:@(sha256:[0-9a-fA-F]+|\w+:\w+))?$/.exec(image);
  if (match?.[1] === undefined) return null;
  const parts = match[1].split('/');
  const first = parts[0] ?? '';
  const hasRegistry = parts.length > 1 && (/[.:]/.test(first) || first === 'localhost');
  const registry =
    hasRegistry && !/^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)$/.test(first) ? first : null;
  const rest = hasRegistry ? parts.slice(1) : parts;
  if (rest.length > 1 && rest[0] === 'library' && registry === null) rest.shift();
  return { registry, repository: rest.join('/').toLowerCase(), tag: match[2] ?? null, digest: match[3] ?? null };
}

/** Registry and repository in one, as they are written: `gcr.io/distroless/static`, `python`. */
export function repositoryOf({ registry, repository }: ImageReference): string {
  return registry === null ? repository : `${registry}/${repository}`;
}
