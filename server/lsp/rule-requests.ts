import type { ServerRequests } from '../protocol/requests';
import { ruleMarkdown } from '../reports/rule-markdown';
import type { Session } from './session';

type Result<M extends keyof ServerRequests> = ServerRequests[M]['result'];

/** The catalogue, for menus and documentation views. */
export function registerRuleRequests({ connection, rules }: Session): void {
  connection.onRequest('agentPreflight/rules', (): Result<'agentPreflight/rules'> => {
    const summaries = rules.map(({ id, topic, documentation }) => ({ id, topic, title: documentation.summary }));
    return summaries.sort((a, b) => (a.id < b.id ? -1 : 1));
  });
  connection.onRequest(
    'agentPreflight/explainRule',
    (params: ServerRequests['agentPreflight/explainRule']['params']): Result<'agentPreflight/explainRule'> => {
      const rule = rules.find(({ id }) => id === params.rule);
      return rule === undefined ? null : { markdown: ruleMarkdown(rule) };
    },
  );
}
