import type { EffectiveEntry } from '../../languages/unit/effective-unit';
import { unitOfDropIn } from '../../languages/unit/unit-file';
import type { Fix } from '../finding';
import { defineRule, type UnitContext } from '../rule';
import { type AgentService, addToSection, agentService, fixUnit, usesNvidiaGpu, isEngineClient } from './agent-service';

const ONLINE = 'network-online.target';
const PERSISTENCE = 'nvidia-persistenced.service';

/** Units that are there anyway, or may be missing by design: to come after them asks for nothing. */
const ORDER_ONLY =
  /^(?:systemd-|dev-|sys-|network|nss-|local-fs|remote-fs|time-|sysinit|basic|multi-user|graphical|cloud-|rsyslog|syslog|dbus|ssh|getty|user@|session|NetworkManager|nvidia-|containerd|snapd|nslcd|sssd|firewalld|ufw|ip6?tables|ipset|shorewall|nftables|auditd|chronyd?|ntpd?|swap|paths|sockets|timers|initrd|-|.*\.mount$|.*\.slice$|.*\.target$|.*\.device$)/;

export const rule = defineRule({
  id: 'service-ordering',
  topic: 'services',
  severity: 'warning',
  impact: 5,
  effort: 1,
  triggers: ['ExecStart'],
  crossFile: true,
  documentation: {
    summary: 'Reports services that start before what they need, or after something that nothing starts.',
    whatItDoes:
      'Reports `After=network.target` (which says only that the network is being set up) where `network-online.target` is meant; `After=` of a service, or of `network-online.target`, that neither ' +
      '`Wants=` nor `Requires=` brings in; `Requires=` without `After=`, which starts both at once; and a service that computes on an NVIDIA GPU and does not come after ' +
      '`nvidia-persistenced.service`.',
    whyItMatters:
      'It works when started by hand and fails after a reboot, when the address is not there yet, the broker was never started, or the driver is not loaded.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Unit]\nAfter=network.target\n\n[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
        good: '[Unit]\nAfter=network-online.target\nWants=network-online.target\n\n[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
      },
      {
        path: 'deploy/hub.service',
        bad: '[Unit]\nAfter=redis.service\n\n[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
        good: '[Unit]\nAfter=redis.service\nWants=redis.service\n\n[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
      },
    ],
    fixSafety:
      'Safe: completes the pair with `Wants=` (a start that fails does not take the service down) or `After=`.',
    references: ['https://systemd.io/NETWORK_ONLINE/'],
    remediation: {
      steps: ['Say both: what has to be there (Wants= or Requires=), and that it comes first (After=).'],
      test: 'systemd-analyze verify <unit>; reboot, and read systemd-analyze critical-chain <unit>',
      rollback: 'Revert the lines.',
      dependsOn: [],
    },
  },
  checks: {
    unit(context) {
      if (unitOfDropIn(context.unit.path) !== null) return;
      const service = agentService(context);
      if (service === null) return;
      reportNetwork(context, service);
      reportNoUnits(context);
      reportOrderAlone(context, service);
      reportTogether(context, service);
      reportGpu(context, service);
    },
  },
});

/** What is started along with the unit. */
function broughtIn({ effective }: AgentService): ReadonlySet<string> {
  return new Set(
    ['Wants', 'Requires', 'Requisite', 'BindsTo', 'PartOf', 'Upholds'].flatMap((key) => [
      ...effective.words('Unit', key),
    ]),
  );
}

function reportNetwork(context: UnitContext, service: AgentService): void {
  const after = service.effective.words('Unit', 'After');
  if (!after.has('network.target') || after.has(ONLINE) || onlyListens(service)) return;
  const place = wordPlace(context, service.effective.all('Unit', 'After'), 'network.target');
  if (place === null) return;
  const wants = broughtIn(service).has(ONLINE) ? [] : [addToSection(context, 'Unit', [`Wants=${ONLINE}`])];
  context.report({
    range: place,
    message: `network.target is reached before there is an address: a service that connects to others comes after ${ONLINE}, and wants it.`,
    fixes: [fixUnit(context, `Wait for ${ONLINE}`, 'safe', [{ range: place, newText: ONLINE }, ...wants])],
  });
}

/** Servers that wait for callers and connect to nobody when they start: network.target is what they need. */
const LISTENERS =
  /(?:^|\/)(?:redis-server|valkey-server|memcached|systemd-memcached-wrapper|postgres|pg_ctlcluster|mysqld|mariadbd|mongod|mosquitto|nginx|apache2|apachectl|httpd|haproxy|sshd|chronyd|named|unbound|dnsmasq|qdrant|systemd-nspawn)$/;

function onlyListens(service: AgentService): boolean {
  return isEngineClient(service) || service.commands.some(({ words }) => LISTENERS.test(words[0]?.text ?? ''));
}

/** What has to be up before others can do anything: to want it without waiting for it is a slip. */
const STORES =
  /^(?:postgres(?:ql)?|redis(?:-server)?|valkey|mysqld?|mariadb|mongod?|mongodb|rabbitmq(?:-server)?|nats(?:-server)?|kafka|zookeeper|mosquitto|memcached|docker|qdrant|milvus|neo4j|elasticsearch|opensearch|ollama|influxdb|etcd|minio)(?:@[^.]*)?\.service$/;

/** Words of a list of units that are none: a comment behind the value, a key written twice. systemd ignores them, and says so in its log alone. */
function reportNoUnits(context: UnitContext): void {
  for (const entry of context.unit.entries) {
    if (entry.section !== 'Unit' || !/^(?:After|Before|Wants|Requires|Requisite|BindsTo|PartOf)$/.test(entry.key))
      continue;
    const text = context.document.text.slice(entry.valueRange.start, entry.valueRange.end);
    const match = /(?<=^|\s)(?:[#;]|[A-Z][A-Za-z]+=)/.exec(text);
    if (match === null) continue;
    const start = entry.valueRange.start + match.index;
    const rest = text.slice(match.index);
    context.report({
      range: { start, end: entry.valueRange.end },
      message: /^[#;]/.test(rest)
        ? `systemd knows no comment behind a value: it takes these words for units, and passes over them. Put the comment on a line of its own.`
        : `'${rest.split(/\s/)[0]}' is no unit: systemd passes over it, and ${entry.key}= says nothing.`,
    });
  }
}

function reportOrderAlone(context: UnitContext, service: AgentService): void {
  const known = broughtIn(service);
  const entries = service.effective.all('Unit', 'After');
  const lone = [...service.effective.words('Unit', 'After')].filter(
    (unit) => !known.has(unit) && (unit === ONLINE || (unit.endsWith('.service') && !ORDER_ONLY.test(unit))),
  );
  for (const unit of lone) {
    const place = wordPlace(context, entries, unit);
    if (place === null) continue;
    context.report({
      range: place,
      message: `After=${unit} only orders: nothing here starts ${unit}. Add Wants= (or Requires=, where the service cannot do without).`,
      fixes: [fixUnit(context, `Want ${unit}, too`, 'safe', [addToSection(context, 'Unit', [`Wants=${unit}`])])],
    });
  }
}

function reportTogether(context: UnitContext, service: AgentService): void {
  const after = service.effective.words('Unit', 'After');
  for (const key of ['Requires', 'BindsTo', 'Wants']) {
    for (const unit of service.effective.words('Unit', key)) {
      const isService = unit.endsWith('.service') && !/^(?:systemd-)/.test(unit);
      // Wanting without waiting is how helpers are started beside; what is required has to be there.
      if (after.has(unit) || (key === 'Wants' ? unit !== ONLINE && !STORES.test(unit) : !isService)) continue;
      if (unit.includes('=')) continue;
      const place = wordPlace(context, service.effective.all('Unit', key), unit);
      if (place === null) continue;
      context.report({
        range: place,
        message: `${key}=${unit} without After=: both are started at once, and this one may come first.`,
        fixes: [fixUnit(context, `Start after ${unit}`, 'safe', [addToSection(context, 'Unit', [`After=${unit}`])])],
      });
    }
  }
}

function reportGpu(context: UnitContext, service: AgentService): void {
  const isNvidia = usesNvidiaGpu(context);
  const after = service.effective.words('Unit', 'After');
  if (!isNvidia || after.has(PERSISTENCE) || [...after].some((unit) => /^nvidia-/.test(unit))) return;
  const fixes: Fix[] = [
    fixUnit(context, `Start after ${PERSISTENCE}`, 'safe', [
      addToSection(context, 'Unit', [
        `After=${PERSISTENCE}`,
        ...(broughtIn(service).has(PERSISTENCE) ? [] : [`Wants=${PERSISTENCE}`]),
      ]),
    ]),
  ];
  context.report({
    range: service.place,
    message: `This service computes on the GPU and may start before its driver is ready: start it after ${PERSISTENCE}.`,
    fixes,
  });
}

/** Where a word stands in this file; null when a drop-in says it. */
function wordPlace(
  context: UnitContext,
  entries: readonly EffectiveEntry[],
  word: string,
): { readonly start: number; readonly end: number } | null {
  for (const { path, valueRange } of entries) {
    if (path !== context.unit.path) continue;
    const text = context.document.text.slice(valueRange.start, valueRange.end);
    const match = new RegExp(`(?<![^\\s])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![^\\s])`).exec(text);
    if (match !== null) {
      const start = valueRange.start + match.index;
      return { start, end: start + word.length };
    }
  }
  return null;
}
