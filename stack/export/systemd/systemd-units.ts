import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Export, ExportedFile, Handover, HandoverAgent, Loss } from '../handover';
import { onOneMachine } from '../one-machine';
import { quote } from '../probe-command';
import { probeArguments, pythonWait } from '../probe-script';
import { startWords } from '../program';
import { FETCH_SERVICE } from '../service-name';
import { startCommand } from '../shell-command';
import { splitEnvironment, type Setting } from '../split-environment';
import { hardening, type Surroundings } from './hardening';
import { environmentFile } from './environment-file';
import { systemdLosses } from './losses';
import { FETCH_FILE, modelsUnit } from './models-unit';
import { commandLine, namesHome, plain, unitText, word, type UnitLine, type UnitSection } from './unit-text';
import { serviceUser, type ServiceUser } from './user';

export interface SystemdOptions {
  /** Where the project lies on the machine that runs the units; where it is now when absent. */
  readonly root?: string | undefined;
  /** The account that agents run as. */
  readonly user?: string | undefined;
  readonly enableAtBoot?: boolean | undefined;
  /** The folder of the export, relative to the project's root; null where it is not known. */
  readonly folder?: string | null | undefined;
}

/** A start that fails this often in a row is given up, as under our launcher. */
const START_ATTEMPTS = 6;
const START_INTERVAL = '30min';
/** Beyond the time an agent may take to its first answer. */
const START_MARGIN_SECONDS = 15;
const SCRIPT_REMARK = '# preflight: ignore-file[hardcoded-host] agents are asked on the machine they run on\n';
const DEFAULTS_TITLE = "What agents find where nothing else is set. Read before the project's .env.";
const GPU_HELPER = 'nvidia-persistenced.service';

/** Units for the system's manager: a service for each agent, and a target for all of them. */
export function exportSystemd(handover: Handover, options: SystemdOptions): Export {
  return new SystemdExport(handover, options).export();
}

class SystemdExport {
  readonly #handover: Handover;
  readonly #options: SystemdOptions;
  readonly #root: string;
  readonly #user: ServiceUser;
  readonly #losses: Loss[] = [];
  /** Programs that wait for agents to answer, by the names of their files. */
  readonly #scripts = new Map<string, string>();
  /** Asks for health, and fetches models. */
  readonly #python: string;

  constructor(handover: Handover, options: SystemdOptions) {
    this.#handover = handover;
    this.#options = options;
    this.#root = options.root ?? handover.projectRoot;
    this.#user = serviceUser(handover.projectRoot, handover.name, options.user);
    const agentsOwn = handover.agents.find(({ program }) => program.runtime === 'python')?.program.interpreter;
    this.#python = agentsOwn ?? 'python3';
  }

  export(): Export {
    const { agents, name, models, losses } = this.#handover;
    const shared = splitEnvironment(this.#handover.environment);
    const files: ExportedFile[] = [
      { path: `${name}.target`, text: this.#target() },
      ...agents.flatMap((agent) => this.#agent(onOneMachine(agent, this.#handover), shared)),
      ...(models.length > 0 ? [{ path: this.#unit(FETCH_SERVICE), text: this.#models() }] : []),
      { path: 'etc/defaults.env', text: this.#settings(shared.defaults, DEFAULTS_TITLE) },
      { path: 'etc/stack.env', text: this.#settings(shared.fixed, this.#title('all agents')) },
      { path: `journald@${name}.conf`, text: this.#journal() },
    ];
    files.push(
      ...[...this.#scripts].map(([file, text]) => ({
        path: `etc/${file}`,
        text: /(?:tcp:\/\/|create_connection\(\("|channel\(")127/.test(text) ? `${SCRIPT_REMARK}${text}` : text,
      })),
    );
    this.#losses.push(...systemdLosses(this.#handover, shared, this.#user));
    return { files, losses: [...losses, ...this.#losses], usage: this.#usage() };
  }

  #unit(service: string): string {
    return `${this.#handover.name}-${service}.service`;
  }

  #target(): string {
    const { agents, name, file } = this.#handover;
    const services = agents.map(({ serviceName }) => this.#unit(serviceName));
    return unitText([
      {
        name: 'Unit',
        lines: [
          ['Description', plain(`The agents of ${name}`)],
          ['Documentation', pathToFileURL(path.posix.join(this.#root, file)).href.replaceAll('%', '%%')],
          // Wanted, not required: one agent that fails does not take the others down.
          ...services.map((service): UnitLine => ['Wants', service]),
        ],
      },
      { name: 'Install', lines: this.#options.enableAtBoot ? [['WantedBy', 'multi-user.target']] : [] },
    ]);
  }

  #agent(agent: HandoverAgent, shared: ReturnType<typeof splitEnvironment>): ExportedFile[] {
    const { name, serviceName, limits, health } = agent;
    const own = splitEnvironment(agent.environment);
    const words = startWords(agent, { root: this.#root, isHere: true }).map((part) => this.#moved(part));
    const command = startCommand(words, agent.args, [...shared.computed, ...own.computed]);
    const wait = this.#wait(agent);
    const sections: UnitSection[] = [
      { name: 'Unit', lines: this.#ordering(agent) },
      {
        name: 'Service',
        lines: [
          ['Type', 'exec'],
          ...this.#account(),
          ['WorkingDirectory', plain(this.#root)],
          ...own.defaults.map(([variable, value]): UnitLine => ['Environment', word(`${variable}=${value}`)]),
          ...this.#environmentFiles(serviceName),
          ['ExecStart', commandLine(command)],
          ...(wait ? [['ExecStartPost', commandLine(wait)] as const] : []),
          ['TimeoutStartSec', String(Math.ceil(health.startPeriodSeconds) + START_MARGIN_SECONDS)],
          ['TimeoutStopSec', String(agent.graceSeconds)],
          ['KillMode', 'mixed'],
          ...(agent.stopSignal === 'SIGTERM' ? [] : [['KillSignal', agent.stopSignal] as const]),
          ['Restart', { always: 'always', 'on-failure': 'on-failure', never: 'no' }[agent.restart]],
          ...(agent.restart === 'never' ? [] : [['RestartSec', '2s'] as const]),
          ['SyslogIdentifier', serviceName],
          ['LogNamespace', this.#handover.name],
          ['MemoryMax', `${limits.memoryMb}M`],
          ['CPUQuota', `${Math.max(1, Math.round(limits.cpus * 100))}%`],
          ['TasksMax', String(limits.processes)],
          ...hardening({ ...this.#surroundings(words), usesGpu: agent.gpu !== null }),
        ],
      },
    ];
    const text = unitText(sections, [
      ...(agent.restart === 'never' ? ['preflight: ignore-file[service-restart] the startup file says so'] : []),
      ...(namesHome(sections)
        ? ['preflight: ignore-file[hardcoded-path] exported for the machine that has this path']
        : []),
    ]);
    this.#reportShell(agent, command);
    return [
      { path: this.#unit(serviceName), text },
      { path: `etc/agent-${serviceName}.env`, text: this.#settings(own.fixed, this.#title(name)) },
    ];
  }

  #ordering(agent: HandoverAgent): UnitLine[] {
    const { name } = this.#handover;
    // Wanted, not required: systemd does not start again what once failed for want of another.
    const before = [
      'network-online.target',
      ...(agent.gpu === null ? [] : [GPU_HELPER]),
      ...agent.waitsFor.map((service) => this.#unit(service)),
      ...(agent.models.length > 0 ? [this.#unit(FETCH_SERVICE)] : []),
    ];
    return [
      [
        'Description',
        plain(agent.group ? `${agent.name}, agent of ${name} (${agent.group})` : `${agent.name}, agent of ${name}`),
      ],
      ['PartOf', `${name}.target`],
      ...before.map((unit): UnitLine => ['Wants', unit]),
      ['After', before.join(' ')],
      ...(agent.gpu === 'required'
        ? ([
            ['AssertPathExists', '|/dev/nvidiactl'],
            ['AssertPathExists', '|/dev/kfd'],
          ] as UnitLine[])
        : []),
      ['StartLimitIntervalSec', START_INTERVAL],
      ['StartLimitBurst', String(START_ATTEMPTS)],
    ];
  }

  /** Counts as started once it answers: what comes after it waits as long. */
  #wait({ health }: HandoverAgent): string[] | null {
    const { question, timeoutSeconds, startPeriodSeconds } = health;
    if (question.kind === 'exec') return ['/bin/sh', '-c', 'until "$0" "$@"; do sleep 1; done', ...question.command];
    const script = pythonWait(question.kind);
    if (script === null) return null;
    const file = `wait-${question.kind}.py`;
    this.#scripts.set(file, script);
    return [
      this.#python,
      `/etc/${this.#handover.name}/${file}`,
      String(timeoutSeconds),
      ...probeArguments(question),
      String(startPeriodSeconds),
    ];
  }

  #account(): UnitLine[] {
    const { name, isDynamic } = this.#user;
    return [
      ['User', name],
      ...(isDynamic
        ? ([
            ['DynamicUser', 'yes'],
            ['StateDirectory', this.#stateFolders()],
          ] as UnitLine[])
        : []),
    ];
  }

  #stateFolders(): string {
    const { name, writableFolders } = this.#handover;
    return [name, ...writableFolders.map((folder) => `${name}/${folder.replaceAll('/', '-')}`)].map(word).join(' ');
  }

  #surroundings(words: readonly string[]): Omit<Surroundings, 'usesGpu'> {
    const { name, writableFolders, agents, environment } = this.#handover;
    const places = writableFolders.map((folder) => path.posix.join(this.#root, folder));
    // An account that is made up owns nothing: what it writes lies in the stack's state directory, and is shown in the project.
    const writable: UnitLine[] = this.#user.isDynamic
      ? writableFolders.map((folder, index) => [
          'BindPaths',
          word(`-/var/lib/${name}/${folder.replaceAll('/', '-')}:${places[index] ?? ''}`),
        ])
      : places.length > 0
        ? [['ReadWritePaths', places.map((place) => word(`-${place}`)).join(' ')]]
        : [];
    const texts = JSON.stringify([environment, agents.map(({ args, environment: own }) => [args, own])]);
    return { places: [this.#root, this.#python, ...words], writable, usesTmp: /\/tmp\b/.test(texts) };
  }

  #environmentFiles(serviceName: string): UnitLine[] {
    const { dotenvFiles, name } = this.#handover;
    return [
      ['EnvironmentFile', `/etc/${name}/defaults.env`],
      // The project's own wins over defaults, and what the startup file says over both.
      ...dotenvFiles.map((file): UnitLine => ['EnvironmentFile', plain(`-${path.posix.join(this.#root, file)}`)]),
      ['EnvironmentFile', `/etc/${name}/stack.env`],
      ['EnvironmentFile', `/etc/${name}/agent-${serviceName}.env`],
    ];
  }

  #title(whose: string): string {
    return `Variables of ${whose}, as ${this.#handover.file} sets them. Read after the project's .env.`;
  }

  #settings(settings: readonly Setting[], title: string): string {
    const moved = settings.map(([name, value]): Setting => [name, this.#moved(value)]);
    return environmentFile(moved, title);
  }

  #moved(text: string): string {
    return this.#root === this.#handover.projectRoot ? text : text.replaceAll(this.#handover.projectRoot, this.#root);
  }

  #models(): string {
    const { unit, script } = modelsUnit(this.#handover, { root: this.#root, python: this.#python, user: this.#user });
    this.#scripts.set(FETCH_FILE, script);
    return unit;
  }

  /** A journal of the stack's own, that rotates without pushing out the system's. */
  #journal(): string {
    const { name, agents, logs } = this.#handover;
    const lines: UnitLine[] = [
      ['SystemMaxUse', `${Math.max(1, agents.length) * logs.megabytes * (logs.files + 1)}M`],
      ['SystemMaxFileSize', `${logs.megabytes}M`],
      ['MaxRetentionSec', '1month'],
    ];
    return unitText([{ name: 'Journal', lines }], [`The journal of ${name}: journalctl --namespace=${name}`]);
  }

  #reportShell(agent: HandoverAgent, command: readonly string[]): void {
    if (command[0] !== '/bin/sh') return;
    this.#losses.push({
      agent: agent.name,
      what: 'starting without a shell',
      why: 'systemd works out no defaults; a shell does, and hands over to the agent',
      remedy: null,
    });
  }

  #usage(): string[] {
    const { name } = this.#handover;
    const folder = this.#options.folder ? `${quote(this.#options.folder)}/` : '';
    return [
      `sudo install -D -m 0644 -t /etc/systemd/system ${folder}*.service ${folder}*.target`,
      `sudo install -D -m 0644 -t /etc/${name} ${folder}etc/*`,
      `sudo install -m 0644 ${folder}journald@${name}.conf /etc/systemd/`,
      'sudo systemctl daemon-reload',
      `sudo systemctl ${this.#options.enableAtBoot ? 'enable --now' : 'start'} ${name}.target`,
    ];
  }
}
