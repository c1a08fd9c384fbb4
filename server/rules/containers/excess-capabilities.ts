import type { YamlNode } from '@agent-preflight/stack/definition/yaml/tree';
import { type ComposeService, type Placed, mapOf } from '../../languages/compose/compose-service';
import type { Fix } from '../finding';
import { type ComposeContext, defineRule } from '../rule';
import { ComposeEditor } from './compose-editor';
import { composeServices, here, imageName, servicesWithout } from './compose-services';
import { HARDENING, capability, hardeningFixes } from './hardening';

/** Capabilities beyond the engine's defaults that lead out of the container, or to what belongs to others. */
const DANGEROUS = new Set(
  (
    'ALL SYS_ADMIN NET_ADMIN SYS_PTRACE SYS_MODULE SYS_RAWIO SYS_BOOT SYS_TIME DAC_READ_SEARCH MAC_ADMIN MAC_OVERRIDE BPF PERFMON ' +
    'SYSLOG NET_RAW NET_BROADCAST AUDIT_CONTROL AUDIT_READ LINUX_IMMUTABLE SYS_PACCT SYS_TTY_CONFIG CHECKPOINT_RESTORE'
  ).split(' '),
);

export const rule = defineRule({
  id: 'excess-capabilities',
  topic: 'containers',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: ['image', 'build', 'cap_add'],
  crossFile: true,
  documentation: {
    summary: "Reports services that keep the engine's default capabilities, or are given dangerous ones.",
    whatItDoes:
      'Reports each service once: at the dangerous capability under `cap_add` (`ALL`, `SYS_ADMIN`, `NET_ADMIN`, `SYS_PTRACE`, …), else at its name when `cap_drop: [ALL]` is missing in the merged project. Capabilities ' +
      'added back after dropping all of them are fine unless they are dangerous. VPN gateways may have `NET_ADMIN`.',
    whyItMatters:
      'Containers start with fourteen capabilities, among them raw sockets and changing any owner. Few programs use one of them; who takes over the program uses all of them.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    user: "1000"\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    user: "1000"\n    cap_drop:\n      - ALL\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    cap_drop: [ALL]\n    cap_add: [SYS_ADMIN, CHOWN]\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    cap_drop: [ALL]\n    cap_add: [CHOWN]\n',
      },
    ],
    fixSafety:
      'Drops all capabilities. Where the service may start as root, those that start scripts use to give it up are added back; well-known images get just what they need. Taking away a dangerous one is to be reviewed: ' +
      'somebody added it for a reason.',
    references: ['https://docs.docker.com/engine/security/#linux-kernel-capabilities'],
    remediation: {
      steps: ['Drop all capabilities.', 'Add back the one that the log asks for, if any.'],
      test: 'The service starts and works; inside, /proc/1/status shows few bits in CapBnd.',
      rollback: 'Remove the keys.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      const told = new Set<string>();
      for (const service of composeServices(context)) {
        const [first, ...others] = here(context, dangerousOf(service));
        if (first === undefined) continue;
        told.add(service.name);
        reportDangerous(context, service, [first, ...others]);
      }
      for (const own of servicesWithout(context, (service) => HARDENING.dropsCapabilities.has(service, context))) {
        if (told.has(own.service.name)) continue;
        context.report({
          range: own.range,
          message: `'${own.service.name}' keeps the engine's default capabilities, such as raw sockets and changing owners: drop all of them (cap_drop: [ALL]) and add back what it needs`,
          fixes: hardeningFixes(context, own, HARDENING.dropsCapabilities),
        });
      }
    },
  },
});

function dangerousOf(service: ComposeService): Placed[] {
  const isGateway = /wireguard|openvpn|tailscale|netbird|gluetun|vpn|keepalived|pihole|zerotier/.test(
    imageName(service),
  );
  return service.items('cap_add').filter(({ node }) => {
    const name = node.kind === 'scalar' ? capability(node.text) : '';
    return DANGEROUS.has(name) && !(isGateway && name === 'NET_ADMIN');
  });
}

function reportDangerous(
  context: ComposeContext,
  service: ComposeService,
  found: readonly [Placed, ...Placed[]],
): void {
  const names = found.map(({ node }) => (node.kind === 'scalar' ? capability(node.text) : ''));
  const [{ node, entry }] = found;
  const alsoDrops = HARDENING.dropsCapabilities.has(service, context) ? '' : ', drop all others (cap_drop: [ALL])';
  context.report({
    range: node.range,
    message: `'${service.name}' is given ${names.join(', ')}, which reaches beyond the container: remove it${alsoDrops} and add only what it needs`,
    fixes: removal(
      context,
      service,
      entry,
      found.map((place) => place.node),
    ),
  });
}

function removal(
  context: ComposeContext,
  service: ComposeService,
  entry: Placed['entry'],
  items: readonly YamlNode[],
): Fix[] {
  const layer = service.layers.find(
    (one) => one.file === context.compose && mapOf(one)?.entries.includes(entry) === true,
  );
  const map = layer === undefined ? null : mapOf(layer);
  if (map === null || layer === undefined || entry.merged) return [];
  const edits = (): ReturnType<Fix['edits']> => {
    const editor = new ComposeEditor(context.document).removeItems(map, entry, items);
    if (layer === service.declaration && !HARDENING.dropsCapabilities.has(service, context)) {
      editor.add(layer.entry, { path: ['cap_drop'], items: ['ALL'] });
    }
    return editor.edits();
  };
  return edits().length === 0 ? [] : [{ title: 'Take the dangerous capabilities away', safety: 'review', edits }];
}
