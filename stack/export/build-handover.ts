import path from 'node:path';
import type { AgentDefinition, StackDefinition } from '../definition/model';
import { snakeCase } from '../definition/host-variable';
import { DOTENV_FILES } from '../environment/compose';
import { readDotenvFile } from '../environment/dotenv-file';
import { resolvePort } from '../environment/expand';
import type { LaunchPlan, PlannedAgent } from '../plan/launch-plan';
import { DEFAULT_POLICY, type StackPolicy } from '../policy/stack-policy';
import type { AgentProbe } from '../protocol/snapshot';
import type { DotenvVariable, Handover, HandoverAgent, HandoverPort, Loss } from './handover';
import { stackEnvironment } from './handover-environment';
import { healthOf } from './health';
import { limitsOf } from './limits';
import { namesOf } from './loss-text';
import type { ModelsOfPlan } from './models-of';
import { programOf } from './program';
import { dnsLabel, uniqueLabels } from './service-name';
import { writableFolders } from './writable-folders';

export interface HandoverOptions {
  readonly policy?: StackPolicy;
  /** What the export is called; the project's folder, with the machine's name, when absent. */
  readonly name?: string;
  /** What answered for the agents while they ran, by name. */
  readonly learned?: ReadonlyMap<string, AgentProbe>;
  readonly models?: ModelsOfPlan;
  /** Further folders that agents write to, relative to the project's root. */
  readonly writable?: readonly string[];
  /** The environment of the moment: moves ports. */
  readonly environment: NodeJS.ProcessEnv;
}

const LONGEST_STACK_NAME = 40;
const LONGEST_SERVICE_NAME = 50;
const LONGEST_PORT_NAME = 15;

/** Puts what a startup file says, and what our launcher makes of it, into words that every target has its own for. */
export function buildHandover(definition: StackDefinition, plan: LaunchPlan, options: HandoverOptions): Handover {
  const { projectRoot } = plan;
  const { policy = DEFAULT_POLICY } = options;
  const losses: Loss[] = [...(options.models?.losses ?? [])];
  const dotenv = DOTENV_FILES.map((file) => [file, readDotenvFile(path.join(projectRoot, file))] as const);
  // What is set first wins with us, and last everywhere else.
  const present = dotenv.filter(([, values]) => values !== null).reverse();
  const surroundings = Object.assign(
    {},
    ...present.map(([, values]) => values),
    options.environment,
  ) as NodeJS.ProcessEnv;

  const startable = plan.agents.filter((agent) => isStartable(agent, losses));
  const labels = uniqueLabels(
    startable.map(({ name }) => name),
    LONGEST_SERVICE_NAME,
  );
  const environment = stackEnvironment(definition, startable, projectRoot, surroundings, losses);
  const agents = startable.map((agent): HandoverAgent => {
    const { definition: entry, name } = agent;
    return {
      name,
      serviceName: labels.get(name)!,
      group: agent.group,
      required: agent.required,
      program: programOf(agent, projectRoot, surroundings)!,
      args: entry.args.map(({ value }) => environment.fill(agent, value)),
      environment: environment.of(agent),
      models: options.models?.byAgent.get(name) ?? [],
      waitsFor: waitsFor(agent, startable, losses).map((other) => labels.get(other)!),
      ports: portsOf(agent, surroundings),
      health: healthOf(agent, policy.health, options.learned?.get(name) ?? null, losses),
      limits: limitsOf(entry, definition),
      gpu: agent.gpu === 'none' ? null : agent.gpu,
      vramMb: agent.vramMb,
      restart: agent.restart,
      stopSignal: agent.stopSignals[0] ?? 'SIGTERM',
      graceSeconds: agent.graceMs / 1000,
    };
  });
  reportPorts(definition, losses);
  reportLimits(agents, losses);
  reportElsewhere(plan, losses);
  return {
    name: options.name ? dnsLabel(options.name, LONGEST_STACK_NAME) : stackName(projectRoot, definition.machine),
    file: fileName(plan),
    projectRoot,
    agents,
    environment: environment.shared,
    dotenvFiles: present.map(([file]) => file),
    dotenv: dotenvVariables(Object.assign({}, ...present.map(([, values]) => values)) as Record<string, string>),
    writableFolders: writableFolders(projectRoot, environment.shared, agents, options.writable ?? []),
    models: options.models?.models ?? [],
    logs: { megabytes: Math.max(1, Math.round(policy.logs.maxBytes / 2 ** 20)), files: Math.max(1, policy.logs.files) },
    leftOut: plan.agents.filter((agent) => !startable.includes(agent)).map(({ name }) => name),
    losses,
  };
}

function dotenvVariables(values: Record<string, string>): DotenvVariable[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    isLoopback: /(?<![\w.-])(?:localhost|127\.0\.0\.\d+|::1)(?![\w.-])/.test(value),
    hasDollar: value.includes('$'),
  }));
}

function stackName(projectRoot: string, machine: string | null): string {
  const folder = path.basename(projectRoot) || 'stack';
  return dnsLabel(machine === null ? folder : `${folder}-${machine}`, LONGEST_STACK_NAME);
}

function fileName({ file, projectRoot }: LaunchPlan): string {
  const below = path.relative(projectRoot, file);
  return (below.startsWith('..') || path.isAbsolute(below) ? path.basename(file) : below).split(path.sep).join('/');
}

/** Scripts that are not found are exported all the same: they may be where the export runs. */
function isStartable(agent: PlannedAgent, losses: Loss[]): boolean {
  const { name, fault, definition } = agent;
  if (!definition.script && !definition.module) {
    losses.push({
      agent: name,
      what: 'the agent is left out',
      why: 'the startup file names neither a script nor a module for it',
      remedy: 'name what it runs (script_path)',
    });
    return false;
  }
  if (fault?.kind === 'script-not-found') {
    const why = `${definition.script?.value ?? ''} is not found here; it is exported as it is written`;
    losses.push({ agent: name, what: 'its script', why, remedy: 'correct the path, and export again' });
  } else if (fault && /value of/.test(fault.text)) {
    losses.push({
      agent: name,
      what: 'the agent is left out',
      why: fault.text,
      remedy: 'let it read the variable instead of an argument',
    });
    return false;
  }
  return true;
}

/** Whom it waits for. A circle can be started by nobody: its edges are dropped. */
function waitsFor(agent: PlannedAgent, agents: readonly PlannedAgent[], losses: Loss[]): string[] {
  const known = agent.waitsFor.filter((name) => agents.some((other) => other.name === name));
  for (const name of agent.waitsFor.filter((other) => !known.includes(other))) {
    const why = `${name}, which it waits for, is left out`;
    losses.push({ agent: agent.name, what: `waiting for ${name}`, why, remedy: null });
  }
  const reached = known.filter((name) => reaches(name, agent.name, agents));
  for (const name of reached) {
    losses.push({
      agent: agent.name,
      what: `waiting for ${name}`,
      why: `${name} waits for it, too: a circle, which nobody can start`,
      remedy: 'break the circle in the startup file',
    });
  }
  return known.filter((name) => !reached.includes(name));
}

function reaches(from: string, goal: string, agents: readonly PlannedAgent[]): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === goal) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(agents.find((agent) => agent.name === name)?.waitsFor ?? []));
  }
  return false;
}

function portsOf({ port, healthPort, definition }: PlannedAgent, environment: NodeJS.ProcessEnv): HandoverPort[] {
  const ports: HandoverPort[] = [];
  const add = (name: string, number: number | null) => {
    if (number !== null && !ports.some((known) => known.port === number)) ports.push({ name, port: number });
  };
  add('main', port);
  add('health', healthPort);
  for (const { path: keys, port: nested } of definition.nestedPorts) {
    const key = keys.slice(keys.lastIndexOf('.') + 1).replace(/_?port$/i, '');
    const name = snakeCase(key).replaceAll('_', '-').slice(0, LONGEST_PORT_NAME).replace(/-+$/, '');
    const number = resolvePort(nested.value, (variable) => environment[variable]);
    const label = /[a-z]/.test(name) && !ports.some((known) => known.name === name) ? name : `port-${number ?? 0}`;
    add(label, number);
  }
  return ports;
}

function reportPorts(definition: StackDefinition, losses: Loss[]): void {
  const portsIn = (agent: AgentDefinition) => [agent.port?.value, agent.healthPort?.value];
  const names = new Set(definition.agents.flatMap(portsIn).flatMap((port) => port?.offsetVariable ?? []));
  for (const name of names) {
    losses.push({
      agent: null,
      what: `moving ports with ${name}`,
      why: 'no target adds numbers: the ports are those of the moment of the export',
      remedy: `set ${name} and export again to move them`,
    });
  }
}

function reportLimits(agents: readonly HandoverAgent[], losses: Loss[]): void {
  const guessed = agents.filter(({ limits }) => !limits.isDeclared.memory);
  if (guessed.length === 0) return;
  losses.push({
    agent: null,
    what: `limits of memory of ${namesOf(guessed)}`,
    why: 'the startup file names none; what is written is a guess, and an agent that needs more is ended',
    remedy: 'measure, and declare it: resource_limits: {memory_mb: …}',
  });
}

function reportElsewhere({ agents, dormant, machine }: LaunchPlan, losses: Loss[]): void {
  for (const { name, profiles } of dormant) {
    const why = `it belongs to ${profiles.join(', ')}, which was not asked for`;
    losses.push({ agent: name, what: 'the agent is left out', why, remedy: `--profile ${profiles[0] ?? ''}` });
  }
  const names = new Set(agents.map(({ name }) => name));
  for (const agent of agents) {
    const missing = agent.definition.dependencies.map(({ value }) => value).filter((name) => !names.has(name));
    if (missing.length === 0) continue;
    losses.push({
      agent: agent.name,
      what: `waiting for ${[...new Set(missing)].join(', ')}`,
      why: machine === null ? 'the startup file does not start them' : 'they are not agents of this machine',
      remedy: null,
    });
  }
}
