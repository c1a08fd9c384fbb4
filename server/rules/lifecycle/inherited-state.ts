import type { Assignment, CodeModel } from '../../languages/code-model';
import { type BoundSocket, boundSockets } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import { Patch } from '../../fixes/migration/patch';
import { Retirement } from '../../fixes/migration/retire';
import { renameAttributes } from '../../fixes/migration/renames';
import { indentOf, isDocstring, statementsOf } from '../../fixes/migration/statements';
import type { FileEdit, Fix } from '../finding';
import type { ConstructorFault } from './constructor-contract';
import type { Heir } from './heir';

/** Objects that the base agent opens, uses in threads of its own and closes. */
const OWNED = /^(?:context|socket|http_server|health_\w*(?:socket|server|thread|context))$/;

/** A socket of the class bound on the port the base agent listens on already: the agent cannot start, or loses its health. */
export function boundTwice(code: CodeModel, uri: string, heir: Heir): (ConstructorFault & { readonly path: string })[] {
  const { base, definition } = heir;
  if (base.mainSocket === null) return [];
  const inside = boundSockets(code).filter(({ bind }) => isInside(bind.node, definition.node));
  return inside.flatMap((socket) => {
    const port = boundPort(code, socket);
    const health = port === 'self.health_check_port' && base.attributes.includes('health_socket');
    if (port !== 'self.port' && !health && !isPortGivenToBase(code, heir, port, socket)) return [];
    const fix = health ? null : useBaseSocket(code, uri, heir, socket);
    return [
      {
        node: socket.bind.node,
        path: socket.path,
        message: `The base agent listens on ${health ? 'the health port' : 'this port'} already: a second bind fails or takes its place; use ${health ? 'its health check' : `self.${base.mainSocket ?? ''}`}, or another port`,
        fixes: fix === null ? [] : [fix],
      },
    ];
  });
}

function isInside(node: SyntaxNode, outer: SyntaxNode): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}

/** The expression behind the last colon of the address. */
function boundPort(code: CodeModel, { address }: BoundSocket): string | null {
  const [only, second] =
    address.type === 'identifier' || address.type === 'attribute' ? code.valuesOf(address) : [address];
  if (only === undefined || second !== undefined) return null;
  return (
    /:\{([\w.]+)\}["']*$/.exec(code.textOf(only))?.[1] ??
    /:["']\s*\+\s*str\(([\w.]+)\)$/.exec(code.textOf(only))?.[1] ??
    null
  );
}

/** `port` in the constructor, where the same `port` goes to the base. */
function isPortGivenToBase(code: CodeModel, heir: Heir, port: string | null, { bind }: BoundSocket): boolean {
  if (port === null || heir.constructor === null || !isInside(bind.node, heir.constructor.node)) return false;
  return heir.superCalls.some((call) =>
    call.arguments.some((argument) => argument.name === 'port' && code.textOf(argument.value) === port),
  );
}

/** Takes the second socket out; what used it uses the base agent's. */
function useBaseSocket(code: CodeModel, uri: string, heir: Heir, { kind, path }: BoundSocket): Fix | null {
  const own = /^self\.(\w+)$/.exec(path)?.[1];
  const theirs = heir.base.mainSocket;
  if (kind !== 'REP' || own === undefined || theirs === null) return null;
  const build = (): FileEdit[] => {
    const patch = new Patch(code);
    if (own !== theirs) renameAttributes(code, patch, heir.definition, new Map([[own, theirs]]));
    const retirement = new Retirement(code, patch, {
      objects: new Set([path]),
      methods: new Set(),
      scalars: new Set(),
      signals: false,
    });
    const emptied: SyntaxNode[] = [];
    for (const method of heir.definition.methods) {
      if (method.body === null) continue;
      retirement.retireIn(method.body, { scalars: false });
      const left = statementsOf(method.body).filter((statement) => !patch.covers(statement));
      if (left.every(isDocstring)) emptied.push(method.body);
    }
    for (const body of emptied) {
      const first = statementsOf(body)[0];
      if (first !== undefined && !statementsOf(body).some(isDocstring))
        patch.insert(patch.linesOf(first).start, `${indentOf(code, body)}pass\n`);
    }
    const start = code.text.lastIndexOf('\n', heir.definition.node.start) + 1;
    const feed = code.text.indexOf('\n', heir.definition.node.end);
    const end = feed === -1 ? code.text.length : feed + 1;
    return [{ uri, range: { start, end }, newText: patch.render({ start, end }) }];
  };
  return { title: `Use the base agent's socket`, safety: 'review', edits: build };
}

/** Attributes that belong to the base agent and are set anew: what it opened is lost, its threads go on with something else. */
export function overwrittenState(
  code: CodeModel,
  uri: string,
  heir: Heir,
  reported: ReadonlySet<string>,
): ConstructorFault[] {
  const first = heir.superCalls[0]?.node;
  return first === undefined ? [] : overwrittenBehind(code, uri, heir, first.start, reported);
}

/** What would be overwritten if the base's constructor ran at an offset. */
export function overwrittenBehind(
  code: CodeModel,
  uri: string,
  heir: Heir,
  start: number,
  reported: ReadonlySet<string>,
): ConstructorFault[] {
  const base = new Set(heir.base.attributes);
  const byName = new Map<string, Assignment[]>();
  for (const assignment of code.assignments) {
    const name = /^self\.(\w+)$/.exec(assignment.path ?? '')?.[1];
    if (name === undefined || !base.has(name) || !isInside(assignment.node, heir.definition.node)) continue;
    // Before the base's constructor has run it is the base that overwrites.
    if (assignment.node.start < start) continue;
    byName.set(name, [...(byName.get(name) ?? []), assignment]);
  }
  const faults: ConstructorFault[] = [];
  for (const [name, assignments] of byName) {
    const fault = overwritten(code, uri, heir, name, assignments, reported);
    if (fault !== null) faults.push(fault);
  }
  return faults;
}

function overwritten(
  code: CodeModel,
  uri: string,
  heir: Heir,
  name: string,
  assignments: readonly Assignment[],
  reported: ReadonlySet<string>,
): ConstructorFault | null {
  const inConstructor = assignments.filter(
    ({ node }) => heir.constructor !== null && isInside(node, heir.constructor.node),
  );
  if (name === 'running') {
    const lowered = inConstructor.find(({ value }) => value.type === 'false');
    return lowered === undefined
      ? null
      : {
          node: lowered.node,
          message: `self.running is the base agent's: lowered in the constructor it ends its threads before they serve`,
          fixes: [removal(code, uri, lowered)],
        };
  }
  if (!OWNED.test(name) || reported.has(`self.${name}`)) return null;
  const real = assignments.filter(({ value }) => value.type !== 'none');
  const emptied = inConstructor.find(({ value }) => value.type === 'none');
  if (real.length === 0) {
    if (emptied === undefined || !isUsed(code, heir, name, emptied)) return null;
    return {
      node: emptied.node,
      message: `self.${name} belongs to the base agent: set to None here and used afterwards it fails at run time; leave it as the base made it`,
      fixes: [removal(code, uri, emptied)],
    };
  }
  const [first] = inConstructor.filter(({ value }) => value.type !== 'none');
  if (first === undefined) return null;
  const context = name === 'context';
  return {
    node: first.node,
    message: context
      ? 'self.context belongs to the base agent, which has opened its sockets in it: replaced, it is never terminated; use the one that is there'
      : `self.${name} belongs to the base agent: overwritten, what it opened is never closed; give yours another name`,
    fixes: context && inConstructor.length === 1 ? [removal(code, uri, first)] : [],
  };
}

/** `self.context.socket(…)`: anything that would fail on None, outside a test for it. */
function isUsed(code: CodeModel, heir: Heir, name: string, after: Assignment): boolean {
  return code.calls.some((call) => {
    if (call.receiver === null || !isInside(call.node, heir.definition.node)) return false;
    if (code.textOf(call.receiver) !== `self.${name}` || call.node.start < after.node.start) return false;
    if (/^(?:close|term|destroy|join|stop|shutdown)$/.test(call.name)) return false;
    const guard = call.node.ancestorOfType('if_statement');
    const condition = guard?.childForField('condition');
    return condition === undefined || condition === null || !code.textOf(condition).includes(`self.${name}`);
  });
}

function removal(code: CodeModel, uri: string, { node }: Assignment): Fix {
  return {
    title: 'Leave it as the base agent made it',
    safety: 'review',
    edits: () => {
      const patch = new Patch(code);
      const statement = node.parent?.type === 'expression_statement' ? node.parent : node;
      const block = statement.parent;
      const alone = block !== null && statementsOf(block).length === 1;
      if (alone) return [{ uri, range: { start: statement.start, end: statement.end }, newText: 'pass' }];
      const { start, end } = patch.linesOf(statement);
      return [{ uri, range: { start, end }, newText: '' }];
    },
  };
}

/** A clean-up that never comes to the base agent's: ports stay open, threads run on. */
export function cleanUpWithoutBase(code: CodeModel, uri: string, heir: Heir): ConstructorFault | null {
  const method = heir.definition.methods.find(({ name }) => name === 'cleanup');
  if (
    method === undefined ||
    method.body === null ||
    method.nameNode === null ||
    heir.base.methods['cleanup'] === undefined
  )
    return null;
  const { body, nameNode } = method;
  if (/\bsuper\(\)?[^\n]*\.cleanup\(|\.cleanup\(\s*self\b/.test(code.textOf(body))) return null;
  const last = statementsOf(body).at(-1);
  const fix: Fix = {
    title: `End with super().cleanup()`,
    safety: 'review',
    edits: () => {
      const patch = new Patch(code);
      const call = `${method.async ? 'await ' : ''}super().cleanup()`;
      if (
        last !== undefined &&
        (last.type === 'pass_statement' || (last.type === 'return_statement' && last.namedChildren.length === 0))
      ) {
        return [{ uri, range: { start: last.start, end: last.end }, newText: call }];
      }
      patch.insertLineAfter(body, `${indentOf(code, body)}${call}`);
      const feed = code.text.indexOf('\n', body.end);
      const end = feed === -1 ? code.text.length : feed + 1;
      return [{ uri, range: { start: body.start, end }, newText: patch.render({ start: body.start, end }) }];
    },
  };
  const oneLine = code.text.lastIndexOf('\n', body.start) < method.node.start;
  return {
    node: nameNode,
    message: `cleanup() does not call the base agent's: its ports stay open and its threads run on; end with super().cleanup()`,
    fixes: oneLine ? [] : [fix],
  };
}
