import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import { startedWith } from '@agent-preflight/stack/definition/analysis/dependency-graph';
import { shareMachine } from '@agent-preflight/stack/definition/analysis/companions';
import { defineRule, type StartupContext } from '../rule';
import { definitionsOf, isStarted, related } from './startup-project';

/** Keys outside the agents by which a startup file tells how much memory the machine's GPU has (MB, or GB by their name). */
const CAPACITY =
  /^(?:gpu|vram|total_gpu|total_vram|max_gpu|max_vram|gpu_total|vram_total|gpu_vram)_?(?:memory|limit|capacity|total|hard_limit)?_(mb|gb)$/i;

export const rule = defineRule({
  id: 'gpu-budget',
  topic: 'startup',
  severity: 'warning',
  impact: 7,
  effort: 3,
  triggers: null,
  crossFile: true,
  options: {
    gpuMemoryMb: {
      description:
        'The memory of the GPU that the agents of one machine share, in MB. Null: as the startup file says (`gpu_memory_mb`, `vram_limit_gb`, …), else unknown.',
      default: null,
      schema: { type: ['number', 'null'], minimum: 0 },
    },
  },
  documentation: {
    summary: 'Reports agents that together want more GPU memory than there is, and GPU agents without a budget.',
    whatItDoes:
      'Adds up `vram_mb` of the agents that one machine starts and compares the sum with the memory of its GPU, where that is known (option `gpuMemoryMb`, or a key such as ' +
      '`gpu_memory_mb` of the startup file). Reports an agent that uses the GPU without a `vram_mb` when others on the machine have one or use the GPU too: ' +
      'nobody can tell whether they fit.',
    whyItMatters:
      'The agent that comes last finds the memory taken and dies of `CUDA out of memory`; which one that is differs from start to start.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'gpu_memory_mb: 12000\nagents:\n  Chat: { script_path: chat.py, gpu: required, vram_mb: 9000 }\n  Speech: { script_path: speech.py, gpu: required, vram_mb: 6000 }\n',
        good: 'gpu_memory_mb: 24000\nagents:\n  Chat: { script_path: chat.py, gpu: required, vram_mb: 9000 }\n  Speech: { script_path: speech.py, gpu: required, vram_mb: 6000 }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Chat: { script_path: chat.py, gpu: required, vram_mb: 9000 }\n  Speech: { script_path: speech.py, gpu: required }\n',
        good: 'agents:\n  Chat: { script_path: chat.py, gpu: required, vram_mb: 9000 }\n  Speech: { script_path: speech.py, gpu: required, vram_mb: 3000 }\n',
      },
    ],
    references: [],
    remediation: {
      steps: [
        'Measure what each agent holds once its model is loaded (the Stack view and `agent-preflight status` show it) and write it as vram_mb.',
        'Where the sum is too high: a smaller or quantised model, another machine, or `gpu: none` for the agent that can do without.',
      ],
      test: 'agent-preflight up --dry-run prints the placement on the GPU.',
      rollback: 'Revert the numbers.',
      dependsOn: [],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const users = startedWith(context.definition, definitionsOf(context))
        .flatMap(({ agents }) => agents)
        .filter(usesGpu);
      reportWithoutBudget(context, users);
      reportSum(context, users);
    },
  },
});

function usesGpu({ enabled, gpu, vramMb }: AgentDefinition): boolean {
  return enabled && gpu?.value !== 'none' && ((vramMb?.value ?? 0) > 0 || gpu !== null);
}

function reportWithoutBudget(context: StartupContext, users: readonly AgentDefinition[]): void {
  for (const agent of users) {
    if (agent.vramMb !== null || agent.gpu === null || agent.name.file !== context.definition.file) continue;
    const others = users.filter((other) => other !== agent && shareMachine(agent, other));
    if (others.length === 0) continue;
    context.report({
      range: agent.gpu.range,
      message: `${agent.name.value} uses the GPU with ${others.length === 1 ? 'another agent' : `${others.length} others`} and names no vram_mb: whether they fit shows only when one of them fails. Write down what it needs.`,
      related: others
        .slice(0, 5)
        .map((other) =>
          related(other.name.file, (other.vramMb ?? other.name).range, `${other.name.value} shares the GPU.`),
        ),
    });
  }
}

function reportSum(context: StartupContext, users: readonly AgentDefinition[]): void {
  const capacity = capacityOf(context);
  if (capacity === null) return;
  const budgets = users.filter(({ vramMb }) => (vramMb?.value ?? 0) > 0);
  // Agents that name machines are added up with those that may share one of them; the fullest machine is told.
  let fullest: AgentDefinition[] = [];
  for (const agent of budgets) {
    const together = budgets.filter((other) => shareMachine(agent, other));
    if (sumOf(together) > sumOf(fullest)) fullest = together;
  }
  const sum = sumOf(fullest);
  if (sum <= capacity) return;
  const biggest = [...fullest].sort((a, b) => (b.vramMb?.value ?? 0) - (a.vramMb?.value ?? 0));
  const own = biggest.find(({ name }) => name.file === context.definition.file);
  if (!own?.vramMb) return;
  context.report({
    range: own.vramMb.range,
    message: `The agents of this machine want ${sum} MB of GPU memory, and there are ${capacity} MB: the last to start fails. ${own.name.value} wants most.`,
    related: biggest
      .filter((agent) => agent !== own)
      .slice(0, 10)
      .map(({ name, vramMb }) =>
        related(name.file, (vramMb ?? name).range, `${name.value}: ${vramMb?.value ?? 0} MB.`),
      ),
  });
}

function sumOf(agents: readonly AgentDefinition[]): number {
  return agents.reduce((sum, { vramMb }) => sum + (vramMb?.value ?? 0), 0);
}

/** In MB; null when nobody says. */
function capacityOf({ options, yaml, definition }: StartupContext): number | null {
  const option = options['gpuMemoryMb'];
  if (typeof option === 'number') return option;
  for (const { key, value, range } of yaml.scalars) {
    const unit = CAPACITY.exec(key)?.[1]?.toLowerCase();
    const isOwn = definition.agents.some((agent) => range.start >= agent.range.start && range.end <= agent.range.end);
    if (unit === undefined || isOwn || !/^\d{1,7}(?:\.\d+)?$/.test(value)) continue;
    return Number(value) * (unit === 'gb' ? 1024 : 1);
  }
  return null;
}
