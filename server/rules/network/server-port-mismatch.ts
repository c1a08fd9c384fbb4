import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { AgentReference } from '../../project/project-view';
import type { Fix } from '../finding';
import type { CodeContext } from '../rule';
import { isBindCall } from './address-calls';
import { type PortUse, portUses } from './address-ports';
import { type Declaration, startupFix } from './port-mismatch-fix';

/**
 * Agents without a base agent: the one port that the script binds is compared with its entry. Where a bind cannot be read, or several are there, the script
 * may open the declared port after all.
 */
export function checkServer(context: CodeContext, entries: readonly AgentReference[]): void {
  const { code } = context;
  const binds = code.calls.filter((call) => isBindCall(code, call));
  const uses = portUses(code).filter(({ role }) => role === 'bind');
  const [bind] = binds;
  if (bind === undefined || binds.length !== 1) return;
  const use = uses[0] ?? usualPort(code, bind);
  // A setting of a class or a default is not bound by itself.
  if (use === null || new Set(uses.map(({ port }) => port)).size > 1) return;
  if (use.range.start < bind.node.start || use.range.end > bind.node.end) return;
  const known = entries.flatMap(({ agent }) => [
    agent.port,
    agent.healthPort,
    ...agent.nestedPorts.map(({ port }) => port),
  ]);
  if (known.some((port) => port !== null && (port.value.base === null || port.value.base === use.port))) return;
  const declarations = entries.flatMap((entry): Declaration[] => {
    const { port } = entry.agent;
    return port === null || port.value.base === null ? [] : [{ entry, port, number: port.value.base }];
  });
  const [first] = declarations;
  if (first === undefined || declarations.length < entries.length) return;
  const { name } = first.entry.agent;
  context.report({
    range: use.range,
    message: `The startup file gives ${name.value} the port ${first.number}, but the code listens on ${use.port}: health checks and other agents look for it in vain; make both the same`,
    related: declarations.map(({ port, number }) => ({
      uri: port.file,
      range: port.range,
      message: `declared here: ${number}`,
    })),
    fixes: code.root.hasError ? [] : [...codeFix(context, use, first.number), ...startupFix(first, 'port', use.port)],
  });
}

/** `def serve(port=5555): socket.bind(f"tcp://*:{port}")`, called without a port: the one that the script opens by itself. */
function usualPort(code: CodeModel, { arguments: given }: Call): Pick<PortUse, 'port' | 'range' | 'written'> | null {
  for (const { name, value } of given) {
    const pair = value.type === 'tuple' ? value.namedChildren : [];
    const node = pair[1] ?? value;
    const isPort = name === 'port' || pair.length === 2;
    const text = isPort ? usualNumber(code, node) : code.usualText(node)?.constant;
    const port = /(?:^|:)(\d{2,5})$/.exec(text ?? '')?.[1];
    if (port !== undefined && (isPort || text?.includes('://') === true))
      return { port: Number(port), range: node, written: false };
  }
  return null;
}

function usualNumber(code: CodeModel, node: SyntaxNode): string | null {
  const known = code.integerValue(node) ?? code.usualInteger(node);
  return known === null ? null : String(known);
}

function codeFix({ document }: CodeContext, use: Pick<PortUse, 'range' | 'written'>, declared: number): Fix[] {
  if (!use.written) return [];
  return [
    {
      title: `Use ${declared} in the code`,
      safety: 'review',
      edits: () => [
        { uri: document.uri, range: { start: use.range.start, end: use.range.end }, newText: String(declared) },
      ],
    },
  ];
}
