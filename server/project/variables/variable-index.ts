import type { DeclarationSource } from './declared-variables';
import type { FileVariables } from './file-variables';
import type { VariableReader } from './variable-readers';

/** A way in which a file reads a variable. */
export interface PlacedReader {
  readonly path: string;
  readonly reader: VariableReader;
}

/** What the project's files say about environment variables together. Answers are worked out when first asked for. */
export class VariableIndex {
  private names: ReadonlySet<string> | undefined;
  private setNames: ReadonlySet<string> | undefined;
  private byName: ReadonlyMap<string, readonly PlacedReader[]> | undefined;

  constructor(readonly files: readonly FileVariables[]) {}

  /** True where some file tells which variables there are: without one, none is missing from it. */
  get isDocumented(): boolean {
    return this.files.some(({ source }) => DOCUMENTING.has(source));
  }

  /** Whether any file sets, documents or hands on a variable. */
  isDeclared(name: string): boolean {
    this.names ??= new Set(this.files.flatMap(({ declared, passed }) => [...declared, ...passed]));
    return this.names.has(name);
  }

  /** Whether any file but the code gives a variable a value, or keeps a place for one. */
  isSet(name: string): boolean {
    this.setNames ??= new Set(
      this.files.flatMap(({ source, declared }) => (source === 'code' || source === 'manifest' ? [] : declared)),
    );
    return this.setNames.has(name);
  }

  /** How code reads a variable. */
  readersOf(name: string): readonly PlacedReader[] {
    this.byName ??= indexReaders(this.files);
    return this.byName.get(name) ?? [];
  }
}

const DOCUMENTING: ReadonlySet<DeclarationSource | 'code'> = new Set([
  'env-file',
  'template',
  'compose',
  'startup',
  'unit',
]);

function indexReaders(files: readonly FileVariables[]): Map<string, PlacedReader[]> {
  const index = new Map<string, PlacedReader[]>();
  for (const { path, readers } of files) {
    for (const [name, own] of Object.entries(readers)) {
      const placed = own.map((reader) => ({ path, reader }));
      const known = index.get(name);
      if (known === undefined) index.set(name, placed);
      else known.push(...placed);
    }
  }
  return index;
}
