import type { Template } from '../environment/template';

/** A stack as other launchers are told of it: what the startup file says and what our launcher would do, in words of neither. */
export interface Handover {
  /** Lower-case letters, digits and dashes, at most 40: names units, projects, namespaces. */
  readonly name: string;
  /** The startup file, from the project's root where it lies below it. */
  readonly file: string;
  /** Absolute path on this machine. */
  readonly projectRoot: string;
  /** In start order. */
  readonly agents: readonly HandoverAgent[];
  /** Variables of every agent. */
  readonly environment: readonly Variable[];
  /** Names of the project's `.env` files that exist, the one that wins last. */
  readonly dotenvFiles: readonly string[];
  /** The variables they set. Their values are none of an export's business. */
  readonly dotenv: readonly DotenvVariable[];
  /** Folders of the project that agents write to, relative to its root. */
  readonly writableFolders: readonly string[];
  /** Models that have to be there before agents start. */
  readonly models: readonly HandoverModel[];
  /** How each agent's log is rotated. */
  readonly logs: { readonly megabytes: number; readonly files: number };
  /** Agents that cannot be started as their entries stand. */
  readonly leftOut: readonly string[];
  /** What could not be carried over, whatever the target. */
  readonly losses: readonly Loss[];
}

export interface DotenvVariable {
  readonly name: string;
  /** Names loopback: another place, where agents do not share a machine. */
  readonly isLoopback: boolean;
  /** Holds a dollar sign, which others would expand. */
  readonly hasDollar: boolean;
}

export interface HandoverAgent {
  readonly name: string;
  /** A DNS label of at most 50 characters, unique in the stack: `service-registry`. */
  readonly serviceName: string;
  readonly group: string | null;
  readonly required: boolean;
  readonly program: Program;
  readonly args: readonly Template[];
  /** Variables of this agent alone; they win over those of the stack. */
  readonly environment: readonly Variable[];
  /** Names of the models it needs before it starts. */
  readonly models: readonly string[];
  /** Service names it waits for until they are healthy. */
  readonly waitsFor: readonly string[];
  readonly ports: readonly HandoverPort[];
  readonly health: Health;
  readonly limits: Limits;
  readonly gpu: 'required' | 'preferred' | null;
  readonly vramMb: number | null;
  readonly restart: 'always' | 'on-failure' | 'never';
  /** The first signal it is asked to end with. */
  readonly stopSignal: NodeJS.Signals;
  readonly graceSeconds: number;
}

/** What runs: a script with its interpreter, or a module. */
export interface Program {
  readonly runtime: Runtime;
  /** Absolute path or name of the interpreter on this machine; null for programs that are started themselves. */
  readonly interpreter: string | null;
  /** Path of the script from the project's root, with forward slashes; absolute where it lies elsewhere; null for modules. */
  readonly script: string | null;
  /** Dotted name of a Python module; null for scripts. */
  readonly module: string | null;
}

export type Runtime = 'python' | 'node' | 'typescript' | 'shell' | 'other';

export interface Variable {
  readonly name: string;
  readonly value: Template;
  /** Whether the surroundings (the shell, `.env`) may set it to something else: then `value` is only what it is otherwise. */
  readonly isDefault: boolean;
  /** Whether its value is secret: it is passed on by reference, and never written down. */
  readonly isSecret: boolean;
}

export interface HandoverPort {
  /** What it is for: `main`, `health`, or the key that names it, as a DNS label of at most 15 characters. */
  readonly name: string;
  readonly port: number;
}

/** How an agent is asked whether it lives. */
export type Question =
  | { readonly kind: 'http'; readonly port: number; readonly path: string }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'zmq'; readonly port: number }
  | { readonly kind: 'grpc'; readonly port: number }
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  /** Nobody has said in which protocol it answers: its ports in the order in which they are to be tried. */
  | { readonly kind: 'any'; readonly ports: readonly number[]; readonly path: string | null }
  /** It has no port: that its process lives is all there is to know. */
  | { readonly kind: 'process' };

export interface Health {
  readonly question: Question;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Failures in a row before it counts as unhealthy. */
  readonly retries: number;
  /** Seconds it may take from its start to its first good answer. */
  readonly startPeriodSeconds: number;
}

export interface Limits {
  /** MiB. */
  readonly memoryMb: number;
  /** Cores. */
  readonly cpus: number;
  readonly processes: number;
  /** Whether the startup file says so; false where they are only a guess. */
  readonly isDeclared: { readonly memory: boolean; readonly cpus: boolean };
}

export interface HandoverModel {
  readonly name: string;
  readonly url: string;
  readonly sha256: string | null;
  /** From the project's root, or absolute. */
  readonly path: string;
  readonly required: boolean;
  /** Comes from a model hub, which may ask for `HF_TOKEN`. */
  readonly isFromHub: boolean;
}

/** Something that the target cannot do as our launcher does, or that an export could not find out. */
export interface Loss {
  /** The agent it concerns; null for the stack. */
  readonly agent: string | null;
  /** What is lost, in a few words: the same words for the same thing. */
  readonly what: string;
  /** Why. */
  readonly why: string;
  /** What to do by hand; null where there is nothing to do. */
  readonly remedy: string | null;
}

/** One file of an export. */
export interface ExportedFile {
  /** From the folder of the export, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Export {
  readonly files: readonly ExportedFile[];
  readonly losses: readonly Loss[];
  /** Commands that put it to use, in order. */
  readonly usage: readonly string[];
}
