import { defineRule } from '../rule';
import { asynchronousTwin } from './async/node-twins';
import { pythonBlockingCalls } from './async/python-blocking-calls';
import { typescriptBlockingCalls } from './async/typescript-blocking-calls';

/** What somebody runs by hand answers nobody. */
const SCRIPT = /(^|\/)(scripts?|tools?|bin|examples?|migrations?|benchmarks?)\//;

export const rule = defineRule({
  id: 'blocking-in-async',
  topic: 'resilience',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: ['async def', 'async '],
  documentation: {
    summary: 'Reports blocking calls in asynchronous functions.',
    whatItDoes:
      'Reports `time.sleep`, requests and the other synchronous HTTP clients, child processes, socket and ZeroMQ calls, copies of whole folders, loading of models and `input()` where an `async` function calls them directly; in TypeScript the `…Sync` functions that run processes, hash passwords or, in a server, read files. Silent where the call runs in a thread or executor, in synchronous functions inside, with `zmq.NOBLOCK`, on sockets that do not block, and in folders of scripts, which answer nobody.',
    whyItMatters:
      'An event loop runs one thing at a time. While one call blocks, no other request is answered, heartbeats stop, and the health check fails: the supervisor restarts an agent that was only waiting.',
    examples: [
      {
        path: 'agents/poller.py',
        bad: `import asyncio
import time


async def poll(queue):
    while queue:
        await queue.pop().send()
        time.sleep(1)
`,
        good: `import asyncio
import time


async def poll(queue):
    while queue:
        await queue.pop().send()
        await asyncio.sleep(1)
`,
      },
      {
        path: 'agents/weather.py',
        bad: `import asyncio

import requests


async def weather(city):
    return requests.get(f"https://example.org/{city}", timeout=5).json()
`,
        good: `import asyncio

import requests


async def weather(city):
    return (await asyncio.to_thread(requests.get, f"https://example.org/{city}", timeout=5)).json()
`,
      },
      {
        path: 'gateway/build.ts',
        bad: `import { execFileSync } from 'node:child_process';

export async function version(): Promise<string> {
  return execFileSync('git', ['describe'], { timeout: 5000 }).toString();
}
`,
        good: `import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export async function version(): Promise<string> {
  return (await promisify(execFile)('git', ['describe'], { timeout: 5000 })).stdout;
}
`,
      },
    ],
    fixSafety:
      'Safe: a pause becomes `await asyncio.sleep(…)`, and a function of Node that has a twin is awaited (`await fs.promises.readFile(…)`). To be reviewed: other calls move to a thread with `await asyncio.to_thread(…)`, so that others may run in between; what they touch has to bear that.',
    references: [
      'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
      'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
    ],
    remediation: {
      steps: [
        'Use the asynchronous twin: `asyncio.sleep`, `httpx.AsyncClient`, `zmq.asyncio`, `asyncio.create_subprocess_exec`.',
        'Where there is none, move the call to a thread.',
      ],
      test: 'Ask for the health of the agent while it does the call: the answer comes at once.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python(context) {
      const { code, document } = context;
      if (SCRIPT.test(document.path)) return;
      for (const { call, what, twin } of pythonBlockingCalls(code, document.uri)) {
        context.report({
          range: call.callee,
          message: `${what} blocks the event loop: nothing else runs meanwhile, health checks included; ${twin === null ? 'use an asynchronous twin, or run it in a thread' : 'await its asynchronous twin'}`,
          fixes: twin === null || code.root.hasError ? [] : [twin],
        });
      }
    },
    typescript(context) {
      if (SCRIPT.test(context.document.path)) return;
      const { code, document } = context;
      for (const { call, what } of typescriptBlockingCalls(code)) {
        const twin = asynchronousTwin(code, document.uri, call);
        context.report({
          range: call.callee,
          message: `${what} blocks the event loop: nothing else runs meanwhile, health checks included; await its asynchronous twin`,
          fixes: twin === null ? [] : [twin],
        });
      }
    },
  },
});
