/**
 * What a `.dockerignore` keeps out of the build context. Its patterns are relative to the context's root, unlike those of a .gitignore; the
 * last one that fits decides, and a folder takes its files with it.
 */
export class DockerIgnore {
  private readonly patterns: readonly { readonly pattern: RegExp; readonly isException: boolean }[];

  constructor(text: string) {
    this.patterns = text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const isException = line.startsWith('!');
        const pattern = (isException ? line.slice(1) : line)
          .trim()
          .replace(/^\.?\/+/, '')
          .replace(/\/+$/, '');
        return { pattern: toExpression(pattern), isException };
      });
  }

  /** `path` is a file below the context, with forward slashes. */
  ignores(path: string): boolean {
    let ignored = false;
    for (const { pattern, isException } of this.patterns) if (pattern.test(path)) ignored = !isException;
    return ignored;
  }
}

/** Fits the path itself and everything below it. */
function toExpression(pattern: string): RegExp {
  if (pattern === '' || pattern === '.') return /(?!)/;
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const symbol = pattern[at] ?? '';
    if (pattern.startsWith('**/', at)) {
      while (pattern.startsWith('**/', at + 3)) at += 3;
      source += '(?:[^/]*/)*';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.*';
      at++;
    } else if (symbol === '*') source += '[^/]*';
    else if (symbol === '?') source += '[^/]';
    else if (symbol === '[') {
      const end = pattern.indexOf(']', at + 2);
      const inner = end === -1 ? '' : pattern.slice(at + 1, end);
      source += end === -1 ? '\\[' : `[${inner.replace(/[\\\]]/g, '\\$&')}]`;
      if (end !== -1) at = end;
    } else source += symbol.replace(/[.+^${}()|\]\\/]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}(?:/|$)`);
  } catch {
    return /(?!)/;
  }
}
