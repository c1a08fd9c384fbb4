import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, sep } from 'node:path';
import { pythonImports, type PythonImport } from './python-imports';
import { scriptImports } from './script-imports';

/** Folders of packages that were installed, not written here. */
const INSTALLED = /[\\/](?:site-packages|dist-packages|node_modules|\.?venv|__pypackages__)[\\/]/;
const LARGEST_BYTES = 2_000_000;
/** A script that reaches more files of its project than this is watched and kept as far as these. */
const MOST_FILES = 500;

interface Known {
  readonly stamp: string;
  readonly imports: readonly string[];
}

/** Which files of a project a script runs, by its imports. Reads files, executes nothing; remembers what has not changed. */
export class ImportGraph {
  readonly #root: string;
  readonly #known = new Map<string, Promise<Known | null>>();
  readonly #stamps = new Map<string, Promise<string | null>>();

  /** `projectRoot`: absolute; files outside of it are none of the project's. */
  constructor(projectRoot: string) {
    this.#root = projectRoot;
  }

  /** Files may have changed since the last question. */
  refresh(): void {
    this.#stamps.clear();
  }

  /** The file of a dotted module that is started with `-m`; null when the project has none. */
  async fileOfModule(module: string): Promise<string | null> {
    const path = join(this.#root, ...module.split(':')[0]!.split('.'));
    for (const file of [join(path, '__main__.py'), `${path}.py`]) if (await this.#exists(file)) return file;
    return null;
  }

  /** The script and every file of the project it imports, directly or not; absolute paths, the script first. */
  async filesOf(script: string): Promise<string[]> {
    const found = new Set([script]);
    for (const file of found) {
      if (found.size >= MOST_FILES) break;
      for (const imported of (await this.#read(file, dirname(script)))?.imports ?? []) found.add(imported);
    }
    return [...found];
  }

  async #read(file: string, scriptFolder: string): Promise<Known | null> {
    const stamp = await this.#stamp(file);
    if (stamp === null) return null;
    // Where Python looks first depends on the script that is started.
    const key = `${scriptFolder}\0${file}`;
    const known = await this.#known.get(key);
    if (known?.stamp === stamp) return known;
    const reading = this.#readAnew(file, scriptFolder, stamp);
    this.#known.set(key, reading);
    return reading;
  }

  async #readAnew(file: string, scriptFolder: string, stamp: string): Promise<Known | null> {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) return null;
    const imports = await (extname(file).startsWith('.py')
      ? this.#pythonFiles(file, text, scriptFolder)
      : this.#scriptFiles(file, text));
    return { stamp, imports: imports.filter((other) => other !== file) };
  }

  async #pythonFiles(file: string, text: string, scriptFolder: string): Promise<string[]> {
    const files = new Set<string>();
    for (const one of pythonImports(text)) {
      for (const base of this.#bases(one, file, scriptFolder)) {
        const found = await this.#modulesBelow(base, one);
        for (const module of found) files.add(module);
        if (found.length > 0) break;
      }
    }
    return [...files];
  }

  #bases({ level }: PythonImport, file: string, scriptFolder: string): string[] {
    if (level === 0) return [...new Set([scriptFolder, this.#root])];
    let folder = dirname(file);
    for (let up = 1; up < level; up++) folder = dirname(folder);
    return [folder];
  }

  /** The files that `import a.b.c` runs: each package on the way, and the module; then names that are modules. */
  async #modulesBelow(base: string, { module, names }: PythonImport): Promise<string[]> {
    const files: string[] = [];
    let at = base;
    const parts = module === '' ? [] : module.split('.');
    for (const [index, part] of parts.entries()) {
      at = join(at, part);
      const found = await this.#firstOf([join(at, '__init__.py'), ...(index === parts.length - 1 ? [`${at}.py`] : [])]);
      if (found) files.push(found);
    }
    for (const name of names) {
      const found = await this.#firstOf([join(at, `${name}.py`), join(at, name, '__init__.py')]);
      if (found) files.push(found);
    }
    return files;
  }

  async #scriptFiles(file: string, text: string): Promise<string[]> {
    const candidates = scriptImports(text).map((paths) => paths.map((path) => join(dirname(file), path)));
    return (await Promise.all(candidates.map((paths) => this.#firstOf(paths)))).filter((found) => found !== null);
  }

  async #firstOf(files: readonly string[]): Promise<string | null> {
    for (const file of files) if (await this.#exists(file)) return file;
    return null;
  }

  async #exists(file: string): Promise<boolean> {
    return file.startsWith(this.#root + sep) && !INSTALLED.test(file) && (await this.#stamp(file)) !== null;
  }

  #stamp(file: string): Promise<string | null> {
    let stamp = this.#stamps.get(file);
    if (!stamp) {
      stamp = stat(file).then(
        (found) => (found.isFile() && found.size <= LARGEST_BYTES ? `${found.mtimeMs} ${found.size}` : null),
        () => null,
      );
      this.#stamps.set(file, stamp);
    }
    return stamp;
  }
}
