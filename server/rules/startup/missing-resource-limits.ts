import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { fixHere, isStarted, related } from './startup-project';
import { lineEndingOf } from '../../documents/line-ending';

/** Keys and variables by which somebody limits what a process may take, whatever reads them. */
const LIMIT =
  /^(?:resource_limits?|resources?|limits?|memory|memory_mb|memory_limit\w*|mem_limit\w*|max_memory\w*|cpu|cpus|cpu_percent|cpu_limit\w*|cpu_quota|max_cpu\w*|threads|max_threads|thread_limit|pids_limit|(?:OMP|MKL|OPENBLAS|NUMEXPR|VECLIB|TORCH|RAYON|UV_THREADPOOL)_(?:NUM_THREADS|MAXIMUM_THREADS|SIZE|MAX_THREADS))$/i;

/** A laptop shared by one agent needs no limits. */
const LEAST_AGENTS = 2;

export const rule = defineRule({
  id: 'missing-resource-limits',
  topic: 'startup',
  severity: 'information',
  impact: 4,
  effort: 2,
  triggers: null,
  documentation: {
    summary: 'Reports startup files in which no limit of memory, processor or threads reaches an agent.',
    whatItDoes:
      'Reports, once for a file of two agents or more, the agents that no limit reaches: neither one for the whole file (`resource_limits` at the top or in the settings) nor ' +
      'one of their own (`resource_limits`, `memory_mb`, `cpu_percent`, `max_threads`, `OMP_NUM_THREADS`, …).',
    whyItMatters:
      'Every numerical library starts as many threads as there are cores: ten agents on sixteen cores are 160 threads that get in each ' +
      "other's way. And one leak takes the memory of all.",
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Chat: { script_path: chat.py }\n  Speech: { script_path: speech.py }\n',
        good: 'resource_limits: { memory_mb: 2048, max_threads: 4 }\nagents:\n  Chat: { script_path: chat.py }\n  Speech: { script_path: speech.py }\n',
      },
    ],
    fixSafety: 'Safe: adds limits at the top of the file, for you to adjust; agents keep limits of their own.',
    references: [],
    remediation: {
      steps: ['Measure what the agents take at work, and allow each twice that.'],
      test: 'agent-preflight status shows memory and processor per agent.',
      rollback: 'Remove the limits.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      const { definition } = context;
      const agents = definition.agents.filter(({ enabled }) => enabled);
      if (!isStarted(context) || agents.length < LEAST_AGENTS) return;
      const limited = new Set<AgentDefinition>();
      for (const { path, range } of context.yaml.scalars) {
        if (!path.some((part) => typeof part === 'string' && LIMIT.test(part))) continue;
        const owner = definition.agents.find(
          (agent) => range.start >= agent.range.start && range.end <= agent.range.end,
        );
        // Outside the agents it holds for all of them.
        if (owner === undefined) return;
        limited.add(owner);
      }
      const bare = agents.filter((agent) => !limited.has(agent));
      const [first, ...others] = bare;
      if (first === undefined) return;
      const who = others.length === 0 ? first.name.value : `${first.name.value} and ${others.length} more agents`;
      context.report({
        range: first.name.range,
        message: `No limit of memory, processor or threads reaches ${who}: one of them can take the machine. Set resource_limits for all, or for each.`,
        related: others.slice(0, 10).map(({ name }) => related(context.document.uri, name.range, `Nor ${name.value}.`)),
        fixes: addLimits(context),
      });
    },
  },
});

const LIMITS = ['cpu_percent: 80', 'memory_mb: 2048', 'max_threads: 4'];

/** First thing in the settings where the file has some, else at its end: no comment is parted from what it speaks of. */
function addLimits(context: StartupContext): Fix[] {
  const { text } = context.document;
  const end = lineEndingOf(text);
  const settings =
    /^(?:global_settings|settings|global|defaults):[ \t]*(?:#[^\n]*)?\r?\n(?=(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ ]+)[^\s#-])/m.exec(
      text,
    );
  // Behind the end of a document begins another one.
  if (settings === null && /^(?:---|\.\.\.)(?:\s|$)/m.test(text.replace(/^\ufeff?(?:%[^\n]*\n|#[^\n]*\n|\s)*---/, '')))
    return [];
  const indentation = settings?.[1] ?? '';
  const block = ['resource_limits:', ...LIMITS.map((line) => `  ${line}`)]
    .map((line) => `${indentation}${line}${end}`)
    .join('');
  const at = settings === null ? text.length : settings.index + settings[0].length;
  const newText = settings === null ? `${text.endsWith('\n') || text === '' ? '' : end}${end}${block}` : block;
  return [
    fixHere(context, 'Limit every agent (resource_limits)', 'safe', [{ range: { start: at, end: at }, newText }]),
  ];
}
