import assert from 'node:assert/strict';
import { catalogue } from './catalogue.generated';
import { RuleWorkspace } from './testing/rule-workspace';

// The examples of the documentation are the first test of every rule: what the user reads is what the rule does.
describe('rule documentation', () => {
  for (const original of catalogue) {
    // A rule that is off by default is right when somebody turns it on.
    const rule = original.severity === 'off' ? { ...original, severity: 'warning' as const } : original;
    describe(rule.id, () => {
      rule.documentation.examples.forEach((example, index) => {
        const title = `example ${index + 1} (${example.path})`;

        it(`${title}: the bad one yields exactly one finding`, async () => {
          const workspace = await RuleWorkspace.create([rule], { ...example.files, [example.path]: example.bad });
          const messages = workspace.findings(example.path).map((finding) => finding.message);
          assert.equal(messages.length, 1, messages.join('\n'));
        });

        it(`${title}: the good one yields none`, async () => {
          const workspace = await RuleWorkspace.create([rule], { ...example.files, [example.path]: example.good });
          assert.deepEqual(
            workspace.findings(example.path).map((finding) => finding.message),
            [],
          );
        });

        it(`${title}: the first fix removes the finding and changes nothing more the second time`, async () => {
          const workspace = await RuleWorkspace.create([rule], { ...example.files, [example.path]: example.bad });
          const fix = workspace.findings(example.path)[0]?.fixes[0];
          if (fix === undefined) return;
          const fixed = workspace.apply(fix.edits());
          assert.deepEqual(
            fixed.findings(example.path).map((finding) => finding.message),
            [],
            fixed.files[example.path],
          );
        });
      });

      it('has at least one example and a place in the remediation plan', () => {
        assert.ok(rule.documentation.examples.length > 0);
        assert.ok(rule.documentation.remediation.steps.length > 0);
        assert.ok(rule.impact >= 1 && rule.impact <= 10 && rule.effort >= 1 && rule.effort <= 10);
      });
    });
  }
});
