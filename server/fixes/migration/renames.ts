import type { ClassDefinition, CodeModel } from '../../languages/code-model';
import type { ClassContract } from '../../project/class-contract';
import type { LegacyClass } from './legacy-class';
import type { Patch } from './patch';
import { Obstacle } from './statements';

export interface RenamePlan {
  /** Attribute or method of the class → the name it gets. */
  readonly renames: ReadonlyMap<string, string>;
  /** The class's own name for the flag its main loop watches; null when it has none. */
  readonly flag: string | null;
}

/** Attributes that two classes may share without one knowing the other: setting them again does no harm. */
const HARMLESS = new Set(['logger', 'log']);
/** Methods that are meant to be overridden. */
const HOOKS = new Set(['__init__', 'run', 'handle_request', 'cleanup', 'stop']);

/** Finds new names for everything that would otherwise overwrite a part of the base agent. */
export function planRenames(
  code: CodeModel,
  agent: LegacyClass,
  contract: ClassContract,
  cleanupName: string,
): RenamePlan {
  const renames = new Map<string, string>();
  const base = new Set([...contract.attributes, ...Object.keys(contract.methods)]);
  const { start, end } = agent.definition.node;
  const taken = new Set([...base, ...agent.definition.methods.map(({ name }) => name)]);
  const attributes = new Set<string>();
  for (const { path, node } of code.assignments) {
    if (path !== null && /^self\.\w+$/.test(path) && node.start >= start && node.end <= end)
      attributes.add(path.slice(5));
  }
  for (const name of attributes) taken.add(name);
  const rename = (from: string, ...wanted: string[]): void => {
    const to = wanted.find((name) => !taken.has(name)) ?? `own_${from.replace(/^_+/, '')}`;
    if (taken.has(to)) throw new Obstacle(`'${from}' belongs to the base agent, and no free name was found for it`);
    taken.add(to);
    renames.set(from, to);
  };

  const flag = loopFlag(code, agent);
  if (agent.main !== null) {
    const own = agent.main.path.slice(5);
    const theirs = contract.mainSocket;
    if (theirs === null) throw new Obstacle('the base agent binds no socket of its own on its port');
    if (own !== theirs) renames.set(own, theirs);
  }
  for (const { path, kind } of agent.own) {
    const name = path.slice(5);
    if (base.has(name)) rename(name, `${kind.toLowerCase()}_socket`, `${name}_${kind.toLowerCase()}`);
  }
  const handled = new Set([
    ...renames.keys(),
    'name',
    'running',
    'start_time',
    'health_check_port',
    'context',
    ...HARMLESS,
  ]);
  for (const { path } of agent.health) handled.add(path.slice(5));
  if (agent.main !== null) handled.add(agent.main.path.slice(5));
  for (const name of attributes) {
    if (handled.has(name) || !base.has(name)) continue;
    if (name === 'port' && agent.main !== null) continue;
    if (isMadeForHealth(code, agent, name)) continue;
    if (name === 'port') rename(name, ...agent.own.map(({ kind }) => `${kind.toLowerCase()}_port`));
    else rename(name, `own_${name.replace(/^_+/, '')}`);
  }
  if (flag !== null && flag !== 'running' && base.has('running')) renames.set(flag, 'running');
  if (agent.cleanup !== null && agent.cleanup.name !== cleanupName) {
    const exists = agent.definition.methods.some(({ name }) => name === cleanupName);
    if (!exists) renames.set(agent.cleanup.name, cleanupName);
  }
  if (agent.run.name !== 'run') {
    if (agent.definition.methods.some(({ name }) => name === 'run'))
      throw new Obstacle(`its loop stands in ${agent.run.name}(), and run() does something else`);
    renames.set(agent.run.name, 'run');
  }
  for (const { name } of agent.definition.methods) {
    if (HOOKS.has(name) || renames.has(name) || contract.methods[name] === undefined) continue;
    if (name.startsWith('__') && name.endsWith('__')) continue;
    rename(name, name.startsWith('_') ? `_own${name}` : `own_${name}`);
  }
  return { renames, flag: flag !== null && base.has('running') ? flag : null };
}

/** `while self._running:` → `_running` */
function loopFlag(code: CodeModel, agent: LegacyClass): string | null {
  const condition = agent.loop.childForField('condition');
  return condition === null ? null : (/^\(?self\.(\w+)\)?$/.exec(code.textOf(condition))?.[1] ?? null);
}

/** A thread for health alone, which is retired whatever its name. */
function isMadeForHealth(code: CodeModel, agent: LegacyClass, name: string): boolean {
  return (
    /health/.test(name) &&
    code.assignments.some(
      ({ path, value }) =>
        path === `self.${name}` && /(?:^|\.)Thread\(/.test(code.textOf(value)) && agent.health.length > 0,
    )
  );
}

/** Renames `self.x` in a class, and the names in `hasattr(self, "x")`. */
export function renameAttributes(
  code: CodeModel,
  patch: Patch,
  definition: ClassDefinition,
  renames: ReadonlyMap<string, string>,
): void {
  if (renames.size === 0) return;
  definition.node.walk((node) => {
    if (node.type === 'attribute') {
      const object = node.childForField('object');
      const attribute = node.childForField('attribute');
      if (object === null || attribute === null || code.textOf(object) !== 'self') return;
      const to = renames.get(code.textOf(attribute));
      if (to !== undefined) patch.replace(attribute, to);
      return;
    }
    if (node.type === 'call') {
      const callee = node.childForField('function');
      if (callee === null || !/^(?:hasattr|getattr|setattr|delattr)$/.test(code.textOf(callee))) return;
      const [owner, name] = node.childForField('arguments')?.namedChildren ?? [];
      const content = name?.childOfType('string_content');
      if (owner === undefined || !content || code.textOf(owner) !== 'self') return;
      const to = renames.get(code.textOf(content));
      if (to !== undefined) patch.replace(content, to);
    }
  });
  for (const method of definition.methods) {
    const to = renames.get(method.name);
    if (to !== undefined && method.nameNode !== null) patch.replace(method.nameNode, to);
  }
}
