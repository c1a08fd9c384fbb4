interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly type: 'stat' | 'timeseries' | 'state-timeline' | 'bargauge';
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly queries: readonly Query[];
  readonly description?: string;
  readonly max?: number;
}

const P = 'agent_preflight_';
const STACK = 'stack=~"$stack"';
const AGENT = `${STACK},agent=~"$agent"`;
const NAME = '{{agent}}';

const one = (expr: string, legend = ''): readonly Query[] => [{ expr, legend }];
const series = (title: string, unit: string, expr: string, legend = NAME, width = 12): Panel => {
  return { title, type: 'timeseries', unit, width, height: 8, queries: one(expr, legend) };
};
const stat = (title: string, expr: string, description: string): Panel => {
  return { title, type: 'stat', unit: 'none', width: 4, height: 4, queries: one(expr), description };
};

/** States as numbers, worst last, so that a timeline can colour them. */
const STATES =
  'stopped ready degraded prefetching waiting starting stopping backoff blocked orphaned unhealthy failed'.split(' ');
const COLORS = 'text green yellow blue blue light-blue text orange orange orange red dark-red'.split(' ');

const PANELS: readonly Panel[] = [
  stat('Agents up', `sum(${P}agent_up{${AGENT}})`, 'Agents that are ready or degraded.'),
  stat('Agents wanted', `sum(${P}agent_wanted{${AGENT}})`, 'Agents that somebody wants up.'),
  stat(
    'Failed',
    `sum(${P}agent_state{${AGENT},state="failed"}) or vector(0)`,
    'Agents that are not started again by themselves.',
  ),
  stat('Restarts, 24 h', `sum(increase(${P}agent_restarts_total{${AGENT}}[24h]))`, 'Restarts nobody asked for.'),
  stat('Supervisors down', `sum(1 - ${P}supervisor_up{${STACK}})`, 'Stacks whose agents run and are not looked after.'),
  stat(
    'Warnings',
    `sum(${P}stack_issues{${STACK},severity=~"error|warning"})`,
    'What supervisors want people to know; see agent-preflight status.',
  ),
  {
    title: 'States',
    type: 'state-timeline',
    unit: 'none',
    width: 24,
    height: 10,
    queries: one(
      STATES.map((state, index) => `${index} * (${P}agent_state{${AGENT},state="${state}"} == 1)`).join(
        ' or ignoring (state) ',
      ),
      NAME,
    ),
  },
  series(
    'Health probes, 95th percentile',
    's',
    `histogram_quantile(0.95, sum by (agent, le) (rate(${P}agent_probe_duration_seconds_bucket{${AGENT}}[$__rate_interval])))`,
  ),
  series(
    'Failed probes',
    'cps',
    `sum by (agent, result) (rate(${P}agent_probes_total{${AGENT},result=~"unhealthy|unreachable"}[$__rate_interval]))`,
    '{{agent}} {{result}}',
  ),
  series('CPU (1 is a core)', 'none', `rate(${P}agent_cpu_seconds_total{${AGENT}}[$__rate_interval])`),
  series('Memory', 'bytes', `${P}agent_resident_memory_bytes{${AGENT}}`),
  series('GPU memory by agent', 'bytes', `${P}agent_gpu_memory_bytes{${AGENT}}`),
  {
    title: 'GPUs',
    type: 'timeseries',
    unit: 'percentunit',
    width: 12,
    height: 8,
    max: 1,
    queries: [
      { expr: `${P}gpu_utilization_ratio`, legend: 'GPU {{gpu}} busy' },
      { expr: `${P}gpu_memory_used_bytes / ${P}gpu_memory_total_bytes`, legend: 'GPU {{gpu}} memory' },
    ],
  },
  series('Restarts', 'none', `increase(${P}agent_restarts_total{${AGENT}}[$__rate_interval])`, NAME, 8),
  series('Time to ready', 's', `${P}agent_startup_seconds{${AGENT}}`, NAME, 8),
  series('Processes', 'none', `${P}agent_processes{${AGENT}}`, NAME, 8),
  {
    title: 'Models',
    type: 'bargauge',
    unit: 'percentunit',
    width: 8,
    height: 8,
    max: 1,
    queries: one(`${P}model_fetched_bytes{${STACK}} / ${P}model_size_bytes{${STACK}}`, '{{model}}'),
  },
  series('Logs on disk', 'bytes', `${P}agent_log_bytes{${AGENT}}`, NAME, 8),
  {
    title: 'What watching costs',
    type: 'timeseries',
    unit: 'bytes',
    width: 8,
    height: 8,
    queries: [
      { expr: `${P}supervisor_resident_memory_bytes{${STACK}}`, legend: 'supervisor' },
      { expr: `${P}exporter_resident_memory_bytes`, legend: 'exporter' },
    ],
  },
];

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A dashboard for Grafana, ready to be imported: it asks for the Prometheus to use. */
export function dashboard(): string {
  const model = {
    uid: 'agent-preflight',
    title: 'Agent Preflight',
    description: 'Stacks of agents: health, restarts, and what they use.',
    tags: ['agent-preflight'],
    schemaVersion: 38,
    version: 1,
    editable: true,
    refresh: '15s',
    time: { from: 'now-3h', to: 'now' },
    timezone: 'browser',
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        variable('stack', 'Stack', `label_values(${P}supervisor_up, stack)`),
        variable('agent', 'Agent', `label_values(${P}agent_up{${STACK}}, agent)`),
      ],
    },
    panels: laidOut().map(({ panel, x, y }, index) => grafanaPanel(panel, index + 1, x, y)),
  };
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** The queries of all panels. */
export function dashboardQueries(): string[] {
  return PANELS.flatMap(({ queries }) => queries.map(({ expr }) => expr));
}

function variable(name: string, label: string, query: string): object {
  const all = { multi: true, includeAll: true, allValue: '.*', current: { text: 'All', value: '$__all' } };
  return { name, label, type: 'query', datasource: DATASOURCE, query, refresh: 2, sort: 1, ...all };
}

/** Panels side by side until the 24 columns are full. */
function laidOut(): { panel: Panel; x: number; y: number }[] {
  let [x, y, rowHeight] = [0, 0, 0];
  return PANELS.map((panel) => {
    if (x + panel.width > 24) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { panel, x, y };
    x += panel.width;
    rowHeight = Math.max(rowHeight, panel.height);
    return place;
  });
}

function grafanaPanel(panel: Panel, id: number, x: number, y: number): object {
  const { title, type, unit, width, height, queries, description, max } = panel;
  const isTimeline = type === 'state-timeline';
  return {
    id,
    title,
    type,
    ...(description ? { description } : {}),
    datasource: DATASOURCE,
    gridPos: { x, y, w: width, h: height },
    fieldConfig: {
      defaults: {
        unit,
        ...(max === undefined ? {} : { min: 0, max }),
        ...(isTimeline ? { mappings: [{ type: 'value', options: stateMappings() }], custom: { fillOpacity: 80 } } : {}),
      },
      overrides: [],
    },
    options: isTimeline ? { mergeValues: true, showValue: 'auto', rowHeight: 0.9 } : {},
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
      ...(type === 'stat' || type === 'bargauge' ? { instant: true } : {}),
    })),
  };
}

function stateMappings(): object {
  const named = STATES.map((text, index) => [String(index), { text, color: COLORS[index], index }] as const);
  return Object.fromEntries(named);
}
