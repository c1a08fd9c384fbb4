import type { ClassDefinition, CodeModel } from '../../languages/code-model';
import { endlessLoops } from '../../languages/python/agent-shape';
import type { ClassContract } from '../../project/class-contract';
import type { FileEdit } from '../../rules/finding';
import { preferredQuote } from '../quotes';
import { migrateCleanup } from './cleanup';
import { agentName, migrateConstructor } from './constructor';
import { type EarlyValue, earlyValue, portOf } from './constructor-values';
import { dropUnusedImports, importBase } from './import-base';
import { type LegacyClass, readLegacyClass } from './legacy-class';
import { migrateLogFile } from './log-file';
import { migrateMain } from './main-block';
import { Patch } from './patch';
import { planRenames, renameAttributes } from './renames';
import { migrateRequestLoop } from './request-loop';
import { type Retired, Retirement, retiredMethods } from './retire';
import { Obstacle, indentOf, lineOf, statementsOf } from './statements';
import { migrateWorkLoop } from './work-loop';
import { lineEndingOf } from '../../documents/line-ending';

export interface MigrationTarget {
  readonly contract: ClassContract;
  readonly className: string;
  /** Dotted module to import the base agent from. */
  readonly module: string;
  /** A port nobody uses, for agents whose declared port belongs to a socket of their own. */
  readonly freePort: (above: number, taken: readonly number[]) => number;
}

export type Migration =
  | { readonly kind: 'possible'; readonly edits: () => readonly FileEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Moves an agent class onto the project's base agent, or says what stands in the way. Nothing is guessed. */
export function migrateClass(
  code: CodeModel,
  uri: string,
  definition: ClassDefinition,
  target: MigrationTarget,
): Migration {
  try {
    const edits = migrate(code, uri, definition, target);
    return { kind: 'possible', edits: () => edits };
  } catch (error) {
    if (error instanceof Obstacle) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function migrate(code: CodeModel, uri: string, definition: ClassDefinition, target: MigrationTarget): FileEdit[] {
  const { contract } = target;
  const agent = readLegacyClass(code, definition, contract);
  const patch = new Patch(code);
  const lineEnding = lineEndingOf(code.text);
  const [firstMethod] = definition.methods;
  const indent = firstMethod === undefined ? '    ' : indentOf(code, firstMethod.node);
  const layout = { indent, unit: indent, lineEnding, quote: preferredQuote(code.text) };
  const cleanupName =
    ['cleanup', 'shutdown', 'close', 'stop'].find((name) => contract.methods[name] !== undefined) ?? null;
  if (cleanupName === null) throw new Obstacle('the base agent has no cleanup to extend');

  const plan = planRenames(code, agent, contract, cleanupName);
  const health = new Set(agent.health.map(({ path }) => path));
  const retired = retiredParts(code, agent, contract, health, plan.flag);
  const values = constructorValues(code, agent, contract, target);
  renameAttributes(code, patch, definition, plan.renames);
  retireInMethods(code, patch, agent, retired);
  const constructor = { ...values, name: agentName(agent, values.name, layout.quote) };
  migrateConstructor(code, patch, agent, contract, constructor, layout);
  const closing = { contract, cleanupName, renames: plan.renames, ...layout };
  const moved =
    agent.main === null
      ? migrateWorkLoop(code, patch, agent, closing)
      : migrateRequestLoop(code, patch, agent, closing);
  const worker = moved.threaded;
  migrateCleanup(code, patch, agent, { ...closing, closings: moved.closings, worker });
  refuseLeftovers(code, patch, agent, retired);
  inherit(patch, definition, target.className);
  migrateMain(code, patch, agent, {
    runCleansUp: contract.runCleansUp,
    cleanup: cleanupName,
    unit: indent,
    lineEnding,
    retired,
    renames: plan.renames,
  });
  migrateLogFile(code, patch);
  importBase(code, patch, target, worker ? ['threading'] : []);
  dropUnusedImports(code, patch);
  return changedStatements(code, patch, uri);
}

function retiredParts(
  code: CodeModel,
  agent: LegacyClass,
  contract: ClassContract,
  health: Set<string>,
  flag: string | null,
): Retired {
  const objects = new Set<string>(health);
  if (agent.main !== null) objects.add(agent.main.path);
  const { start, end } = agent.definition.node;
  const base = new Set(contract.attributes);
  const scalars = new Set<string>();
  const methods = retiredMethods(code, agent.definition, health, contract.handlesSigterm);
  for (const { path, value, node } of code.assignments) {
    if (path === null || !path.startsWith('self.') || node.start < start || node.end > end) continue;
    const name = path.slice(5);
    const text = code.textOf(value);
    if (/\bContext(?:\.instance)?\(/.test(text) && base.has('context')) objects.add(path);
    else if (/\bPoller\(/.test(text) && agent.main !== null) objects.add(path);
    else if (/(?:^|\.)Thread\(/.test(text)) {
      const worker = /target\s*=\s*(?:self\.)?(\w+)/.exec(text)?.[1];
      if (worker !== undefined && methods.has(worker)) objects.add(path);
    } else if (base.has(name) && isStateOfBase(name, text, agent)) scalars.add(path);
  }
  if (flag !== null) scalars.add(`self.${flag}`);
  return { objects, methods, scalars, signals: contract.handlesSigterm };
}

/** Settings that say no more than what the base's constructor has said already. */
function isStateOfBase(name: string, value: string, agent: LegacyClass): boolean {
  if (name === 'running') return /^(?:True|False)$/.test(value);
  if (name === 'start_time') return /time\(\)|now\(\)|monotonic\(\)/.test(value);
  if (name === 'name') return true;
  if (name === 'port') return agent.main !== null;
  return (
    name === 'health_check_port' ||
    (name === 'health_socket' && value === 'None') ||
    (name === 'socket' && value === 'None') ||
    (name === 'context' && value === 'None')
  );
}

function constructorValues(
  code: CodeModel,
  agent: LegacyClass,
  contract: ClassContract,
  target: MigrationTarget,
): { name: EarlyValue | null; port: EarlyValue; portParameter: string; healthPort: EarlyValue | null } {
  const named = code.assignments.find(
    ({ path, node }) =>
      path === 'self.name' && node.start >= agent.definition.node.start && node.end <= agent.definition.node.end,
  );
  const name = named === undefined ? null : earlyValue(code, agent, named.value, 0);
  const [health] = agent.health;
  const healthPort = health === undefined ? null : healthPortOf(code, agent, health);
  if (agent.main !== null) return { name, port: portOf(code, agent, agent.main), portParameter: 'port', healthPort };
  const taken = agent.own.flatMap((socket) => numberOf(code, agent, portOf(code, agent, socket)) ?? []);
  const above = Math.max(1024, ...taken);
  const healthNumber = healthPort === null ? null : numberOf(code, agent, healthPort);
  if (healthNumber !== null) taken.push(healthNumber, healthNumber + 1);
  if (!contract.anyKeyword && contract.parameters.length === 0) throw new Obstacle('the base agent takes no port');
  const text = String(target.freePort(above, taken));
  return { name, port: { text, parameter: null, constant: true }, portParameter: 'request_port', healthPort };
}

function healthPortOf(code: CodeModel, agent: LegacyClass, health: LegacyClass['health'][number]): EarlyValue | null {
  try {
    return portOf(code, agent, health);
  } catch (error) {
    if (error instanceof Obstacle) return null;
    throw error;
  }
}

/** The number a port has unless somebody passes another one. */
function numberOf(code: CodeModel, agent: LegacyClass, value: EarlyValue): number | null {
  const parameter = agent.constructor?.parameters.find(({ name }) => name === value.parameter);
  const node = parameter?.defaultValue ?? null;
  if (node !== null) return code.integerValue(node);
  if (/^\d+$/.test(value.text)) return Number(value.text);
  const constant = code.assignments.find(({ path }) => path === value.text);
  return constant === undefined ? null : code.integerValue(constant.value);
}

function retireInMethods(code: CodeModel, patch: Patch, agent: LegacyClass, retired: Retired): void {
  const retirement = new Retirement(code, patch, retired);
  // A method that empties retires its callers' lines, too: go on until nothing changes.
  for (let round = 0; round < 4; round++) {
    const before = retired.methods.size;
    for (const method of agent.definition.methods) {
      if (method.body === null || retired.methods.has(method.name)) continue;
      const scalars = method === agent.constructor || method === agent.run;
      const emptied = retirement.retireIn(method.body, { scalars, skip: method === agent.run ? agent.loop : null });
      if (emptied && method !== agent.constructor && method !== agent.run && method !== agent.cleanup)
        retired.methods.add(method.name);
    }
    if (retired.methods.size === before) break;
  }
  for (const method of agent.definition.methods) {
    if (retired.methods.has(method.name))
      patch.remove(method.node.parent?.type === 'decorated_definition' ? method.node.parent : method.node);
  }
}

/** Whatever still needs what was retired stands in the way. */
function refuseLeftovers(code: CodeModel, patch: Patch, agent: LegacyClass, retired: Retired): void {
  const allowed = new Set(agent.main === null ? [] : [agent.main.path]);
  const gone = [...retired.objects].filter((path) => !allowed.has(path) && !path.endsWith('.context'));
  agent.definition.node.walk((node) => {
    if (node.type !== 'attribute' || patch.covers(node)) return;
    const text = code.textOf(node);
    const path = gone.find((candidate) => text === candidate);
    const method = [...retired.methods].find((name) => text === `self.${name}`);
    if (path !== undefined || method !== undefined) throw new Obstacle(`line ${lineOf(code, node)} still uses ${text}`);
  });
  if (agent.main === null) return;
  const receiving = endlessLoops(code, agent.definition.node).filter(
    (loop) => !patch.covers(loop) && code.textOf(loop).includes(`${agent.main?.path ?? ''}.recv`),
  );
  if (receiving[0] !== undefined)
    throw new Obstacle(`line ${lineOf(code, receiving[0])} still receives requests of its own`);
}

function inherit(patch: Patch, definition: ClassDefinition, base: string): void {
  const list = definition.node.childForField('superclasses');
  if (list !== null) patch.replace(list, `(${base})`);
  else patch.insert(definition.nameNode.end, `(${base})`);
}

/** One edit for each statement of the file that changed: what a preview shows is whole. */
function changedStatements(code: CodeModel, patch: Patch, uri: string): FileEdit[] {
  const edits: FileEdit[] = [];
  let at = 0;
  const add = (end: number): void => {
    const newText = patch.render({ start: at, end }, { joined: at > 0 });
    if (newText !== code.text.slice(at, end)) edits.push({ uri, range: { start: at, end }, newText });
    at = end;
  };
  for (const statement of statementsOf(code.root)) {
    const feed = code.text.indexOf('\n', statement.end);
    if (feed !== -1 && feed + 1 > at) add(feed + 1);
  }
  add(code.text.length);
  return edits;
}
