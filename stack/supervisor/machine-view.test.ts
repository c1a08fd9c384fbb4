import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { readProcess } from '../machine/process-table';
import { systemClock } from '../process/clock';
import { ProcessFamily } from '../process/family';
import { MachineView } from './machine-view';

describe('MachineView', () => {
  let view: MachineView;
  let family: ProcessFamily;

  beforeEach(() => {
    view = new MachineView('none', systemClock);
    family = new ProcessFamily('cookie', null);
    view.add(family);
  });

  it('sees processes end without asking who listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    family.leader = { pid: child.pid!, startTicks: (await readProcess(child.pid!))!.startTicks };
    await view.refreshProcesses();
    assert.deepEqual(family.pids, [child.pid]);
    assert.equal(view.isListening(port), false);
    await view.refresh();
    assert.equal(view.isListening(port), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await view.refreshProcesses();
    assert.deepEqual(family.pids, []);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(view.isListening(port), true, 'as it was last seen');
    await view.refresh();
    assert.equal(view.isListening(port), false);
  });

  it('gives those who ask for everything while processes are looked at a look of their own', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const looks = [view.refreshProcesses(), view.refreshProcesses(), view.refresh(1_000), view.refresh()];
    await Promise.all(looks);
    assert.equal(view.isListening(port), true);
    await new Promise((resolve) => server.close(resolve));
  });
});
