import path from 'node:path';
import type { Colors } from 'picocolors/types';
import { composeEnvironment } from '@agent-preflight/stack/environment/compose';
import { detectGpus } from '@agent-preflight/stack/gpu/detect';
import type { PlannedAgent } from '@agent-preflight/stack/plan/launch-plan';
import { findPolicy } from '@agent-preflight/stack/policy/find-policy';
import type { CliContext } from '../context';
import type { Assessment } from './assess';
import { plannedGpus } from './planned-gpus';

/** What a launch would do with one agent: names and numbers, never the value of a variable. */
export interface AgentPlan {
  readonly name: string;
  readonly group: string | null;
  /** 1-based; agents of one step start at the same time, as far as their own dependencies allow. */
  readonly step: number;
  readonly required: boolean;
  readonly script: string | null;
  /** Why it cannot be started; null when it can. */
  readonly fault: string | null;
  readonly port: number | null;
  readonly healthPort: number | null;
  readonly after: readonly string[];
  readonly afterRemote: readonly { readonly name: string; readonly machine: string | null; readonly host: string }[];
  readonly probe: string;
  /** Names of variables that the startup file gives it; values are nobody's business. */
  readonly environment: readonly string[];
  /** Names it refers to and nobody sets. */
  readonly missing: readonly string[];
  readonly models: readonly string[];
  readonly profiles: readonly string[];
  readonly gpu: string | null;
  readonly vramMb: number | null;
  readonly restart: string;
  readonly stopSignal: string;
  readonly graceSeconds: number;
}

export async function planOf({ startup, plan, agents }: Assessment, context: CliContext): Promise<AgentPlan[]> {
  const wantsGpu = agents.some(({ gpu }) => gpu === 'required' || gpu === 'preferred');
  const { policy } = await findPolicy(path.dirname(plan.file));
  const gpus = wantsGpu ? plannedGpus(agents, await detectGpus(), policy.gpu) : new Map<string, string>();
  const steps = [...new Set(agents.map(({ layer }) => layer))].sort((a, b) => a - b);
  return agents.map((agent): AgentPlan => {
    const { definition } = agent;
    const declared = [...startup.definition.environment, ...definition.environment].map(({ name }) => name.value);
    return {
      name: agent.name,
      group: agent.group,
      step: steps.indexOf(agent.layer) + 1,
      required: agent.required,
      script: agent.scriptText,
      fault: agent.fault?.text ?? null,
      port: agent.port,
      healthPort: agent.healthPort,
      after: agent.waitsFor,
      afterRemote: agent.remoteDependencies
        .filter(({ required }) => required)
        .map(({ name, machine, host }) => ({ name, machine, host })),
      probe: probeText(agent),
      environment: [...new Set(declared)].sort(),
      missing: missingNames(startup, plan, agent, context),
      models: agent.models,
      profiles: agent.profiles,
      gpu: gpus.get(agent.name) ?? null,
      vramMb: agent.vramMb,
      restart: agent.restart,
      stopSignal: agent.stopSignals[0] ?? 'SIGTERM',
      graceSeconds: agent.graceMs / 1000,
    };
  });
}

function missingNames(
  startup: Assessment['startup'],
  plan: Assessment['plan'],
  agent: PlannedAgent,
  context: CliContext,
): string[] {
  const { definition } = agent;
  const request = {
    definition: startup.definition,
    agent: definition,
    projectRoot: plan.projectRoot,
    base: context.env,
  };
  try {
    return [...new Set(composeEnvironment(request).missing.map(({ name }) => name))].sort();
  } catch {
    return []; // a `.env` file that cannot be read is among the issues
  }
}

function probeText({ probe, healthPort, port }: PlannedAgent): string {
  const asked = probe?.port ?? healthPort ?? port;
  const where = asked === null ? '' : ` :${asked}`;
  const kind = probe?.kind ?? 'auto';
  if (kind === 'auto' && asked === null) return 'process';
  return `${kind}${kind === 'exec' || kind === 'log' ? '' : where}${probe?.path ?? ''}`;
}

/** The plan for people: one step after the other, and below each agent what it is given and waits for. */
export function planText(plans: readonly AgentPlan[], colors: Colors): string {
  const steps = [...new Set(plans.map(({ step }) => step))];
  const [first, ...others] = plans;
  const common = (first?.environment ?? []).filter((name) => others.every((plan) => plan.environment.includes(name)));
  const shared = new Set(others.length > 0 ? common : []);
  const parts = steps.map((step) => {
    const rows = plans.filter((plan) => plan.step === step).map((plan) => agentText(plan, shared, colors));
    return `\n${colors.bold(`${step}.`)}\n${rows.join('')}`;
  });
  const forAll = shared.size > 0 ? `\nSets for all: ${[...shared].join(', ')}\n` : '';
  return `${parts.join('')}${colors.dim(forAll)}`;
}

function agentText(plan: AgentPlan, shared: ReadonlySet<string>, colors: Colors): string {
  const own = plan.environment.filter((name) => !shared.has(name));
  const ports = [...new Set([plan.port, plan.healthPort])].filter((port) => port !== null);
  const head = [
    plan.script ?? '',
    ports.length > 0 ? `ports ${ports.join(', ')}` : '',
    plan.after.length > 0 ? `after ${plan.after.join(', ')}` : '',
    plan.required ? '' : 'optional',
  ];
  const details = [
    plan.fault === null ? '' : colors.red(plan.fault),
    ...plan.afterRemote.map(({ name, machine, host }) => `waits for ${name} on ${machine ?? host}`),
    `probe ${plan.probe}`,
    plan.gpu === null ? '' : `${plan.gpu}${plan.vramMb === null ? '' : `, ${plan.vramMb} MiB`}`,
    plan.models.length > 0 ? `models ${plan.models.join(', ')}` : '',
    own.length > 0 ? `sets ${own.join(', ')}` : '',
    plan.missing.length > 0 ? colors.yellow(`lacks ${plan.missing.join(', ')}`) : '',
  ];
  const rest = details.filter(Boolean).join(colors.dim(' · '));
  return `  ${plan.name}  ${colors.dim(head.filter(Boolean).join('  '))}\n${rest ? `      ${colors.dim(rest)}\n` : ''}`;
}
