/** One import statement of a Python file, as far as its modules go. */
export interface PythonImport {
  /** Dots in front: 0 for an absolute import, 1 for the file's own package, 2 for the one above, … */
  readonly level: number;
  /** Dotted; empty for `from . import name`. */
  readonly module: string;
  /** Names behind `from … import`, each of which may be a module itself; empty for `import …`. */
  readonly names: readonly string[];
}

const STATEMENT =
  /^[ \t]*(?:import[ \t]+([^#\n\\]+(?:\\\r?\n[^#\n\\]+)*)|from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*(\([^)]*\)|[^#\n\\]+(?:\\\r?\n[^#\n\\]+)*))/gm;
const DYNAMIC = /\b(?:import_module|__import__)\(\s*["']([\w.]+)["']/g;

/**
 * The imports of a Python file, wherever they stand: in functions, behind `try`. Works on files that do not parse. Words in texts
 * that look like an import are taken for one, which costs a look at a file that is not there.
 */
export function pythonImports(text: string): PythonImport[] {
  const found: PythonImport[] = [];
  for (const [, modules, dots, module, names] of text.matchAll(STATEMENT)) {
    if (modules !== undefined) {
      for (const name of listed(modules)) found.push({ level: 0, module: name, names: [] });
    } else {
      found.push({ level: dots!.length, module: module!, names: listed(names!) });
    }
  }
  for (const [, module] of text.matchAll(DYNAMIC)) found.push({ level: 0, module: module!, names: [] });
  return found;
}

function listed(text: string): string[] {
  return text
    .replace(/#[^\n]*/g, '')
    .split(',')
    .flatMap((part) => /^[\s(\\]*([A-Za-z_][\w.]*)/.exec(part)?.[1] ?? []);
}
