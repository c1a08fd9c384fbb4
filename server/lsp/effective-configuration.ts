import { canonicalUri } from '../documents/uri';
import { severityOf } from '../engine/severity';
import type { EffectiveConfiguration, EffectiveConfigurationParams } from '../protocol/effective-configuration';
import { type Session, clientUri } from './session';

/** Answers what holds for a file and where it comes from: the question behind "why is this not reported here?". */
export function registerEffectiveConfiguration(session: Session): void {
  session.connection.onRequest(
    'agentPreflight/showEffectiveConfiguration',
    async (params: EffectiveConfigurationParams): Promise<EffectiveConfiguration> => {
      const project = await session.projects.forFile(canonicalUri(params.uri));
      const { configuration, file, problems } = project.resolved;
      return {
        root: clientUri(session, project.rootUri),
        file,
        problems: problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
        severities: Object.fromEntries(session.rules.map((rule) => [rule.id, severityOf(rule, configuration)])),
        configuration: { ...configuration },
      };
    },
  );
}
