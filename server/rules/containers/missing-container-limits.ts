import { defineRule } from '../rule';
import { servicesWithout } from './compose-services';
import { LIMIT_DEFAULTS, LIMIT_WORDS, ignoredLimits, missingLimits } from './container-limits';
import { HARDENING, hardeningFixes } from './hardening';

export const rule = defineRule({
  id: 'missing-container-limits',
  topic: 'containers',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: ['image', 'build'],
  crossFile: true,
  options: {
    required: {
      description: 'The limits that every service has to have.',
      default: ['memory', 'cpus'],
      schema: { type: 'array', items: { enum: ['memory', 'cpus', 'pids'] } },
    },
    memory: {
      description: 'The memory limit that the fix writes.',
      default: LIMIT_DEFAULTS.memory,
      schema: { type: 'string' },
    },
    cpus: {
      description: 'The CPU limit that the fix writes.',
      default: LIMIT_DEFAULTS.cpus,
      schema: { type: 'string' },
    },
    pids: {
      description: 'The limit of processes that the fix writes.',
      default: LIMIT_DEFAULTS.pids,
      schema: { type: 'string' },
    },
  },
  documentation: {
    summary: 'Reports services without a limit of memory or CPU.',
    whatItDoes:
      'Looks for `deploy.resources.limits` and for `mem_limit`, `cpus` and `pids_limit` in the merged project, and reports each service once, at its name. A limit of processes is asked for where the configuration ' +
      'requires it, and written by the fix in any case.',
    whyItMatters:
      'One agent with a leak, or a model that is larger than expected, takes the memory of all others: the kernel then ends whichever process it likes, most often not the guilty one.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    mem_limit: 2g\n    cpus: 2\n    pids_limit: 256\n',
      },
      {
        path: 'docker-compose.yml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    deploy:\n      resources:\n        limits:\n          memory: 2g\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    deploy:\n      resources:\n        limits:\n          memory: 2g\n          cpus: "2"\n',
      },
    ],
    fixSafety:
      'Writes 1 GB, one CPU and 256 processes, or what the options say, where the file keeps its limits. Services with a GPU or a model, and programs known to take gigabytes, are to be reviewed: only their owner knows how much they need.',
    references: ['https://docs.docker.com/reference/compose-file/deploy/#resources'],
    remediation: {
      steps: ['Measure what the service takes under load (docker stats).', 'Set the limits above it.'],
      test: 'docker inspect shows the limits, and the service stays below them under load.',
      rollback: 'Remove the limits.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      for (const own of servicesWithout(context, (service) => HARDENING.hasLimits.has(service, context))) {
        const missing = missingLimits(own.service, ignoredLimits(context)).map((limit) => LIMIT_WORDS[limit]);
        context.report({
          range: own.range,
          message: `'${own.service.name}' has no limit of ${missing.join(' and ')}: one leak takes what all others need, so set it here or under deploy.resources.limits`,
          fixes: hardeningFixes(context, own, HARDENING.hasLimits),
        });
      }
    },
  },
});
