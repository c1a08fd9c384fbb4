import { defineRule, type UnitContext } from '../rule';
import { addToSection, agentService, fixUnit, isUserUnit, linesOf, usesGpu, isEngineClient } from './agent-service';
import { MEASURES } from './hardening-measures';

/** Without these four a broken agent can change the system; the others are told along with them. */
const ESSENTIAL = new Set(['NoNewPrivileges', 'ProtectSystem', 'ProtectHome', 'PrivateTmp']);

export const rule = defineRule({
  id: 'service-hardening',
  topic: 'services',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: ['ExecStart'],
  crossFile: true,
  documentation: {
    summary: 'Reports services that systemd is not told to keep away from the rest of the system.',
    whatItDoes:
      'Reports, once for a service, which of `NoNewPrivileges`, `ProtectSystem`, `ProtectHome` and `PrivateTmp` are missing, and with them `ProtectKernelTunables`, `ProtectKernelModules`, ' +
      '`ProtectControlGroups`, `RestrictSUIDSGID` and `LockPersonality`. Drop-ins count, and so does what `DynamicUser=` brings along. Services that only do one thing and end (`Type=oneshot`), and those of a ' +
      'user’s own manager, are left alone.',
    whyItMatters:
      'An agent runs code that a model proposes, and reads what strangers send. Nine lines keep what goes wrong there from the system, at no cost.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Unit]\nDescription=Hub\n\n[Service]\nUser=hub\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n\n[Install]\nWantedBy=multi-user.target\n',
        good: '[Unit]\nDescription=Hub\n\n[Service]\nUser=hub\nExecStart=/usr/bin/python3 /opt/hub/hub.py\nNoNewPrivileges=yes\nProtectSystem=full\nProtectHome=read-only\nPrivateTmp=yes\n\n[Install]\nWantedBy=multi-user.target\n',
      },
    ],
    fixSafety:
      'Safe: adds what is missing, in a form that lets the agent go on: `/usr` and `/etc` become read-only (`ProtectSystem=full`), devices stay visible, for the GPU, and what the unit’s own lines ' +
      'speak against is left out: `ProtectHome` where it works below /home, `PrivateTmp` where it names /tmp.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Sandboxing'],
    remediation: {
      steps: [
        'Apply the quick fix, start the service, and read its journal for "Read-only file system" and "Permission denied".',
        'Allow what it needs by name (ReadWritePaths=, StateDirectory=).',
      ],
      test: 'systemd-analyze security <unit>',
      rollback: 'Remove the lines.',
      dependsOn: ['service-root-user'],
    },
  },
  checks: {
    unit(context) {
      const service = agentService(context);
      if (service === null || isUserUnit(context) || isEngineClient(service)) return;
      const except = unfit(context);
      const missing = MEASURES.filter(({ key, isSet }) => !except.has(key) && !isSet(service.effective));
      if (!missing.some(({ key }) => ESSENTIAL.has(key))) return;
      const names = missing.map(({ key }) => key);
      context.report({
        range: service.place,
        message: `systemd is not told to keep this service from the rest of the system: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} missing.`,
        fixes: [
          fixUnit(context, 'Add what is missing', 'safe', [
            addToSection(
              context,
              'Service',
              missing.map(({ key, value }) => `${key}=${value}`),
            ),
          ]),
        ],
      });
    },
  },
});

/** Measures that would stop this very service, as its own lines tell. */
function unfit(context: UnitContext): ReadonlySet<string> {
  const lines = linesOf(context);
  return new Set([
    // An agent that lives in a home directory writes there, and one that meets others in /tmp has to see the same /tmp.
    ...(/(?:^|[\s=:"',@+-])(?:\/home|\/root)\/|%h/m.test(lines) ? ['ProtectHome'] : []),
    ...(/(?:^|[\s=:"',]|ipc:\/\/)\/(?:var\/)?tmp\b/m.test(lines) ? ['PrivateTmp'] : []),
    // The driver's helper may have to load the module for the first process that asks for the GPU.
    ...(usesGpu(context) ? ['ProtectKernelModules'] : []),
  ]);
}
