import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { type ComposeService, isTrue } from '../../languages/compose/compose-service';
import { withDefaults } from '../../languages/compose/interpolation';
import { type Mount, isLocalDriver, normalisedSource, readMount } from '../../languages/compose/mount';
import { defineRule } from '../rule';
import { composeServices, here, imageName } from './compose-services';

export const rule = defineRule({
  id: 'docker-socket-mount',
  topic: 'containers',
  severity: 'error',
  impact: 9,
  effort: 5,
  triggers: ['.sock', 'docker_engine', '/run', 'use_api_socket', '/:', 'source: /'],
  crossFile: true,
  documentation: {
    summary: "Reports containers that are given the container engine's socket.",
    whatItDoes:
      'Reports mounts of the sockets of Docker, containerd, Podman and CRI-O, and of the folders they stand in, in either syntax, through variables with a default and through named ' +
      'volumes, and of the whole disk read-only but for monitors; also `use_api_socket: true`. `:ro` makes no difference: requests go through a read-only socket as well. Silent for proxies that pass on a few requests.',
    whyItMatters:
      'Who can talk to the engine can start a privileged container with the whole disk mounted: the socket is root on the host, without a password.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    environment:\n      DOCKER_HOST: tcp://socket-proxy:2375\n',
      },
    ],
    references: ['https://docs.docker.com/engine/security/#docker-daemon-attack-surface'],
    remediation: {
      steps: [
        'Find out which requests the service makes.',
        'Put a proxy in front of the socket that lets only those through, or do without.',
      ],
      test: 'The service works, and a request to create a container is refused.',
      rollback: 'Mount the socket again.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      const volumes = new Map(
        context.compose.declared.volumes.flatMap(({ key, value }) => {
          const options = value.kind === 'map' ? entryOf(value, 'driver_opts')?.value : undefined;
          const device = options?.kind === 'map' ? entryOf(options, 'device')?.value : undefined;
          return device?.kind === 'scalar' && isLocalDriver(value) && isSocket(withDefaults(device.text))
            ? [[key, device.range] as const]
            : [];
        }),
      );
      const told = new Set<number>();
      const report = (range: TextRange, name: string): void => {
        if (told.has(range.start)) return;
        told.add(range.start);
        context.report({
          range,
          message: `'${name}' is given the container engine's socket, and with it root on the host (read-only or not): put a proxy in front that allows only what it needs`,
        });
      };
      for (const service of composeServices(context)) {
        if (/socket-?proxy/.test(imageName(service))) continue;
        for (const { node } of here(context, service.items('volumes'))) {
          const mount = readMount(node);
          if (mount === null) continue;
          if (mount.kind !== 'volume' && isSocket(mount.source)) report(mount.range, service.name);
          // Without a second path Docker makes a volume of that name: what was meant is the socket.
          if (mount.kind === 'anonymous' && isSocketFile(mount.target)) report(mount.range, service.name);
          if (isWholeDisk(mount, service)) report(mount.range, service.name);
          const device = mount.kind === 'volume' ? volumes.get(mount.source) : undefined;
          if (device !== undefined) report(device, service.name);
        }
        const api = service.scalar('use_api_socket');
        if (api !== null && isTrue(api.node.text))
          for (const { node } of here(context, [api])) report(node.range, service.name);
      }
    },
  },
});

/** The sockets themselves, and folders that hold them. */
function isSocket(source: string): boolean {
  const path = normalisedSource(source);
  return (
    isSocketFile(path) ||
    /\/pipe\/(?:docker_engine\w*|containerd-containerd)$/.test(path) ||
    /^(?:\/var)?\/run(?:\/(?:docker|containerd|podman|crio))?$/.test(path)
  );
}

function isSocketFile(path: string): boolean {
  return /\/(?:docker|podman|containerd|crio|dockershim|balena|cri-dockerd|balena-engine)\.sock$/.test(path);
}

/** The whole disk, which holds the socket: writing to it is told by `host-path-mount`, and monitors only read their figures from it. */
function isWholeDisk(mount: Mount, service: ComposeService): boolean {
  return (
    mount.kind === 'bind' &&
    mount.readOnly &&
    normalisedSource(mount.source) === '/' &&
    !MONITORS.test(imageName(service))
  );
}

const MONITORS =
  /exporter|cadvisor|netdata|datadog|telegraf|falco|prom|alloy|(?:grafana|portainer|dd|zabbix|newrelic|elastic)[-/]agent|beat|glances|beszel|otel|opentelemetry|newrelic|dynatrace|scrutiny|monitor|zabbix|fluent|vector|trivy|scanner|crowdsec|backup|duplicati|restic|borg|kopia|dashdot|homepage/;
