import { type Argument, type Call, type CodeModel, hasSpreadKeywords } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { ClassContract } from '../../project/class-contract';
import type { FileEdit, Fix } from '../finding';
import type { Heir } from './heir';

/** A fault in how a constructor calls its base's. */
export interface ConstructorFault {
  readonly node: SyntaxNode;
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** Keywords that people write for those of a base agent. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  health_check_port: [
    'health_port',
    'healthcheck_port',
    'health_checkport',
    'healthPort',
    'health_check',
    'hc_port',
    'health',
  ],
  port: ['agent_port', 'service_port', 'main_port', 'zmq_port', 'server_port', 'bind_port'],
  name: ['agent_name', 'service_name', 'agent'],
};
const HANDED_ON = ['name', 'port', 'health_check_port'] as const;

/** At most one fault a call: the worst, whose fix deals with the lesser ones on the way. */
export function constructorFault(
  code: CodeModel,
  uri: string,
  heir: Heir,
  call: Call,
  contract: ClassContract,
): ConstructorFault | null {
  const known = new Set([...contract.parameters.map(({ name }) => name), ...contract.keywordsRead]);
  const given = new Set(call.arguments.flatMap((argument) => argument.name ?? []));
  const dropped = droppedParameters(heir, call, known, given);
  return (
    positionalFault(code, uri, call, contract, given, dropped) ??
    unknownKeyword(uri, call, contract, known, given) ??
    givenTwice(code, heir, call) ??
    handOnFault(uri, call, dropped)
  );
}

/** Positional arguments that the base swallows (`*args`) or refuses (keyword-only parameters). */
function positionalFault(
  code: CodeModel,
  uri: string,
  call: Call,
  contract: ClassContract,
  given: ReadonlySet<string>,
  dropped: readonly string[],
): ConstructorFault | null {
  const room = contract.parameters.filter(({ keywordOnly }) => !keywordOnly).length;
  const positional = call.arguments.filter((argument) => argument.name === null);
  const excess = positional.slice(room).filter((argument) => !argument.spread);
  const [first] = excess;
  if (first === undefined) return null;
  const names = excess.map((argument, index) => keywordFor(code, argument, index, contract));
  const usable =
    names.every((name, index) => name !== null && !given.has(name) && names.indexOf(name) === index) &&
    !positional.some(({ spread }) => spread);
  const why = contract.anyPositional
    ? 'are silently swallowed by the base agent, which then chooses another port'
    : 'are refused by the base agent';
  const fix: Fix = {
    title: `Pass ${names.join(' and ')} by keyword`,
    safety: 'safe',
    edits: () => [
      ...excess.map((argument, index): FileEdit => ({
        uri,
        range: { start: argument.node.start, end: argument.node.start },
        newText: `${names[index] ?? ''}=`,
      })),
      ...handOn(
        uri,
        call,
        dropped.filter((name) => !names.includes(name)),
      ),
    ],
  };
  return {
    node: call.node,
    message: `Positional arguments ${why}: pass them by keyword`,
    fixes: usable ? [fix] : [],
  };
}

/** The keyword that a positional argument was meant for: by what it says, else by the usual order. */
function keywordFor(code: CodeModel, argument: Argument, index: number, contract: ClassContract): string | null {
  const text = code.textOf(argument.value);
  if (text === 'self') return null;
  const last = /(\w+)$/.exec(text)?.[1] ?? '';
  const keywordOnly = contract.parameters.filter((parameter) => parameter.keywordOnly).map(({ name }) => name);
  const known = new Set([...keywordOnly, ...contract.keywordsRead]);
  if (/health/i.test(last) && known.has('health_check_port')) return 'health_check_port';
  if (/port/i.test(last)) return known.has('port') ? 'port' : null;
  if (/name/i.test(last) || argument.value.type === 'string') return known.has('name') ? 'name' : null;
  if (argument.value.type === 'integer') return index > 0 && known.has('port') ? 'port' : null;
  return null;
}

function unknownKeyword(
  uri: string,
  call: Call,
  contract: ClassContract,
  known: ReadonlySet<string>,
  given: ReadonlySet<string>,
): ConstructorFault | null {
  for (const argument of call.arguments) {
    const { name } = argument;
    if (name === null || argument.spread || known.has(name)) continue;
    const meant =
      Object.entries(NEAR).find(
        ([right, wrong]) => known.has(right) && !given.has(right) && wrong.includes(name),
      )?.[0] ?? null;
    // A base that keeps or hands on its keywords may know more than its source shows.
    if (meant === null && contract.anyKeyword && (contract.keywordsForwarded || contract.keywordsRead.length === 0))
      continue;
    const effect = contract.anyKeyword ? 'silently swallows it' : 'refuses it';
    const nameNode = argument.node.childForField('name');
    const fix: Fix | null =
      meant === null || nameNode === null
        ? null
        : {
            title: `Pass it as '${meant}'`,
            safety: 'safe',
            edits: () => [{ uri, range: { start: nameNode.start, end: nameNode.end }, newText: meant }],
          };
    return {
      node: argument.node,
      message: `The base agent knows no keyword '${name}' and ${effect}${meant === null ? '' : `: it is called '${meant}'`}`,
      fixes: fix === null ? [] : [fix],
    };
  }
  return null;
}

/** `name=` fixed here, and passed again by whoever creates the agent: Python then raises TypeError. */
function givenTwice(code: CodeModel, heir: Heir, call: Call): ConstructorFault | null {
  if (!hasSpreadKeywords(call) || heir.constructor === null) return null;
  const own = new Set(heir.constructor.parameters.map(({ name }) => name));
  const { start, end } = heir.definition.node;
  for (const argument of call.arguments) {
    const { name } = argument;
    if (name === null || argument.spread || own.has(name)) continue;
    const maker = code.calls.find(
      (other) =>
        other.name === heir.definition.name &&
        other.receiver === null &&
        (other.node.start < start || other.node.end > end) &&
        other.arguments.some((one) => one.name === name),
    );
    if (maker !== undefined) {
      return {
        node: argument.node,
        message: `'${name}' is given here and once more where ${heir.definition.name} is created: Python refuses that; take it as a parameter and hand it on`,
        fixes: [],
      };
    }
  }
  return null;
}

/** Parameters of the own constructor that the base knows and never gets: whoever passes them is not heard. */
function droppedParameters(heir: Heir, call: Call, known: ReadonlySet<string>, given: ReadonlySet<string>): string[] {
  if (call.arguments.some((argument) => argument.name === null && argument.spread)) return [];
  const own = heir.constructor?.parameters.filter(({ variadic }) => variadic === null).map(({ name }) => name) ?? [];
  // `if port is None: super().__init__() else: super().__init__(port=port)`: another branch hands it on.
  const elsewhere = new Set(heir.superCalls.flatMap((other) => other.arguments.map(({ name }) => name)));
  return HANDED_ON.filter((name) => own.includes(name) && known.has(name) && !given.has(name) && !elsewhere.has(name));
}

function handOnFault(uri: string, call: Call, dropped: readonly string[]): ConstructorFault | null {
  // A name that is not handed on changes what the agent is called, not whether it works.
  const missing = dropped.filter((name) => name !== 'name');
  const positional = call.arguments.some((argument) => argument.name === null);
  if (missing.length === 0 || positional) return null;
  const list = missing.map((name) => `'${name}'`).join(' and ');
  return {
    node: call.node,
    message: `${list} ${missing.length > 1 ? 'are' : 'is'} taken as a parameter and not passed on to the base agent, which listens elsewhere`,
    fixes: [{ title: `Pass ${list} on`, safety: 'review', edits: () => handOn(uri, call, missing) }],
  };
}

function handOn(uri: string, call: Call, names: readonly string[]): FileEdit[] {
  const list = call.argumentList;
  if (list === null || names.length === 0) return [];
  const text = names.map((name) => `${name}=${name}`).join(', ');
  const spread = call.arguments.find((argument) => argument.name === '**');
  if (spread !== undefined)
    return [{ uri, range: { start: spread.node.start, end: spread.node.start }, newText: `${text}, ` }];
  const last = call.arguments.at(-1);
  const at = last?.node.end ?? list.start + 1;
  return [{ uri, range: { start: at, end: at }, newText: `${last === undefined ? '' : ', '}${text}` }];
}
