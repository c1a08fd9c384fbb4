import { constants } from 'node:os';
import path from 'node:path';
import type { Export, Handover, HandoverAgent, Loss } from '../handover';
import { fetchArgument, fetchScript } from '../models-script';
import { onOneMachine } from '../one-machine';
import { probeCommand, quote, wordsOf } from '../probe-command';
import { startWords } from '../program';
import { FETCH_SERVICE } from '../service-name';
import { shellWord } from '../shell-text';
import { splitEnvironment, type SplitEnvironment } from '../split-environment';
import { constantOf } from '../substitute';
import { present, yamlOf } from '../yaml-text';

export interface ProcessComposeOptions {
  /** Where the project lies on the machine that runs it; where it is now when absent. */
  readonly root?: string | undefined;
  /** The folder of the export, relative to the project's root; null where it is not known. */
  readonly folder?: string | null | undefined;
}

/** A project of process-compose: a process for each agent, on one machine, as under our launcher. */
export function exportProcessCompose(handover: Handover, options: ProcessComposeOptions): Export {
  return new ProcessComposeExport(handover, options).export();
}

class ProcessComposeExport {
  readonly #handover: Handover;
  readonly #root: string;
  readonly #folder: string | null;
  readonly #losses: Loss[] = [];

  constructor(handover: Handover, options: ProcessComposeOptions) {
    this.#handover = handover;
    this.#root = options.root ?? handover.projectRoot;
    this.#folder = options.folder ?? null;
  }

  export(): Export {
    const { agents, models, environment, losses, file } = this.#handover;
    // What the file says may be set otherwise is worked out by a shell; of what only our launcher sets, what `.env` does not.
    const set = new Set(this.#handover.dotenv.map(({ name }) => name));
    const shared = splitEnvironment(environment.filter((variable) => !variable.isDefault));
    const ours = splitEnvironment(environment.filter(({ isDefault, name }) => isDefault && !set.has(name))).defaults;
    const processes: Record<string, unknown> = {};
    if (models.length > 0) processes[FETCH_SERVICE] = this.#models();
    for (const agent of agents)
      processes[agent.serviceName] = this.#process(onOneMachine(agent, this.#handover), shared);
    const project = {
      version: '0.5',
      is_strict: true,
      // Agents tell their own time and level.
      log_configuration: { disable_json: true, no_metadata: true },
      ...present({ environment: this.#entries([...ours, ...shared.fixed]) }),
      processes,
    };
    this.#report();
    const comment = [`The agents of ${file}. Start them from the project's root:`, `  ${this.#start()}`];
    const remark =
      ours.some(([, value]) => value === '127.0.0.1') || isLocal(agents, shared)
        ? ['preflight: ignore-file[hardcoded-host] all agents run on this machine']
        : [];
    return {
      files: [{ path: 'process-compose.yaml', text: yamlOf(escaped(project), [...comment, ...remark]) }],
      losses: [...losses, ...this.#losses],
      usage: [this.#start()],
    };
  }

  #process(agent: HandoverAgent, shared: SplitEnvironment): object {
    const { name, group, restart, waitsFor, serviceName, graceSeconds, stopSignal, models } = agent;
    const own = splitEnvironment(agent.environment);
    const { logs } = this.#handover;
    const dependencies = Object.fromEntries([
      ...waitsFor.map((service) => [service, { condition: this.#condition(service) }] as const),
      ...(models.length > 0 ? [[FETCH_SERVICE, { condition: 'process_completed_successfully' }] as const] : []),
    ]);
    return {
      ...present({ description: name === serviceName ? null : name, namespace: group === null ? null : label(group) }),
      command: this.#command(agent, [shared, own]),
      working_dir: this.#root,
      ...present({ environment: this.#entries(own.fixed), depends_on: dependencies }),
      ...this.#health(agent),
      availability: {
        restart: { always: 'always', 'on-failure': 'on_failure', never: 'no' }[restart],
        ...(restart === 'never' ? {} : { backoff_seconds: 2 }),
      },
      shutdown: { signal: constants.signals[stopSignal], timeout_seconds: Math.max(1, Math.ceil(graceSeconds)) },
      log_location: path.posix.join(this.#root, 'logs', `${serviceName}.log`),
      log_configuration: { rotation: { max_size_mb: logs.megabytes, max_backups: logs.files } },
    };
  }

  /** A shell's line: it works out what the surroundings may set, then hands over to the agent. */
  #command(agent: HandoverAgent, environments: readonly SplitEnvironment[]): string {
    const words = startWords(agent, { root: this.#root, isHere: true }).map((word) => quote(this.#moved(word)));
    const args = agent.args.map((value) => this.#moved(shellWord(value)));
    const defaults = environments.flatMap((environment) => environment.defaults);
    const computed = environments.flatMap((environment) => environment.computed);
    const assignments = [
      ...defaults.map(([name, value]) => `${name}="\${${name}-${inOperand(this.#moved(value))}}"`),
      ...computed.map(({ name, value }) => `${name}=${this.#moved(shellWord(value))}`),
    ];
    const exports = assignments.map((assignment) => `export ${assignment}\n`).join('');
    return `${exports}exec ${[...words, ...args].join(' ')}\n`;
  }

  #condition(service: string): string {
    const other = this.#handover.agents.find(({ serviceName }) => serviceName === service);
    return other?.health.question.kind === 'process' ? 'process_started' : 'process_healthy';
  }

  #health(agent: HandoverAgent): object {
    const { question, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = agent.health;
    if (question.kind === 'process') return {};
    const interpreter = agent.program.interpreter ?? 'python3';
    const action =
      question.kind === 'http'
        ? { http_get: { host: '127.0.0.1', scheme: 'http', port: String(question.port), path: question.path } }
        : {
            exec: {
              command: wordsOf(probeCommand(agent, () => interpreter, this.#losses))
                .map(quote)
                .join(' '),
              working_dir: this.#root,
            },
          };
    const period = Math.max(1, Math.round(intervalSeconds));
    const probe = {
      ...action,
      period_seconds: period,
      timeout_seconds: Math.ceil(timeoutSeconds),
      success_threshold: 1,
    };
    return {
      // Asked from the start on: before it is up, failures are counted, so that there have to be many.
      readiness_probe: { ...probe, failure_threshold: Math.max(retries + 1, Math.ceil(startPeriodSeconds / period)) },
    };
  }

  #models(): object {
    const places = this.#handover.models.map((model) => fetchArgument(model, this.#root));
    return {
      command: `exec ${['python3', '-c', fetchScript(), ...places].map(quote).join(' ')}\n`,
      working_dir: this.#root,
      availability: { restart: 'on_failure', backoff_seconds: 5, max_restarts: 5 },
    };
  }

  #entries(settings: SplitEnvironment['fixed']): string[] {
    return settings.map(([name, value]) => `${name}=${this.#moved(value)}`);
  }

  #moved(text: string): string {
    return this.#root === this.#handover.projectRoot ? text : text.replaceAll(this.#handover.projectRoot, this.#root);
  }

  #report(): void {
    const { agents } = this.#handover;
    const hasSecrets = agents.some(({ environment }) => environment.some(({ isSecret }) => isSecret));
    this.#losses.push({
      agent: null,
      what: 'limits of memory and processor, hardening',
      why: 'process-compose starts processes and bounds nothing',
      remedy: 'start it inside a container or a systemd scope (systemd-run --property=MemoryMax=…)',
    });
    this.#losses.push({
      agent: null,
      what: 'processes that an agent leaves behind, and agents that outlive their supervisor',
      why: 'process-compose ends process groups, and takes nobody over that an earlier one started',
      remedy: null,
    });
    if (hasSecrets) {
      this.#losses.push({
        agent: null,
        what: 'masking secrets in logs',
        why: 'process-compose shows what agents write as it is',
        remedy: null,
      });
    }
    if (agents.some(({ gpu }) => gpu !== null)) {
      this.#losses.push({
        agent: null,
        what: 'GPUs: whether there is one, and which agent gets which',
        why: 'process-compose knows none',
        remedy: 'set CUDA_VISIBLE_DEVICES for each agent',
      });
    }
    if (agents.some(({ health }) => health.startPeriodSeconds > 0)) {
      this.#losses.push({
        agent: null,
        what: 'telling a slow start from a hang',
        why: 'process-compose has one bound for both: a hanging agent is found as late as one that never starts',
        remedy: 'lower failure_threshold of the readiness_probe once the agent is known to start fast',
      });
    }
  }

  #start(): string {
    const { dotenvFiles } = this.#handover;
    const file = this.#folder ? path.posix.join(this.#folder, 'process-compose.yaml') : 'process-compose.yaml';
    return `process-compose ${dotenvFiles.map((name) => `-e ${name} `).join('')}-f ${quote(file)} up`;
  }
}

/** process-compose fills in variables everywhere in the file; what it is to leave alone is doubled. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}

function inOperand(text: string): string {
  return text.replace(/[\\"$`}]/g, '\\$&');
}

function label(text: string): string {
  return text.replace(/[^\w.-]+/g, '-');
}

/** Whether the file names this machine's addresses. */
function isLocal(agents: readonly HandoverAgent[], shared: SplitEnvironment): boolean {
  const own = agents.flatMap(({ environment }) => environment);
  const texts = [...shared.fixed.map(([, value]) => value), ...own.map(({ value }) => constantOf(value) ?? '')];
  return texts.some((text) => /^(?:\w+:\/\/)?(?:localhost|127\.0\.0\.1)(?![\w.])/.test(text));
}
