import { type YamlEntry, entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { type ComposeService, type Placed, isTrue, mapOf } from '../../languages/compose/compose-service';
import { withDefaults } from '../../languages/compose/interpolation';
import type { Fix } from '../finding';
import { type ComposeContext, defineRule } from '../rule';
import { ComposeEditor } from './compose-editor';
import { composeServices, here, imageName } from './compose-services';

/** Namespaces of the host that a service can be put into, and what that opens. */
const HOST_NAMESPACES: Readonly<Record<string, string>> = {
  network_mode: 'every port and local service of the host',
  pid: 'every process of the host',
  ipc: "the host's shared memory",
  userns_mode: "the host's users: root inside is root outside",
  uts: "the host's name",
  cgroup: "the host's control groups",
};

export const rule = defineRule({
  id: 'privileged-container',
  topic: 'containers',
  severity: 'error',
  impact: 9,
  effort: 3,
  triggers: ['privileged', 'host', 'security.insecure'],
  crossFile: true,
  documentation: {
    summary: 'Reports privileged containers and containers that share namespaces of the host.',
    whatItDoes:
      'Reports `privileged: true` (also for builds and lifecycle hooks) and `network_mode`, `pid`, `ipc`, `userns_mode`, `uts` and `cgroup` set to `host`, on the project as Compose ' +
      'merges it: what an override resets is not reported.',
    whyItMatters:
      'A privileged container is root on the host: it loads kernel modules, mounts disks and sees every device. One agent that runs what a model wrote is then enough to lose the machine.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    privileged: true\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    devices:\n      - /dev/snd\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  monitor:\n    image: acme/monitor:2.0.1\n    pid: host\n',
        good: 'services:\n  monitor:\n    image: acme/monitor:2.0.1\n    pid: service:agent\n  agent:\n    image: acme/agent:1.4.2\n',
      },
    ],
    fixSafety:
      'Removing the key is safe where nothing shows that the service needs it. It is to be reviewed for `network_mode: host` (ports then have to be published), for Docker in Docker and where devices are passed on.',
    references: [
      'https://docs.docker.com/reference/compose-file/services/#privileged',
      'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html',
    ],
    remediation: {
      steps: ['Remove the key.', 'Give the container the one device, capability or port it needs.'],
      test: 'docker compose up, and the service does its work; docker inspect says Privileged: false.',
      rollback: 'Put the key back.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      for (const service of composeServices(context)) {
        checkPrivileged(context, service);
        checkNamespaces(context, service);
      }
    },
  },
});

function checkPrivileged(context: ComposeContext, service: ComposeService): void {
  const message = `'${service.name}' runs privileged, which makes it root on the host: remove it and give the service the one device or capability it needs`;
  const own = service.scalar('privileged');
  if (own !== null && isTrue(withDefaults(own.node.text)))
    reportHere(context, own, message, removal(context, service, own));
  const build = service.scalar('build', 'privileged');
  if (build !== null && isTrue(withDefaults(build.node.text))) {
    reportHere(context, build, `The build of '${service.name}' runs privileged, as root on the host: remove it`, []);
  }
  for (const { node, file, entry } of service.items('build').flatMap(entitlements)) {
    reportHere(
      context,
      { node, file, entry },
      `The build of '${service.name}' asks for 'security.insecure', which is root on the host: remove it`,
      [],
    );
  }
  for (const key of ['post_start', 'pre_stop']) {
    for (const { file, node, entry } of service.items(key)) {
      const found = node.kind === 'map' ? entryOf(node, 'privileged')?.value : undefined;
      if (found?.kind !== 'scalar' || !isTrue(withDefaults(found.text))) continue;
      reportHere(
        context,
        { file, node: found, entry },
        `'${key}' of '${service.name}' runs privileged, as root on the host: remove it`,
        [],
      );
    }
  }
}

function entitlements({ file, node, entry }: Placed): Placed[] {
  const list = node.kind === 'map' ? entryOf(node, 'entitlements')?.value : undefined;
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) =>
    item.kind === 'scalar' && item.text === 'security.insecure' ? [{ file, node: item, entry }] : [],
  );
}

function checkNamespaces(context: ComposeContext, service: ComposeService): void {
  for (const [key, opens] of Object.entries(HOST_NAMESPACES)) {
    const place = service.scalar(key);
    if (place === null || withDefaults(place.node.text) !== 'host') continue;
    reportHere(
      context,
      place,
      `'${service.name}' shares a namespace of the host (${key}: host) and so reaches ${opens}: remove it`,
      removal(context, service, place),
    );
  }
  // `networks: {host: …}` is what older files write for the same.
  for (const { name, place } of service.names('networks')) {
    if (name !== 'host' || !isExternalHost(context)) continue;
    reportHere(
      context,
      place,
      `'${service.name}' joins the host's network and so reaches every port of the host: use one of the project`,
      [],
    );
  }
}

function isExternalHost({ compose }: ComposeContext): boolean {
  const declared = compose.declared.networks.find(({ key }) => key === 'host');
  return declared?.value.kind === 'map' && entryOf(declared.value, 'external') !== undefined;
}

function reportHere(context: ComposeContext, place: Placed, message: string, fixes: readonly Fix[]): void {
  for (const { node } of here(context, [place])) {
    context.report({ range: node.kind === 'scalar' ? node.range : node.range, message, fixes });
  }
}

function removal(context: ComposeContext, service: ComposeService, { entry }: Placed): Fix[] {
  const layer = service.layers.find(
    (one) => one.file === context.compose && mapOf(one)?.entries.includes(entry) === true,
  );
  const map = layer === undefined ? null : mapOf(layer);
  if (map === null || entry.merged) return [];
  const edits = (): ReturnType<Fix['edits']> => new ComposeEditor(context.document).removeEntry(map, entry).edits();
  if (edits().length === 0) return [];
  return [{ title: `Remove '${entry.key}'`, safety: isNeeded(service, entry) ? 'review' : 'safe', edits }];
}

function isNeeded(service: ComposeService, { key }: YamlEntry): boolean {
  if (key === 'network_mode') return true;
  return (
    service.entries('devices').length > 0 ||
    service.text('runtime') !== null ||
    /dind|docker|buildkit|cadvisor|exporter|netdata|falco|k3s|kind/.test(imageName(service))
  );
}
