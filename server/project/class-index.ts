import type { ClassSummary, ModuleSummary } from './module-summary';

/** A class and the file it stands in. */
export interface ClassReference {
  readonly module: ModuleSummary;
  readonly summary: ClassSummary;
}

/** Whether a class descends from another; `unknown` when a base lies outside the project or cannot be found. */
export type Inheritance = 'yes' | 'no' | 'unknown';

const MAX_DEPTH = 20;

/** Finds classes and their bases across the files of a project, through imports, aliases and conditional names. */
export class ClassIndex {
  private readonly byPath = new Map<string, ModuleSummary>();
  private readonly byDottedSuffix = new Map<string, ModuleSummary[]>();

  constructor(modules: readonly ModuleSummary[]) {
    for (const module of modules) {
      this.byPath.set(module.path, module);
      const parts = dottedName(module.path).split('.');
      // A project's import root is not known: `agents.base` may live in `src/agents/base.py`. The last two parts narrow it enough.
      const key = parts.slice(-2).join('.');
      const last = parts[parts.length - 1] ?? '';
      for (const suffix of new Set([key, last])) {
        const known = this.byDottedSuffix.get(suffix);
        if (known === undefined) this.byDottedSuffix.set(suffix, [module]);
        else known.push(module);
      }
    }
  }

  module(path: string): ModuleSummary | null {
    return this.byPath.get(path) ?? null;
  }

  /** The class that a name means inside a module: defined there, imported, or an alias for either. */
  resolve(module: ModuleSummary, name: string): ClassReference[] {
    return this.resolveName(module, name, 0);
  }

  /**
   * Whether a class descends, at any depth, from a class with the given name.
   * A base is recognised by its name alone when its file cannot be found: an installed base agent is one too.
   */
  descendsFrom(reference: ClassReference, ancestor: string): Inheritance {
    return this.descends(reference, ancestor, new Set(), 0);
  }

  /** The classes of the project that a class inherits from at any depth, nearest first. */
  ancestors(reference: ClassReference): ClassReference[] {
    const found: ClassReference[] = [];
    const pending = [reference];
    for (let next = pending.shift(); next !== undefined && found.length < MAX_DEPTH; next = pending.shift()) {
      const { module, summary } = next;
      for (const base of summary.bases.flatMap((name) => this.resolveName(module, name, 0))) {
        if (base.summary === reference.summary || found.some((known) => known.summary === base.summary)) continue;
        found.push(base);
        pending.push(base);
      }
    }
    return found;
  }

  private descends(
    { module, summary }: ClassReference,
    ancestor: string,
    seen: Set<ClassSummary>,
    depth: number,
  ): Inheritance {
    if (seen.has(summary) || depth > MAX_DEPTH) return 'no';
    seen.add(summary);
    let result: Inheritance = 'no';
    for (const base of summary.bases) {
      const name = base.split('.').pop() ?? base;
      const imported = module.imports[base]?.split('.').pop();
      if (name === ancestor || imported === ancestor) return 'yes';
      const candidates = module.aliases[base] ?? [];
      if (candidates.some((candidate) => candidate.split('.').pop() === ancestor)) return 'yes';
      const found = this.resolveName(module, base, 0);
      if (found.length === 0 && !isPlainBase(name)) result = 'unknown';
      for (const reference of found) {
        const inherited = this.descends(reference, ancestor, seen, depth + 1);
        if (inherited === 'yes') return 'yes';
        if (inherited === 'unknown') result = 'unknown';
      }
    }
    return result;
  }

  private resolveName(module: ModuleSummary, name: string, depth: number): ClassReference[] {
    if (depth > MAX_DEPTH) return [];
    const own = module.classes.filter((summary) => summary.name === name);
    if (own.length > 0) return own.map((summary) => ({ module, summary }));
    const aliases = module.aliases[name];
    if (aliases !== undefined)
      return aliases.flatMap((alias) => (alias === name ? [] : this.resolveName(module, alias, depth + 1)));
    const [head = '', ...rest] = name.split('.');
    const imported = module.imports[head];
    if (imported === undefined) return [];
    const path = [imported, ...rest].join('.');
    const at = path.lastIndexOf('.');
    const className = path.slice(at + 1);
    return this.modulesNamed(path.slice(0, at), module).flatMap((target) =>
      target === module ? [] : this.resolveName(target, className, depth + 1),
    );
  }

  /** The files a dotted module name may mean, seen from a module; several when the import root is ambiguous. */
  modulesNamed(dotted: string, from: ModuleSummary): ModuleSummary[] {
    const relative = /^(\.+)(.*)$/.exec(dotted);
    if (relative !== null) {
      const folders = from.path.split('/').slice(0, -(relative[1] ?? '.').length);
      return this.atPath([...folders, ...(relative[2] ?? '').split('.').filter(Boolean)].join('/'));
    }
    // Most imports are of packages from outside: no file's path ends like them, wherever the import root is.
    const alike = this.byDottedSuffix.get(lastTwoParts(dotted));
    if (alike === undefined) return [];
    const asPath = dotted.replaceAll('.', '/');
    const exact = this.atPath(asPath);
    if (exact.length > 0) return exact;
    const sibling = this.atPath([...from.path.split('/').slice(0, -1), asPath].join('/'));
    if (sibling.length > 0) return sibling;
    return alike.filter((module) => `.${dottedName(module.path)}`.endsWith(`.${dotted}`));
  }

  private atPath(path: string): ModuleSummary[] {
    const module = this.byPath.get(`${path}.py`) ?? this.byPath.get(`${path}/__init__.py`);
    return module === undefined ? [] : [module];
  }
}

/** `b.c` of `a.b.c` */
function lastTwoParts(dotted: string): string {
  const last = dotted.lastIndexOf('.');
  return last <= 0 ? dotted : dotted.slice(dotted.lastIndexOf('.', last - 1) + 1);
}

/** `agents/base/__init__.py` → `agents.base` */
export function dottedName(path: string): string {
  return path
    .replace(/\.pyi?$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}

/** Bases that no agent's base class hides behind. */
function isPlainBase(name: string): boolean {
  return /^(object|ABC|Enum|IntEnum|StrEnum|Protocol|Generic|NamedTuple|TypedDict|Thread|BaseModel|.*Exception|.*Error|dict|list|str|int)$/.test(
    name,
  );
}
