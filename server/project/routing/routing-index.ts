import { joinPaths } from '../../languages/route';
import type { ClassIndex } from '../class-index';
import type { ModuleSummary } from '../module-summary';
import type { ProjectFacts } from '../project-facts';
import type { RouterUse, RoutingFacts } from './routing-facts';

/** Routers are followed through this many files. */
const MAX_DEPTH = 5;
const ENDINGS = ['', '.ts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '/index.ts', '/index.js', '/index.mjs'];

/** How callers come to the routes of a file. */
export interface WayIn {
  /** The path in front of the file's own paths, from the server's root. */
  readonly prefix: string;
  /** Whether somebody asks who is calling before the file's routes are reached. */
  readonly guarded: boolean;
}

/** What has to be known of the project: `ProjectView` is one. */
export interface RoutedProject {
  readonly facts: ProjectFacts;
  readonly classes: ClassIndex;
  exists(path: string): boolean;
}

/** A route, or a router that is put into another, by its offset in the file. */
export interface RouteAt {
  /** The path as callers know it, as far as it is known. */
  readonly path: string;
  readonly start: number;
}

/** Which routers are put where, across files. */
export class RoutingIndex {
  private readonly files: ReadonlyMap<string, RoutingFacts>;
  private readonly modules: ReadonlyMap<string, ModuleSummary>;
  private readonly handlers: ReadonlySet<string>;
  private readonly known = new Map<string, readonly WayIn[]>();
  private uses: ReadonlyMap<string, readonly { readonly by: RoutingFacts; readonly use: RouterUse }[]> | undefined;

  constructor(private readonly project: RoutedProject) {
    this.files = new Map(project.facts.routing.map((facts) => [facts.path, facts]));
    this.modules = new Map(project.facts.modules.map((module) => [module.path, module]));
    this.handlers = new Set(project.facts.routing.flatMap(({ guardedHandlers }) => guardedHandlers));
  }

  file(path: string): RoutingFacts | null {
    return this.files.get(path) ?? null;
  }

  /** Whether a file in the same language turns strangers away for the whole project. */
  guardsProject(path: string): boolean {
    return this.project.facts.routing.some((facts) => facts.guardsProject && isSameLanguage(facts.path, path));
  }

  /** Whether any file in the same language can tell who is asking; for Node, any file of the same package. */
  authenticates(path: string): boolean {
    const folder = this.packageFolder(path);
    return this.project.facts.routing.some(
      (facts) =>
        facts.authenticates && isSameLanguage(facts.path, path) && (folder === '' || facts.path.startsWith(folder)),
    );
  }

  /** The folder of the nearest `package.json` around a file of Node. */
  private packageFolder(path: string): string {
    if (languageOf(path) !== 'node') return '';
    let nearest = '';
    for (const { path: file } of this.project.facts.packages) {
      const folder = file.slice(0, -'package.json'.length);
      if (folder.length > nearest.length && path.startsWith(folder)) nearest = folder;
    }
    return nearest;
  }

  /** The ways from other files to the routers of this one; empty where nobody puts them anywhere. */
  waysTo(path: string): readonly WayIn[] {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const ways = this.followed(path, new Set(), 0);
    this.known.set(path, ways);
    return ways;
  }

  /** Whether a route of a file, at an offset, on one of the file's routers, comes after a guard. Without a router any guard of the file counts. */
  isGuarded(facts: RoutingFacts, router: string | null, route: RouteAt): boolean {
    if (router === null) return facts.uses.some((use) => use.routers.length === 0 && use.guarded);
    return this.guardedRouter(facts, router, route, new Set());
  }

  /** Whether a Python function or class asks by itself who is calling; null where the project does not show it. */
  handlerAsks(path: string, name: string): boolean | null {
    const target = this.pythonTarget(path, name);
    if (target === null) return null;
    const facts = this.files.get(target.path);
    if (facts === undefined) return null;
    if (facts.guardedHandlers.includes(target.name)) return true;
    const module = this.modules.get(target.path);
    const definition = module?.classes.find((summary) => summary.name === target.name);
    if (definition !== undefined)
      return definition.bases.some((base) => this.handlers.has(base.slice(base.lastIndexOf('.') + 1)));
    return module !== undefined && Object.hasOwn(module.functions, target.name) ? false : null;
  }

  /** Whether a router that a file imports is guarded where it is made: hooks and dependencies of an application in another file. */
  isGuardedAtHome(path: string, router: string): boolean {
    const home = this.homeOf(path, router);
    return (
      home !== null &&
      (home.facts.uses.some((use) => use.receiver === home.name && use.routers.length === 0 && use.guarded) ||
        this.waysTo(home.facts.path).some(({ guarded }) => guarded))
    );
  }

  private homeOf(path: string, router: string): { readonly facts: RoutingFacts; readonly name: string } | null {
    const from = this.files.get(path);
    if (path.endsWith('.py')) {
      const target = this.pythonTarget(path, router);
      const facts = target === null || target.path === path ? undefined : this.files.get(target.path);
      return target === null || facts === undefined ? null : { facts, name: target.name };
    }
    const module = from?.imports[router];
    const [home] = module === undefined ? [] : this.nodeFiles(path, module);
    const facts = home === undefined ? undefined : this.files.get(home);
    return facts === undefined ? null : { facts, name: router };
  }

  private followed(path: string, seen: Set<string>, depth: number): WayIn[] {
    if (depth > MAX_DEPTH || seen.has(path)) return [];
    seen.add(path);
    const ways = (this.usesByFile.get(path) ?? []).flatMap(({ by, use }): WayIn[] => {
      const guarded =
        use.guarded || this.guardedRouter(by, use.receiver, { path: use.prefix, start: use.start }, new Set());
      const outer = by.path === path ? [] : this.followed(by.path, new Set(seen), depth + 1);
      const before = outer.length === 0 ? [{ prefix: '', guarded: false }] : outer;
      const inner = this.innerPrefix(by, use.receiver, new Set());
      return before.map((way) => ({
        prefix: joinPaths(way.prefix, inner, use.prefix),
        guarded: guarded || way.guarded,
      }));
    });
    return ways;
  }

  /** The prefix under which a file puts one of its own routers into another. */
  private innerPrefix(facts: RoutingFacts, router: string, seen: Set<string>): string {
    if (seen.has(router)) return '';
    seen.add(router);
    const outer = facts.uses.find(({ routers }) => routers.includes(router));
    return outer === undefined ? '' : joinPaths(this.innerPrefix(facts, outer.receiver, seen), outer.prefix);
  }

  private guardedRouter(facts: RoutingFacts, router: string, route: RouteAt, seen: Set<string>): boolean {
    if (seen.has(router)) return false;
    seen.add(router);
    const byOrder = !facts.path.endsWith('.py');
    return facts.uses.some((use) => {
      if (use.receiver === router && (!byOrder || use.start < route.start)) {
        if (use.routers.length === 0 && use.guarded && isBelow(route.path, use.prefix)) return true;
        if (use.setup === true && this.setsGuards(facts, use)) return true;
      }
      if (use.setup === true || !use.routers.includes(router)) return false;
      const outer = { path: joinPaths(use.prefix, route.path), start: use.start };
      return use.guarded || this.guardedRouter(facts, use.receiver, outer, seen);
    });
  }

  /** `add_middleware(app)`: a function of another file that puts guards in. */
  private setsGuards(facts: RoutingFacts, use: RouterUse): boolean {
    return use.routers
      .flatMap((name) => this.targets(facts, name))
      .some((file) => this.files.get(file)?.uses.some((own) => own.routers.length === 0 && own.guarded) === true);
  }

  private get usesByFile(): NonNullable<RoutingIndex['uses']> {
    if (this.uses !== undefined) return this.uses;
    const uses = new Map<string, { readonly by: RoutingFacts; readonly use: RouterUse }[]>();
    for (const by of this.files.values()) {
      for (const use of by.uses) {
        for (const target of new Set(use.routers.flatMap((router) => this.targets(by, router)))) {
          if (target === by.path) continue;
          const known = uses.get(target);
          if (known === undefined) uses.set(target, [{ by, use }]);
          else known.push({ by, use });
        }
      }
    }
    return (this.uses = uses);
  }

  /** The files that a router of a file may come from. */
  private targets(by: RoutingFacts, router: string): string[] {
    if (by.path.endsWith('.py')) {
      const target = this.pythonTarget(by.path, router);
      return target === null ? [] : [target.path];
    }
    if (by.path.endsWith('.rs')) return this.rustFiles(by.path, router);
    const module = by.imports[router];
    return module === undefined ? [] : this.nodeFiles(by.path, module);
  }

  private nodeFiles(from: string, module: string): string[] {
    const plain = module.replace(/\.(?:js|mjs|cjs|jsx)$/, '');
    if (module.startsWith('.')) {
      const folder = from.split('/').slice(0, -1);
      for (const part of plain.split('/')) {
        if (part === '..') folder.pop();
        else if (part !== '.' && part !== '') folder.push(part);
      }
      return this.existing(folder.join('/'));
    }
    // `@/routes/admin`, `src/routes/admin`: the folder they start from is written in a configuration.
    const rest = /^(?:[@~#]\/|@?src\/)(.+)$/.exec(plain)?.[1];
    if (rest === undefined) return [];
    return [...this.files.keys()].filter((path) =>
      ENDINGS.some((ending) => ending !== '' && path.endsWith(`/${rest}${ending}`)),
    );
  }

  private existing(path: string): string[] {
    return ENDINGS.map((ending) => `${path}${ending}`)
      .filter((candidate) => this.project.exists(candidate))
      .slice(0, 1);
  }

  /** `mod admin;` is `admin.rs` or `admin/mod.rs` in the same crate. */
  private rustFiles(from: string, module: string): string[] {
    const crate = from.slice(0, from.lastIndexOf('src/') + 4);
    return [...this.files.keys()].filter(
      (path) => path.startsWith(crate) && (path.endsWith(`/${module}.rs`) || path.endsWith(`/${module}/mod.rs`)),
    );
  }

  /** The file and the name in it that a dotted name of a Python file means; a module that `include("ops.urls")` names is one, too. */
  private pythonTarget(from: string, name: string): { readonly path: string; readonly name: string } | null {
    const module = this.modules.get(from);
    if (module === undefined) return null;
    const [head = '', ...rest] = name.split('.');
    if (Object.hasOwn(module.functions, head) || module.classes.some((summary) => summary.name === head))
      return { path: from, name: head };
    const imported = module.imports[head];
    const parts = [...(imported ?? head).split('.'), ...rest];
    const dots = /^\.+/.exec(imported ?? '')?.[0] ?? '';
    const plain = dots === '' ? parts : [...(imported ?? '').slice(dots.length).split('.'), ...rest];
    for (let length = plain.length; length > (dots === '' ? 0 : -1); length--) {
      const dotted = `${dots}${plain.slice(0, length).join('.')}`;
      const [file] = dotted === '' ? [] : this.project.classes.modulesNamed(dotted, module);
      if (file !== undefined && file.path !== from) return { path: file.path, name: plain[length] ?? '' };
    }
    return null;
  }
}

function isBelow(path: string, prefix: string): boolean {
  const plain = prefix.replace(/^\/+|\/+$/g, '');
  return plain === '' || `${path.replace(/^\/+/, '')}/`.includes(`${plain}/`);
}

function isSameLanguage(a: string, b: string): boolean {
  return languageOf(a) === languageOf(b);
}

function languageOf(path: string): string {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) ? 'node' : path.slice(path.lastIndexOf('.'));
}
