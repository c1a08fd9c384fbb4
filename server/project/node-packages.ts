/** What a `package.json` asks for: the version ranges of what the package needs, by name. Plain data. */
export interface NodePackages {
  /** Path of the `package.json` below the project's root. */
  readonly path: string;
  /** Name → range as written (`^4.1.0`, `workspace:*`); of dependencies, development, optional and peer dependencies alike. */
  readonly ranges: Readonly<Record<string, string>>;
}

const SECTIONS = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'];

export function isPackageFile(path: string): boolean {
  return path === 'package.json' || path.endsWith('/package.json');
}

/** Reads a `package.json`; null where it is no JSON or asks for nothing. */
export function nodePackages(path: string, text: string): NodePackages | null {
  if (!/[dD]ependencies"/.test(text)) return null;
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  if (typeof content !== 'object' || content === null) return null;
  const ranges: Record<string, string> = {};
  for (const section of SECTIONS) {
    const packages = (content as Readonly<Record<string, unknown>>)[section];
    if (typeof packages !== 'object' || packages === null) continue;
    for (const [name, range] of Object.entries(packages)) if (typeof range === 'string') ranges[name] = range;
  }
  return Object.keys(ranges).length === 0 ? null : { path, ranges };
}

/** The range that holds for a file: of the nearest `package.json` above it that asks for the package; null where none does. */
export function packageRange(packages: readonly NodePackages[], file: string, name: string): string | null {
  let nearest: { readonly depth: number; readonly range: string } | null = null;
  for (const { path, ranges } of packages) {
    const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
    const folder = path.slice(0, -'package.json'.length);
    if (range === undefined || !file.startsWith(folder)) continue;
    if (nearest === null || folder.length > nearest.depth) nearest = { depth: folder.length, range };
  }
  return nearest?.range ?? null;
}

/**
 * The highest major version that a range lets in; null where it sets no end (`>=3`, `*`, `latest`, `workspace:*`, a URL).
 * Knows npm's ranges: `^3.1`, `~3`, `3.x`, `>=3 <4`, `1 - 3`, `3 || 4`, `npm:other@^3`.
 */
export function highestMajor(range: string): number | null {
  const plain = range.replace(/^npm:(?:@[^/]+\/)?[^@]*@/, '').trim();
  const majors = plain.split('||').map((part) => highestOf(part.trim()));
  return majors.includes(null) ? null : Math.max(...majors.map((major) => major ?? 0));
}

function highestOf(part: string): number | null {
  const hyphen = /^v?\d[\w.+-]*\s+-\s+v?(\d+)/.exec(part);
  if (hyphen !== null) return Number(hyphen[1]);
  let highest: number | null = null;
  for (const [whole, operator = '', major, rest = ''] of part.matchAll(
    /([<>=~^]*)\s*v?(\d+)((?:\.(?:\d+|[xX*]))*)[\w.+-]*/g,
  )) {
    if (whole === '' || operator.startsWith('>')) continue;
    // `<4` and `<4.0.0` end below 4, `<4.1` does not.
    const isOpenEnd = operator === '<' && !/[1-9]/.test(rest);
    const end = Number(major) - (isOpenEnd ? 1 : 0);
    highest = highest === null ? end : Math.min(highest, end);
  }
  return /^[\d\s.<>=~^xXv*+\w-]*$/.test(part) ? highest : null;
}
