import { stringify } from 'yaml';

interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  /** How long it must hold before somebody is called. */
  readonly for: string;
  readonly severity: 'critical' | 'warning';
  readonly summary: string;
  /** What it means and what to do. */
  readonly description: string;
}

const P = 'agent_preflight_';
const LOOK = 'Look at `agent-preflight status` and `agent-preflight logs {{ $labels.agent }}`.';

const RULES: readonly AlertRule[] = [
  {
    alert: 'AgentDown',
    expr: `${P}agent_up == 0 and on (stack, agent) ${P}agent_wanted == 1 and on (stack, agent) ${P}agent_required == 1`,
    for: '2m',
    severity: 'critical',
    summary: 'Agent {{ $labels.agent }} does not answer',
    description: `A required agent of {{ $labels.stack }} has not been ready for two minutes. ${LOOK}`,
  },
  {
    alert: 'OptionalAgentDown',
    expr: `${P}agent_up == 0 and on (stack, agent) ${P}agent_wanted == 1 and on (stack, agent) ${P}agent_required == 0`,
    for: '15m',
    severity: 'warning',
    summary: 'Optional agent {{ $labels.agent }} does not answer',
    description: `An agent that {{ $labels.stack }} can do without has not been ready for 15 minutes. ${LOOK}`,
  },
  {
    alert: 'AgentFailed',
    expr: `${P}agent_state{state="failed"} == 1`,
    for: '0m',
    severity: 'critical',
    summary: 'Agent {{ $labels.agent }} has been given up',
    description: `It is not started again by itself. \`agent-preflight status\` says why; \`agent-preflight restart {{ $labels.agent }}\` tries anew.`,
  },
  {
    alert: 'AgentRestartsOften',
    expr: `increase(${P}agent_restarts_total[15m]) >= 3`,
    for: '0m',
    severity: 'warning',
    summary: 'Agent {{ $labels.agent }} keeps ending',
    description: `It was started again {{ printf "%.0f" $value }} times in 15 minutes. ${LOOK}`,
  },
  {
    alert: 'AgentDegraded',
    expr: `${P}agent_state{state="degraded"} == 1`,
    for: '15m',
    severity: 'warning',
    summary: 'Agent {{ $labels.agent }} is degraded',
    description: `It answers, and says itself that something is missing, or listens elsewhere than declared. ${LOOK}`,
  },
  {
    alert: 'AgentHeldUp',
    expr: `sum by (stack, agent) (${P}agent_state{state=~"blocked|waiting|starting|backoff|orphaned"}) == 1`,
    for: '15m',
    severity: 'warning',
    summary: 'Agent {{ $labels.agent }} does not get on',
    description: `For 15 minutes it has neither become ready nor failed. ${LOOK}`,
  },
  {
    alert: 'HealthProbesSlow',
    expr: `histogram_quantile(0.95, sum by (stack, agent, le) (rate(${P}agent_probe_duration_seconds_bucket[10m]))) > 2`,
    for: '10m',
    severity: 'warning',
    summary: 'Agent {{ $labels.agent }} answers slowly',
    description: `One health probe in twenty takes more than {{ $value | humanizeDuration }}. ${LOOK}`,
  },
  {
    alert: 'StackFailed',
    expr: `${P}stack_state{state="failed"} == 1`,
    for: '2m',
    severity: 'critical',
    summary: 'A required agent of {{ $labels.stack }} is not to be had',
    description: 'The stack as a whole has failed. `agent-preflight status` names the agents and the reasons.',
  },
  {
    alert: 'SupervisorDown',
    expr: `${P}supervisor_up == 0`,
    for: '1m',
    severity: 'critical',
    summary: 'Nobody looks after {{ $labels.stack }}',
    description:
      'Its supervisor has died or does not answer; its agents go on and are not restarted. `agent-preflight status` starts a new one, which takes them over.',
  },
  {
    alert: 'SupervisorRestartsOften',
    expr: `changes(${P}supervisor_start_time_seconds[1h]) > 2`,
    for: '0m',
    severity: 'warning',
    summary: 'The supervisor of {{ $labels.stack }} keeps being started anew',
    description: 'See the supervisor.log of the stack for why it ended.',
  },
  {
    alert: 'ModelNotFetched',
    expr: `${P}model_state{state="failed"} == 1`,
    for: '0m',
    severity: 'critical',
    summary: 'Model {{ $labels.model }} cannot be fetched',
    description: 'Agents that need it do not start. `agent-preflight models list` says what went wrong.',
  },
  {
    alert: 'ModelFetchStalled',
    expr: `${P}model_state{state="fetching"} == 1 and on (stack, model) delta(${P}model_fetched_bytes[10m]) == 0`,
    for: '5m',
    severity: 'warning',
    summary: 'Fetching model {{ $labels.model }} does not get on',
    description: 'Not a byte has come for ten minutes. `agent-preflight models list` shows from where it is fetched.',
  },
  {
    alert: 'RemoteAgentDown',
    expr: `${P}remote_agent_up == 0`,
    for: '5m',
    severity: 'warning',
    summary: 'Agent {{ $labels.agent }} on {{ $labels.machine }} does not answer',
    description: 'Agents of {{ $labels.stack }} depend on it. It is that machine that has to start it.',
  },
  {
    alert: 'LogsCutShort',
    expr: `increase(${P}agent_log_dropped_bytes_total[15m]) > 0`,
    for: '0m',
    severity: 'warning',
    summary: 'The disk is full, and logs of {{ $labels.agent }} had to go',
    description: 'Make room on the disk of the logs; `agent-preflight status` names it.',
  },
  {
    alert: 'GpuMemoryNearlyFull',
    expr: `${P}gpu_memory_used_bytes / on (instance, job, gpu) ${P}gpu_memory_total_bytes > 0.97`,
    for: '15m',
    severity: 'warning',
    summary: 'The memory of GPU {{ $labels.gpu }} is nearly full',
    description: '{{ $value | humanizePercentage }} of it are in use, so that an agent that restarts may find no room.',
  },
  {
    alert: 'MetricsMissing',
    expr: `absent(${P}build_info)`,
    for: '5m',
    severity: 'warning',
    summary: 'There are no metrics of any stack',
    description:
      'The exporter does not run, or Prometheus does not reach it. `agent-preflight metrics start` starts it.',
  },
];

/** Alert rules for everything that people should be called for, as a rule file of Prometheus. */
export function alertRules(): string {
  const rules = RULES.map(({ alert, expr, for: holds, severity, summary, description }) => ({
    alert: `AgentPreflight${alert}`,
    expr,
    for: holds,
    labels: { severity },
    annotations: { summary, description },
  }));
  const text = stringify({ groups: [{ name: 'agent-preflight', rules }] }, { lineWidth: 0 });
  return `# Alert rules for Agent Preflight's metrics. See docs/monitoring.md for what they are about.\n${text}`;
}
