import { stringify } from 'yaml';
import type { Configuration } from '../configuration/configuration';
import { policyAsWritten } from '@agent-preflight/stack/policy/policy-as-written';
import { readPolicy } from '@agent-preflight/stack/policy/read-policy';
import { canonicalUri } from '../documents/uri';
import { severityOf } from '../engine/severity';
import type { EffectiveConfiguration, EffectiveConfigurationParams } from '../protocol/effective-configuration';
import type { Rule } from '../rules/rule';
import { type Session, clientUri } from './session';

/** Answers what holds for a file and where it comes from: the question behind "why is this not reported here?". */
export function registerEffectiveConfiguration(session: Session): void {
  session.connection.onRequest(
    'agentPreflight/showEffectiveConfiguration',
    async (params: EffectiveConfigurationParams): Promise<EffectiveConfiguration> => {
      const project = await session.projects.forFile(canonicalUri(params.uri));
      const { configuration, file } = project.resolved;
      const problems = project.resolved.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
      const root = clientUri(session, project.rootUri);
      return {
        root,
        file,
        problems,
        severities: Object.fromEntries(session.rules.map((rule) => [rule.id, severityOf(rule, configuration)])),
        text: [
          `# What holds for the files below ${readable(root)}`,
          `# Configuration file: ${file === null ? 'none, the settings of the editor and the defaults hold' : readable(file)}`,
          ...problems.map((problem) => `# Not followed, because of ${problem}`),
          '',
          stringify(asWritten(configuration, session.rules), { lineWidth: 0 }),
        ].join('\n'),
        configuration: { ...configuration },
      };
    },
  );
}

/** In the words of a configuration file. What is at its default and has no value is left out. */
function asWritten(configuration: Configuration, rules: readonly Rule[]): Record<string, unknown> {
  const { baseAgent, envHelper } = configuration;
  const entries = [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule): [string, unknown] => {
      const severity = severityOf(rule, configuration);
      const options: Record<string, unknown> = {};
      for (const [name, option] of Object.entries(rule.options ?? {})) options[name] = option.default;
      Object.assign(options, configuration.rules[rule.id]?.options);
      return [rule.id, Object.keys(options).length === 0 ? severity : { severity, options }];
    });
  return {
    rules: Object.fromEntries(entries),
    exclude: configuration.exclude,
    include: configuration.include,
    ...(baseAgent === null
      ? {}
      : {
          'base-agent': { class: baseAgent.class, ...(baseAgent.module === null ? {} : { module: baseAgent.module }) },
        }),
    ...(envHelper === null ? {} : { 'env-helper': envHelper }),
    'startup-files': configuration.startupFiles,
    'port-range': configuration.portRange,
    'require-reason': configuration.requireReason,
    'health-path': configuration.healthPath,
    stack: policyAsWritten(readPolicy(configuration.stack).policy),
  };
}

function readable(uri: string): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}
