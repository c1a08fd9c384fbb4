import type { UnitCommand } from '../../languages/unit/command-line';
import { type EffectiveUnit, isYes } from '../../languages/unit/effective-unit';
import { defineRule, type UnitContext } from '../rule';
import { addToSection, agentService, fixUnit, isUserUnit } from './agent-service';

export const rule = defineRule({
  id: 'service-root-user',
  topic: 'services',
  severity: 'warning',
  impact: 7,
  effort: 4,
  triggers: ['ExecStart'],
  crossFile: true,
  documentation: {
    summary: 'Reports services that run as root.',
    whatItDoes:
      'Reports a service of the system’s manager without `User=` or `DynamicUser=yes`, one with `User=root`, and one whose program has a `+` in front of it. Services that end by themselves (`Type=oneshot`), units of a ' +
      'user’s own manager, and services that run containers through an engine are left alone.',
    whyItMatters: 'What an agent can be talked into, it does with the rights it runs with.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
        good: '[Service]\nUser=hub\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
      },
    ],
    fixSafety:
      'To be reviewed: `DynamicUser=yes` with a `StateDirectory=` lets systemd make a user for the service; files it wrote as root so far are not its own any more.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#DynamicUser='],
    remediation: {
      steps: [
        'Create a user for the service, give it its files (chown), and name it in User=; or let systemd make one (DynamicUser=yes).',
      ],
      test: 'systemctl show <unit> -p User; ps -o user= -p $(systemctl show <unit> -p MainPID --value)',
      rollback: 'Remove the line.',
      dependsOn: [],
    },
  },
  checks: {
    unit(context) {
      const service = agentService(context);
      if (service === null || isUserUnit(context)) return;
      const { effective, commands } = service;
      const user = effective.last('Service', 'User');
      if (isYes(effective.value('Service', 'DynamicUser'))) return;
      if (user !== null && !/^(?:root|0)$/.test(user.value)) {
        for (const command of commands) reportRaised(context, command);
        return;
      }
      // The engine needs its rights; who runs inside the container is the image's affair.
      if (
        commands.some(({ words }) =>
          /(?:^|\/)(?:docker|podman|docker-compose|nerdctl|containerd)$/.test(words[0]?.text ?? ''),
        )
      )
        return;
      if (givesRootAway(effective) || commands.some(({ words }) => MASTERS.test(words[0]?.text ?? ''))) return;
      const own = user !== null && user.path === context.unit.path ? user : null;
      const name = context.unit.path.replace(/^.*\//, '').replace(/@?\.service$/, '');
      const extra =
        effective.has('Service', 'StateDirectory') || !/^[\w-]+$/.test(name) ? [] : [`StateDirectory=${name}`];
      context.report({
        range: own === null ? service.place : { start: own.keyRange.start, end: own.valueRange.end },
        message: 'This service runs as root: give it a user of its own (User=, or DynamicUser=yes).',
        fixes:
          user !== null && own === null
            ? []
            : [
                fixUnit(context, 'Let systemd make a user for it', 'review', [
                  ...(own === null ? [] : [{ range: own.lines, newText: '' }]),
                  addToSection(context, 'Service', ['DynamicUser=yes', ...extra]),
                ]),
              ],
      });
    },
  },
});

/**
 * Programs that start as root by design: those that give their workers another user, and the system's own daemons, which see to their rights by themselves. Agents live
 * elsewhere.
 */
const MASTERS =
  /^\/(?:usr\/)?(?:sbin\/[^/]+|libexec\/.+|lib\/.+)$|(?:^|\/)(?:nginx|apache2|apachectl|httpd|haproxy|sshd|dockerd|containerd|buildkitd|kubelet|crond?|atd|systemd-[a-z]+|dnsmasq|keepalived|fail2ban-server|tailscaled|wg-quick|pg_ctlcluster|tor)$/;

/** A root whose few rights serve to become somebody else (`CAP_SETUID`), or who has none and is nobody outside (`PrivateUsers=`). */
function givesRootAway(effective: EffectiveUnit): boolean {
  const rights = [...effective.words('Service', 'CapabilityBoundingSet')];
  if (rights.length > 0)
    return (
      rights.length <= 6 && rights.includes('CAP_SETUID') && !rights.some((right) => /^~|CAP_SYS_ADMIN/.test(right))
    );
  const isEmptied = effective.unit.entries.some(({ key, value }) => key === 'CapabilityBoundingSet' && value === '');
  return isEmptied && isYes(effective.value('Service', 'PrivateUsers'));
}

/** `+` in front of a program takes back what User= says. */
function reportRaised(context: UnitContext, { prefix, words: [program] }: UnitCommand): void {
  if (program === undefined || !prefix.includes('+')) return;
  const range = { start: program.range.start - prefix.length, end: program.range.start };
  context.report({
    range: { start: range.start, end: program.range.end },
    message: "The '+' runs this program as root, whatever User= says: take it away.",
    fixes: program.quoted
      ? []
      : [fixUnit(context, "Take the '+' away", 'review', [{ range, newText: prefix.replaceAll('+', '') }])],
  });
}
