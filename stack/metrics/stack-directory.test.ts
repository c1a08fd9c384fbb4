import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { ownIdentity } from '../process/identity';
import { ErrorCodes, HelloRequest, MetricsRequest, SnapshotRequest, type HelloParams } from '../protocol/messages';
import { HOME_VARIABLE, stackPlaces } from '../rendezvous/stack-paths';
import { labelOf, StackDirectory } from './stack-directory';
import { everythingKnown } from './testing/everything-known';

type Behaviour = 'answers' | 'is old' | 'speaks another protocol' | 'ends at once';

describe('finding the stacks of a user', function () {
  if (process.platform === 'win32') return;
  let home: string;
  let servers: Server[];
  let sockets: Set<Socket>;
  let greetings: HelloParams[];
  let directory: StackDirectory;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'directory-'));
    servers = [];
    sockets = new Set();
    greetings = [];
    directory = new StackDirectory(environment());
  });
  afterEach(() => {
    directory.dispose();
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
    rmSync(home, { recursive: true, force: true });
  });

  const environment = () => ({ [HOME_VARIABLE]: home });
  const id = (digit: number) => String(digit).repeat(16);
  const measurements = everythingKnown()[0]!.measurements!;

  /** A supervisor as far as it can be seen through its socket. */
  async function supervisor(digit: number, file: string, behaviour: Behaviour = 'answers'): Promise<Server> {
    const { socket: path } = stackPlaces(id(digit), environment());
    mkdirSync(dirname(path), { recursive: true });
    const server = createServer((socket) => {
      sockets.add(socket);
      if (behaviour === 'ends at once') return socket.destroy();
      const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
      connection.onRequest(HelloRequest, (params) => {
        greetings.push(params);
        if (behaviour === 'speaks another protocol') throw new ResponseError(ErrorCodes.protocolMismatch, 'mine is 9');
        const capabilities = behaviour === 'is old' ? [] : ['metrics'];
        return { protocolVersion: 1, pid: 1, startedAt: 0, stackId: id(digit), file, configHash: '', capabilities };
      });
      connection.onRequest(MetricsRequest, () => measurements);
      connection.onRequest(SnapshotRequest, () => measurements.snapshot);
      connection.listen();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return server;
  }

  async function state(digit: number, leader: object): Promise<void> {
    const { stateFile } = stackPlaces(id(digit), environment());
    mkdirSync(dirname(stateFile), { recursive: true });
    const agents = [{ name: 'Hub', wanted: true, restarts: 4, run: { leader } }];
    writeFileSync(stateFile, JSON.stringify({ version: 1, stackId: id(digit), file: '/p/left.yaml', agents }));
  }

  const summary = async () => (await directory.read()).map(({ stack, measurements: told }) => [stack, told !== null]);

  it('meets those whose supervisors answer, as one who only looks on', async () => {
    await supervisor(1, '/p/b.yaml');
    await supervisor(2, '/p/a.yaml', 'is old');
    mkdirSync(join(home, 'run', 'exporter'), { recursive: true });
    assert.deepEqual(await summary(), [
      ['/p/a.yaml', true],
      ['/p/b.yaml', true],
    ]);
    assert.ok(greetings.every(({ passive, client }) => passive === true && client === 'metrics'));
    await summary();
    assert.equal(greetings.length, 2, 'the connections stay');
  });

  it('tells of one that died and left agents, and of none that left nothing', async () => {
    await state(3, await ownIdentity());
    await state(4, { pid: 2 ** 22 + 1, startTicks: 'gone' });
    await supervisor(5, '/p/c.yaml', 'ends at once');
    const readings = await directory.read();
    assert.deepEqual(readings, [{ stack: '/p/left.yaml', measurements: null, left: [{ agent: 'Hub', restarts: 4 }] }]);
    assert.equal(directory.isEmpty, false);
  });

  it('says nothing of one that it does not understand', async () => {
    await supervisor(6, '/p/d.yaml', 'speaks another protocol');
    await state(6, await ownIdentity());
    assert.deepEqual(await directory.read(), []);
  });

  it('forgets one that has ended, and meets it again', async () => {
    const server = await supervisor(7, '/p/e.yaml');
    assert.deepEqual(await summary(), [['/p/e.yaml', true]]);
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
    for (const end = Date.now() + 5000; (await summary()).length > 0 && Date.now() < end;);
    assert.equal(directory.isEmpty, true);
    await supervisor(7, '/p/e.yaml');
    assert.deepEqual(await summary(), [['/p/e.yaml', true]]);
  });

  it('names them by the path of the startup file, with a short word for the home folder', async () => {
    assert.equal(await labelOf(join(home, 'va', 'startup.yaml'), home), '~/va/startup.yaml');
    assert.equal(await labelOf('/srv/va/startup.yaml', home), '/srv/va/startup.yaml');
    assert.equal(await labelOf(`${home}-other/startup.yaml`, home), `${home}-other/startup.yaml`);
  });
});
