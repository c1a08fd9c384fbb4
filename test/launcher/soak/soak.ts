import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts, TestStack, type AgentSpec } from '../harness';
import { MISCHIEF, MURDER, type Mischief } from './mischief';
import { Random } from './random';
import { assertNothingLeft, assertTrue, holdingsOf, type Holdings } from './truth';

export interface SoakOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly agents?: number;
  readonly say: (line: string) => void;
}

/** What one supervisor may hold more at the end of its part than at the beginning. */
const MORE_MEMORY_MB = 25;
const MORE_DESCRIPTORS = 8;
/** How often the state is compared with the truth meanwhile. */
const TRUTH_EVERY_MS = 60_000;

/**
 * Does mischief to a stack, at random and without a pause. At the end its supervisor must say the truth, have kept nothing, and leave
 * nothing. In the first half supervisors are killed, too; the one that lives through the second half shows in its last part what it leaks.
 */
export async function soak({ seconds, seed, agents = 12, say }: SoakOptions): Promise<void> {
  const random = new Random(seed);
  const stack = await makeStack(agents);
  const names = Array.from({ length: agents }, (_, index) => `Agent${index}`);
  const victims = { stack, random, names };
  try {
    await (await stack.connect()).start();
    const counts = new Map<string, number>();
    const go = async (kinds: readonly Mischief[], until: number) => {
      let truthAt = performance.now() + TRUTH_EVERY_MS;
      while (performance.now() < until) {
        const what = await random.pick(kinds)(victims);
        const kind = what.replaceAll(/\d+/g, '…');
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        await delay(random.next() * 400);
        if (performance.now() < truthAt) continue;
        await truth();
        truthAt = performance.now() + TRUTH_EVERY_MS;
      }
    };
    const truth = async (): Promise<Holdings & { readonly pid: number }> => {
      const connection = await stack.connect();
      await assertTrue(stack, connection, names);
      const { pid } = connection.hello;
      connection.dispose();
      return { pid, ...holdingsOf(pid) };
    };
    const began = performance.now();
    await go(MURDER, began + (seconds * 1000) / 2);
    await truth();
    // A fresh supervisor first takes what it needs.
    await go(MISCHIEF, began + (seconds * 1000 * 2) / 3);
    const before = await truth();
    say(`after two thirds: ${describe(before)}`);
    await go(MISCHIEF, began + seconds * 1000);
    const after = await truth();
    say(`at the end: ${describe(after)}`);
    for (const [kind, count] of [...counts].sort()) say(`  ${String(count).padStart(5)}  ${kind}`);
    assert.equal(after.pid, before.pid, 'the same supervisor all through the last third');
    assert.ok(after.rssMb - before.rssMb < MORE_MEMORY_MB, `memory grew from ${before.rssMb} to ${after.rssMb} MB`);
    assert.ok(
      after.descriptors - before.descriptors < MORE_DESCRIPTORS,
      `descriptors grew from ${before.descriptors} to ${after.descriptors}`,
    );
    const connection = await stack.connect();
    await connection.shutdown();
    await assertNothingLeft(stack);
  } finally {
    await stack.clean();
  }
}

/** Agents in layers of four; every third has workers that ignore SIGTERM, every fourth ignores it itself. */
async function makeStack(count: number): Promise<TestStack> {
  const ports = await freePorts(count * 2);
  const agents: Record<string, AgentSpec> = {};
  for (let index = 0; index < count; index++) {
    agents[`Agent${index}`] = {
      port: ports[index * 2]!,
      healthPort: ports[index * 2 + 1]!,
      dependencies: index >= 4 ? [`Agent${index - 4}`] : [],
      environment: {
        ...(index % 3 === 0 ? { FIXTURE_ORPHANS: '1' } : {}),
        ...(index % 4 === 0 ? { FIXTURE_IGNORE_TERM: '1' } : {}),
      },
      extra: [
        'grace_seconds: 1',
        'restart: {policy: always, max_restarts: 100000, delay: 0.1}',
        'health_check: {timeout_seconds: 1, retries: 2, start_period_seconds: 15}',
      ],
    };
  }
  const stack = new TestStack(agents);
  // Those that are held for good are to be found out while somebody waits for it.
  writeFileSync(join(stack.directory, '.agent-preflight.yaml'), 'stack: {health: {patience: 5}}\n');
  return stack;
}

function describe({ pid, rssMb, descriptors, sockets, threads }: Holdings & { readonly pid: number }): string {
  return `supervisor ${pid} has ${rssMb.toFixed(0)} MB, ${descriptors} descriptors (${sockets} sockets), ${threads} threads`;
}
