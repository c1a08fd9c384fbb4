import { agentKeys, knownAgentKey, looksLikeScript, type AgentConcept } from './agent-keys';
import {
  readArguments,
  readCommand,
  readBoolean,
  readDependencies,
  readEnvironment,
  readNames,
  readRequirement,
} from './agent-values';
import { nearestName } from './edit-distance';
import type { AgentDefinition, GpuRequirement, NestedPort, PortValue } from './model';
import { inferenceEntry } from './inference';
import { isOpenPort, parsePort } from './port';
import { readProbe } from './probe';
import type { ReadContext } from './read-context';
import { resourceLimitsOf } from './resource-limits';
import { readRestart, secondsOf } from './restart';
import { reportAgentTypes } from './schema';
import { threadLimitOf } from './thread-limit';
import type { Located } from './text-range';
import { isNull, type YamlEntry, type YamlMap, type YamlNode } from './yaml/tree';

export interface EntryPlace {
  /** The agent's name where the dialect keeps it outside the entry (the key of a map). */
  readonly name: Located<string> | null;
  readonly group: Located<string> | null;
  /** The key of a map entry, or the item of a list. */
  readonly range: { readonly start: number; readonly end: number };
}

type Fields = Partial<Record<AgentConcept, YamlEntry>>;

/** Reads one agent's entry in whatever spelling. Null when it has no name, which is reported. */
export function readAgent(map: YamlMap, place: EntryPlace, context: ReadContext): AgentDefinition | null {
  const fields = collectFields(map, place, context);
  const name = place.name ?? text(fields.name, context);
  if (!name || name.value === '') {
    context.problems.add({
      kind: 'missing-key',
      range: headOf(map),
      subject: 'name',
      subjectKind: 'key',
      message: 'This agent has no name: nothing can depend on it, and it cannot be started.',
    });
    return null;
  }
  const nested = fields.nested?.value.kind === 'map' ? fields.nested.value : null;
  const port = portOf(fields.port, context);
  const healthPort =
    portOf(fields.healthPort, context) ??
    portOf(nested && field(nested, 'healthPort'), context) ??
    probePort(fields, context);
  const command = readCommand(fields.command, context);
  const script = scriptOf(fields, context);
  const module = moduleOf(fields, context);
  const isCommand = !script && !module;
  const agent: AgentDefinition = {
    name,
    group: place.group ?? text(fields.group, context),
    machines: machinesOf(fields.machine),
    range: place.range,
    script: script ?? (isCommand ? command.script : null),
    module: module ?? (isCommand ? command.module : null),
    program: isCommand ? command.program : null,
    port,
    healthPort,
    nestedPorts: nestedPorts(map, fields, context),
    host: text(fields.host, context),
    required: readRequirement(fields.required, fields.optional, context),
    enabled: isEnabled(fields),
    ...readDependencies(fields.dependencies, name.value, context),
    environment: [
      ...readEnvironment(fields.environment, context),
      ...readEnvironment(nested && field(nested, 'environment'), context),
    ],
    args: [...(isCommand ? command.args : []), ...readArguments(fields.args, context)],
    gpu: gpuOf(fields.gpu, context),
    ...gpuCountOf(fields.gpu),
    vramMb: vramOf(fields.vram ?? (nested && field(nested, 'vram')), context),
    maxThreads: threadLimitOf(map),
    limits: resourceLimitsOf(map),
    probe: probeOf(map, fields),
    stopSignal: word(fields.stopSignal),
    graceSeconds: secondsOf(fields.grace),
    ...readRestart(fields.restart, fields.maxRestarts),
    models: readNames(fields.models, context),
    model: text(fields.model, context),
    profiles: readNames(fields.profiles, context),
  };
  // Last: readers of single values know more about what was meant, and one problem a place is enough.
  reportAgentTypes(map, name.value, context.problems);
  return agent;
}

export function field(map: YamlMap, concept: AgentConcept): YamlEntry | undefined {
  return map.entries.findLast((entry) => knownAgentKey(entry.key)?.concept === concept);
}

/** Sorts the entry's keys by what they mean, and tells of keys that look like slips. */
function collectFields(map: YamlMap, place: EntryPlace, context: ReadContext): Fields {
  const fields: Fields = {};
  const unknown: YamlEntry[] = [];
  for (const entry of map.entries) {
    const known = knownAgentKey(entry.key);
    if (!known) {
      unknown.push(entry);
      continue;
    }
    const present = fields[known.concept];
    // A null key is as good as absent; a merged key gives way to the entry's own.
    if (present && (isNull(entry.value) || (entry.merged && !present.merged))) continue;
    if (present && rank(present) < rank(entry)) continue;
    fields[known.concept] = entry;
    if (known.concept !== 'other') context.spellings.note(known.key, entry);
  }
  const present = new Set(map.entries.map((entry) => knownAgentKey(entry.key)?.key));
  for (const entry of unknown) {
    if (reportJoinedKey(entry, context)) continue;
    const meant = nearestName(entry.key, agentKeys());
    if (!meant || present.has(meant) || entry.merged || entry.key.length < 3) continue;
    const label = place.name?.value ?? text(fields.name, context)?.value;
    context.problems.collect(`unknown key ${entry.key}`, {
      kind: 'unknown-key',
      severity: 'warning',
      range: entry.keyRange,
      subject: entry.key,
      subjectKind: 'key',
      message: `Unknown key "${entry.key}"${label ? ` of ${label}` : ''}: did you mean "${meant}"?`,
      repair: { title: `Rename to "${meant}"`, edits: [{ range: entry.keyRange, newText: meant }] },
    });
    // Read it as meant: one slip is one problem, not a missing port, script or dependency besides.
    const concept = knownAgentKey(meant)!.concept;
    if (concept !== 'other') fields[concept] ??= entry;
  }
  return fields;
}

/** `{ required:true, host 0.0.0.0 }`: in braces YAML takes both for keys without a value. */
function reportJoinedKey(entry: YamlEntry, context: ReadContext): boolean {
  const match = isNull(entry.value) ? /^([A-Za-z_][\w-]*)(:| )[ ]*(?=\S)/.exec(entry.key) : null;
  if (!match || !knownAgentKey(match[1]!)) return false;
  const start = entry.keyRange.start + match[1]!.length;
  const range = { start: entry.keyRange.start, end: start + (match[2] === ':' ? 1 : 0) };
  context.problems.add({
    kind: 'syntax',
    range,
    subject: match[1]!,
    subjectKind: 'key',
    message: `A ${match[2] === ':' ? 'space' : 'colon'} is missing behind "${match[1]!}": YAML reads "${entry.key.slice(0, 40)}" as one word.`,
    repair: {
      title: `Write "${match[1]!}: …"`,
      edits: [{ range: { start, end: entry.keyRange.start + match[0].length }, newText: ': ' }],
    },
  });
  return true;
}

/** An entry may hold `script_path` and `path`, `dependencies` and `deps`: the usual one counts; for scripts, one that is a file. */
function rank(entry: YamlEntry): number {
  const known = knownAgentKey(entry.key)!;
  const noScript = known.concept === 'script' && !(entry.value.kind === 'scalar' && looksLikeScript(entry.value.text));
  return known.rank + (isNull(entry.value) ? 200 : 0) + (noScript ? 100 : 0);
}

function scriptOf(fields: Fields, context: ReadContext): Located<string> | null {
  const entry = fields.script;
  const script = text(entry, context);
  if (!script || script.value === '') return null;
  // `path: /api/v1` or `main: agent` is something else, unless the key leaves no doubt.
  if (
    !['script_path', 'script'].includes(knownAgentKey(entry!.key)?.key ?? 'script_path') &&
    !looksLikeScript(script.value) &&
    !script.value.includes('/')
  )
    return null;
  return script;
}

function moduleOf(fields: Fields, context: ReadContext): Located<string> | null {
  const module = text(fields.module, context);
  return module && /^[A-Za-z_][\w.:]*$/.test(module.value) ? module : null;
}

export function headOf(map: YamlMap): { start: number; end: number } {
  const first = map.entries[0];
  return first ? first.keyRange : map.range;
}

function text(entry: YamlEntry | undefined, context: ReadContext): Located<string> | null {
  if (entry?.value.kind !== 'scalar' || entry.value.value === null) return null;
  return { value: entry.value.text, file: context.file, range: entry.value.range };
}

function word(entry: YamlEntry | undefined): string | null {
  return entry?.value.kind === 'scalar' && entry.value.value !== null ? entry.value.text : null;
}

function isEnabled(fields: Fields): boolean {
  if (fields.disabled && readBoolean(fields.disabled.value) === true) return false;
  return !fields.enabled || readBoolean(fields.enabled.value) !== false;
}

function machinesOf(entry: YamlEntry | undefined): string[] {
  const nodes = entry?.value.kind === 'list' ? entry.value.items : entry ? [entry.value] : [];
  return nodes.flatMap((node) => (node.kind === 'scalar' && node.text !== '' ? [node.text] : []));
}

function gpuOf(entry: YamlEntry | undefined, context: ReadContext): Located<GpuRequirement> | null {
  if (entry?.value.kind !== 'scalar') return null;
  const { value, text: written, range } = entry.value;
  const requirement: GpuRequirement | null =
    written === 'required' || written === 'preferred' || written === 'none'
      ? written
      : readBoolean(entry.value) === true
        ? 'required'
        : readBoolean(entry.value) === false
          ? 'none'
          : typeof value === 'number'
            ? value > 0
              ? 'required'
              : 'none'
            : null;
  return requirement && { value: requirement, file: context.file, range };
}

function gpuCountOf(entry: YamlEntry | undefined): { gpuCount?: number } {
  const count = entry?.value.kind === 'scalar' ? entry.value.value : null;
  return typeof count === 'number' && Number.isInteger(count) && count > 1 ? { gpuCount: count } : {};
}

function vramOf(entry: YamlEntry | null | undefined, context: ReadContext): Located<number> | null {
  if (entry?.value.kind !== 'scalar' || typeof entry.value.value !== 'number') return null;
  const factor = entry.key.endsWith('_gb') ? 1024 : 1;
  return { value: entry.value.value * factor, file: context.file, range: entry.value.range };
}

export function portOf(entry: YamlEntry | null | undefined, context: ReadContext): Located<PortValue> | null {
  if (entry?.value.kind !== 'scalar' || entry.value.value === null) return null;
  const value = parsePort(entry.value.text);
  if (value.base === null && !isOpenPort(entry.value.text)) return null;
  return { value, file: context.file, range: entry.value.range };
}

/** What its keys say of health, and what is to be asked of its model, which may stand under a key of its own. */
function probeOf(map: YamlMap, fields: Fields): AgentDefinition['probe'] {
  const request = inferenceEntry(map);
  if (!request || request === fields.probe) return readProbe(fields.probe, fields.healthPath);
  const inference = readProbe(request, undefined);
  return inference && { ...inference, ...readProbe(fields.probe, fields.healthPath) };
}

function probePort(fields: Fields, context: ReadContext): Located<PortValue> | null {
  return fields.probe?.value.kind === 'map' ? portOf(field(fields.probe.value, 'port'), context) : null;
}

const PORT_KEY = /(?:^|_)port$/i;

/** Ports below `config:` and the like, and further ports of the entry itself (`metrics_port`). */
function nestedPorts(map: YamlMap, fields: Fields, context: ReadContext): NestedPort[] {
  const ports: NestedPort[] = [];
  const visit = (node: YamlNode, path: string, depth: number): void => {
    if (depth > 6 || ports.length > 64) return;
    if (node.kind === 'list') node.items.forEach((item, i) => visit(item, `${path}[${i}]`, depth + 1));
    if (node.kind !== 'map') return;
    for (const entry of node.entries) {
      const below = path === '' ? entry.key : `${path}.${entry.key}`;
      const inPorts = /(?:^|\.)(?:zmq_|extra_)?ports$/.test(path);
      const port = PORT_KEY.test(entry.key) || inPorts ? portOf(entry, context) : null;
      if (port && entry !== fields.healthPort) ports.push({ path: below, port });
      else if (entry.value.kind !== 'scalar') visit(entry.value, below, depth + 1);
    }
  };
  for (const entry of map.entries) {
    const known = knownAgentKey(entry.key)?.concept;
    if (known === 'nested' || entry.key === 'ports') visit(entry.value, entry.key, 1);
    else if (PORT_KEY.test(entry.key) && known !== 'port' && known !== 'healthPort') {
      const port = portOf(entry, context);
      if (port) ports.push({ path: entry.key, port });
    }
  }
  return ports;
}
