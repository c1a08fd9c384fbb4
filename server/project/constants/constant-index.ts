import type { ImportedConstants } from '../../languages/imported-constants';
import type { ClassIndex } from '../class-index';
import type { ConstantValue, ModuleConstants } from './module-constants';
import { type ModulePaths, pathsOfModule } from './module-paths';

/** Names are followed through at most this many files that only hand them on. */
const MAX_STEPS = 5;

/** Finds the constants behind imported names, across the files of a project. */
export class ConstantIndex {
  private readonly byPath: ReadonlyMap<string, ModuleConstants>;
  private readonly seen = new Map<string, ImportedConstants>();
  private readonly texts = new Map<string, readonly string[]>();

  constructor(
    modules: readonly ModuleConstants[],
    private readonly project: ModulePaths & { readonly classes: ClassIndex },
  ) {
    this.byPath = new Map(modules.map((module) => [module.path, module]));
  }

  /** The constants of other files as a file sees them through its imports. */
  seenFrom(path: string): ImportedConstants {
    let seen = this.seen.get(path);
    if (seen === undefined) {
      const valueOf = remembered((name) => this.valueOf(path, name, 0));
      seen = { valueOf, identityOf: remembered((name) => valueOf(name) ?? this.moduleBehind(path, name)) };
      this.seen.set(path, seen);
    }
    return seen;
  }

  /** The texts that a file names without holding them: those of the constants it imports, and of the modules it imports as a whole. */
  textsSeenFrom(path: string): readonly string[] {
    let texts = this.texts.get(path);
    if (texts === undefined) this.texts.set(path, (texts = this.collectTexts(path)));
    return texts;
  }

  private collectTexts(path: string): readonly string[] {
    const texts = new Set<string>();
    const add = (value: ConstantValue | null): void => {
      if (typeof value === 'string') texts.add(value);
    };
    for (const imported of new Set(Object.values(this.importsOf(path)))) {
      const value = this.valueOf(path, imported, 0);
      if (value !== null) add(value);
      else for (const member of Object.values(this.moduleBehind(path, imported)?.values ?? {})) add(member);
    }
    return texts.size === 0 ? NONE : [...texts];
  }

  private importsOf(path: string): Readonly<Record<string, string>> {
    return this.project.classes.module(path)?.imports ?? this.byPath.get(path)?.imports ?? {};
  }

  /** `config.HOST`: the name behind the last dot that leaves a module's name before it. */
  private valueOf(from: string, dotted: string, steps: number): ConstantValue | null {
    if (steps > MAX_STEPS) return null;
    for (let at = dotted.lastIndexOf('.'); at >= 0; at = dotted.lastIndexOf('.', at - 1)) {
      const paths = pathsOfModule(this.project, from, moduleName(dotted, at));
      if (paths.length === 0) {
        if (at === 0) break;
        continue;
      }
      const values = new Set(paths.map((path) => this.valueIn(path, dotted.slice(at + 1), steps)));
      // Where the import root is not known, several files may be meant: they have to agree.
      const [value = null] = values;
      return values.size === 1 ? value : null;
    }
    return null;
  }

  private valueIn(path: string, name: string, steps: number): ConstantValue | null {
    const own = this.byPath.get(path)?.values;
    if (own !== undefined && Object.hasOwn(own, name)) return own[name] ?? null;
    const [head = '', ...rest] = name.split('.');
    const imports = this.importsOf(path);
    const imported = Object.hasOwn(imports, head) ? imports[head] : undefined;
    return imported === undefined ? null : this.valueOf(path, [imported, ...rest].join('.'), steps + 1);
  }

  private moduleBehind(from: string, dotted: string): ModuleConstants | null {
    const paths = pathsOfModule(this.project, from, dotted);
    return paths.length === 1 ? (this.byPath.get(paths[0] ?? '') ?? null) : null;
  }
}

const NONE: readonly string[] = [];

/** The same answers, each worked out once. */
function remembered<T>(answer: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (!known.has(name)) known.set(name, answer(name));
    return known.get(name) as T;
  };
}

/** `.config` before the dot of `.config.HOST`; the dots of `..HOST` name a package themselves. */
function moduleName(dotted: string, at: number): string {
  const before = dotted.slice(0, at);
  return /^\.*$/.test(before) ? `${before}.` : before;
}
