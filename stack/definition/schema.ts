import type { ErrorObject, ValidateFunction } from 'ajv';
import startupSchema from '../../schemas/startup.schema.json';
import { readBoolean } from './agent-values';
import { knownAgentKey } from './agent-keys';
import { createAjv } from './load-ajv';
import type { DefinitionProblem } from './model';
import { isOrdinaryMap } from './ordinary-types';
import { parsePort } from './port';
import type { ProblemSink } from './problems';
import { entryOf, isNull, outerRange, type YamlEntry, type YamlMap, type YamlNode } from './yaml/tree';

/** Values below this depth are the agent's own affair. */
const MAX_DEPTH = 4;

interface Validators {
  readonly agent: ValidateFunction;
  readonly settings: ValidateFunction;
}

let validators: Validators | null | undefined;

/** Compiled when something unusual is met first. Null where code generation is forbidden: the rules still work, types go unchecked. */
function compiled(): Validators | null {
  if (validators === undefined) {
    try {
      const ajv = createAjv({ allErrors: true });
      ajv.addKeyword('errorMessage');
      ajv.addSchema(startupSchema, 'startup');
      validators = {
        agent: ajv.compile({ $ref: 'startup#/definitions/agent' }),
        settings: ajv.compile({ $ref: 'startup#/definitions/settings' }),
      };
    } catch {
      validators = null;
    }
  }
  return validators;
}

/** Tells of values of a wrong type in one agent's entry. */
export function reportAgentTypes(map: YamlMap, agent: string, problems: ProblemSink): void {
  report(map, 'agent', `of ${agent}`, true, problems);
}

/** Tells of values of a wrong type in the settings of the whole file. */
export function reportSettingsTypes(root: YamlMap, problems: ProblemSink): void {
  report(root, 'settings', 'of this file', false, problems);
  for (const key of ['global_settings', 'settings']) {
    const value = entryOf(root, key)?.value;
    if (value?.kind === 'map') report(value, 'settings', `in ${key}`, false, problems);
  }
}

function report(map: YamlMap, part: keyof Validators, owner: string, isAgent: boolean, problems: ProblemSink): void {
  if (isOrdinaryMap(map, (key) => keyOf(key, isAgent))) return;
  const validate = compiled()?.[part];
  if (!validate || validate(plain(map, 0, isAgent))) return;
  for (const error of mostSpecific(validate.errors ?? [])) {
    const place = locate(map, error.instancePath, isAgent);
    if (!place) continue;
    const repair = repairOf(place.node, error);
    problems.add({
      kind: 'wrong-type',
      severity: repair?.severity ?? 'error',
      range: outerRange(place.node),
      subject: place.entry.key,
      subjectKind: 'key',
      message: `${place.path} ${owner} ${messageOf(error)}${written(place.node)}.`,
      repair: repair?.repair,
    });
  }
}

/** One error for each place: the one whose schema says it in words, deepest first; never all branches of an `anyOf`. */
function mostSpecific(errors: readonly ErrorObject[]): ErrorObject[] {
  const worded = errors.filter((error) => messageOf(error) !== null);
  const paths = worded.map((error) => error.instancePath);
  return worded.filter(
    (error, i) =>
      paths.indexOf(error.instancePath) === i && !paths.some((path) => path.startsWith(`${error.instancePath}/`)),
  );
}

function messageOf(error: ErrorObject): string | null {
  const parent = error.parentSchema as { errorMessage?: unknown } | undefined;
  return typeof parent?.errorMessage === 'string' ? parent.errorMessage : null;
}

function written(node: YamlNode): string {
  if (node.kind === 'map') return ', not a map';
  if (node.kind === 'list') return ', not a list';
  return node.text.length > 0 && node.text.length <= 40 && !/[\r\n]/.test(node.text)
    ? `, not ${node.quoted ? `"${node.text}"` : node.text}`
    : '';
}

interface Repair {
  readonly severity: DefinitionProblem['severity'];
  readonly repair: NonNullable<DefinitionProblem['repair']>;
}

function repairOf(node: YamlNode, error: ErrorObject): Repair | null {
  if (node.kind !== 'scalar') return null;
  if (node.quoted) {
    // A quoted boolean is text, and any text counts as true.
    const value = messageOf(error)?.startsWith('must be true or false') ? readBoolean(node) : null;
    if (value === null || node.outer.start === node.range.start) return null;
    const edits = [{ range: node.outer, newText: String(value) }];
    return { severity: 'warning', repair: { title: `Write ${value} without quotes`, edits } };
  }
  const stray = /^[^"']+(["'])$/.exec(node.text);
  if (!stray || parsePort(node.text.slice(0, -1)).base === null) return null;
  const edits = [{ range: { start: node.outer.end - 1, end: node.outer.end }, newText: '' }];
  return { severity: 'error', repair: { title: `Remove the ${stray[1]} that closes nothing`, edits } };
}

/** The value as JSON has it, under the usual spelling of an agent's keys. */
function plain(node: YamlNode, depth: number, agentKeys: boolean): unknown {
  if (node.kind === 'scalar') {
    // YAML 1.1 reads yes, no, on and off as booleans.
    return typeof node.value === 'string' && !node.quoted ? (readBoolean(node) ?? node.value) : node.value;
  }
  if (depth >= MAX_DEPTH) return null;
  if (node.kind === 'list') return node.items.slice(0, 200).map((item) => plain(item, depth + 1, false));
  const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const entry of node.entries) object[keyOf(entry.key, agentKeys)] = plain(entry.value, depth + 1, false);
  return object;
}

function keyOf(written: string, agentKeys: boolean): string {
  return agentKeys ? (knownAgentKey(written)?.key ?? written) : written;
}

/** Follows a JSON pointer. */
function locate(
  map: YamlMap,
  pointer: string,
  agentKeys: boolean,
): { node: YamlNode; entry: YamlEntry; path: string } | null {
  const [first, ...rest] = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (first === undefined) return null;
  const entry = map.entries.findLast((candidate) => keyOf(candidate.key, agentKeys) === first);
  if (!entry || isNull(entry.value)) return null;
  let node: YamlNode = entry.value;
  let path = entry.key;
  for (const part of rest) {
    if (node.kind === 'list') node = node.items[Number(part)] ?? node;
    else if (node.kind === 'map') node = entryOf(node, part)?.value ?? node;
    path += `.${part}`;
  }
  return { node, entry, path };
}
