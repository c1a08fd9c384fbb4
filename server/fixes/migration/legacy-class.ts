import type { ClassDefinition, CodeModel, FunctionDefinition } from '../../languages/code-model';
import { type BoundSocket, boundSockets, isEndless } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { ClassContract } from '../../project/class-contract';
import { Obstacle, lineOf, statementsOf, walkOwn } from './statements';

/** The parts of an agent class that matter to its migration. */
export interface LegacyClass {
  readonly definition: ClassDefinition;
  readonly constructor: FunctionDefinition | null;
  /** The REP socket that the agent answers requests on; null for agents that only take or hand out work. */
  readonly main: BoundSocket | null;
  /** Sockets that exist for health alone: a REP of their own, or a PUB that a thread repeats the state on. */
  readonly health: readonly BoundSocket[];
  /** Bound sockets that go on as they are. */
  readonly own: readonly BoundSocket[];
  /** The method with the main loop, and the loop. */
  readonly run: FunctionDefinition;
  readonly loop: SyntaxNode;
  /** The method that gives everything back: `cleanup`, `stop`, `shutdown`, `close`; null when there is none. */
  readonly cleanup: FunctionDefinition | null;
}

const RUN_NAMES = ['run', 'start', 'serve', 'listen', 'main_loop', 'run_forever', 'start_server', 'run_server'];
const CLEANUP_NAMES = ['cleanup', 'clean_up', 'shutdown', 'close', 'stop', '_cleanup', '_shutdown'];

/** Takes an agent class apart. Throws Obstacle with the reason where something needed is not understood. */
export function readLegacyClass(code: CodeModel, definition: ClassDefinition, contract: ClassContract): LegacyClass {
  const { node } = definition;
  if (code.root.hasError) throw new Obstacle('the file does not parse');
  if (node.parent?.type === 'decorated_definition') throw new Obstacle('the class is decorated');
  const strange = definition.bases.find((base) => code.textOf(base) !== 'object');
  if (strange !== undefined) throw new Obstacle(`the class already inherits from ${code.textOf(strange)}`);
  if (node.childForField('superclasses')?.childOfType('keyword_argument'))
    throw new Obstacle('the class has a metaclass');
  if (contract.methods['handle_request'] === undefined || contract.methods['run'] === undefined) {
    throw new Obstacle('the base agent has no handle_request and run to hand requests to');
  }
  const constructor = definition.methods.find((method) => method.name === '__init__') ?? null;
  const inside = boundSockets(code).filter(({ bind }) => bind.node.start >= node.start && bind.node.end <= node.end);
  const unclear = inside.find(({ path }) => !/^self\.\w+$/.test(path));
  if (unclear !== undefined)
    throw new Obstacle(`line ${lineOf(code, unclear.bind.node)} binds a socket that is no attribute`);
  const health = inside.filter((socket) => isHealthSocket(code, definition, socket));
  const others = inside.filter((socket) => !health.includes(socket));
  const answering = others.filter(({ kind }) => kind === 'REP');
  const router = others.find(({ kind }) => kind === 'ROUTER' || kind === 'DEALER' || kind === 'PAIR');
  if (router !== undefined) throw new Obstacle(`it serves a ${router.kind} socket, which the base agent has none of`);
  if (new Set(answering.map(({ path }) => path)).size > 1) throw new Obstacle('it answers requests on several sockets');
  if (answering.length > 1) throw new Obstacle('its socket is bound in several places');
  const { run, loop } = mainLoop(code, definition, answering[0] ?? null);
  if (run.async) throw new Obstacle(`its loop in ${run.name}() is asynchronous, the base agent's is not`);
  return {
    definition,
    constructor,
    main: answering[0] ?? null,
    health,
    own: others.filter(({ kind }) => kind !== 'REP'),
    run,
    loop,
    cleanup: findCleanup(code, definition, run),
  };
}

/** A socket named for health that answers on its own, or repeats the state from a loop in a thread. */
function isHealthSocket(code: CodeModel, definition: ClassDefinition, { kind, path }: BoundSocket): boolean {
  if (!/health|heartbeat/i.test(path)) return false;
  if (kind === 'REP') return true;
  if (kind !== 'PUB') return false;
  const senders = code.calls.filter(
    (call) => call.receiver !== null && code.textOf(call.receiver) === path && call.name.startsWith('send'),
  );
  return (
    senders.length > 0 && senders.every((call) => isThreadTarget(code, definition, code.enclosingFunction(call.node)))
  );
}

export function isThreadTarget(
  code: CodeModel,
  definition: ClassDefinition,
  target: FunctionDefinition | null,
): boolean {
  if (target === null || target.name === '') return false;
  const { start, end } = definition.node;
  return code.calls.some(
    (call) =>
      call.name === 'Thread' &&
      call.node.start >= start &&
      call.node.end <= end &&
      call.arguments.some(
        (argument) =>
          argument.name === 'target' && /^(?:self\.)?(\w+)$/.exec(code.textOf(argument.value))?.[1] === target.name,
      ),
  );
}

/** The method whose loop keeps the process alive: the one that receives on the main socket, else the one named like it. */
function mainLoop(
  code: CodeModel,
  definition: ClassDefinition,
  main: BoundSocket | null,
): { run: FunctionDefinition; loop: SyntaxNode } {
  const loops = definition.methods.flatMap((method) => {
    const found: { run: FunctionDefinition; loop: SyntaxNode }[] = [];
    if (method.body !== null) {
      walkOwn(method.body, (node) => {
        const condition = node.type === 'while_statement' ? node.childForField('condition') : null;
        if (condition !== null && isEndless(code.textOf(condition)) && outerLoop(node) === null)
          found.push({ run: method, loop: node });
      });
    }
    return found;
  });
  if (main !== null) {
    const receiving = loops.filter(({ loop }) => receivesOn(code, loop, main.path));
    if (receiving.length > 1) throw new Obstacle('it receives requests in several loops');
    const [only] = receiving;
    if (only === undefined) throw new Obstacle('the loop that receives its requests was not found');
    return only;
  }
  const named = RUN_NAMES.flatMap((name) => loops.filter(({ run }) => run.name === name));
  const [first, second] = named;
  if (first === undefined) throw new Obstacle('its main loop was not found');
  if (second !== undefined && second.run === first.run) throw new Obstacle(`${first.run.name}() has several loops`);
  return first;
}

function outerLoop(node: SyntaxNode): SyntaxNode | null {
  const outer = node.ancestorOfType('while_statement', 'for_statement', 'function_definition');
  return outer === null || outer.type === 'function_definition' ? null : outer;
}

export function receivesOn(code: CodeModel, within: SyntaxNode, path: string): boolean {
  return receivingCalls(code, within, path).length > 0;
}

export function receivingCalls(code: CodeModel, within: SyntaxNode, path: string): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  walkOwn(within, (node) => {
    const callee = node.type === 'call' ? node.childForField('function') : null;
    if (callee === null) return;
    const text = code.textOf(callee);
    if (text.startsWith(`${path}.recv`)) found.push(node);
  });
  return found;
}

function findCleanup(code: CodeModel, definition: ClassDefinition, run: FunctionDefinition): FunctionDefinition | null {
  for (const name of CLEANUP_NAMES) {
    const method = definition.methods.find((candidate) => candidate.name === name && candidate !== run);
    if (method === undefined || method.async) continue;
    // `stop` is the end only when it closes something; else it just lowers a flag.
    const body = method.body === null ? '' : code.textOf(method.body);
    if (/cleanup|clean_up|shutdown/.test(name) || /\.(?:close|term|destroy|join|stop|shutdown)\(/.test(body)) {
      if (method.parameters.length > 1) continue;
      return method;
    }
  }
  return null;
}

/** The statements of a method without its documentation. */
export function bodyOf(method: FunctionDefinition): SyntaxNode[] {
  return statementsOf(method.body);
}
