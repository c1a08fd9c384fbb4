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
  const [use] = uses;
  // A setting of a class or a default is not bound by itself.
  if (use === undefined || binds.length !== 1 || new Set(uses.map(({ port }) => port)).size !== 1) return;
  const [bind] = binds;
  if (bind === undefined || use.literal.start < bind.node.start || use.literal.end > bind.node.end) return;
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

function codeFix({ document }: CodeContext, use: PortUse, declared: number): Fix[] {
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
