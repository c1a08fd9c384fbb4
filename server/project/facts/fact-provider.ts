import type { DocumentKind } from '../../documents/document';

/** One version of a file, as those see it who read facts out of it. */
export interface FactSource {
  /** Path below the project's root, with forward slashes. */
  readonly path: string;
  /** Becomes the identity of a startup file and of a model manifest. */
  readonly uri: string;
  readonly kind: DocumentKind | null;
  readonly text: string;
}

/**
 * One kind of thing that files tell the rest of their project. What is read is plain data: it is sent to worker threads, and compared with what an earlier
 * version of the file said.
 */
export interface FactProvider<Said> {
  /** Whether a file may say such a thing, by its path alone: the others are not even opened for it. */
  concerns(path: string): boolean;
  /** Null for files that say nothing of the kind. Never throws, whatever the text. */
  read(source: FactSource): Said | null;
}

/** Tells files by the way their paths end. */
export function named(pattern: RegExp): FactProvider<unknown>['concerns'] {
  return (path) => pattern.test(path);
}

export const isYamlPath = named(/\.ya?ml$/i);
export const isCodePath = named(/\.(?:pyi?|pyw|rs|[cm]?[jt]s|[jt]sx)$/i);
