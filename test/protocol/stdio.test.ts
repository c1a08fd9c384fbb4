import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { type Socket, createServer } from 'node:net';
import path from 'node:path';
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from 'vscode-languageserver-protocol/node';
import { LanguageClient, PUSH_CLIENT, ROOT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const BIND = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")\n';
const MAIN = path.join(ROOT, 'server', 'cli', 'main.ts');

describe('the server as a process', function () {
  this.timeout(30_000);
  let project: TemporaryProject;

  beforeEach(() => (project = new TemporaryProject({ 'a.py': BIND })));
  afterEach(() => project.dispose());

  it('publishes over standard output and exits with 0 after shutdown', async () => {
    const client = LanguageClient.stdio();
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(project.uriOf('a.py'), BIND);
    await client.until(
      () => client.diagnostics(project.uriOf('a.py'))?.some(({ code }) => code === 'loopback-bind'),
      'a finding',
    );
    await client.stop();
    assert.equal(client.child?.exitCode, 0);
  });

  it('exits with 1 on `exit` without shutdown', async () => {
    const client = LanguageClient.stdio();
    await client.initialize(PUSH_CLIENT, [project.uri]);
    const ended = new Promise((resolve) => client.child?.once('exit', resolve));
    await client.connection.sendNotification('exit');
    assert.equal(await ended, 1);
  });

  it('ends when its client is gone', async () => {
    const client = LanguageClient.stdio();
    await client.initialize(PUSH_CLIENT, [project.uri]);
    const ended = new Promise<unknown>((resolve) => client.child?.once('exit', resolve));
    client.child?.stdin?.destroy();
    await ended;
  });

  it('connects to a socket', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as { port: number };
    const accepted = new Promise<Socket>((resolve) => listener.once('connection', resolve));
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, 'lsp', `--socket=${port}`], {
      cwd: ROOT,
      stdio: 'ignore',
    });
    const ended = new Promise<unknown>((resolve) => child.once('exit', resolve));
    const socket = await accepted;
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    connection.listen();
    const result = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    assert.equal(result.serverInfo.name, 'agent-preflight');
    connection.dispose();
    socket.destroy();
    await ended;
    listener.close();
  });
});
