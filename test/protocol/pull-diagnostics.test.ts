import assert from 'node:assert/strict';
import path from 'node:path';
import type {
  DocumentDiagnosticReport,
  FullDocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol';
import { CancellationTokenSource, ProgressType } from 'vscode-languageserver-protocol/node';
import { nodeHost } from '../../server/lsp/node-host';
import { LanguageClient, PULL_CLIENT, ROOT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const CONNECT = 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://192.168.1.20:7200")\n';
const partial = new ProgressType<{ items: WorkspaceDocumentDiagnosticReport[] }>();

describe('diagnostics for clients that ask', () => {
  let project: TemporaryProject;
  let client: LanguageClient;

  beforeEach(() => {
    project = new TemporaryProject({ 'agents/a.py': CONNECT, 'agents/b.py': CONNECT, 'agents/clean.py': 'x = 1\n' });
    client = LanguageClient.inMemory();
  });

  afterEach(async () => {
    await client.stop();
    project.dispose();
  });

  const pull = (uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> =>
    client.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });

  it('are answered, unchanged when they are, and never pushed', async () => {
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PULL_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    await client.request('agentPreflight/startupFiles', null);
    const first = (await pull(uri)) as FullDocumentDiagnosticReport;
    assert.ok(first.items.some(({ code }) => code === 'hardcoded-host'));
    assert.equal((await pull(uri, first.resultId)).kind, 'unchanged');
    await client.change(uri, [
      { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, text: '' },
    ]);
    const second = await pull(uri, first.resultId);
    assert.equal(second.kind, 'full');
    assert.equal(client.diagnostics(uri), null);
  });

  it('cover the whole workspace, streamed, and are held back while nothing changes', async () => {
    await client.initialize(PULL_CLIENT, [project.uri]);
    const streamed: WorkspaceDocumentDiagnosticReport[] = [];
    client.connection.onProgress(partial, 'first', ({ items }) => void streamed.push(...items));
    const report = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
      partialResultToken: 'first',
    });
    streamed.push(...report.items);
    assert.deepEqual(
      new Set(streamed.map(({ uri }) => uri)),
      new Set([project.uriOf('agents/a.py'), project.uriOf('agents/b.py')]),
    );
    const known = streamed.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
    let answered = false;
    const held = client
      .request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: known })
      .then((answer) => {
        answered = true;
        return answer;
      });
    // Whatever else is asked meanwhile is answered; the held request is not.
    await client.request('agentPreflight/rules', null);
    await client.request('agentPreflight/startupFiles', null);
    assert.equal(answered, false);
    project.write('agents/b.py', 'x = 1\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: project.uriOf('agents/b.py'), type: 2 }],
    });
    const news = await held;
    const changed = news.items.find(({ uri }) => uri === project.uriOf('agents/b.py'));
    assert.equal(changed?.kind, 'full');
    assert.deepEqual((changed as FullDocumentDiagnosticReport).items, []);
  });

  it('are taken back when the file is closed and deleted before the client has asked for it as a closed one', async () => {
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PULL_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    await client.request('agentPreflight/startupFiles', null);
    assert.ok(((await pull(uri)) as FullDocumentDiagnosticReport).items.length > 0);
    project.delete('agents/a.py');
    await client.close(uri);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
    // Editors forget the result's id with the document, not the findings.
    const report = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    const taken = report.items.find((item) => item.uri === uri);
    assert.deepEqual((taken as FullDocumentDiagnosticReport | undefined)?.items, []);
  });

  it('end a held request when the client cancels it', async () => {
    await client.initialize(PULL_CLIENT, [project.uri]);
    const first = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    const known = first.items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
    const cancellation = new CancellationTokenSource();
    const held = client.connection.sendRequest(
      'workspace/diagnostic',
      { previousResultIds: known },
      cancellation.token,
    );
    await client.request('agentPreflight/rules', null);
    cancellation.cancel();
    await assert.rejects(held);
  });

  it('leave it to a client that cancels its request whether it asks again', async () => {
    const host = nodeHost(path.join(ROOT, 'server', 'lsp'));
    const disk = host.fileSystem;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let reached: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (reached = resolve));
    const stat: typeof disk.stat = async (uri) => {
      reached();
      await held;
      return disk.stat(uri);
    };
    const fileSystem = Object.assign(Object.create(disk) as typeof disk, { stat });
    await client.stop();
    client = LanguageClient.inMemory({ ...host, fileSystem });
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PULL_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    const cancellation = new CancellationTokenSource();
    const params = { textDocument: { uri } };
    const asked = client.connection.sendRequest('textDocument/diagnostic', params, cancellation.token);
    await waiting;
    cancellation.cancel();
    await client.request('agentPreflight/rules', null);
    letGo();
    const error = await asked.then(
      () => assert.fail('it was cancelled'),
      (reason: { code: number; data?: unknown }) => reason,
    );
    // VS Code reads data of its own kind as "do not ask again", though it has cancelled in order to.
    assert.deepEqual([error.code, error.data], [-32800, undefined]);
    await client.request('agentPreflight/startupFiles', null);
    assert.ok(((await pull(uri)) as FullDocumentDiagnosticReport).items.length > 0);
  });

  it('are asked for again when another file changes what they depend on', async () => {
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PULL_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    await client.request('agentPreflight/startupFiles', null);
    project.write('agents/new_agent.py', 'class NewAgent:\n    pass\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: project.uriOf('agents/new_agent.py'), type: 1 }],
    });
    await client.until(
      () => client.received.some(({ method }) => method === 'workspace/diagnostic/refresh'),
      'a request to ask again',
    );
  });
});
