import assert from 'node:assert/strict';
import type { Rule } from '../rule';
import { RuleWorkspace } from './rule-workspace';

/** What the tests of one Compose rule ask again and again. */
export interface ComposeFiles {
  /** A project with the rule; a text alone is its `compose.yaml`. */
  readonly workspace: (files: Readonly<Record<string, string>> | string) => Promise<RuleWorkspace>;
  /** The file after the first fix of its first finding. */
  readonly fixed: (text: string) => Promise<string | undefined>;
}

export function composeFiles(rule: Rule): ComposeFiles {
  const workspace: ComposeFiles['workspace'] = (files) =>
    RuleWorkspace.create([rule], typeof files === 'string' ? { 'compose.yaml': files } : files);
  return {
    workspace,
    fixed: async (text) => {
      const before = await workspace(text);
      const fix = before.findings()[0]?.fixes[0];
      assert.ok(fix, 'no fix');
      return before.apply(fix.edits()).files['compose.yaml'];
    },
  };
}
