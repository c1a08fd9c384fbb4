import { secondsOf } from '../../languages/unit/effective-unit';
import { defineRule, type UnitContext } from '../rule';
import { type AgentService, addToSection, agentService, fixUnit } from './agent-service';

/** systemd's own: five starts within ten seconds, and it gives up. */
const DEFAULT_PAUSE = '5s';

export const rule = defineRule({
  id: 'service-restart',
  topic: 'services',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: ['ExecStart'],
  crossFile: true,
  documentation: {
    summary: 'Reports services that are not started again, or too fast.',
    whatItDoes:
      'Reports a service without `Restart=` (or with `Restart=no` or `on-success`), and one that is started again without a pause: no `RestartSec=`, or less than a second. Services that end by themselves (`Type=oneshot`) and those that a socket or ' +
      'a timer starts are left alone.',
    whyItMatters:
      'Without `Restart=` a crash at night is found in the morning. Without a pause systemd starts an agent five times within a second, finds that it still cannot reach its database, and gives up for good.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
        good: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\nRestart=on-failure\nRestartSec=5s\n',
      },
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\nRestart=always\n',
        good: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\nRestart=always\nRestartSec=5s\n',
      },
    ],
    fixSafety: 'Safe: adds `Restart=on-failure` and a pause of five seconds; what is set stays.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart='],
    remediation: {
      steps: [
        'Set Restart= and RestartSec=; StartLimitIntervalSec= and StartLimitBurst= in [Unit] say when to give up.',
      ],
      test: 'systemctl kill -s SIGKILL <unit>; systemctl status <unit> a moment later',
      rollback: 'Remove the lines.',
      dependsOn: [],
    },
  },
  checks: {
    unit(context) {
      const service = agentService(context);
      if (service === null || isStartedByOthers(context, service)) return;
      const { effective } = service;
      const restart = effective.value('Service', 'Restart');
      if (restart === null || LEAVES_CRASHES.test(restart)) reportNoRestart(context, service);
      else reportNoPause(context, service);
    },
  },
});

/** Values under which a service that fails stays down. */
const LEAVES_CRASHES = /^(?:no|on-success|on-watchdog)$/;

/** A socket or a timer of the same name starts it again when it is needed, and so does the bus for the name it owns. */
function isStartedByOthers({ unit, project }: UnitContext, { effective }: AgentService): boolean {
  if (effective.has('Service', 'BusName')) return true;
  const stem = unit.path.replace(/\.service$/, '');
  return project.exists(`${stem}.timer`) || project.exists(`${stem}.socket`);
}

function reportNoRestart(context: UnitContext, { effective, place }: AgentService): void {
  const own = context.unit.entries.filter(({ section, key }) => section === 'Service' && key === 'Restart').at(-1);
  const pause = effective.has('Service', 'RestartSec') ? [] : [`RestartSec=${DEFAULT_PAUSE}`];
  const edits =
    own === undefined
      ? [addToSection(context, 'Service', ['Restart=on-failure', ...pause])]
      : [
          { range: own.valueRange, newText: 'on-failure' },
          ...(pause.length > 0 ? [addToSection(context, 'Service', pause)] : []),
        ];
  context.report({
    range: own === undefined ? place : { start: own.keyRange.start, end: own.valueRange.end },
    message: 'Nobody starts this service again when it crashes: set Restart=on-failure.',
    fixes: [fixUnit(context, 'Start it again on failure', 'safe', edits)],
  });
}

function reportNoPause(context: UnitContext, { effective }: AgentService): void {
  const last = effective.last('Service', 'RestartSec');
  if (pauses(last?.value ?? null)) return;
  const restart = effective.last('Service', 'Restart');
  const place = last ?? restart;
  // What a drop-in says is told there.
  if (place === null || place.path !== context.unit.path) return;
  context.report({
    range: { start: place.keyRange.start, end: place.valueRange.end },
    message:
      last === null
        ? 'Started again after a tenth of a second, five times, and then never: give it a pause (RestartSec=).'
        : `A pause of ${last.value} is none: after a few starts systemd gives up. Give it some seconds.`,
    fixes: [
      fixUnit(
        context,
        `Pause ${DEFAULT_PAUSE} between starts`,
        'safe',
        last === null
          ? [addToSection(context, 'Service', [`RestartSec=${DEFAULT_PAUSE}`])]
          : [{ range: last.valueRange, newText: DEFAULT_PAUSE }],
      ),
    ],
  });
}

function pauses(value: string | null): boolean {
  if (value === null) return false;
  const seconds = secondsOf(value);
  return seconds === null || seconds >= 1;
}
