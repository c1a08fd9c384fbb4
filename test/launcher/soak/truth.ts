import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StackConnection } from '../../../stack/attach/stack-connection';
import { readListeners } from '../../../stack/machine/listeners';
import { readProcessTable } from '../../../stack/machine/process-table';
import type { StackSnapshot } from '../../../stack/protocol/snapshot';
import { lockHolder } from '../../../stack/rendezvous/lock';
import { eventually, type TestStack } from '../harness';

interface SavedAgents {
  readonly agents: readonly {
    readonly name: string;
    readonly run: { readonly leader: { readonly pid: number } | null } | null;
  }[];
}

/** What a process holds. */
export interface Holdings {
  readonly rssMb: number;
  readonly descriptors: number;
  readonly sockets: number;
  readonly threads: number;
}

export function holdingsOf(pid: number): Holdings {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const links = readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
    } catch {
      return ''; // closed meanwhile
    }
  });
  return {
    rssMb: number('VmRSS') / 1024,
    descriptors: links.length,
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    threads: number('Threads'),
  };
}

/** All supervisors of this startup file, by what runs: never more than one. */
export async function supervisorsOf(stack: TestStack): Promise<number[]> {
  const table = await readProcessTable();
  return table.flatMap(({ pid, command, state }) =>
    state !== 'Z' &&
    command.includes('supervisor.js') &&
    command.includes(stack.file) &&
    !command.includes('starter.js')
      ? [pid]
      : [],
  );
}

/** Brings everything up and compares what the supervisor says with what the machine says. */
export async function assertTrue(
  stack: TestStack,
  connection: StackConnection,
  names: readonly string[],
): Promise<StackSnapshot> {
  await connection.start();
  const ready = (snapshot: StackSnapshot) =>
    snapshot.agents.length === names.length && snapshot.agents.every(({ state }) => state === 'ready');
  const snapshot = await connection.until(ready, AbortSignal.timeout(90_000)).catch((error: unknown) => {
    const rows = connection.snapshot().agents.map(({ name, state, reason }) => `${name} ${state} ${reason ?? ''}`);
    throw new Error(`not everything came up again:\n${rows.join('\n')}`, { cause: error });
  });
  assert.deepEqual(await supervisorsOf(stack), [connection.hello.pid], 'one supervisor');
  assert.equal((await lockHolder(stack.paths.supervisorLock))?.pid, connection.hello.pid, 'which holds the lock');
  await eventually(async () => {
    const now = connection.snapshot();
    const count = now.agents.reduce((sum, { processCount }) => sum + processCount, 0);
    return count === (await stack.processes()).length;
  }, 'the supervisor knows every process of its agents, and no other');
  const running = new Set((await stack.processes()).map(({ pid }) => pid));
  const listeners = await readListeners(running);
  for (const { name, pid, port, listeningPorts } of connection.snapshot().agents) {
    assert.ok(pid !== null && running.has(pid), `${name} runs as ${pid}`);
    assert.ok(
      listeners.some((listener) => listener.port === port && listener.pid !== null),
      `${name} listens on ${port}`,
    );
    assert.ok(port !== null && listeningPorts?.includes(port), `and is known to`);
  }
  await eventually(() => {
    const pids = connection.snapshot().agents.map(({ name, pid }) => [name, pid]);
    const text = JSON.parse(readFileSync(stack.paths.stateFile, 'utf8')) as SavedAgents;
    return JSON.stringify(text.agents.map(({ name, run }) => [name, run?.leader?.pid])) === JSON.stringify(pids);
  }, 'the state on disk says the same');
  return snapshot;
}

/** After the stack went down: no process, no socket, no lock. */
export async function assertNothingLeft(stack: TestStack): Promise<void> {
  assert.deepEqual(await stack.processes(), [], 'no process of an agent');
  await eventually(async () => (await supervisorsOf(stack)).length === 0, 'no supervisor');
  assert.ok(!existsSync(stack.paths.socket), 'no socket');
  const left = readdirSync(stack.paths.runtimeDirectory).map((name) => join(stack.paths.runtimeDirectory, name));
  assert.deepEqual(left, [], 'no lock');
  assert.ok(!existsSync(stack.paths.stateFile), 'no state');
}
