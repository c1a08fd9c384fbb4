import type { ClassIndex } from '../class-index';
import type { ProjectFacts } from '../project-facts';
import type { ImageFacts } from './image-facts';
import type { Protocol, ServedFacts, ServedHealthRoute } from './served-facts';

/** What a program serves, its own file and the files of the project it imports put together. */
export interface ServedProgram {
  readonly files: readonly string[];
  readonly protocols: ReadonlySet<Protocol>;
  readonly ports: readonly { readonly port: number; readonly protocol: Protocol }[];
  readonly healthRoutes: readonly (ServedHealthRoute & { readonly file: string })[];
  readonly answersHealth: boolean;
}

/** What has to be known of the project: `ProjectView` is one. */
export interface KnownProject {
  readonly facts: ProjectFacts;
  readonly files: readonly string[];
  readonly classes: ClassIndex;
  exists(path: string): boolean;
}

/** Imports are followed this deep, and into no more files than this. */
const MAX_DEPTH = 3;
const MAX_FILES = 80;

/** From the words that start a container to what answers in it. */
export class ServiceIndex {
  private readonly served: ReadonlyMap<string, ServedFacts>;
  private readonly images: ReadonlyMap<string, ImageFacts>;
  private readonly programs = new Map<string, ServedProgram>();
  private byName: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(private readonly project: KnownProject) {
    this.served = new Map(project.facts.served.map((facts) => [facts.path, facts]));
    this.images = new Map(project.facts.images.map((facts) => [facts.path, facts]));
  }

  image(path: string): ImageFacts | null {
    return this.images.get(path) ?? null;
  }

  /** What a file itself serves; null where that is nothing. */
  file(path: string): ServedFacts | null {
    return this.served.get(path) ?? null;
  }

  /** What a program serves with the files it imports. */
  program(path: string): ServedProgram {
    let program = this.programs.get(path);
    if (program === undefined) this.programs.set(path, (program = this.read(path)));
    return program;
  }

  /** The files of code that a command starts; `folder` is where its relative paths are looked for first. */
  started(words: readonly string[], folder: string): string[] {
    const found = new Set<string>();
    for (const [index, word] of words.entries()) {
      const before = words[index - 1] ?? '';
      const module =
        before === '-m' && /^[A-Za-z_][\w.]*$/.test(word)
          ? word
          : /^([A-Za-z_][\w.]*):[A-Za-z_]\w*(?:\(\))?$/.exec(word)?.[1];
      if (module !== undefined) {
        const path = module.replaceAll('.', '/');
        this.add(found, folder, [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`]);
      } else if (/\.(?:py|[cm]?[jt]s)$/.test(word) && !/[*?$\s]/.test(word))
        this.add(found, folder, [word, ...sourcesOf(word)]);
    }
    return [...found];
  }

  private add(found: Set<string>, folder: string, candidates: readonly string[]): void {
    for (const candidate of candidates) {
      const path = this.find(candidate, folder);
      if (path === null) continue;
      found.add(path);
      return;
    }
  }

  /** A path in a container as a file of the project: below the folder, whatever the image calls it, else the only file with this end. */
  private find(written: string, folder: string): string | null {
    const parts = written.split('/').filter((part) => part !== '' && part !== '.');
    for (let from = 0; from < parts.length; from++) {
      const path = [...folder.split('/').filter(Boolean), ...parts.slice(from)].join('/');
      if (this.project.exists(path)) return path;
    }
    const prefix = folder === '' ? '' : `${folder}/`;
    const name = parts.at(-1) ?? '';
    const alike = (this.filesNamed(name) ?? []).filter((path) => path.startsWith(prefix));
    for (let from = 0; from < parts.length; from++) {
      const end = `/${parts.slice(from).join('/')}`;
      const matching = alike.filter((path) => `/${path}`.endsWith(end));
      if (matching.length > 0) return matching.length === 1 ? (matching[0] ?? null) : null;
    }
    return null;
  }

  private filesNamed(name: string): readonly string[] | undefined {
    if (this.byName === undefined) {
      const names = new Map<string, string[]>();
      for (const path of this.project.files) {
        if (!/\.(?:py|[cm]?[jt]s)$/.test(path)) continue;
        const last = path.slice(path.lastIndexOf('/') + 1);
        const known = names.get(last);
        if (known === undefined) names.set(last, [path]);
        else known.push(path);
      }
      this.byName = names;
    }
    return this.byName.get(name);
  }

  private read(path: string): ServedProgram {
    const files = this.withImports(path);
    const facts = files.flatMap((file) => this.served.get(file) ?? []);
    return {
      files,
      protocols: new Set(facts.flatMap(({ protocols }) => protocols)),
      ports: facts.flatMap(({ ports }) => ports),
      healthRoutes: facts.flatMap(({ path: file, healthRoutes }) => healthRoutes.map((route) => ({ ...route, file }))),
      answersHealth: facts.some(({ answersHealth }) => answersHealth),
    };
  }

  private withImports(path: string): string[] {
    const seen = new Set([path]);
    let front = [path];
    for (let depth = 0; depth < MAX_DEPTH && front.length > 0 && seen.size < MAX_FILES; depth++) {
      const next: string[] = [];
      for (const file of front) {
        for (const imported of this.imports(file)) {
          if (seen.has(imported)) continue;
          seen.add(imported);
          next.push(imported);
        }
      }
      front = next;
    }
    return [...seen];
  }

  private imports(path: string): string[] {
    const { classes } = this.project;
    const module = classes.module(path);
    if (module === null) return [];
    return [...new Set(Object.values(module.imports))].flatMap((dotted) => {
      const whole = classes.modulesNamed(dotted, module);
      const owner = /^(.*[^.])\.[^.]+$/.exec(dotted)?.[1];
      const found = whole.length > 0 || owner === undefined ? whole : classes.modulesNamed(owner, module);
      return found.length > 3 ? [] : found.map((one) => one.path);
    });
  }
}

/** What a built file was made from: `dist/server.js` from `src/server.ts`. */
function sourcesOf(path: string): string[] {
  const source = path.replace(/\.(c|m)?js$/, '.$1ts');
  if (source === path) return [];
  return [
    source.replace(/(^|\/)(?:dist|build|out|lib)\//, '$1src/'),
    source.replace(/(^|\/)(?:dist|build|out|lib)\//, '$1'),
    source,
  ];
}
