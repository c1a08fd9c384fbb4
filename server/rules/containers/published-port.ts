import { type YamlNode, entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { type PublishedPort, isOnAllInterfaces, readPort } from '../../languages/compose/published-port';
import type { FileEdit, Fix } from '../finding';
import { type ComposeContext, defineRule } from '../rule';
import { composeServices, here, imageName } from './compose-services';
import { isGateway, privateImage, privatePort } from './private-services';
import { lineEndingOf } from '../../documents/line-ending';

export const rule = defineRule({
  id: 'published-port',
  topic: 'containers',
  severity: 'information',
  impact: 5,
  effort: 1,
  triggers: ['ports'],
  crossFile: true,
  documentation: {
    summary: 'Reports ports of databases, brokers and admin interfaces that are published on all interfaces.',
    whatItDoes:
      'Looks at `ports:` in both syntaxes, with variables at their defaults. What a service is, its image or its port in the container tells. Silent for gateways, for ports bound to one address, and where the environment ' +
      'decides the address.',
    whyItMatters:
      "Docker publishes past the host's firewall: `5432:5432` opens the database to everybody who reaches the machine. Other services of the project need no published port at all.",
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  db:\n    image: postgres:16.4\n    ports:\n      - "5432:5432"\n',
        good: 'services:\n  db:\n    image: postgres:16.4\n    ports:\n      - "127.0.0.1:5432:5432"\n',
      },
    ],
    fixSafety:
      'Safe: the port stays reachable on the machine itself and for the other services. Whoever connects from another machine needs a tunnel from then on.',
    references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/'],
    remediation: {
      steps: ['Remove the port when only other services use it.', 'Bind it to 127.0.0.1 otherwise.'],
      test: 'From another machine the port is closed; the services still find each other by name.',
      rollback: 'Remove the address.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      for (const service of composeServices(context)) {
        const image = imageName(service);
        if (isGateway(image) || service.text('network_mode') === 'host') continue;
        for (const { node } of here(context, service.items('ports'))) {
          const port = readPort(node);
          if (port === null || !isOnAllInterfaces(port)) continue;
          const known = privateImage(image) ?? privatePort(port.container);
          if (known === null) continue;
          context.report({
            range: rangeOf(node),
            message: `The port of ${known.name} (${known.kind}) is published on all interfaces, past the host's firewall: bind it to 127.0.0.1, or drop it when only other services use it`,
            fixes: bindFix(context, node, port),
          });
        }
      }
    },
  },
});

function rangeOf(node: YamlNode): { start: number; end: number } {
  if (node.kind !== 'map') return node.range;
  return (entryOf(node, 'published') ?? entryOf(node, 'target'))?.range ?? node.range;
}

function bindFix({ document }: ComposeContext, node: YamlNode, port: PublishedPort): Fix[] {
  const edit = node.kind === 'map' ? longEdit(document.text, node) : shortEdit(document.text, node, port);
  if (edit === null) return [];
  return [
    {
      title: 'Publish on 127.0.0.1 only',
      safety: 'safe',
      edits: (): FileEdit[] => [{ uri: document.uri, ...edit }],
    },
  ];
}

type Edit = { readonly range: { start: number; end: number }; readonly newText: string };

function shortEdit(text: string, node: YamlNode, port: PublishedPort): Edit | null {
  if (node.kind !== 'scalar') return null;
  const written = text.slice(node.range.start, node.range.end);
  // An alias, or escapes: what stands there is not what is meant.
  if (written !== node.text) return null;
  if (port.hostAddress === null) {
    const prefix = written.includes(':') ? '127.0.0.1:' : '127.0.0.1::';
    return { range: { start: node.range.start, end: node.range.start }, newText: prefix };
  }
  const address = /\[::\]|0\.0\.0\.0/.exec(written);
  if (address === null) return null;
  const start = node.range.start + address.index;
  return { range: { start, end: start + address[0].length }, newText: '127.0.0.1' };
}

function longEdit(text: string, node: YamlNode): Edit | null {
  if (node.kind !== 'map') return null;
  const address = entryOf(node, 'host_ip');
  if (address !== undefined) {
    return address.value.kind === 'scalar' && !address.merged
      ? { range: address.value.range, newText: '127.0.0.1' }
      : null;
  }
  const first = node.entries.find(({ merged }) => !merged);
  if (first === undefined) return null;
  const at = first.keyRange.start;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const separator = node.flow ? ', ' : `${lineEndingOf(text)}${' '.repeat(line.length)}`;
  if (!node.flow && !/^[ -]*$/.test(line)) return null;
  return { range: { start: at, end: at }, newText: `host_ip: 127.0.0.1${separator}` };
}
