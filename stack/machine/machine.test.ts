import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { parseLsof, parsePs } from './darwin';
import { parseCommandLine, parseStat, parseTcpTable } from './linux-text';
import { bindFailure, isPortFree, isSurelyFree, portHolder, readListeners } from './listeners';
import { processEnvironmentHas, readProcess, readProcessTable } from './process-table';
import { sampleUsage } from './usage';
import { parseCimProcesses, parseNetstat, taskkillArguments } from './windows';

const STAT_TAIL =
  'S 812 4001 4000 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 987654 12345678 640 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0';

describe('reading /proc text', () => {
  for (const name of ['python3', 'tmux: server', '(sd-pam)', 'a) S 1 (b', 'ends with )']) {
    it(`finds the fields behind the name ${JSON.stringify(name)}`, () => {
      const stat = parseStat(`4002 (${name}) ${STAT_TAIL}`);
      assert.deepEqual(
        { ...stat },
        {
          pid: 4002,
          name,
          state: 'S',
          ppid: 812,
          pgid: 4001,
          sid: 4000,
          cpuTicks: 300,
          startTicks: '987654',
          rssPages: 640,
        },
      );
    });
  }

  it('refuses a line that was cut', () => assert.equal(parseStat('4002 (python3) S 812 4001'), null));

  it('joins arguments and brackets the names of kernel threads', () => {
    assert.equal(parseCommandLine('python3\0-m\0agents.hub\0', 'python3'), 'python3 -m agents.hub');
    assert.equal(parseCommandLine('', 'kworker/0:1'), '[kworker/0:1]');
  });

  it('reads listening sockets of both families and skips connections', () => {
    const header = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
    const row = (local: string, state: string, inode: number) =>
      `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`;
    const four =
      header + row('0100007F:1C20', '0A', 11) + row('00000000:0050', '0A', 12) + row('0100007F:1C21', '01', 13);
    const six =
      header +
      row('00000000000000000000000000000000:1C20', '0A', 14) +
      row('00000000000000000000000001000000:1C22', '0A', 15) +
      row('0000000000000000FFFF00000100007F:1C23', '0A', 16) +
      row('B80D0120000000000000000001000000:1C24', '0A', 17);
    const found = [...parseTcpTable(four), ...parseTcpTable(six)].map(({ address, port }) => `${address} ${port}`);
    assert.deepEqual(found, [
      '127.0.0.1 7200',
      '0.0.0.0 80',
      ':: 7200',
      '::1 7202',
      '127.0.0.1 7203',
      '2001:db8::1 7204',
    ]);
  });
});

describe('reading what other systems print', () => {
  it('reads ps on macOS', () => {
    const text =
      '    1     0     1      0 Ss   Fri Oct  4 09:12:33 2024     /sbin/launchd\n' +
      '  731   650   731      0 S+   Mon Nov 11 18:01:02 2024     /usr/bin/python3 agents/hub agent.py --port 7200\n' +
      '  732   731   731      0 Z    Mon Nov 11 18:01:03 2024     (python3)\n';
    const [launchd, hub, gone] = parsePs(text);
    assert.equal(launchd?.ppid, 0);
    assert.equal(hub?.command, '/usr/bin/python3 agents/hub agent.py --port 7200');
    assert.equal(hub?.startTicks, 'Mon Nov 11 18:01:02 2024');
    assert.equal(gone?.state, 'Z');
  });

  it('reads lsof, several sockets per process', () => {
    const text = 'p731\nf5\nn*:7200\nf6\nn127.0.0.1:8200\np900\nf9\nn[::1]:631\n';
    assert.deepEqual(parseLsof(text), [
      { port: 7200, address: '0.0.0.0', pid: 731 },
      { port: 8200, address: '127.0.0.1', pid: 731 },
      { port: 631, address: '::1', pid: 900 },
    ]);
  });

  it('asks Windows programs by their windows, and ends them with what they started', () => {
    assert.deepEqual(taskkillArguments(42, 'SIGTERM'), ['/PID', '42']);
    assert.deepEqual(taskkillArguments(42, 'SIGKILL'), ['/PID', '42', '/T', '/F']);
  });

  it('reads one or several Windows processes, and none', () => {
    const one = { pid: 4312, ppid: 880, name: 'python.exe', command: 'python hub.py', started: '133757640620000000' };
    assert.equal(parseCimProcesses(JSON.stringify(one))[0]?.startTicks, '133757640620000000');
    const hidden = parseCimProcesses(
      JSON.stringify([one, { pid: 4, ppid: 0, name: 'System', command: null, started: '' }]),
    );
    assert.equal(hidden[1]?.command, '[System]');
    assert.deepEqual(parseCimProcesses(''), []);
  });

  it('reads netstat whatever language the state is printed in', () => {
    const text =
      '  TCP    0.0.0.0:7200           0.0.0.0:0              ABHÖREN         4312\r\n' +
      '  TCP    127.0.0.1:50112        127.0.0.1:7200         HERGESTELLT     4400\r\n' +
      '  TCP    [::]:7201              [::]:0                 LISTENING       4312\r\n';
    assert.deepEqual(parseNetstat(text), [
      { port: 7200, address: '0.0.0.0', pid: 4312 },
      { port: 7201, address: '::', pid: 4312 },
    ]);
  });
});

describe('this machine', () => {
  let server: Server;
  let port: number;

  before(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close());

  it('shows this process with its parent and a stable start', async () => {
    const own = await readProcess(process.pid);
    assert.equal(own?.ppid, process.ppid);
    assert.equal((await readProcess(process.pid))?.startTicks, own?.startTicks);
    assert.ok((await readProcessTable()).some(({ pid }) => pid === process.pid));
    assert.equal(await readProcess(2 ** 22 + 1), null);
  });

  it('finds a whole environment entry, not a part of one', async function () {
    if (process.platform === 'win32') this.skip();
    const env = { PATH: process.env.PATH, COOKIE: 'abc-123', OTHER: 'x COOKIE=no' };
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log(1)'], { env });
    try {
      await once(child.stdout, 'data');
      assert.equal(await processEnvironmentHas(child.pid!, 'COOKIE=abc-123'), true);
      assert.equal(await processEnvironmentHas(child.pid!, 'COOKIE=abc'), false);
      assert.equal(await processEnvironmentHas(child.pid!, 'OOKIE=abc-123'), false);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('names the owner of a listening port, and only among those asked for', async () => {
    const find = async (pids?: number[]) => (await readListeners(pids)).find((listener) => listener.port === port);
    assert.deepEqual(await find(), { port, address: '127.0.0.1', pid: process.pid });
    assert.equal((await find([process.pid]))?.pid, process.pid);
    assert.equal((await find([process.ppid]))?.pid, null);
    assert.equal((await find([]))?.pid, null);
  });

  it('tells a held port from a free one, per address', async () => {
    assert.equal((await portHolder(port))?.pid, process.pid);
    assert.equal(await isPortFree(port), false);
    assert.equal(await bindFailure(port, '127.0.0.1'), 'EADDRINUSE');
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const freed = (other.address() as AddressInfo).port;
    await new Promise((resolve) => other.close(resolve));
    assert.equal(await isPortFree(freed), true);
    assert.equal(await portHolder(freed), null);
  });

  for (const address of ['127.0.0.1', '0.0.0.0', '::1', '::']) {
    it(`finds by a trial that somebody listens on ${address}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const server = createServer().listen(0, address);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      assert.equal(await isSurelyFree(port), false);
      await new Promise((resolve) => server.close(resolve));
      assert.equal(await isSurelyFree(port), true);
    });
  }

  it('sees that another program has taken a process over, though command lines are remembered', async function () {
    if (process.platform !== 'linux') this.skip();
    const child = spawn('sh', ['-c', 'sleep 0.3; exec sleep 77']);
    try {
      const commandOf = async () => (await readProcessTable()).find(({ pid }) => pid === child.pid)?.command;
      assert.match((await commandOf()) ?? '', /^sh -c/);
      for (const end = Date.now() + 3000; (await commandOf()) !== 'sleep 77' && Date.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.equal(await commandOf(), 'sleep 77');
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('measures CPU between two samples, and forgets processes that ended', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); for (;;);']);
    try {
      await once(child.stdout, 'data');
      const first = await sampleUsage([child.pid!]);
      assert.ok((first.get(child.pid!)?.rssBytes ?? 0) > 5_000_000);
      let cpu = 0;
      for (const end = Date.now() + 5000; cpu < 5 && Date.now() < end;) {
        await new Promise((resolve) => setTimeout(resolve, 220));
        cpu = (await sampleUsage([child.pid!])).get(child.pid!)?.cpuPercent ?? 0;
      }
      assert.ok(cpu >= 5 && cpu < 500, `cpu ${cpu}`);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    assert.equal((await sampleUsage([child.pid!])).size, 0);
  });
});
