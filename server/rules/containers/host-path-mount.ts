import { entryOf } from '@agent-preflight/stack/definition/yaml/tree';
import { withDefaults } from '../../languages/compose/interpolation';
import { type Mount, isLocalDriver, normalisedSource, readMount } from '../../languages/compose/mount';
import type { FileEdit, Fix } from '../finding';
import { type ComposeContext, defineRule } from '../rule';
import { composeServices, here } from './compose-services';

export const rule = defineRule({
  id: 'host-path-mount',
  topic: 'containers',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: ['volumes'],
  crossFile: true,
  documentation: {
    summary: 'Reports sensitive folders of the host that a container may write to.',
    whatItDoes:
      "Reports writable mounts of the system's folders (`/`, `/etc`, `/usr`, `/lib`, `/boot`, `/dev`, `/proc`, `/sys`, `/run`, `/var`, `/root`), of whole home folders and of folders with keys (`~/.ssh`, `~/.aws`, `~/.kube`, …), in " +
      'either syntax and through named volumes. Silent for read-only mounts, single devices such as `/dev/snd`, clocks, and folders made for data. Sockets of container engines are told by docker-socket-mount.',
    whyItMatters:
      'A container that can write to `/etc` or `/usr` changes the programs and accounts of the host; with `~/.ssh` it lets itself in. The walls of the container are then no walls.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  monitor:\n    image: acme/monitor:2.0.1\n    volumes:\n      - /etc:/host/etc\n',
        good: 'services:\n  monitor:\n    image: acme/monitor:2.0.1\n    volumes:\n      - /etc:/host/etc:ro\n',
      },
    ],
    fixSafety: 'To be reviewed: mounts the folder read-only, which a service that writes to it does not survive.',
    references: ['https://docs.docker.com/engine/storage/bind-mounts/'],
    remediation: {
      steps: [
        'Mount the one file or folder that is needed, read-only.',
        'Keep what the service writes in a named volume.',
      ],
      test: 'The service works, and cannot change the folder from inside.',
      rollback: 'Remove `:ro`.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      for (const service of composeServices(context)) {
        for (const { node } of here(context, service.items('volumes'))) {
          const mount = readMount(node);
          if (mount === null || mount.kind !== 'bind' || mount.readOnly || !isSensitive(mount.source)) continue;
          context.report({
            range: mount.range,
            message: `'${service.name}' may write to '${mount.source}' of the host: mount it read-only, or only the part it needs`,
            fixes: readOnlyFix(context, mount),
          });
        }
      }
      checkNamedVolumes(context);
    },
  },
});

/** A named volume that is bound to a folder by its driver's options. */
function checkNamedVolumes(context: ComposeContext): void {
  for (const { key, value } of context.compose.declared.volumes) {
    const options = value.kind === 'map' ? entryOf(value, 'driver_opts')?.value : undefined;
    if (options?.kind !== 'map') continue;
    const flags = entryOf(options, 'o')?.value;
    if (flags?.kind === 'scalar' && /(?:^|,)\s*(?:ro|addr=\S*)\s*(?:,|$)/.test(flags.text)) continue;
    // What a device is to another driver, only that driver knows.
    const device = ((isLocalDriver(value) ? entryOf(options, 'device') : undefined) ?? entryOf(options, 'mountpoint'))
      ?.value;
    if (device?.kind !== 'scalar' || !isSensitive(withDefaults(device.text))) continue;
    context.report({
      range: device.range,
      message: `Volume '${key}' is '${device.text}' of the host, for services to write to: use a folder made for data, or mount it read-only`,
    });
  }
}

const SYSTEM = /^\/(?:bin|sbin|boot|etc|lib|lib32|lib64|libx32|usr|proc|sys|root|run|var|dev)(?:\/|$)/;
/** Whole folders that hold other people's things; a folder of one's own below them is what they are for. */
const WHOLE = /^\/(?:home|srv|opt|mnt|media|Users|private|Volumes|home\/[^/]+|Users\/[^/]+)?$/;
const KEYS =
  /^(?:~|\uffff|\/home\/[^/]+|\/Users\/[^/]+|\/root)(?:\/\.(?:ssh|aws|kube|docker|gnupg|azure|config(?:\/gcloud)?|netrc|npmrc|pypirc))(?:\/|$)/;
/** Devices, displays, clocks and sockets that programs are meant to open; logs and caches that hold no programs. */
const HARMLESS =
  /^\/(?:dev\/(?!sd|nvme|mem|kmem|port|mapper|disk|vd|xvd|hd|loop)|etc\/(?:localtime|timezone|machine-id|resolv\.conf|hosts)$|tmp(?:\/|$)|run\/(?:dbus|udev|user|secrets)(?:\/|$)|var\/(?:run\/(?:dbus|user)|tmp|cache|www|run\/secrets)(?:\/|$))/;

function isSensitive(source: string): boolean {
  const path = normalisedSource(source);
  if (/\.sock$/.test(path) || /^(?:\/var)?\/run$/.test(path)) return false;
  if (path === '~' || KEYS.test(path)) return true;
  if (/^[A-Za-z]:\/?(?:Windows|Users|Program Files)?$/i.test(path)) return true;
  return WHOLE.test(path) || (SYSTEM.test(path) && !HARMLESS.test(path));
}

function readOnlyFix({ document }: ComposeContext, mount: Mount): Fix[] {
  const title = 'Mount it read-only';
  if (mount.long === null) {
    const written = document.slice(mount.range);
    const mode = /:(?:[A-Za-z]:)?\/[^:]*(:[\w,]+)$/.exec(written)?.[1];
    const edit: FileEdit =
      mode === undefined
        ? { uri: document.uri, range: { start: mount.range.end, end: mount.range.end }, newText: ':ro' }
        : {
            uri: document.uri,
            range: { start: mount.range.end - mode.length, end: mount.range.end },
            newText: readOnlyMode(mode),
          };
    return written.startsWith('*') ? [] : [{ title, safety: 'review', edits: () => [edit] }];
  }
  const known = entryOf(mount.long, 'read_only');
  if (known?.value.kind === 'scalar') {
    const { range } = known.value;
    return [{ title, safety: 'review', edits: () => [{ uri: document.uri, range, newText: 'true' }] }];
  }
  const source = mount.long.entries.find(({ key, merged }) => !merged && key === 'source');
  if (source === undefined) return [];
  const at = source.keyRange.start;
  const before = document.text.slice(document.text.lastIndexOf('\n', at - 1) + 1, at);
  if (!mount.long.flow && !/^[ -]*$/.test(before)) return [];
  const separator = mount.long.flow ? ', ' : `${document.lineEnding}${' '.repeat(before.length)}`;
  return [
    {
      title,
      safety: 'review',
      edits: () => [{ uri: document.uri, range: { start: at, end: at }, newText: `read_only: true${separator}` }],
    },
  ];
}

/** `:rw,Z` → `:ro,Z` */
function readOnlyMode(mode: string): string {
  const words = mode.slice(1).split(',');
  return `:${['ro', ...words.filter((word) => word !== 'rw')].join(',')}`;
}
