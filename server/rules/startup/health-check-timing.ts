import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { YamlScalar } from '../../languages/yaml/yaml-model';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { fixHere, isStarted } from './startup-project';

const BLOCK = /^(?:health_?checks?|health_?config|health|probes?|readiness|liveness)$/i;
const KEYS = {
  interval: /^(?:interval|interval_seconds|period_seconds|check_interval)$/i,
  timeout: /^(?:timeout|timeout_seconds)$/i,
  retries: /^(?:retries|failure_threshold|max_retries)$/i,
  startPeriod: /^(?:start_period|start_period_seconds|startup_timeout|initial_delay_seconds)$/i,
} as const;

/** What a loader of models is given where its author says nothing better (seconds). */
const LOADER_START_PERIOD = 300;
const RETRIES = 3;

export const rule = defineRule({
  id: 'health-check-timing',
  topic: 'startup',
  severity: 'warning',
  impact: 5,
  effort: 1,
  triggers: null,
  options: {
    modelLoadSeconds: {
      description: 'The time an agent with a GPU or a VRAM budget is given at least to load its model, in seconds.',
      default: 30,
      schema: { type: 'number', minimum: 0 },
    },
  },
  documentation: {
    summary: 'Reports health checks whose times do not work out.',
    whatItDoes:
      'Reports, in `health_check` of an agent or `health_checks` of the file: a timeout that is not shorter than the interval, no retries at all, ' +
      'and a start period shorter than it takes to load a model, for agents that use a GPU (`gpu`, `vram_mb`).',
    whyItMatters:
      'When a check may take longer than the pause between two, checks pile up on an agent that is slow already. Without a retry one lost packet ' +
      'restarts an agent. And a model server whose start period ends before its model is loaded is restarted for ever.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'health_checks: { interval_seconds: 10, timeout_seconds: 10, retries: 3 }\nagents:\n  Hub: { script_path: hub.py }\n',
        good: 'health_checks: { interval_seconds: 10, timeout_seconds: 5, retries: 3 }\nagents:\n  Hub: { script_path: hub.py }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Model:\n    script_path: model.py\n    vram_mb: 9000\n    health_check:\n      start_period: 10s\n',
        good: 'agents:\n  Model:\n    script_path: model.py\n    vram_mb: 9000\n    health_check:\n      start_period: 300s\n',
      },
    ],
    fixSafety:
      'Safe: the timeout becomes half the interval, retries become 3, the start period of a loader 300 seconds; all of it only makes the checks more patient.',
    references: [],
    remediation: {
      steps: [
        'Keep the timeout well below the interval, allow a few retries, and time the slowest start you have seen.',
      ],
      test: 'agent-preflight up --wait: no agent is restarted while it starts.',
      rollback: 'Revert the numbers.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      for (const block of blocksOf(context)) {
        checkTimeout(context, block);
        checkRetries(context, block);
        checkStartPeriod(context, block);
      }
    },
  },
});

/** The times that stand together under one `health_check`. */
interface Block {
  readonly path: readonly (string | number)[];
  readonly values: Partial<Record<keyof typeof KEYS, YamlScalar>>;
}

function blocksOf({ yaml }: StartupContext): Block[] {
  const blocks = new Map<string, Block>();
  for (const scalar of yaml.scalars) {
    const path = scalar.path.slice(0, -1);
    const parent = path.at(-1);
    if (typeof parent !== 'string' || !BLOCK.test(parent)) continue;
    const kind = (Object.keys(KEYS) as (keyof typeof KEYS)[]).find((name) => KEYS[name].test(scalar.key));
    if (kind === undefined) continue;
    const id = JSON.stringify(path);
    const block = blocks.get(id) ?? { path, values: {} };
    block.values[kind] ??= scalar;
    blocks.set(id, block);
  }
  return [...blocks.values()];
}

interface Duration {
  readonly seconds: number;
  readonly unit: string;
}

function durationOf(scalar: YamlScalar | undefined): Duration | null {
  const match = /^(\d{1,9}(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(scalar?.value ?? '');
  if (!match) return null;
  const unit = match[2] ?? '';
  return { seconds: Number(match[1]) * factorOf(unit), unit };
}

function factorOf(unit: string): number {
  return { ms: 0.001, m: 60, h: 3600 }[unit] ?? 1;
}

function checkTimeout(context: StartupContext, { values }: Block): void {
  const [interval, timeout] = [durationOf(values.interval), durationOf(values.timeout)];
  if (!values.timeout || !interval || !timeout || interval.seconds === 0 || timeout.seconds < interval.seconds) return;
  const half = Math.max(interval.seconds / 2, 0.001) / factorOf(timeout.unit);
  const rounded = half >= 2 ? Math.floor(half) : Number(half.toPrecision(2));
  context.report({
    range: values.timeout.range,
    message: `A check may take ${values.timeout.value} and the next begins after ${values.interval?.value ?? ''}: checks pile up on a slow agent. Keep the timeout well below the interval.`,
    fixes: replace(
      context,
      `Set the timeout to ${rounded}${timeout.unit}`,
      values.timeout.range,
      `${rounded}${timeout.unit}`,
    ),
  });
}

function checkRetries(context: StartupContext, { values: { retries } }: Block): void {
  if (retries === undefined || !/^0+$/.test(retries.value)) return;
  context.report({
    range: retries.range,
    message: 'No retries: one lost packet or one slow answer restarts an agent. Allow a few.',
    fixes: replace(context, `Allow ${RETRIES} retries`, retries.range, String(RETRIES)),
  });
}

function checkStartPeriod(context: StartupContext, { path, values }: Block): void {
  const duration = durationOf(values.startPeriod);
  const least = Number(context.options['modelLoadSeconds']);
  if (!values.startPeriod || !duration || duration.seconds >= least) return;
  const loaders = loadersUnder(context, values.startPeriod.range, path);
  if (loaders.length === 0) return;
  const unit = duration.unit === 'ms' ? 'ms' : duration.unit === '' ? '' : 's';
  const written = `${LOADER_START_PERIOD / factorOf(unit)}${unit}`;
  const named = `${loaders.slice(0, 3).join(', ')}${loaders.length > 3 ? ` and ${loaders.length - 3} more` : ''}`;
  context.report({
    range: values.startPeriod.range,
    message: `${named} load${loaders.length === 1 ? 's' : ''} a model, and ${values.startPeriod.value} is shorter than that takes: the agent is restarted before it is ready. Give it time.`,
    fixes: replace(context, `Set the start period to ${written}`, values.startPeriod.range, written),
  });
}

/** The agents with a GPU whose start period this is: the one it stands in, or for the file's own all that have none. */
function loadersUnder({ definition }: StartupContext, range: TextRange, path: Block['path']): string[] {
  const loads = definition.agents.filter(
    ({ enabled, gpu, vramMb }) => enabled && ((gpu !== null && gpu.value !== 'none') || (vramMb?.value ?? 0) > 0),
  );
  const inside = (agent: { readonly range: TextRange }): boolean =>
    range.start >= agent.range.start && range.end <= agent.range.end;
  const own = definition.agents.find(inside);
  if (own !== undefined) return loads.includes(own) ? [own.name.value] : [];
  // The file's own block stands at the top, or in its settings; anywhere else it belongs to something we do not know.
  if (path.length > 2) return [];
  return loads.filter(({ probe }) => probe?.startPeriodSeconds === undefined).map(({ name }) => name.value);
}

function replace(context: StartupContext, title: string, range: TextRange, newText: string): Fix[] {
  return [fixHere(context, title, 'safe', [{ range, newText }])];
}
