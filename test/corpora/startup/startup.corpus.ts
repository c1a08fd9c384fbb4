import type { Corpus, CorpusCase } from '../corpus';

const PATH = 'config/startup.yaml';
const SCRIPTS = { 'a.py': '', 'b.py': '', 'c.py': '', 'agents/hub.py': '', 'agents/chat.py': '' };

/** A case about one rule; the scripts that the samples name exist. */
function about(rule: string, title: string, text: string, rest: Partial<CorpusCase> = {}): CorpusCase {
  return { title: `${rule}: ${title}`, path: PATH, text, rules: [rule], ...rest, files: { ...SCRIPTS, ...rest.files } };
}

const ports: CorpusCase[] = [
  about(
    'port-conflict',
    'two agents, block style',
    'agents:\n  A:\n    script_path: a.py\n    port: 7100\n  B:\n    script_path: b.py\n    port: 7100 <<<\n',
  ),
  about(
    'port-conflict',
    'port and health port',
    'agents:\n  A: { script_path: a.py, port: 7100 }\n  B: { script_path: b.py, port: 7200, health_check_port: 7100 } <<<\n',
  ),
  about(
    'port-conflict',
    'a list, quoted numbers',
    'pc2_services:\n  - name: A\n    script_path: a.py\n    port: "7100"\n  - name: B\n    script_path: b.py\n    port: \'7100\' <<<\n',
  ),
  about(
    'port-conflict',
    'under one offset',
    'agents:\n  A: { script_path: a.py, port: "${PORT_OFFSET}+7100" }\n  B: { script_path: b.py, port: "${PORT_OFFSET:-0}+7100" } <<<\n',
  ),
  about(
    'port-conflict',
    'an unquoted offset',
    'agents:\n  A:\n    script_path: a.py\n    port: ${PORT_OFFSET}+7100\n  B:\n    script_path: b.py\n    port: ${PORT_OFFSET}+7100 <<<\n',
  ),
  about(
    'port-conflict',
    'a port under config',
    'agents:\n  A: { script_path: a.py, port: 7100 }\n  B: { script_path: b.py, port: 7200, config: { metrics_port: 7100 } } <<<\n',
  ),
  about(
    'port-conflict',
    'across groups',
    'agent_groups:\n  core:\n    A: { script_path: a.py, port: 7100 }\n  more:\n    B: { script_path: b.py, port: 7100 } <<<\n',
  ),
  about('port-conflict', 'another file of the same machine', 'agents:\n  A: { script_path: a.py, port: 7100 } <<<\n', {
    path: 'pc2/startup.yaml',
    files: {
      'pc2/extra.yaml': 'agents:\n  X: { script_path: c.py, port: 7100 }\n  Y: { script_path: b.py, port: 7101 }\n',
    },
  }),
  about('port-conflict', 'another machine has ports of its own', 'agents:\n  A: { script_path: a.py, port: 7100 }\n', {
    path: 'main_pc/config/startup.yaml',
    files: { 'pc2/config/startup.yaml': 'agents:\n  X: { script_path: c.py, port: 7100 }\n' },
  }),
  about(
    'port-conflict',
    'an agent that is switched off',
    'agents:\n  A: { script_path: a.py, port: 7100 }\n  B: { script_path: b.py, port: 7100, enabled: false }\n',
  ),
  about(
    'port-conflict',
    "a client's port names the other side",
    'agents:\n  A: { script_path: a.py, port: 7100 }\n  B: { script_path: b.py, port: 7200, config: { hub_port: 7100 } }\n',
  ),
  about(
    'port-conflict',
    'addresses of their own',
    'agents:\n  A: { script_path: a.py, port: 7100, host: 192.168.1.4 }\n  B: { script_path: b.py, port: 7100, host: 192.168.1.5 }\n',
  ),
  about('port-out-of-range', 'no such port', 'agents:\n  A: { script_path: a.py, port: 70000 } <<<\n'),
  about(
    'port-out-of-range',
    'a health port one digit too long',
    'agents:\n  - name: A\n    script_path: a.py\n    port: 7100\n    health_check_port: 81000 <<<\n',
  ),
  about(
    'port-out-of-range',
    'a privileged port behind an offset',
    'agents:\n  A:\n    script_path: a.py\n    port: "${PORT_OFFSET:-0}+443" <<<\n',
  ),
  about(
    'port-out-of-range',
    'the last port there is',
    'agents:\n  A: { script_path: a.py, port: 65535, health_check_port: 1024 }\n',
  ),
  about('port-out-of-range', 'any free port', 'agents:\n  A: { script_path: a.py, port: 0 }\n'),
  about(
    'port-out-of-range',
    'a port that only the environment knows',
    'agents:\n  A: { script_path: a.py, port: "${HUB_PORT}" }\n',
  ),
];

const dependencies: CorpusCase[] = [
  about(
    'unknown-dependency',
    'a name nobody has, block list',
    'agents:\n  A:\n    script_path: a.py\n    dependencies:\n      - Gone <<<\n',
  ),
  about(
    'unknown-dependency',
    'a slip, flow list',
    'agents:\n  MemoryHub: { script_path: a.py }\n  B: { script_path: b.py, dependencies: [MemoryHbu] } <<<\n',
  ),
  about(
    'unknown-dependency',
    'depends_on in a list of agents',
    'services:\n  - name: A\n    script_path: a.py\n    depends_on: [Nobody] <<<\n',
  ),
  about(
    'unknown-dependency',
    'an agent of the other machine',
    'agents:\n  A: { script_path: a.py, dependencies: [Remote] } <<<\n',
    {
      path: 'main_pc/config/startup.yaml',
      files: { 'pc2/config/startup.yaml': 'agents:\n  Remote: { script_path: c.py }\n' },
    },
  ),
  about(
    'unknown-dependency',
    'declared later in the file',
    'agents:\n  A: { script_path: a.py, dependencies: [B] }\n  B: { script_path: b.py }\n',
  ),
  about(
    'unknown-dependency',
    'declared in a file that starts with it',
    'agents:\n  A: { script_path: a.py, dependencies: [X] }\n',
    {
      files: { 'config/startup-extra.yaml': 'agents:\n  X: { script_path: c.py }\n' },
    },
  ),
  about(
    'unknown-dependency',
    'null and empty lists',
    'agents:\n  A: { script_path: a.py, dependencies: [] }\n  B:\n    script_path: b.py\n    dependencies:\n',
  ),
  about(
    'dependency-cycle',
    'two that wait for each other',
    'agents:\n  A: { script_path: a.py, dependencies: [B] } <<<\n  B: { script_path: b.py, dependencies: [A] } <<<\n',
  ),
  about(
    'dependency-cycle',
    'a cycle of three, in lists',
    'services:\n  - { name: A, script_path: a.py, dependencies: [B] } <<<\n  - { name: B, script_path: b.py, dependencies: [C] } <<<\n  - { name: C, script_path: c.py, dependencies: [A] } <<<\n',
  ),
  about(
    'dependency-cycle',
    'an agent that waits for itself',
    'agents:\n  A:\n    script_path: a.py\n    dependencies: [A] <<<\n',
  ),
  about(
    'dependency-cycle',
    'a diamond is none',
    'agents:\n  A: { script_path: a.py }\n  B: { script_path: b.py, dependencies: [A] }\n  C: { script_path: c.py, dependencies: [A] }\n  D: { script_path: agents/hub.py, dependencies: [B, C] }\n',
  ),
  about(
    'optional-dependency',
    'required: false',
    'agents:\n  A: { script_path: a.py, required: false }\n  B: { script_path: b.py, required: true, dependencies: [A] } <<<\n',
  ),
  about(
    'optional-dependency',
    'a list, critical: no word',
    'services:\n  - name: A\n    script_path: a.py\n    required: no\n  - name: B\n    script_path: b.py\n    dependencies:\n      - A <<<\n',
  ),
  about(
    'optional-dependency',
    'optional: true',
    'agents:\n  A: { script_path: a.py, optional: true }\n  B: { script_path: b.py, dependencies: [A] } <<<\n',
  ),
  about(
    'optional-dependency',
    'both are optional',
    'agents:\n  A: { script_path: a.py, required: false }\n  B: { script_path: b.py, required: false, dependencies: [A] }\n',
  ),
  about(
    'optional-dependency',
    'an expression decides',
    'agents:\n  A:\n    script_path: a.py\n    required: "${RTAP_ENABLED:-false} == \'false\'"\n  B: { script_path: b.py, required: true, dependencies: [A] }\n',
  ),
  about(
    'optional-dependency',
    'an optional agent needs a required one',
    'agents:\n  A: { script_path: a.py, required: true }\n  B: { script_path: b.py, required: false, dependencies: [A] }\n',
  ),
  about(
    'single-point-of-failure',
    'a registry that all need',
    `agents:\n  Registry: { script_path: a.py } <<<\n${[1, 2, 3, 4, 5, 6].map((n) => `  Agent${n}x: { script_path: b.py, dependencies: [Registry] }\n`).join('')}`,
  ),
  about(
    'single-point-of-failure',
    'a hub that is needed through others',
    `services:\n  - { name: Bus, script_path: a.py } <<<\n  - { name: First, script_path: b.py, dependencies: [Bus] }\n${[1, 2, 3, 4].map((n) => `  - { name: Next${n}x, script_path: c.py, dependencies: [First] }\n`).join('')}`,
  ),
  about(
    'single-point-of-failure',
    'a second instance stands by',
    `agents:\n  Registry: { script_path: a.py }\n  RegistryStandby: { script_path: a.py }\n${[1, 2, 3, 4, 5, 6].map((n) => `  Agent${n}x: { script_path: b.py, dependencies: [Registry] }\n`).join('')}`,
  ),
  about(
    'single-point-of-failure',
    'its entry names a fall-back',
    `agents:\n  Registry: { script_path: a.py, config: { failover_hosts: [pc2, pc3] } }\n${[1, 2, 3, 4, 5, 6].map((n) => `  Agent${n}x: { script_path: b.py, dependencies: [Registry] }\n`).join('')}`,
  ),
  about(
    'single-point-of-failure',
    'a small stack',
    'agents:\n  Registry: { script_path: a.py }\n  A: { script_path: b.py, dependencies: [Registry] }\n  B: { script_path: c.py, dependencies: [Registry] }\n',
  ),
  about(
    'single-point-of-failure',
    'half of them need nothing',
    `agents:\n  Registry: { script_path: a.py }\n${[1, 2, 3, 4, 5].map((n) => `  Agent${n}x: { script_path: b.py, dependencies: [Registry] }\n  Free${n}x: { script_path: c.py }\n`).join('')}`,
  ),
];

const reading: CorpusCase[] = [
  about(
    'startup-syntax',
    'a quote that is never closed',
    'agents:\n  A:\n    script_path: a.py\n    port: "${PORT_OFFSET}+5576 <<<\n  B:\n    script_path: b.py\n    port: 7101\n',
  ),
  about(
    'startup-syntax',
    'a tab for indentation',
    'agents:\n  A:\n\t  script_path: a.py <<<\n  B:\n    script_path: b.py\n',
  ),
  about(
    'startup-syntax',
    'a list that is never closed',
    'agents:\n  A:\n    script_path: a.py\n    dependencies: [B <<<\n  B:\n    script_path: b.py\n    port: 7101\n',
  ),
  about(
    'startup-syntax',
    'anchors, merges and comments',
    'defaults: &d\n  required: true # all of them\nagents:\n  A: { <<: *d, script_path: a.py }\n  B:\n    <<: *d\n    script_path: b.py\n',
  ),
  about(
    'startup-schema',
    'a key that nobody knows, like one that is known',
    'agents:\n  A:\n    script_path: a.py\n    dependancies: [] <<<\n',
  ),
  about(
    'startup-schema',
    'a port that is no number',
    'agents:\n  A:\n    script_path: a.py\n    port: seven thousand <<<\n',
  ),
  about(
    'startup-schema',
    'an agent without a script',
    'agents:\n  A: <<<\n    port: 7100\n    required: true\n  B: { script_path: b.py, port: 7101 }\n',
  ),
  about(
    'startup-schema',
    'dependencies as one word',
    'agents:\n  A: { script_path: a.py }\n  B:\n    script_path: b.py\n    dependencies: 17 <<<\n',
  ),
  about(
    'startup-schema',
    'camel case and dashes are spellings',
    'agents:\n  A: { scriptPath: a.py, health-check-port: 8100, port: 7100 }\n',
  ),
  about(
    'startup-schema',
    'keys that other tools read',
    'agents:\n  A:\n    script_path: a.py\n    config: { anything: [1, 2], deep: { er: true } }\n    volumes: [./data:/data]\n',
  ),
  about(
    'startup-schema',
    'groups that are commented out',
    'agent_groups:\n  core:\n    A: { script_path: a.py }\n  later:\n    # B: { script_path: b.py }\n',
  ),
  about('script-not-found', 'missing', 'agents:\n  A: { script_path: agents/gone.py } <<<\n'),
  about('script-not-found', 'wrong case', 'agents:\n  A:\n    script_path: agents/Hub.py <<<\n'),
  about(
    'script-not-found',
    'a list with its own word for it',
    'services:\n  - name: A\n    script: agents/hubb.py <<<\n',
  ),
  about('script-not-found', 'below the machine folder', 'agents:\n  A: { script_path: agents/x.py }\n', {
    path: 'main_pc_code/config/startup.yaml',
    files: { 'main_pc_code/agents/x.py': '' },
  }),
  about('script-not-found', 'beside the startup file', 'agents:\n  A: { script_path: run.py }\n', {
    files: { 'config/run.py': '' },
  }),
  about(
    'script-not-found',
    'a program, not a script',
    'agents:\n  A: { command: "redis-server --port 6379", port: 6379 }\n',
  ),
  about(
    'duplicate-agent',
    'the same key twice in a map',
    'agents:\n  A: { script_path: a.py }\n  B: { script_path: b.py }\n  A: { script_path: c.py } <<<\n',
  ),
  about(
    'duplicate-agent',
    'in two groups',
    'agent_groups:\n  core:\n    A: { script_path: a.py }\n  more:\n    A: { script_path: a.py } <<<\n',
  ),
  about(
    'duplicate-agent',
    'twice in a list',
    'services:\n  - { name: A, script_path: a.py }\n  - { name: A, script_path: b.py } <<<\n',
  ),
  about(
    'duplicate-agent',
    'one script under two names',
    'agents:\n  Left: { script_path: a.py, port: 7100 }\n  Right: { script_path: a.py, port: 7101 }\n',
  ),
  about('duplicate-agent', 'the same name on the other machine', 'agents:\n  A: { script_path: a.py }\n', {
    path: 'main_pc/config/startup.yaml',
    files: { 'pc2/config/startup.yaml': 'agents:\n  A: { script_path: a.py }\n' },
  }),
  about(
    'misplaced-entry',
    'a group one level too deep',
    'agent_groups:\n  core:\n    A: { script_path: a.py }\n    more: <<<\n      B: { script_path: b.py }\n',
  ),
  about(
    'misplaced-entry',
    'names of agents among the groups',
    'agent_groups:\n  core:\n    A: { script_path: a.py }\n  docker_groups: <<<\n    infra: { description: Core, agents: [A] }\n',
  ),
  about(
    'misplaced-entry',
    'groups that describe themselves',
    'agent_groups:\n  core:\n    description: The heart\n    agents:\n      A: { script_path: a.py }\n',
  ),
];

const plan: CorpusCase[] = [
  about(
    'missing-resource-limits',
    'none at all',
    'agents:\n  A: { script_path: a.py } <<<\n  B: { script_path: b.py }\n',
  ),
  about(
    'missing-resource-limits',
    'one agent of two has its own',
    'agents:\n  A: { script_path: a.py, config: { max_threads: 2 } }\n  B: { script_path: b.py } <<<\n',
  ),
  about(
    'missing-resource-limits',
    'settings without limits',
    'global_settings:\n  environment: { LOG_LEVEL: INFO }\nservices:\n  - name: A <<<\n    script_path: a.py\n  - name: B\n    script_path: b.py\n',
  ),
  about(
    'missing-resource-limits',
    'in the settings of the file',
    'global_settings:\n  resource_limits: { cpu_percent: 80 }\nagents:\n  A: { script_path: a.py }\n  B: { script_path: b.py }\n',
  ),
  about(
    'missing-resource-limits',
    'threads by the environment',
    'global_settings:\n  environment: { OMP_NUM_THREADS: "4" }\nagents:\n  A: { script_path: a.py }\n  B: { script_path: b.py }\n',
  ),
  about(
    'missing-resource-limits',
    'each has its own',
    'agents:\n  A: { script_path: a.py, resources: { memory: 1g } }\n  B: { script_path: b.py, memory_mb: 900 }\n',
  ),
  about('missing-resource-limits', 'one agent alone', 'agents:\n  A: { script_path: a.py }\n'),
  about(
    'health-check-timing',
    'as long as the interval',
    'health_checks:\n  interval_seconds: 30\n  timeout_seconds: 30 <<<\nagents:\n  A: { script_path: a.py }\n',
  ),
  about(
    'health-check-timing',
    'longer, in units',
    'agents:\n  A:\n    script_path: a.py\n    health_check:\n      interval: 5s\n      timeout: 10000ms <<<\n',
  ),
  about(
    'health-check-timing',
    'no retries',
    'global_settings:\n  health_checks: { interval_seconds: 30, timeout_seconds: 5, retries: 0 } <<<\nagents:\n  A: { script_path: a.py }\n',
  ),
  about(
    'health-check-timing',
    'a loader without time',
    'global_settings:\n  health_checks: { start_period_seconds: 5 } <<<\nagents:\n  A: { script_path: a.py, gpu: required, vram_mb: 8000 }\n',
  ),
  about(
    'health-check-timing',
    'patient checks',
    'health_checks: { interval: 30s, timeout: 10s, retries: 3, start_period: 5m }\nagents:\n  A: { script_path: a.py, gpu: required, vram_mb: 8000 }\n',
  ),
  about(
    'health-check-timing',
    'a short start for an agent without a model',
    'health_checks: { start_period_seconds: 5 }\nagents:\n  A: { script_path: a.py }\n',
  ),
  about(
    'health-check-timing',
    'a timeout of something else',
    'agents:\n  A: { script_path: a.py, config: { interval: 1, timeout: 30, retries: 0 } }\n',
  ),
  about(
    'gpu-budget',
    'more than the file says there is',
    'gpu_memory_mb: 12000\nagents:\n  A: { script_path: a.py, vram_mb: 9000 } <<<\n  B: { script_path: b.py, vram_mb: 6000 }\n',
  ),
  about(
    'gpu-budget',
    'gigabytes in the settings',
    'global_settings:\n  vram_limit_gb: 8\nservices:\n  - { name: A, script_path: a.py, gpu: required, vram_mb: 4000 }\n  - { name: B, script_path: b.py, gpu: required, vram_mb: 5000 } <<<\n',
  ),
  about(
    'gpu-budget',
    'one of two has no budget',
    'agents:\n  A: { script_path: a.py, gpu: required, vram_mb: 9000 }\n  B: { script_path: b.py, gpu: preferred } <<<\n',
  ),
  about(
    'gpu-budget',
    'it fits',
    'gpu_memory_mb: 24000\nagents:\n  A: { script_path: a.py, vram_mb: 9000 }\n  B: { script_path: b.py, vram_mb: 6000 }\n',
  ),
  about(
    'gpu-budget',
    'each machine has its own GPU',
    'gpu_memory_mb: 12000\nagents:\n  A: { script_path: a.py, vram_mb: 9000, machine: pc1 }\n  B: { script_path: b.py, vram_mb: 6000, machine: pc2 }\n',
  ),
  about(
    'gpu-budget',
    'alone on its GPU',
    'agents:\n  A: { script_path: a.py, gpu: required }\n  B: { script_path: b.py }\n',
  ),
  about('mixed-dialect', 'a list beside groups', 'pc2_services: <<<\n  - name: A\n    script_path: a.py\n', {
    path: 'pc2/config/startup.yaml',
    files: {
      'main/config/startup.yaml':
        'agent_groups:\n  core:\n    X: { script_path: c.py }\n    Y: { script_path: b.py }\n',
    },
  }),
  about('mixed-dialect', 'both are lists', 'pc2_services:\n  - name: A\n    script_path: a.py\n', {
    path: 'pc2/config/startup.yaml',
    files: { 'main/config/startup.yaml': 'main_services:\n  - name: X\n    script_path: c.py\n' },
  }),
  about('mixed-dialect', 'an archived version', 'agent_groups:\n  core:\n    A: { script_path: a.py }\n', {
    files: {
      'archive/startup.yaml': 'services:\n  - name: X\n    script_path: c.py\n  - name: Y\n    script_path: b.py\n',
    },
  }),
];

const BASE = 'class BaseAgent:\n    pass\n';
const agent = (name: string, base = 'BaseAgent'): string =>
  `from common.base import ${base}\n\n\nclass ${name}(${base}):\n    pass\n\n\nif __name__ == "__main__":\n    ${name}().run()\n`;
const LISTED = 'agents:\n  Hub: { script_path: agents/hub.py, port: 7100 }';

const unlisted: CorpusCase[] = [
  about('unlisted-agent', 'beside the listed one', `${LISTED} <<<\n`, {
    files: { 'common/base.py': BASE, 'agents/hub.py': agent('Hub'), 'agents/chat.py': agent('ChatAgent') },
  }),
  about('unlisted-agent', 'through a class of the project', `${LISTED} <<<\n`, {
    files: {
      'common/base.py': `${BASE}\n\nclass SpeechBase(BaseAgent):\n    pass\n`,
      'agents/hub.py': agent('Hub'),
      'agents/chat.py': agent('Listener', 'SpeechBase'),
    },
  }),
  about('unlisted-agent', 'a list of agents', 'services:\n  - name: Hub <<<\n    script_path: agents/hub.py\n', {
    files: { 'common/base.py': BASE, 'agents/hub.py': agent('Hub'), 'agents/chat.py': agent('Vision') },
  }),
  about('unlisted-agent', 'a library without a main block', `${LISTED}\n`, {
    files: {
      'common/base.py': BASE,
      'agents/hub.py': agent('Hub'),
      'agents/chat.py': agent('Chat').split('\n\n\nif')[0]!,
    },
  }),
  about('unlisted-agent', 'a copy of a listed agent', `${LISTED}\n`, {
    files: {
      'common/base.py': BASE,
      'agents/hub.py': agent('Hub'),
      'agents/hub_v2.py': agent('Hub'),
      'agents/chat.py': '',
    },
  }),
  about('unlisted-agent', 'another folder', `${LISTED}\n`, {
    files: {
      'common/base.py': BASE,
      'agents/hub.py': agent('Hub'),
      'experiments/chat.py': agent('Chat'),
      'agents/chat.py': '',
    },
  }),
  about('unlisted-agent', 'listed by another file', `${LISTED}\n`, {
    files: {
      'common/base.py': BASE,
      'agents/hub.py': agent('Hub'),
      'agents/chat.py': agent('Chat'),
      'config/other.yaml': 'agents:\n  Chat: { script_path: agents/chat.py }\n',
    },
  }),
];

export const corpus: Corpus = {
  topic: 'startup',
  rules: [
    'startup-schema',
    'startup-syntax',
    'script-not-found',
    'port-conflict',
    'port-out-of-range',
    'misplaced-entry',
    'unknown-dependency',
    'dependency-cycle',
    'optional-dependency',
    'duplicate-agent',
    'unlisted-agent',
    'single-point-of-failure',
    'missing-resource-limits',
    'health-check-timing',
    'mixed-dialect',
    'gpu-budget',
  ],
  target: { recall: 0.95, precision: 0.97 },
  cases: [...ports, ...dependencies, ...reading, ...plan, ...unlisted],
};
