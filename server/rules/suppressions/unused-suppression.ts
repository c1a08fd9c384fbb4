import { nearestName } from '@agent-preflight/stack/definition/edit-distance';
import type { TextChange } from '../../documents/document';
import { withoutRule, withoutSuppression } from '../../suppressions/remove-suppression';
import { ALL_RULES, type NamedRule } from '../../suppressions/suppression';
import type { Fix, FixSafety } from '../finding';
import { ruleNames } from '../rule-names.generated';
import { type JudgedSuppression, type SuppressionContext, defineRule } from '../rule';

const ID = 'unused-suppression';
const known: ReadonlySet<string> = new Set([...ruleNames, ALL_RULES]);

export const rule = defineRule({
  id: ID,
  topic: 'suppressions',
  severity: 'information',
  impact: 2,
  effort: 1,
  triggers: ['preflight:'],
  includesTests: true,
  documentation: {
    summary:
      'Reports suppression comments that silence nothing, name no rule, or give no reason where one is required.',
    whatItDoes:
      'Looks at every `preflight: ignore[…]` comment after all other rules have run. Reports rules that it names and that had nothing to say on the lines it covers, names that no rule has, and, where the configuration sets `require-reason`, suppressions without a reason. Says nothing about rules that are switched off or not selected, nor in files that do not parse: there, nobody can tell what the comment is good for.',
    whyItMatters:
      'A suppression that outlived its finding hides the next one on that line. One with a misspelt name never did what its author believed.',
    examples: [
      {
        path: 'agents/registry.py',
        bad: 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")  # preflight: ignore[loopback-bnd] a local tool\n',
        good: 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")  # preflight: ignore[loopback-bind] a local tool\n',
      },
    ],
    fixSafety:
      'Removes the comment, or the one name out of several; what else the comment says stays. It silenced nothing, so nothing new is reported. A name that is close to that of a rule is corrected instead, which is to be looked at: it may silence something.',
    references: [],
    remediation: {
      steps: [
        'Run `agent-preflight fix --select all` so that every rule has its say.',
        'Correct the names that are left.',
      ],
      test: '`agent-preflight check` reports no `unused-suppression`.',
      rollback: 'Put the comments back.',
      dependsOn: [],
    },
  },
  checks: {
    suppressions: (context) => {
      for (const judged of context.suppressions) check(context, judged);
    },
  },
});

type MakeFix = (title: string, safety: FixSafety, changes: () => readonly TextChange[]) => Fix;

function check(context: SuppressionContext, judged: JudgedSuppression): void {
  const { document, configuration } = context;
  const { suppression, verdicts } = judged;
  const { rules, range } = suppression;
  const makeFix: MakeFix = (title, safety, changes) => ({
    title,
    safety,
    edits: () => changes().map((change) => ({ uri: document.uri, ...change })),
  });
  const isIdle = (named: NamedRule, index: number): boolean => named.id !== ID && verdicts[index] === 'idle';

  if (rules.every(isIdle)) {
    const fixes = [makeFix('Remove this suppression', 'safe', () => withoutSuppression(document, suppression))];
    context.report({ range, message: messageForIdle(rules), fixes });
    return;
  }
  for (const [index, named] of rules.entries()) {
    if (!known.has(named.id)) reportUnknown(context, judged, named, makeFix);
    else if (isIdle(named, index)) {
      const remove = (): TextChange[] => withoutRule(document, suppression, named);
      context.report({
        range: named.range,
        message: `${named.id} has nothing to say here: remove it from this suppression`,
        fixes: [makeFix(`Remove ${named.id} from this suppression`, 'safe', remove)],
      });
    }
  }
  if (configuration.requireReason && suppression.reason === '') {
    const message =
      'this suppression gives no reason, and the configuration requires one: say behind it why the finding may stay';
    context.report({ range, message });
  }
}

function messageForIdle(rules: readonly NamedRule[]): string {
  if (rules.length === 0) return 'this suppression names no rule and silences nothing: remove it';
  const ids = rules.map(({ id }) => id);
  const who = ids.includes(ALL_RULES)
    ? 'no rule has anything'
    : `${ids.join(', ')} ${ids.length === 1 ? 'has' : 'have'} nothing`;
  return `${who} to say here: this suppression would only hide what comes next; remove it`;
}

function reportUnknown(
  context: SuppressionContext,
  { suppression }: JudgedSuppression,
  named: NamedRule,
  makeFix: MakeFix,
): void {
  const { document } = context;
  const nearest = nearestName(named.id, ruleNames);
  const title = suppression.rules.length === 1 ? 'Remove this suppression' : `Remove ${named.id} from this suppression`;
  const remove = makeFix(title, nearest === null ? 'safe' : 'review', () => withoutRule(document, suppression, named));
  const correct = (name: string): Fix =>
    makeFix(`Write ${name}`, 'review', () => [{ range: named.range, newText: name }]);
  context.report({
    range: named.range,
    message: `there is no rule "${named.id}", so this silences nothing${nearest === null ? ': remove it' : `; did you mean "${nearest}"?`}`,
    fixes: nearest === null ? [remove] : [correct(nearest), remove],
  });
}
