import type { YamlNode, YamlScalar } from '@agent-preflight/stack/definition/yaml/tree';
import { mapOf } from '../../languages/compose/compose-service';
import { withDefaults } from '../../languages/compose/interpolation';
import type { Fix } from '../finding';
import { type ComposeContext, defineRule } from '../rule';
import { ComposeEditor } from './compose-editor';
import { composeServices } from './compose-services';

export const rule = defineRule({
  id: 'unconfined-profile',
  topic: 'containers',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: ['unconfined', 'disable'],
  crossFile: true,
  documentation: {
    summary: 'Reports containers whose seccomp, AppArmor or SELinux profile is switched off.',
    whatItDoes:
      'Reports `seccomp:unconfined`, `apparmor:unconfined`, `label:disable` and `systempaths=unconfined` under `security_opt`, written with a colon or an equals sign. One finding a service.',
    whyItMatters:
      'The default profiles block some forty system calls that no agent needs and that most ways out of a container use. Debuggers are the usual reason to switch them off, and stay out of what is deployed.',
    examples: [
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    security_opt:\n      - seccomp:unconfined\n      - no-new-privileges:true\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    security_opt:\n      - seccomp:./profiles/agent.json\n      - no-new-privileges:true\n',
      },
    ],
    fixSafety:
      'Safe: the default profile takes the place of none. A program that then fails needs a profile of its own, not none.',
    references: [
      'https://docs.docker.com/engine/security/seccomp/',
      'https://docs.docker.com/engine/security/apparmor/',
    ],
    remediation: {
      steps: ['Remove the option.', 'If a system call is refused, allow that one in a profile of your own.'],
      test: 'The service works with the default profile.',
      rollback: 'Put the option back.',
      dependsOn: [],
    },
  },
  checks: {
    compose(context) {
      for (const service of composeServices(context)) {
        const found = service
          .items('security_opt')
          .filter(({ file, node }) => file === context.compose && node.kind === 'scalar' && isUnconfined(node));
        const [first] = found;
        if (first?.node.kind !== 'scalar') continue;
        const names = found.map(({ node }) => (node.kind === 'scalar' ? `'${node.text}'` : ''));
        const map = service.layers
          .filter(({ file }) => file === context.compose)
          .map(mapOf)
          .find((one) => one?.entries.includes(first.entry));
        context.report({
          range: first.node.range,
          message: `'${service.name}' runs without the profile that keeps system calls in bounds (${names.join(', ')}): remove it, the default profile suits nearly every program`,
          fixes:
            map && !first.entry.merged
              ? removal(
                  context,
                  map,
                  first.entry,
                  found.map(({ node }) => node),
                )
              : [],
        });
      }
    },
  },
});

function isUnconfined({ text }: YamlScalar): boolean {
  return /^(?:label[:=])?(?:(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable)$/i.test(
    withDefaults(text)
      .trim()
      .replace(/[:=]\s+/, ':'),
  );
}

function removal(
  context: ComposeContext,
  map: Parameters<ComposeEditor['removeItems']>[0],
  entry: Parameters<ComposeEditor['removeItems']>[1],
  items: readonly YamlNode[],
): Fix[] {
  const edits = (): ReturnType<Fix['edits']> =>
    new ComposeEditor(context.document).removeItems(map, entry, items).edits();
  return edits().length === 0 ? [] : [{ title: 'Use the default profile', safety: 'safe', edits }];
}
