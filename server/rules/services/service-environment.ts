import { isTestPath } from '../../documents/path-class';
import type { EffectiveUnit } from '../../languages/unit/effective-unit';
import type { Fix } from '../finding';
import { defineRule, type UnitContext } from '../rule';
import { type AgentService, addToSection, agentService, fixUnit, usesNvidiaGpu } from './agent-service';

/** Variables of interpreters and libraries: they belong into the unit. */
const PLUMBING =
  /^(?:PATH|HOME|LANG|LC_\w+|TZ|USER|SHELL|TERM|PYTHON\w+|VIRTUAL_ENV|NODE_ENV|NODE_OPTIONS|RUST_\w+|LD_LIBRARY_PATH|DISPLAY|XDG_\w+|CUDA_\w+|NVIDIA_\w+|PYTORCH_\w+|TORCH_\w+|OMP_\w+|MKL_\w+|HF_HOME|TRANSFORMERS_CACHE|LOG_LEVEL|DEBUG|\w+_BY_SYSTEMD|PULSE_SERVER|DBUS_\w+|WAYLAND_\w+|DOCKER_HOST)$/;

const ALLOCATOR = 'PYTORCH_CUDA_ALLOC_CONF';

export const rule = defineRule({
  id: 'service-environment',
  topic: 'services',
  severity: 'warning',
  impact: 5,
  effort: 2,
  triggers: ['ExecStart'],
  crossFile: true,
  documentation: {
    summary: 'Reports services whose settings are written into the unit, or that do not get those of their GPU.',
    whatItDoes:
      'Reports a service without `EnvironmentFile=` when its unit holds settings of the agent itself (`Environment=REDIS_URL=…`), or when the project keeps them in a `.env` that nothing here loads. Variables of interpreters and ' +
      'libraries do not count. Reports a Python service on an NVIDIA GPU without `PYTORCH_CUDA_ALLOC_CONF`. Secrets in the unit are reported by hardcoded-secret.',
    whyItMatters:
      'A unit is readable by everyone on the machine, and `systemctl show` prints its environment. Settings in a file of their own change without touching the unit. And the allocator’s defaults let the memory of a GPU fall to pieces within ' +
      'days.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nWorkingDirectory=/opt/hub\nEnvironment=REGISTRY_URL=tcp://registry:7200\nExecStart=/usr/bin/python3 hub.py\n',
        good: '[Service]\nWorkingDirectory=/opt/hub\nEnvironmentFile=-/opt/hub/.env\nExecStart=/usr/bin/python3 hub.py\n',
      },
      {
        path: 'deploy/model.service',
        bad: '[Service]\nEnvironment=CUDA_VISIBLE_DEVICES=0\nExecStart=/usr/bin/python3 /opt/model/serve.py\n',
        good: '[Service]\nEnvironment=CUDA_VISIBLE_DEVICES=0\nEnvironment=PYTORCH_CUDA_ALLOC_CONF=max_split_size_mb:128\nExecStart=/usr/bin/python3 /opt/model/serve.py\n',
      },
    ],
    fixSafety:
      'Safe: loads the `.env` of the working directory, if there is one (`-`); what the unit says itself stays and is the default. The allocator gets the setting that the launcher uses, too.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile='],
    remediation: {
      steps: [
        'Put the settings into a file that only the service’s user may read (mode 0600), and name it in EnvironmentFile=.',
      ],
      test: 'systemctl show <unit> -p EnvironmentFiles',
      rollback: 'Remove the line.',
      dependsOn: ['hardcoded-secret'],
    },
  },
  checks: {
    unit(context) {
      const service = agentService(context);
      if (service === null) return;
      reportSettings(context, service);
      reportAllocator(context, service);
    },
  },
});

function reportSettings(context: UnitContext, { effective, place }: AgentService): void {
  const brought = ['EnvironmentFile', 'PassEnvironment', 'LoadCredential', 'LoadCredentialEncrypted', 'SetCredential'];
  if (effective.has('Service', ...brought)) return;
  // What the command line itself takes is part of the unit.
  const own = variablesOf(effective).filter(
    (name) => !PLUMBING.test(name) && !new RegExp(`\\$\\{?${name}\\b`).test(context.document.text),
  );
  const example = context.project.files.find(
    (path) => /^\.env(?:\.example|\.sample|\.template)?$/.test(path) && !isTestPath(path),
  );
  if (own.length === 0 && example === undefined) return;
  context.report({
    range: place,
    message:
      own.length > 0
        ? `${own.slice(0, 3).join(', ')}${own.length > 3 ? ` and ${own.length - 3} more` : ''} ${own.length === 1 ? 'is' : 'are'} set in the unit itself: settings belong into a file (EnvironmentFile=), which changes without the unit and can be kept from others.`
        : `The project keeps its settings in ${example ?? '.env'}, and this service loads none: name the file in EnvironmentFile=.`,
    fixes: loadFile(context, effective),
  });
}

function variablesOf(unit: EffectiveUnit): string[] {
  return unit
    .all('Service', 'Environment')
    .flatMap(({ value }) => [...value.matchAll(/(?:^|\s)["']?([A-Za-z_]\w*)=/g)].map((match) => match[1] ?? ''));
}

function loadFile(context: UnitContext, unit: EffectiveUnit): Fix[] {
  const directory = unit.value('Service', 'WorkingDirectory')?.replace(/^-/, '').replace(/\/$/, '');
  if (directory === undefined || !/^(?:\/|%h)[^\s$]*$/.test(directory)) return [];
  const file = `${directory}/.env`;
  return [fixUnit(context, `Load ${file}`, 'safe', [addToSection(context, 'Service', [`EnvironmentFile=-${file}`])])];
}

function reportAllocator(context: UnitContext, { effective, place, commands }: AgentService): void {
  const isPython = commands.some(({ words }) =>
    words
      .slice(0, 2)
      .some(({ text }) => /(?:^|\/)(?:python[\d.]*|uvicorn|gunicorn|vllm|torchrun|accelerate)$/.test(text)),
  );
  const isNvidia = usesNvidiaGpu(context);
  const isSet = variablesOf(effective).some((name) => name === ALLOCATOR || name === 'PYTORCH_ALLOC_CONF');
  // A file may set it; which is for its author to know.
  if (!isPython || !isNvidia || isSet || effective.has('Service', 'EnvironmentFile')) return;
  context.report({
    range: place,
    message: `Without ${ALLOCATOR} the memory of the GPU falls to pieces over the days: set how large a piece may be split.`,
    fixes: [
      fixUnit(context, `Set ${ALLOCATOR}`, 'safe', [
        addToSection(context, 'Service', [`Environment=${ALLOCATOR}=max_split_size_mb:128`]),
      ]),
    ],
  });
}
