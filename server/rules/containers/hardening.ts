import { type ComposeService, isTrue } from '../../languages/compose/compose-service';
import { withDefaults } from '../../languages/compose/interpolation';
import type { Fix } from '../finding';
import type { ComposeContext } from '../rule';
import { type Addition, ComposeEditor } from './compose-editor';
import { type OwnService, imageName } from './compose-services';
import {
  LIMIT_DEFAULTS,
  LIMIT_KEYS,
  LIMIT_WORDS,
  type Limit,
  ignoredLimits,
  isModest,
  missingLimits,
} from './container-limits';
import { knownImage } from './known-images';

/** One of the things that every service should have: whether it has it, and what to write where it lacks it. */
export interface HardeningStep {
  readonly title: (service: ComposeService) => string;
  has(service: ComposeService, context: ComposeContext): boolean;
  additions(service: ComposeService, context: ComposeContext): readonly Addition[];
  /** Whether the additions are known to suit the service. */
  isCertain(service: ComposeService): boolean;
}

const dropsCapabilities: HardeningStep = {
  title: (service) =>
    capabilitiesNeeded(service).length === 0
      ? 'Drop all capabilities'
      : `Drop all capabilities but ${capabilitiesNeeded(service).join(', ')}`,
  has: (service) => listed(service, 'cap_drop').some((name) => capability(name) === 'ALL'),
  additions(service) {
    const added = new Set(listed(service, 'cap_add').map(capability));
    const needed = capabilitiesNeeded(service).filter((name) => !added.has(name));
    return [
      { path: ['cap_drop'], items: ['ALL'] },
      ...(needed.length === 0 ? [] : [{ path: ['cap_add'] as const, items: needed }]),
    ];
  },
  isCertain: (service) => !worksOnHost(service),
};

const refusesPrivileges: HardeningStep = {
  title: () => 'Add no-new-privileges',
  has: (service) => listed(service, 'security_opt').some((option) => /^no-new-privileges(?:[:=]true)?$/i.test(option)),
  additions: () => [{ path: ['security_opt'], items: ['no-new-privileges:true'] }],
  isCertain: () => true,
};

const readsOnly: HardeningStep = {
  title: () => 'Make the root filesystem read-only',
  has: (service) => isTrue(service.text('read_only')),
  additions(service) {
    const mounted = new Set([...listed(service, 'tmpfs'), ...mountTargets(service)].map((path) => path.split(':')[0]));
    const folders = ['/tmp', ...(knownImage(service)?.writable ?? [])].filter((folder) => !mounted.has(folder));
    return [
      { path: ['read_only'], value: 'true' },
      ...(folders.length === 0 ? [] : [{ path: ['tmpfs'] as const, items: folders }]),
    ];
  },
  isCertain: (service) => knownImage(service) !== null,
};

const hasLimits: HardeningStep = {
  title: (service) =>
    `Limit its ${missingLimits(service, [])
      .map((limit) => LIMIT_WORDS[limit])
      .join(', ')}`,
  has: (service, context) => missingLimits(service, ignoredLimits(context)).length === 0,
  additions(service, context) {
    const swarm = service.value('deploy') !== null;
    const values = missingLimits(service, []).map((limit): readonly [Limit, string] => {
      const option = context.options[limit];
      const value = typeof option === 'string' || typeof option === 'number' ? String(option) : LIMIT_DEFAULTS[limit];
      return [limit, limit === 'cpus' ? `'${value}'` : value];
    });
    return swarm
      ? [{ path: ['deploy', 'resources', 'limits'], keys: values }]
      : values.map(([limit, value]): Addition => ({ path: [LIMIT_KEYS[limit]], value }));
  },
  isCertain: isModest,
};

export const HARDENING = { dropsCapabilities, refusesPrivileges, readsOnly, hasLimits } as const;

/** Programs that manage devices or networks need more than start scripts do. */
function worksOnHost(service: ComposeService): boolean {
  return (
    isTrue(service.text('privileged')) ||
    service.entries('devices').length > 0 ||
    service.text('network_mode') === 'host' ||
    /vpn|wireguard|tailscale|zerotier|pihole|adguard|dnsmasq|keepalived|netdata|exporter|cadvisor|dind/.test(
      imageName(service),
    )
  );
}

function capabilitiesNeeded(service: ComposeService): readonly string[] {
  const known = knownImage(service);
  if (known !== null) return known.capabilities;
  const user = service.text('user');
  // What start scripts use that change owners and give up root; an image that starts as a user needs none.
  return user !== null && !/^(?:0|root)(?::|$)/.test(user)
    ? []
    : ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'NET_BIND_SERVICE'];
}

export function capability(name: string): string {
  return name.trim().toUpperCase().replace(/^CAP_/, '');
}

/** The texts of a list's items, variables at their defaults. */
export function listed(service: ComposeService, key: string): string[] {
  return service.items(key).flatMap(({ node }) => (node.kind === 'scalar' ? [withDefaults(node.text).trim()] : []));
}

function mountTargets(service: ComposeService): string[] {
  return service
    .items('volumes')
    .flatMap(({ node }) => (node.kind === 'scalar' ? [node.text.split(':')[1] ?? ''] : []));
}

/** The fix of one step, and behind it the one that takes all steps the service lacks at once. */
export function hardeningFixes(context: ComposeContext, { service, layer }: OwnService, step: HardeningStep): Fix[] {
  if (layer.entry.value.kind !== 'map') return [];
  const missing = Object.values(HARDENING).filter((one) => one === step || !one.has(service, context));
  const edit = (steps: readonly HardeningStep[]): ReturnType<Fix['edits']> => {
    const editor = new ComposeEditor(context.document);
    for (const one of steps) {
      for (const addition of one.additions(service, context)) editor.add(layer.entry, addition);
    }
    return editor.edits();
  };
  // An alias or a merge key may bring the list that would be added to: what does not work out is not offered.
  if (edit([step]).length === 0) return [];
  const own: Fix = {
    title: step.title(service),
    safety: step.isCertain(service) && !touchesShared(service, layer.entry, step, context) ? 'safe' : 'review',
    edits: () => edit([step]),
  };
  if (missing.length < 2) return [own];
  return [own, { title: `Harden service '${service.name}'`, safety: 'review', edits: () => edit(missing) }];
}

/** True when an addition goes to a list that an anchor shares with other services. */
function touchesShared(
  service: ComposeService,
  entry: OwnService['layer']['entry'],
  step: HardeningStep,
  context: ComposeContext,
): boolean {
  return step
    .additions(service, context)
    .some(({ path }) =>
      service.entries(path[0]).some(({ entry: found }) => found.merged || found.range.start < entry.range.start),
    );
}
