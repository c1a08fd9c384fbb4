/** What a metric is, independent of any value. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  /** One sentence for people, as Prometheus shows it. */
  readonly help: string;
  /** Names of its labels, `le` of histograms left out. */
  readonly labels: readonly string[];
}

const STACK = ['stack'] as const;
const AGENT = ['stack', 'agent'] as const;

function gauge(name: string, labels: readonly string[], help: string): Family {
  return { name: `agent_preflight_${name}`, type: 'gauge', help, labels };
}

function counter(name: string, labels: readonly string[], help: string): Family {
  return { name: `agent_preflight_${name}`, type: 'counter', help, labels };
}

/**
 * Every metric there is. `stack` is the path of the startup file, `~` for the home folder: unique on a machine and the same as long as
 * the file stays where it is. Names and labels are a promise: dashboards and alert rules are built on them.
 */
export const FAMILIES = {
  buildInfo: gauge('build_info', ['version'], 'Version of the exporter; always 1.'),

  supervisorUp: gauge(
    'supervisor_up',
    STACK,
    'Whether the supervisor of the stack answers (1) or has died while its agents run (0).',
  ),
  supervisorInfo: gauge('supervisor_info', [...STACK, 'version'], 'Version of the supervisor; always 1.'),
  supervisorStart: gauge(
    'supervisor_start_time_seconds',
    STACK,
    'When the supervisor started, in seconds since the epoch.',
  ),
  supervisorCpu: counter('supervisor_cpu_seconds_total', STACK, 'CPU time the supervisor has used.'),
  supervisorMemory: gauge('supervisor_resident_memory_bytes', STACK, 'Resident memory of the supervisor.'),

  stackState: gauge(
    'stack_state',
    [...STACK, 'state'],
    'The state of the stack as a whole: 1 for the state it is in, 0 for all others.',
  ),
  stackWanted: gauge('stack_wanted', STACK, 'Whether the stack was asked to be up.'),
  stackIssues: gauge(
    'stack_issues',
    [...STACK, 'severity'],
    'How many things the supervisor wants people to know about the stack.',
  ),

  agentUp: gauge('agent_up', AGENT, 'Whether the agent answers: 1 when it is ready or degraded.'),
  agentWanted: gauge('agent_wanted', AGENT, 'Whether somebody wants the agent up.'),
  agentRequired: gauge('agent_required', AGENT, 'Whether the stack is not ready without the agent.'),
  agentState: gauge(
    'agent_state',
    [...AGENT, 'state'],
    'The state of the agent: 1 for the state it is in, 0 for all others.',
  ),
  agentUptime: gauge(
    'agent_uptime_seconds',
    AGENT,
    'How long the agent has been running since its last start; absent while it does not run.',
  ),
  agentStartup: gauge(
    'agent_startup_seconds',
    AGENT,
    'How long the agent took from its last start until it was ready.',
  ),
  agentRestarts: counter(
    'agent_restarts_total',
    AGENT,
    'How often the agent was started again after it had ended by itself or had not answered; survives the supervisor.',
  ),
  agentProcesses: gauge('agent_processes', AGENT, 'How many processes belong to the agent.'),
  agentCpu: counter(
    'agent_cpu_seconds_total',
    AGENT,
    'CPU time the processes of the agent have used, over all its runs.',
  ),
  agentMemory: gauge('agent_resident_memory_bytes', AGENT, 'Resident memory of the processes of the agent.'),
  agentGpuMemory: gauge(
    'agent_gpu_memory_bytes',
    AGENT,
    'GPU memory of the processes of the agent; absent where the driver does not tell.',
  ),
  agentOutdated: gauge(
    'agent_outdated',
    AGENT,
    'Whether the startup file says something else about the agent than what it was started with.',
  ),

  probeDuration: {
    name: 'agent_preflight_agent_probe_duration_seconds',
    type: 'histogram',
    help: 'How long the agent took to answer health probes, by kind of probe.',
    labels: [...AGENT, 'probe'],
  } satisfies Family,
  probes: counter('agent_probes_total', [...AGENT, 'result'], 'Health probes by how they ended.'),

  logBytes: gauge('agent_log_bytes', AGENT, 'Size of the log of the agent, rotated files included.'),
  logRetired: counter(
    'agent_log_retired_bytes_total',
    AGENT,
    'Bytes of logs removed because newer ones took their place.',
  ),
  logDropped: counter(
    'agent_log_dropped_bytes_total',
    AGENT,
    'Bytes of logs removed before their time because the disk was full.',
  ),

  modelState: gauge(
    'model_state',
    [...STACK, 'model', 'state'],
    'The state of a model: 1 for the state it is in, 0 for all others.',
  ),
  modelFetched: gauge('model_fetched_bytes', [...STACK, 'model'], 'How much of a model is here.'),
  modelSize: gauge('model_size_bytes', [...STACK, 'model'], 'How large a model is; absent while nobody knows.'),

  remoteUp: gauge(
    'remote_agent_up',
    [...STACK, 'agent', 'machine'],
    'Whether an agent on another machine that agents here depend on answers.',
  ),

  gpuInfo: gauge('gpu_info', ['gpu', 'name', 'vendor', 'driver'], 'A GPU of this machine; always 1.'),
  gpuUtilization: gauge('gpu_utilization_ratio', ['gpu'], 'Share of the time in which the GPU was busy, from 0 to 1.'),
  gpuMemoryUsed: gauge('gpu_memory_used_bytes', ['gpu'], 'Memory of the GPU in use, by whomever.'),
  gpuMemoryTotal: gauge('gpu_memory_total_bytes', ['gpu'], 'Memory of the GPU.'),

  scrapeDuration: gauge(
    'exporter_collect_duration_seconds',
    [],
    'How long the exporter took to ask all supervisors for this answer.',
  ),
  exporterStart: gauge('exporter_start_time_seconds', [], 'When the exporter started, in seconds since the epoch.'),
  exporterMemory: gauge('exporter_resident_memory_bytes', [], 'Resident memory of the exporter.'),
} as const satisfies Readonly<Record<string, Family>>;
