import { defineRule } from '../rule';
import { composeServices, here, servicesWithout } from './compose-services';
import { HARDENING, hardeningFixes } from './hardening';
import { ComposeEditor } from './compose-editor';

export const rule = defineRule({
  id: 'privilege-escalation',
  topic: 'containers',
  severity: 'warning',
  impact: 5,
  effort: 1,
  triggers: ['image', 'build', 'no-new-privileges'],
  crossFile: true,
  documentation: {
    summary: 'Reports services whose processes may gain privileges after the start.',
    whatItDoes:
      'Reports each service once, at its name, when the merged project sets no `no-new-privileges:true` for it, and at the option where it is switched off. Parts of services (no image, no build) are judged where they are used.',
    whyItMatters:
      'Without it a program that is taken over runs `sudo`, `su` or any setuid binary of the image and is root. With it such binaries run with the rights of who calls them.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    security_opt:\n      - no-new-privileges:true\n',
      },
    ],
    fixSafety:
      'Safe: programs that start as root and give it up go on working; only what needs `sudo` inside the container does not.',
    references: ['https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html'],
    remediation: {
      steps: ['Apply the quick fix, or put the option into a fragment that all services merge.'],
      test: 'docker compose up; inside the container /proc/1/status says NoNewPrivs: 1.',
      rollback: 'Remove the option.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      const off = new Set<string>();
      for (const service of composeServices(context)) {
        for (const { node } of here(context, service.items('security_opt'))) {
          if (node.kind !== 'scalar' || !/^no-new-privileges[:=]false$/i.test(node.text.trim())) continue;
          off.add(service.name);
          context.report({
            range: node.range,
            message: `'${service.name}' lets its processes gain privileges: set no-new-privileges to true`,
            fixes: [
              {
                title: 'Set no-new-privileges to true',
                safety: 'safe',
                edits: () =>
                  new ComposeEditor(context.document)
                    .replace(node.range, context.document.slice(node.range).replace(/false$/i, 'true'))
                    .edits(),
              },
            ],
          });
        }
      }
      for (const own of servicesWithout(context, (service) => HARDENING.refusesPrivileges.has(service, context))) {
        if (off.has(own.service.name)) continue;
        context.report({
          range: own.range,
          message: `'${own.service.name}' lets its processes gain privileges through setuid programs: add 'no-new-privileges:true' to its security_opt`,
          fixes: hardeningFixes(context, own, HARDENING.refusesPrivileges),
        });
      }
    },
  },
});
