import type { FixSafety } from '../finding';
import type { Rule } from '../rule';
import { RuleWorkspace } from './rule-workspace';

/** The safest fix that a rule offers on the examples of its own documentation; null where it offers none. */
export async function bestFix(rule: Rule): Promise<FixSafety | null> {
  let best: FixSafety | null = null;
  for (const { path, bad, files } of rule.documentation.examples) {
    const workspace = await RuleWorkspace.create([rule], { ...files, [path]: bad });
    for (const { fixes } of workspace.findings(path)) {
      for (const { safety } of fixes) {
        if (safety === 'safe') return safety;
        best = safety;
      }
    }
  }
  return best;
}
