import type { Health, HandoverAgent, Loss, Question, Runtime } from './handover';
import { nodeProbe, probeArguments, pythonProbe, type ProbeKind } from './probe-script';

/** A health check as a command to run beside the agent. */
export interface ProbeCommand {
  /** Program and options in front of the script: `python3 -c`; the whole command where there is no script. */
  readonly program: readonly string[];
  /** The same text for all agents that are asked in the same way; null for commands of the file's own. */
  readonly script: { readonly kind: ProbeKind; readonly runtime: Runtime; readonly text: string } | null;
  readonly args: readonly string[];
}

/** The whole command where the script lies in a file. */
export function wordsWithFile({ program, script, args }: ProbeCommand, fileOf: (name: string) => string): string[] {
  return script ? [...program.slice(0, -1), fileOf(scriptFile(script)), ...args] : [...program, ...args];
}

/** `ask-http.py` */
export function scriptFile({ kind, runtime }: NonNullable<ProbeCommand['script']>): string {
  return `ask-${kind}.${runtime === 'python' ? 'py' : 'cjs'}`;
}

/** The whole command, as a list of words. */
export function wordsOf({ program, script, args }: ProbeCommand): string[] {
  return [...program, ...(script ? [script.text] : []), ...args];
}

/**
 * How to ask an agent by running something where it runs, with the interpreter that is there for the agent itself. Where that does not speak the protocol, whether the
 * port is open has to do, and the loss is told.
 *
 * @param interpreter what runs Python or Node there.
 */
export function probeCommand(
  agent: Pick<HandoverAgent, 'name' | 'program' | 'health'>,
  interpreter: (runtime: 'python' | 'node') => string,
  losses: Loss[],
): ProbeCommand {
  const { question } = agent.health;
  if (question.kind === 'exec') return { program: question.command, script: null, args: [] };
  const { runtime } = agent.program;
  if (runtime === 'python') {
    if (question.kind === 'zmq' || question.kind === 'grpc') reportLibrary(agent.name, question.kind, losses);
    return scripted(agent.health, 'python', [interpreter('python'), '-c'], pythonProbe(question.kind)!, question);
  }
  const simple = simpler(agent.name, question, losses);
  const text = runtime === 'node' || runtime === 'typescript' ? nodeProbe(simple.kind) : null;
  if (text !== null) return scripted(agent.health, 'node', [interpreter('node'), '-e'], text, simple);
  return { program: ['sh', '-c', shellProbe(agent.health, simple)], script: null, args: [] };
}

function scripted(
  { timeoutSeconds }: Health,
  runtime: Runtime,
  program: readonly string[],
  text: string,
  question: Question,
): ProbeCommand {
  const limit = question.kind === 'process' ? [] : [String(timeoutSeconds)];
  const args = question.kind === 'process' && runtime === 'python' ? ['1'] : limit;
  return { program, script: { kind: question.kind, runtime, text }, args: [...args, ...probeArguments(question)] };
}

function reportLibrary(name: string, kind: 'zmq' | 'grpc', losses: Loss[]): void {
  const library = kind === 'zmq' ? 'pyzmq' : 'grpcio';
  losses.push({
    agent: name,
    what: `asking it over ${kind === 'zmq' ? 'ZeroMQ' : 'gRPC'} from outside`,
    why: `the check runs in the agent's own Python and needs ${library} there, which the agent itself most likely has`,
    remedy: null,
  });
}

/** What can be asked without a library: HTTP, and whether a port is open. */
function simpler(name: string, question: Question, losses: Loss[]): Question {
  if (question.kind === 'http' || question.kind === 'tcp' || question.kind === 'process') return question;
  const port = 'port' in question ? question.port : 'ports' in question ? question.ports[0] : undefined;
  if (port === undefined) return { kind: 'process' };
  losses.push({
    agent: name,
    what: question.kind === 'any' ? 'finding out in which protocol it answers' : `asking it over ${question.kind}`,
    why: 'nothing there speaks it: whether the port is open is all that is asked',
    remedy: 'let it answer HTTP on its health port and say so (health_check: {type: http})',
  });
  return { kind: 'tcp', port };
}

/** With what most images have: wget or curl; bash for a port. */
function shellProbe({ timeoutSeconds }: Health, question: Question): string {
  const limit = Math.ceil(timeoutSeconds);
  if (question.kind === 'http') {
    const place = quote(`http://127.0.0.1:${question.port}${question.path}`);
    return `wget -q -T ${limit} -O /dev/null ${place} || curl -fsS -m ${limit} -o /dev/null ${place}`;
  }
  if (question.kind === 'tcp') return `nc -z -w ${limit} 127.0.0.1 ${question.port}`;
  return 'kill -0 1';
}

/** One word of a shell's. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
