import assert from 'node:assert/strict';
import type { StackConnection } from '@agent-preflight/stack/attach/stack-connection';
import type { StackSnapshot } from '@agent-preflight/stack/protocol/snapshot';
import { createColors } from 'picocolors';
import type { CliContext } from '../context';
import { newsOf, showProgress } from './progress';

describe('what is printed of an agent on its way', () => {
  it('is every tenth of a download, not every byte', () => {
    const news = (reason: string): string | null => newsOf({ state: 'prefetching', reason });
    assert.equal(
      news('fetching phi-3: 41 % of 2.2 GB, 85 MB/s, 18 s left'),
      news('fetching phi-3: 47 % of 2.2 GB, 79 MB/s, 15 s left'),
    );
    assert.notEqual(news('fetching phi-3: 41 % of 2.2 GB'), news('fetching phi-3: 52 % of 2.2 GB'));
    assert.notEqual(news('fetching phi-3: 41 % of 2.2 GB'), news('checking phi-3: 41 % of 2.2 GB'));
    assert.equal(news('fetching phi-3: 3.1 MB, 2.0 MB/s'), news('fetching phi-3: 4.5 MB, 2.0 MB/s'));
  });

  it('begins with what was not so before the start, however soon it came', () => {
    const snapshot = (state: string) =>
      ({ agents: [{ name: 'Hub', state, reason: null, cause: null }] }) as unknown as StackSnapshot;
    const connection = { snapshot: () => snapshot('starting'), onDidChange: () => () => undefined };
    let printed = '';
    const context = { isTerminal: false, stdout: (text: string) => void (printed += text) } as unknown as CliContext;
    showProgress(connection as unknown as StackConnection, context, createColors(false), snapshot('stopped'))();
    assert.equal(printed, 'Hub starting\n');
  });

  it('is any other reason as it is, but for what counts down', () => {
    assert.equal(newsOf({ state: 'blocked', reason: 'port 7100 is held' }), 'port 7100 is held');
    assert.equal(newsOf({ state: 'stopping', reason: 'still there: x; 7 s to SIGKILL' }), 'still there: x');
    assert.equal(newsOf({ state: 'starting', reason: null }), null);
  });
});
