import assert from 'node:assert/strict';
import { createColors } from 'picocolors';
import type { StackIssue } from '@agent-preflight/stack/protocol/snapshot';
import { stackIssues } from './stack-issues';

const plain = createColors(false);
const issue = (severity: StackIssue['severity'], message: string, agent: string | null = null): StackIssue => {
  return { severity, message, agent };
};

describe('issues of a stack', () => {
  it('are told where they concern all of it and are more than information', () => {
    const issues = [
      issue('warning', 'the disk is full'),
      issue('error', 'no agents'),
      issue('information', 'Registry is on pc2'),
      issue('error', 'its script is missing', 'Hub'),
    ];
    assert.deepEqual(stackIssues({ issues }, plain), ['warning: the disk is full', 'error: no agents']);
  });

  it('are never a wall', () => {
    const issues = Array.from({ length: 9 }, (_, index) => issue('warning', `w${index}`));
    const lines = stackIssues({ issues }, plain);
    assert.equal(lines.length, 6);
    assert.equal(lines.at(-1), 'and 4 more');
  });
});
