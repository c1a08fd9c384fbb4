import { createHash } from 'node:crypto';
import { hostVariable } from '../definition/host-variable';
import type { AgentDefinition, ProbeDefinition, StackDefinition } from '../definition/model';
import { DEFAULT_POLICY, type StackPolicy } from '../policy/stack-policy';
import { composeEnvironment } from '../environment/compose';
import { expand, resolvePort } from '../environment/expand';
import type { StackIssue } from '../protocol/snapshot';
import type { AgentFault, DormantAgent, LaunchPlan, PlannedAgent } from './launch-plan';
import { neighbourhood, type Neighbourhood, type OutsideAgent } from './neighbourhood';
import { isInProfiles, profilesOf } from './profiles';
import { remoteDependency, type RemoteDependency } from './remote-dependency';
import { isRequired } from './requirement';
import { interpreterFor, pythonFor, resolveCommand, resolveScript } from './script';
import { startOrder } from './start-order';
import { stopSignals } from './stop-signals';

export interface PlanOptions {
  readonly projectRoot: string;
  /** The environment agents inherit. */
  readonly environment: NodeJS.ProcessEnv;
  /** How the project wants its stacks treated, where an agent's entry does not say. The defaults when absent. */
  readonly policy?: StackPolicy;
  /** Profiles asked for; agents with profiles are left out unless one of theirs is among them. */
  readonly profiles?: readonly string[];
  /** The project's other startup files: where dependencies are declared that this one does not start. */
  readonly others?: readonly StackDefinition[];
}

/**
 * Turns what a startup file says into what a supervisor does. Reads the disk (scripts, interpreters, `.env` files), starts nothing.
 * Faults of one agent are kept with it, so that the others can still be started.
 */
export function planStack(definition: StackDefinition, options: PlanOptions): LaunchPlan {
  const issues: StackIssue[] = [];
  const around = neighbourhood(definition, options.others ?? [], (options.policy ?? DEFAULT_POLICY).machines);
  const isActive = (agent: AgentDefinition) => isInProfiles(profilesOf(agent), options.profiles ?? []);
  // Of two entries with one name in different profiles, the one that is asked for counts.
  const enabled = withoutRepeats(around.here.filter(isActive), issues);
  const drafts = enabled.map((agent) => draftAgent(definition, agent, around, options, issues));
  const active = new Set(enabled.map((agent) => agent.name.value));
  const dormant = around.here
    .filter((agent) => agent.enabled && !isActive(agent) && !active.has(agent.name.value))
    .map((agent) => ({
      name: agent.name.value,
      profiles: profilesOf(agent),
      required: required(agent, (text) => text, []),
    }));
  const agents = inStartOrder(drafts, dormant, around, issues);
  const disabled = definition.agents.filter((agent) => !agent.enabled).map((agent) => agent.name.value);
  return {
    file: definition.file,
    projectRoot: options.projectRoot,
    machine: definition.machine,
    agents,
    disabled: disabled.filter((name) => !agents.some((agent) => agent.name === name)),
    dormant: dormant.map(({ name, profiles }) => ({ name, profiles })),
    neighbourhood: around,
    issues,
  };
}

/** Enabled agents, each name once: the first entry counts. */
function withoutRepeats(agents: readonly AgentDefinition[], issues: StackIssue[]): AgentDefinition[] {
  const byName = new Map<string, AgentDefinition>();
  for (const agent of agents) {
    if (!agent.enabled) continue;
    const name = agent.name.value;
    const first = byName.get(name);
    if (!first) {
      byName.set(name, agent);
      continue;
    }
    const place = (entry: AgentDefinition) => (entry.group ? `group ${entry.group.value}` : 'the top level');
    const message = `${name} is listed twice, in ${place(first)} and in ${place(agent)}; the first entry is started`;
    issues.push({ severity: 'warning', agent: name, message });
  }
  return [...byName.values()];
}

type Draft = Omit<PlannedAgent, 'waitsFor' | 'dependencies' | 'layer'> & { readonly named: readonly string[] };

function draftAgent(
  definition: StackDefinition,
  agent: AgentDefinition,
  around: Neighbourhood,
  options: PlanOptions,
  issues: StackIssue[],
): Draft {
  const name = agent.name.value;
  const composed = composeEnvironment({
    definition: { ...definition, agents: around.here },
    outside: [...around.outside.values()],
    agent,
    projectRoot: options.projectRoot,
    base: options.environment,
  });
  const { env } = composed;
  const lookup = (variable: string) => env[variable];
  const text = (value: string) => expand(value, lookup).value;
  const port = agent.port ? resolvePort(agent.port.value, lookup) : null;
  const healthPort = agent.healthPort ? resolvePort(agent.healthPort.value, lookup) : null;
  const args = agent.args.map((arg) => text(arg.value));
  const program = resolveProgram(definition, agent, options, text);
  const command = program.command && [...program.command, ...args];
  for (const { name: variable } of composed.missing) {
    issues.push({ severity: 'warning', agent: name, message: `${name} needs ${variable}, which is not set` });
  }
  const exposed = composed.secretNames.filter((secret) => agent.args.some((arg) => refersTo(arg.value, secret)));
  for (const secret of exposed) {
    const message = `${name} would get the value of ${secret} on its command line, where every user of this machine can read it; let it read the variable instead`;
    issues.push({ severity: 'error', agent: name, message });
  }
  const named = [...new Set(agent.dependencies.map((dependency) => dependency.value))];
  const outside = named.flatMap((other) => around.outside.get(other) ?? []);
  const remoteDependencies = outside.flatMap((other) => remoteDependency(other, lookup) ?? []);
  for (const other of outside) {
    const known = remoteDependencies.find((dependency) => dependency.name === other.agent.name.value);
    issues.push({ severity: 'information', agent: name, message: tellOutside(name, other, known) });
  }
  const probe = mergeProbe(definition.probe, agent.probe);
  const declaredPorts = [...new Set([port, healthPort])].filter((value) => value !== null).sort((a, b) => a - b);
  const settings = {
    port,
    healthPort,
    host: agent.host ? probeHost(text(agent.host.value)) : null,
    probe,
    stopSignals: stopSignals(agent.stopSignal),
    restart: agent.restart ?? 'always',
    // Whoever says how much GPU memory it takes would like to have it.
    gpu: agent.gpu?.value ?? ((agent.vramMb?.value ?? 0) > 0 ? 'preferred' : null),
    vramMb: agent.vramMb?.value ?? null,
  } as const;
  const entries = [...definition.environment, ...agent.environment].map((entry) => [
    entry.name.value,
    entry.value.value,
  ]);
  return {
    name,
    group: agent.group?.value ?? null,
    definition: agent,
    required: required(agent, text, issues),
    command: exposed.length > 0 ? null : command,
    fault:
      exposed.length > 0
        ? {
            kind: 'not-startable',
            text: `its arguments would show the value of ${exposed.join(', ')} to every user of this machine`,
          }
        : program.fault,
    script: program.script,
    scriptText: (agent.script ?? agent.module ?? agent.program)?.value ?? null,
    cwd: options.projectRoot,
    declaredPorts,
    ...settings,
    graceMs: agent.graceSeconds === null ? (options.policy ?? DEFAULT_POLICY).graceMs : agent.graceSeconds * 1000,
    restartLimits: agent.restartLimits ?? {},
    models: (agent.models ?? []).map(({ value }) => value),
    profiles: profilesOf(agent),
    fingerprint: fingerprint([
      agent.script?.value,
      agent.module?.value,
      agent.program?.value,
      agent.args.map((arg) => arg.value),
      settings,
      entries,
    ]),
    remoteDependencies,
    named,
  };
}

/** How a dependency that this stack does not start is treated, and what to write so that it is waited for. */
function tellOutside(name: string, { agent, machine }: OutsideAgent, known: RemoteDependency | undefined): string {
  const other = agent.name.value;
  const who = machine === null ? 'another startup file' : machine;
  if (known?.required) return `${name} waits for ${other} on ${known.host}, which ${who} starts`;
  if (known) return `${name} depends on ${other}, which ${who} starts and which is optional; it is not waited for`;
  const where = machine === null ? hostVariable(other) : `stack.machines.${machine}.host or ${hostVariable(other)}`;
  return `${name} depends on ${other}, which ${who} starts; without ${where} nobody knows where, and it is not waited for`;
}

/** Whether a text holds `$NAME` or `${NAME…}`. */
function refersTo(text: string, variable: string): boolean {
  return new RegExp(`\\$\\{?${variable}(?![A-Za-z0-9_])`).test(text);
}

function required(agent: AgentDefinition, expandText: (text: string) => string, issues: StackIssue[]): boolean {
  if (!agent.required) return true;
  const decided = isRequired(agent.required.value, expandText);
  if (decided === null && agent.required.value.kind === 'expression') {
    const message = `${agent.name.value}: "required: ${agent.required.value.text}" is neither true nor false; it is taken as true`;
    issues.push({ severity: 'warning', agent: agent.name.value, message });
  }
  return decided ?? true;
}

interface Program {
  readonly command: readonly string[] | null;
  readonly fault: AgentFault | null;
  readonly script: string | null;
}

function resolveProgram(
  definition: StackDefinition,
  agent: AgentDefinition,
  options: PlanOptions,
  expandText: (text: string) => string,
): Program {
  const { projectRoot, environment } = options;
  const fault = (kind: AgentFault['kind'], text: string, script: string | null = null): Program => {
    return { command: null, fault: { kind, text }, script };
  };
  if (agent.script) {
    const text = expandText(agent.script.value);
    const script = resolveScript(text, projectRoot, definition.file);
    if (!script) return fault('script-not-found', `the script ${text} is not found from ${projectRoot}`);
    const interpreter = interpreterFor(script, projectRoot, environment);
    if ('missing' in interpreter) return fault('not-startable', interpreter.missing, script);
    return { command: interpreter.command, fault: null, script };
  }
  if (agent.module) {
    return { command: [pythonFor(projectRoot, environment), '-m', agent.module.value], fault: null, script: null };
  }
  if (agent.program) {
    const program = resolveCommand(expandText(agent.program.value), projectRoot, environment);
    return 'missing' in program ? fault('not-startable', program.missing) : { ...program, fault: null, script: null };
  }
  return fault('not-startable', 'the startup file names neither a script nor a module nor a command for it');
}

/** An agent's own words win over the file's defaults, one by one. */
function mergeProbe(defaults: ProbeDefinition | null, own: ProbeDefinition | null): ProbeDefinition | null {
  if (!defaults || !own) return own ?? defaults;
  return { ...defaults, ...own, kind: own.kind === 'auto' ? defaults.kind : own.kind };
}

/** Agents run on this machine and are asked over loopback, whatever address they listen on or are known by elsewhere. */
function probeHost(host: string): string | null {
  return /^127\.\d+\.\d+\.\d+$|^::1$/.test(host) ? host : null;
}

/** A dependency in a profile nobody asked for would leave the agent alone without saying so. */
function reportDormant(draft: Draft, dormant: readonly (DormantAgent & { required: boolean })[], issues: StackIssue[]) {
  for (const { name, profiles, required: isNeeded } of dormant.filter((other) => draft.named.includes(other.name))) {
    const text = `depends on ${name}, which is started with --profile ${profiles.join(' or ')} only`;
    if (isNeeded) return { kind: 'not-startable', text } as const;
    issues.push({ severity: 'information', agent: draft.name, message: `${draft.name} ${text}; it is not waited for` });
  }
  return null;
}

function inStartOrder(
  drafts: readonly Draft[],
  dormant: readonly (DormantAgent & { required: boolean })[],
  around: Neighbourhood,
  issues: StackIssue[],
): PlannedAgent[] {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const known = (draft: Draft) => draft.named.filter((name) => byName.has(name));
  const faults = new Map<string, AgentFault>();
  const isKnown = (name: string) =>
    byName.has(name) || around.outside.has(name) || dormant.some((one) => one.name === name);
  for (const draft of drafts) {
    const fault = reportDormant(draft, dormant, issues);
    if (fault) faults.set(draft.name, fault);
    for (const name of draft.named.filter((other) => !isKnown(other))) {
      const message = `${draft.name} depends on ${name}, which this file does not start; it is not waited for`;
      issues.push({ severity: 'information', agent: draft.name, message });
    }
  }
  // Optional agents never hold others back.
  const waits = new Map(drafts.map((draft) => [draft.name, known(draft).filter((name) => byName.get(name)!.required)]));
  const order = startOrder(waits);
  for (const cycle of order.cycles) {
    const text = `waits for itself: ${cycle.join(' → ')}`;
    issues.push({ severity: 'error', agent: cycle[0]!, message: `dependency cycle ${cycle.join(' → ')}` });
    for (const name of cycle) faults.set(name, { kind: 'not-startable', text });
  }
  const left = [...waits.keys()].filter((name) => !order.layers.some((layer) => layer.includes(name)));
  for (const name of left) {
    if (faults.has(name) || order.behindCycle.includes(name)) continue;
    faults.set(name, { kind: 'not-startable', text: 'it is part of a dependency cycle' });
  }
  return [...order.layers, left].flatMap((layer, index) =>
    layer.map((name): PlannedAgent => {
      const { named: _named, ...draft } = byName.get(name)!;
      const fault = draft.fault ?? faults.get(name) ?? null;
      const command = fault ? null : draft.command;
      return {
        ...draft,
        command,
        fault,
        waitsFor: waits.get(name)!,
        dependencies: known(byName.get(name)!),
        layer: index,
      };
    }),
  );
}

function fingerprint(parts: unknown): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
