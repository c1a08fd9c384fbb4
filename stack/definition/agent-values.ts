import { looksLikeScript } from './agent-keys';
import type { AgentDefinition, EnvironmentEntry, Requirement } from './model';
import type { ReadContext } from './read-context';
import type { Located } from './text-range';
import { entryOf, isNull, outerRange, type YamlEntry, type YamlNode } from './yaml/tree';

/** YAML 1.1 loaders, which most launchers use, read these words as booleans. */
export function readBoolean(node: YamlNode): boolean | null {
  if (node.kind !== 'scalar') return null;
  if (typeof node.value === 'boolean') return node.value;
  if (/^(?:true|yes|on)$/i.test(node.text)) return true;
  if (/^(?:false|no|off)$/i.test(node.text)) return false;
  return null;
}

export function readRequirement(
  required: YamlEntry | undefined,
  optional: YamlEntry | undefined,
  context: ReadContext,
): Located<Requirement> | null {
  const entry = required && !isNull(required.value) ? required : optional;
  if (entry?.value.kind !== 'scalar' || isNull(entry.value)) return null;
  const word = readBoolean(entry.value);
  const value: Requirement =
    word === null
      ? { kind: 'expression', text: entry.value.text }
      : { kind: 'fixed', required: entry === optional ? !word : word };
  return { value, file: context.file, range: entry.value.range };
}

type Dependencies = Pick<AgentDefinition, 'dependencies' | 'dependenciesRange'>;

/** A list of names; also a single name, names with commas, Compose's map, and items such as `{name: X, optional: true}`. */
export function readDependencies(entry: YamlEntry | undefined, agent: string, context: ReadContext): Dependencies {
  if (!entry || isNull(entry.value)) return { dependencies: [], dependenciesRange: null };
  const { value } = entry;
  const dependenciesRange = outerRange(value);
  if (value.kind === 'map') {
    const dependencies = value.entries.map((item) => ({ value: item.key, file: context.file, range: item.keyRange }));
    return { dependencies, dependenciesRange };
  }
  if (value.kind === 'list') {
    const dependencies = value.items.flatMap((item) => {
      const name = item.kind === 'map' ? entryOf(item, 'name', 'agent', 'service')?.value : item;
      return name?.kind === 'scalar' && !isNull(name)
        ? [{ value: name.text, file: context.file, range: name.range }]
        : [];
    });
    return { dependencies, dependenciesRange };
  }
  return { dependencies: singleName(value, agent, context), dependenciesRange };
}

/** `dependencies: A, B`: a loader that expects a list goes through the letters. */
function singleName(value: YamlNode & { kind: 'scalar' }, agent: string, context: ReadContext): Located<string>[] {
  const names: Located<string>[] = [];
  let at = value.range.start;
  for (const part of value.text.split(',')) {
    const name = part.trim();
    const start = at + (part.length - part.trimStart().length);
    if (name !== '') names.push({ value: name, file: context.file, range: { start, end: start + name.length } });
    at += part.length + 1;
  }
  if (names.length > 0 && names.every((name) => /^[\w./-]+$/.test(name.value))) {
    context.problems.add({
      kind: 'wrong-type',
      range: value.outer,
      subject: agent,
      subjectKind: 'agent',
      message: `The dependencies of ${agent} must be a list: a loader goes through the letters of this text.`,
      // A number or a truth value names nobody, in a list neither.
      repair:
        typeof value.value === 'string'
          ? {
              title: 'Make it a list',
              edits: [{ range: value.outer, newText: `[${names.map((name) => name.value).join(', ')}]` }],
            }
          : undefined,
    });
  }
  return names;
}

/** A list of names, or a single one; items such as `{name: X}` count as well. Empty for anything else. */
export function readNames(entry: YamlEntry | undefined, context: ReadContext): Located<string>[] {
  const nodes = entry?.value.kind === 'list' ? entry.value.items : entry?.value.kind === 'scalar' ? [entry.value] : [];
  return nodes.flatMap((item) => {
    const name = item.kind === 'map' ? entryOf(item, 'name')?.value : item;
    return name?.kind === 'scalar' && !isNull(name) && name.text !== ''
      ? [{ value: name.text, file: context.file, range: name.range }]
      : [];
  });
}

/** A map, or a list of `NAME=value`. */
export function readEnvironment(entry: YamlEntry | null | undefined, context: ReadContext): EnvironmentEntry[] {
  const node = entry?.value;
  if (node?.kind === 'map') {
    return node.entries.flatMap((item) =>
      item.value.kind === 'scalar' && /^[A-Za-z_]\w*$/.test(item.key)
        ? [
            {
              name: { value: item.key, file: context.file, range: item.keyRange },
              value: { value: item.value.text, file: context.file, range: item.value.range },
            },
          ]
        : [],
    );
  }
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => {
    const match = item.kind === 'scalar' ? /^([A-Za-z_]\w*)=/.exec(item.text) : null;
    if (!match || item.kind !== 'scalar') return [];
    const { start, end } = item.range;
    const split = start + match[1]!.length;
    return [
      {
        name: { value: match[1]!, file: context.file, range: { start, end: split } },
        value: { value: item.text.slice(match[0].length), file: context.file, range: { start: split + 1, end } },
      },
    ];
  });
}

/** A list, a command line, or a map of options (`{orchestrator_port: 5576}` → `--orchestrator_port 5576`). */
export function readArguments(entry: YamlEntry | undefined, context: ReadContext): Located<string>[] {
  const node = entry?.value;
  const located = (value: string, from: YamlNode): Located<string> => ({
    value,
    file: context.file,
    range: from.kind === 'scalar' ? from.range : outerRange(from),
  });
  if (!node || isNull(node)) return [];
  if (node.kind === 'list') {
    return node.items.flatMap((item) => (item.kind === 'scalar' && !isNull(item) ? [located(item.text, item)] : []));
  }
  if (node.kind === 'map') {
    return node.entries.flatMap((item) => {
      const flag = {
        value: item.key.startsWith('-') ? item.key : `--${item.key}`,
        file: context.file,
        range: item.keyRange,
      };
      if (item.value.kind !== 'scalar' || isNull(item.value) || item.value.value === true) return [flag];
      return item.value.value === false ? [] : [flag, located(item.value.text, item.value)];
    });
  }
  return splitCommandLine(node.text).map((argument) => located(argument, node));
}

interface Command {
  readonly script: Located<string> | null;
  readonly module: Located<string> | null;
  /** Anything else that is started: `redis-server`, `uvicorn`, `bin/router`. */
  readonly program: Located<string> | null;
  readonly args: readonly Located<string>[];
}

/** `python -u agents/a.py --fast`, `uv run python -m pkg.agent`, `[python, a.py]`: what it starts, and with which arguments. */
export function readCommand(entry: YamlEntry | undefined, context: ReadContext): Command {
  const words = commandWords(entry?.value, context);
  const interpreter = words.findIndex((word) => /^(?:\S*\/)?(?:python[\d.]*|node|bash|sh)$/.test(word.value));
  for (let at = interpreter < 0 ? 0 : interpreter + 1; at < words.length; at++) {
    const word = words[at]!;
    if (word.value === '-m' && interpreter >= 0) {
      return { script: null, module: words[at + 1] ?? null, program: null, args: words.slice(at + 2) };
    }
    if (word.value.startsWith('-')) continue;
    if (!looksLikeScript(word.value)) break;
    return { script: word, module: null, program: null, args: words.slice(at + 1) };
  }
  // Whatever else it is, its own words start it.
  return { script: null, module: null, program: words[0] ?? null, args: words.slice(1) };
}

function commandWords(node: YamlNode | undefined, context: ReadContext): Located<string>[] {
  if (node?.kind === 'list') {
    return node.items.flatMap((item) =>
      item.kind === 'scalar' && !isNull(item) ? [{ value: item.text, file: context.file, range: item.range }] : [],
    );
  }
  if (node?.kind !== 'scalar' || isNull(node)) return [];
  // Escapes and folded lines move the words; then the whole value stands for each.
  const isPlain = node.range.end - node.range.start === node.text.length;
  let at = 0;
  return splitCommandLine(node.text).map((value) => {
    const found = node.text.indexOf(value, at);
    at = Math.max(found, at);
    const start = node.range.start + found;
    const range = isPlain && found >= 0 ? { start, end: start + value.length } : node.range;
    return { value, file: context.file, range };
  });
}

/** Words of a command line as a POSIX shell splits them; variables stay as they are. */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/(?:[^\s"']+|"(?:[^"\\]|\\.)*"|'[^']*')+/g)) {
    words.push(
      match[0].replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) =>
        double !== undefined ? double.replace(/\\(.)/g, '$1') : (single ?? ''),
      ),
    );
  }
  return words;
}
