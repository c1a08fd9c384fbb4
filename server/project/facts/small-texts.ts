import type { FactProvider } from './fact-provider';

/** A small file as it is. */
export interface SmallText {
  readonly path: string;
  readonly text: string;
}

const AT_THE_ROOT: ReadonlySet<string> = new Set(['.env', '.env.example', '.gitignore']);

/** The small files at the root that fixes write to; and those that say what a build of an image sees, wherever they stand. */
export const smallTexts: FactProvider<SmallText> = {
  concerns: isSmall,
  read: ({ path, text }) => (isSmall(path) ? { path, text } : null),
};

function isSmall(path: string): boolean {
  return AT_THE_ROOT.has(path) || path.endsWith('.dockerignore');
}
