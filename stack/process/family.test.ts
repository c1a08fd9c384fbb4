import assert from 'node:assert/strict';
import type { ProcessInfo } from '../machine/process-table';
import { COOKIE_VARIABLE, STACK_VARIABLE } from './cookie';
import { FamilyWatch, ProcessFamily } from './family';

const STACK = 'stack1';

function info(pid: number, ppid: number, more: Partial<ProcessInfo> = {}): ProcessInfo {
  return { pid, ppid, pgid: pid, sid: pid, startTicks: `t${pid}`, command: `p${pid}`, state: 'S', ...more };
}

/** A watch over processes whose environments are given by pid. */
function watch(environments: Record<number, readonly string[]> = {}): { watch: FamilyWatch; reads: number[] } {
  const reads: number[] = [];
  const has = async (pid: number, entry: string) => {
    reads.push(pid);
    return environments[pid]?.includes(entry) ?? false;
  };
  return { watch: new FamilyWatch(STACK, has), reads };
}

const marks = (cookie: string) => [`${STACK_VARIABLE}=${STACK}`, `${COOKIE_VARIABLE}=${cookie}`];

describe('the processes of an agent', () => {
  it('are its main process, its descendants, its session and whatever carries its cookie', async () => {
    const family = new ProcessFamily('c1', { pid: 100, startTicks: 't100' });
    const table = [
      info(1, 0),
      info(100, 50),
      info(101, 100, { pgid: 100, sid: 100 }),
      info(102, 101), // a session of its own, but a descendant
      info(103, 1, { sid: 100, pgid: 100 }), // orphaned, still in the session
      info(104, 1), // orphaned, session of its own: only the cookie tells
      info(105, 104), // child of the former, environment wiped
      info(200, 1),
    ];
    const unclaimed = await watch({ 104: marks('c1') }).watch.assign(table, [family]);
    assert.deepEqual(family.pids, [100, 101, 102, 103, 104, 105]);
    assert.deepEqual(unclaimed, []);
  });

  it('stay its processes once they were seen, whatever they do to their session and environment', async () => {
    const family = new ProcessFamily('c1', { pid: 100, startTicks: 't100' });
    const { watch: families } = watch();
    await families.assign([info(100, 50), info(101, 100)], [family]);
    await families.assign([info(101, 1, { command: 'VLLM::EngineCore' })], [family]);
    assert.deepEqual(family.pids, [101]);
  });

  it('are not those that got its pids later', async () => {
    const family = new ProcessFamily('c1', { pid: 100, startTicks: 't100' });
    const { watch: families } = watch();
    await families.assign([info(100, 50), info(101, 100)], [family]);
    const reused = [
      info(100, 1, { startTicks: 'later' }),
      info(101, 1, { startTicks: 'later' }),
      info(102, 100, { sid: 100 }),
    ];
    await families.assign(reused, [family]);
    assert.deepEqual(family.pids, []);
  });

  it('are not zombies, nor the supervisor and what stands above it, whatever their environment says', async () => {
    const family = new ProcessFamily('c1', { pid: 100, startTicks: 't100' });
    const parent = 4_000_001;
    const environments = { [process.pid]: marks('c1'), [parent]: marks('c1') };
    const table = [info(100, 50, { state: 'Z' }), info(process.pid, parent), info(parent, 1)];
    const unclaimed = await watch(environments).watch.assign(table, [family]);
    assert.deepEqual(family.pids, []);
    assert.deepEqual(unclaimed, []);
  });

  it('are told apart by cookie, and what no known cookie explains is reported', async () => {
    const [one, two] = [new ProcessFamily('c1', null), new ProcessFamily('c2', null)];
    const table = [info(11, 1), info(12, 1), info(13, 1), info(14, 1)];
    const environments = { 11: marks('c1'), 12: marks('c2'), 13: marks('lost') };
    const unclaimed = await watch(environments).watch.assign(table, [one, two]);
    assert.deepEqual([one.pids, two.pids], [[11], [12]]);
    assert.deepEqual(
      unclaimed.map(({ pid }) => pid),
      [13],
    );
  });

  it('cost one look into each stranger’s environment, and another only after it became another program', async () => {
    const { watch: families, reads } = watch();
    await families.assign([info(200, 1), info(201, 1)], []);
    await families.assign([info(200, 1), info(201, 1)], []);
    assert.deepEqual(reads, [200, 201]);
    await families.assign([info(200, 1, { command: 'exec’d' }), info(201, 1)], []);
    assert.deepEqual(reads, [200, 201, 200]);
  });
});
