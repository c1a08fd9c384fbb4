import { type CodeContext, defineRule } from '../rule';
import { pythonRetryFaults } from './retries/python-retries';
import type { RetryFault } from './retries/retry-fault';
import { rustRetryFaults } from './retries/rust-retries';
import { typescriptRetryFaults } from './retries/typescript-retries';

export const rule = defineRule({
  id: 'unbounded-retry',
  topic: 'resilience',
  severity: 'information',
  impact: 4,
  effort: 3,
  triggers: [
    'while True',
    'while 1',
    'range(',
    'retry',
    'backoff',
    'while (true',
    'for (;;',
    'for (let',
    'loop {',
    'while let Err',
    'while not ',
  ],
  documentation: {
    summary: 'Reports retry loops that never give up, or knock at a constant pace.',
    whatItDoes:
      'A retry loop leaves when the attempt works and goes round again when it fails. Reported where it goes round for ever with no growing pause, where a bounded one waits the same time after each failure, and where `tenacity`, `retrying` or `backoff` are told neither when to stop nor to wait longer. Silent for main loops, for loops that ask a person or a queue, and where the pause grows.',
    whyItMatters:
      'When a neighbour is down, everybody who retries at a constant pace comes back at the same moment and keeps it down. A loop that never gives up hides that nothing works: no error reaches the caller or the log.',
    examples: [
      {
        path: 'agents/link.py',
        bad: `import time


def open_link(client):
    while True:
        try:
            return client.connect()
        except ConnectionError:
            time.sleep(2)
`,
        good: `import random
import time


def open_link(client):
    for attempt in range(8):
        try:
            return client.connect()
        except ConnectionError:
            if attempt == 7:
                raise
            time.sleep(min(2**attempt, 60) + random.random())
`,
      },
      {
        path: 'hub/link.ts',
        bad: `export async function openLink(client: Client): Promise<Link> {
  while (true) {
    try {
      return await client.connect();
    } catch (error) {
      await sleep(1000);
    }
  }
}
`,
        good: `export async function openLink(client: Client): Promise<Link> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await client.connect();
    } catch (error) {
      if (attempt === 8) throw error;
      await sleep(Math.min(1000 * 2 ** attempt, 60_000) * (0.5 + Math.random()));
    }
  }
}
`,
      },
    ],
    fixSafety:
      'To be reviewed: the loop gets ten attempts, the last error is raised, and the pause doubles up to a minute. Whether ten are enough only the author knows. In Rust the pauses grow, and no more: what an agent that gives up returns is its author’s to say.',
    references: ['https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/'],
    remediation: {
      steps: [
        'Bound the attempts or the time, raise the last error.',
        'Double the pause after each failure, up to a limit, and add a random part.',
      ],
      test: 'Point the agent at a closed port: the pauses grow, and it says in the end that it gives up.',
      rollback: 'Revert the edit.',
      dependsOn: ['missing-timeout'],
    },
  },
  checks: {
    python: (context) => reportAll(context, pythonRetryFaults(context.code, context.document.uri)),
    typescript: (context) => reportAll(context, typescriptRetryFaults(context.code, context.document.uri)),
    rust: (context) => reportAll(context, rustRetryFaults(context.code, context.document.uri)),
  },
});

function reportAll(context: CodeContext, faults: readonly RetryFault[]): void {
  for (const { node, kind, fix } of faults) {
    if (context.code.isInlineTest(node)) continue;
    context.report({
      range: node,
      message:
        kind === 'endless'
          ? 'This retries for ever at the same pace: when the other side is down, nobody hears of it, and it is kept busy; bound the attempts and let the pause grow'
          : 'This retries at a constant pace: everybody who waits comes back at the same moment; let the pause grow, with a random part',
      fixes: fix === null || context.code.root.hasError ? [] : [fix],
    });
  }
}
