import type { EffectiveUnit } from '../../languages/unit/effective-unit';
import { defineRule } from '../rule';
import { addToSection, agentService, fixUnit, isEngineClient } from './agent-service';

const MEMORY = ['MemoryMax', 'MemoryHigh', 'MemoryLimit'];
const PROCESSOR = ['CPUQuota', 'CPUWeight', 'CPUShares', 'AllowedCPUs', 'CPUAffinity'];

export const rule = defineRule({
  id: 'service-limits',
  topic: 'services',
  severity: 'information',
  impact: 4,
  effort: 2,
  triggers: ['ExecStart'],
  crossFile: true,
  documentation: {
    summary: 'Reports services without a limit of memory or processor.',
    whatItDoes:
      'Reports, once for a service, that neither it nor its slice limits the memory (`MemoryMax`, `MemoryHigh`) or the processor (`CPUQuota`, `CPUWeight`, `AllowedCPUs`) it may take. Drop-ins count. ' +
      'Services that end by themselves (`Type=oneshot`) are left alone.',
    whyItMatters:
      'An agent that leaks takes the memory of all, and the kernel ends whichever process it finds largest: often another one.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\n',
        good: '[Service]\nExecStart=/usr/bin/python3 /opt/hub/hub.py\nMemoryMax=4G\nCPUQuota=200%\n',
      },
    ],
    fixSafety: 'Safe: adds wide limits (three quarters of the memory, four processors) for you to narrow.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.resource-control.html'],
    remediation: {
      steps: ['Measure what the service takes at work (systemd-cgtop), and allow twice that.'],
      test: 'systemctl show <unit> -p MemoryMax -p CPUQuotaPerSecUSec',
      rollback: 'Remove the lines.',
      dependsOn: [],
    },
  },
  checks: {
    unit(context) {
      const service = agentService(context);
      if (service === null || isEngineClient(service)) return;
      const { effective } = service;
      // A slice of its own is where several services share one limit.
      if (effective.has('Service', 'Slice')) return;
      const missing = [
        ...(isLimited(effective, MEMORY) ? [] : ['MemoryMax=75%']),
        ...(isLimited(effective, PROCESSOR) ? [] : ['CPUQuota=400%']),
      ];
      if (missing.length === 0) return;
      const keys = missing.map((line) => line.slice(0, line.indexOf('=')));
      context.report({
        range: service.place,
        message: `Nothing limits what this service may take (${keys.join(', ')}): one leak takes the memory of all.`,
        fixes: [fixUnit(context, `Set ${keys.join(' and ')}`, 'safe', [addToSection(context, 'Service', missing)])],
      });
    },
  },
});

function isLimited(unit: EffectiveUnit, keys: readonly string[]): boolean {
  return keys.some((key) => {
    const value = unit.value('Service', key);
    return value !== null && !/^infinity$/i.test(value);
  });
}
