import type { Bindings } from './bindings';
import { type CodeModel, EVERY_NAME } from './code-model';
import type { ImportedConstants } from './imported-constants';
import type { ConstantLookup, LanguageTraits } from './language-traits';
import type { SyntaxNode } from './syntax-node';

/** What names mean that a file imports, and the one value that a name may have, here or in another file of the project. */
export class Names {
  private readonly imported: ReadonlyMap<string, string>;
  /** The modules all of whose names are there. */
  private readonly globs: readonly string[];
  private readonly globbed = new Map<string, string | null>();

  constructor(
    private readonly model: CodeModel,
    private readonly traits: LanguageTraits,
    /** Null where nobody knows of other files. */
    private readonly elsewhere: ImportedConstants | null,
  ) {
    this.imported = new Map(model.imports.map(({ local, path }) => [local, path]));
    this.globs = model.imports.filter(({ local }) => local === EVERY_NAME).map(({ path }) => path);
  }

  /** A path with its first name replaced by what that was imported as. */
  fullPath(path: string): string {
    const dot = path.indexOf('.');
    const head = dot === -1 ? path : path.slice(0, dot);
    const imported = this.imported.get(head) ?? this.throughGlobs(head);
    return imported === null ? path : imported + path.slice(head.length);
  }

  /** What the imports stand for: as long as all of it is the same, constants of other files are. */
  get identities(): readonly unknown[] {
    const { elsewhere } = this;
    return elsewhere === null ? [] : this.model.imports.map(({ path }) => elsewhere.identityOf(path));
  }

  /**
   * The one value of a name: its expression, or the text or number that another file gives. `path` is the name as written, where the node is but the place it stands
   * at.
   */
  constantOf(bindings: Bindings, node: SyntaxNode, path: string | null): ReturnType<ConstantLookup> {
    const { values, parameter } = bindings.meaningOf(node, path);
    if (values.length > 0) return values.length === 1 ? (values[0] ?? null) : null;
    return parameter !== null || path === null ? null : this.constantElsewhere(bindings, node, path);
  }

  private constantElsewhere(bindings: Bindings, node: SyntaxNode, path: string): string | number | null {
    const { elsewhere } = this;
    if (elsewhere === null) return null;
    const head = path.split('.', 1)[0] ?? path;
    if (head !== path && this.isHidden(bindings, node, head)) return null;
    // Rust names the constants of a module without importing it.
    if (this.imported.has(head) || this.model.language === 'rust') {
      const value = elsewhere.valueOf(this.fullPath(path));
      if (value !== null) return value;
    }
    for (const module of this.globs) {
      const value = elsewhere.valueOf(module.endsWith('.') ? module + path : `${module}.${path}`);
      if (value !== null) return value;
    }
    return null;
  }

  /** `settings.HOST` of a parameter or a local that is called like the module. */
  private isHidden(bindings: Bindings, node: SyntaxNode, head: string): boolean {
    const { values, parameter } = bindings.meaningOf(node, head);
    const isModule = (value: SyntaxNode): boolean => /^(?:await\s+import|require)\b/.test(this.model.textOf(value));
    return parameter !== null || !values.every(isModule);
  }

  private throughGlobs(name: string): string | null {
    if (this.globs.length === 0) return null;
    let path = this.globbed.get(name);
    if (path === undefined)
      this.globbed.set(name, (path = this.traits.pathThroughGlobs(name, this.globs, this.model.text)));
    return path;
  }
}
