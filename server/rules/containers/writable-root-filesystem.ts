import { defineRule } from '../rule';
import { servicesWithout } from './compose-services';
import { HARDENING, hardeningFixes } from './hardening';

export const rule = defineRule({
  id: 'writable-root-filesystem',
  topic: 'containers',
  severity: 'information',
  impact: 4,
  effort: 3,
  triggers: ['image', 'build'],
  crossFile: true,
  documentation: {
    summary: 'Reports services whose root filesystem can be written to.',
    whatItDoes:
      'Reports each service once, at its name, when the merged project sets no `read_only: true` for it. Parts of services (no image, no build) are judged where they are used.',
    whyItMatters:
      'Who breaks into a container with a read-only root cannot leave a program behind or change the one that runs; and what an agent writes by mistake shows at once instead of vanishing with the container.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:7.4.1\n',
        good: 'services:\n  cache:\n    image: redis:7.4.1\n    read_only: true\n    tmpfs:\n      - /tmp\n',
      },
    ],
    fixSafety:
      'Makes the root read-only and `/tmp` a tmpfs, with the other folders that well-known images write to. Safe for those; to be reviewed for all others, which may write elsewhere.',
    references: ['https://docs.docker.com/reference/compose-file/services/#read_only'],
    remediation: {
      steps: ['Apply the quick fix.', 'Add a tmpfs or a volume for every folder that the service writes to.'],
      test: 'The service starts and works without a "Read-only file system" in its log.',
      rollback: 'Remove the keys.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      for (const own of servicesWithout(context, (service) => HARDENING.readsOnly.has(service, context))) {
        context.report({
          range: own.range,
          message: `'${own.service.name}' can write to its whole filesystem: set 'read_only: true' and give it a tmpfs or a volume for what it does write`,
          fixes: hardeningFixes(context, own, HARDENING.readsOnly),
        });
      }
    },
  },
});
