import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { type ClassContract, readClassContracts } from './class-contract';
import { blankLongStrings } from './python-text';

/** A class as its own file shows it. */
export interface ClassSummary {
  readonly name: string;
  /** Bases as written: names and dotted paths; generics and calls are cut to their head. */
  readonly bases: readonly string[];
  readonly nameRange: TextRange;
}

/** What other files may want to know of a Python module. Plain data: it travels to worker threads. */
export interface ModuleSummary {
  /** Path below the project's root. */
  readonly path: string;
  readonly classes: readonly ClassSummary[];
  /** Local name → dotted path it was imported from, relative dots kept (`.base.BaseAgent`). Later imports win. */
  readonly imports: Readonly<Record<string, string>>;
  /** Module-level `Base = A` and `Base = A if … else B`: name → the names it may stand for. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** Names of functions defined at the top level, with their parameters as written. */
  readonly functions: Readonly<Record<string, string>>;
  readonly hasMain: boolean;
  /** What classes that others may build on ask of their heirs, by class name. */
  readonly contracts: Readonly<Record<string, ClassContract>>;
}

// Line starts are matched, not a tree: a summary of two thousand files must take a fraction of a second, and has to come out of
// files that do not parse. What it cannot see (a class in a function) is no base class of an agent either.
const DECLARATION =
  /^([ \t]*)(?:class[ \t]+(\w+)[ \t]*(?:\(([^)]*)\))?[ \t]*:|from[ \t]+([.\w]+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\n#]+))|import[ \t]+([^\n#]+)|(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(([^)]*)\)|([A-Za-z_]\w*)[ \t]*=[ \t]*([A-Z][\w.]*)(?:[ \t]+if\b[^\n]*\belse[ \t]+([A-Z][\w.]*))?[ \t]*(?:#[^\n]*)?\r?$|if[ \t]+__name__[ \t]*==)/gm;

export function summariseModule(path: string, text: string): ModuleSummary {
  const classes: ClassSummary[] = [];
  const imports: Record<string, string> = {};
  const aliases: Record<string, readonly string[]> = {};
  const functions: Record<string, string> = {};
  let hasMain = false;
  for (const match of blankLongStrings(text).matchAll(DECLARATION)) {
    const [
      whole,
      indent = '',
      className,
      bases,
      fromModule,
      inBrackets,
      listed,
      plainImport,
      functionName,
      parameters,
      alias,
      target,
      other,
    ] = match;
    if (className !== undefined) {
      const start = match.index + whole.indexOf(className, indent.length + 5);
      classes.push({
        name: className,
        bases: splitBases(bases ?? ''),
        nameRange: { start, end: start + className.length },
      });
    } else if (fromModule !== undefined) {
      for (const [local, name] of importedNames(inBrackets ?? listed ?? '')) {
        imports[local] = fromModule.endsWith('.') ? `${fromModule}${name}` : `${fromModule}.${name}`;
      }
    } else if (plainImport !== undefined) {
      for (const [local, name] of importedNames(plainImport)) {
        if (local === name) imports[name.split('.')[0] ?? name] = name.split('.')[0] ?? name;
        else imports[local] = name;
      }
    } else if (functionName !== undefined) {
      if (indent === '') functions[functionName] = (parameters ?? '').replace(/\s+/g, ' ').trim();
    } else if (alias !== undefined && target !== undefined) {
      aliases[alias] = other === undefined ? [target] : [target, other];
    } else if (indent === '' && whole.startsWith('if')) hasMain = true;
  }
  return { path, classes, imports, aliases, functions, hasMain, contracts: readClassContracts(text) };
}

function splitBases(list: string): string[] {
  return list
    .split(',')
    .map((base) => base.replace(/#[^\n]*/g, '').trim())
    .filter((base) => base !== '' && !base.includes('='))
    .map((base) => /^[\w.]+/.exec(base)?.[0] ?? '')
    .filter((base) => base !== '');
}

function importedNames(list: string): [local: string, name: string][] {
  const names: [string, string][] = [];
  for (const part of list
    .replace(/#[^\n]*/g, '')
    .replace(/\\\r?\n/g, ' ')
    .split(',')) {
    const match = /^\s*([\w.]+)(?:\s+as\s+(\w+))?\s*$/.exec(part);
    if (match?.[1] !== undefined) names.push([match[2] ?? match[1], match[1]]);
  }
  return names;
}
