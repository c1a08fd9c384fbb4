import assert from 'node:assert/strict';
import { LanguageClient, PUSH_CLIENT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const CONNECT = 'import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.connect("tcp://192.168.1.20:7200")\n';

describe('diagnostics for clients that are told', () => {
  let project: TemporaryProject;
  let client: LanguageClient;

  beforeEach(() => {
    project = new TemporaryProject({ 'agents/a.py': CONNECT, 'agents/clean.py': 'x = 1\n', '.gitignore': 'build/\n' });
    client = LanguageClient.inMemory();
  });

  afterEach(async () => {
    await client.stop();
    project.dispose();
  });

  it('come for an open document, with rule, source and place', async () => {
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(project.uriOf('agents/a.py'), CONNECT);
    const diagnostics = await client.until(() => {
      const found = client.diagnostics(project.uriOf('agents/a.py'));
      return found !== null && found.length > 0 && found;
    }, 'a finding');
    const host = diagnostics.find(({ code }) => code === 'hardcoded-host');
    assert.equal(host?.source, 'agent-preflight');
    assert.equal(host?.range.start.line, 3);
  });

  it('come for files nobody opened, and never for ignored ones', async () => {
    project.write('build/generated.py', CONNECT);
    await client.initialize(PUSH_CLIENT, [project.uri]);
    const diagnostics = await client.diagnosticsFor(project.uriOf('agents/a.py'));
    assert.ok(diagnostics.length > 0);
    assert.equal(client.diagnostics(project.uriOf('build/generated.py')), null);
    assert.equal(client.diagnostics(project.uriOf('agents/clean.py')), null);
  });

  it('follow every change and say for which version', async () => {
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    await client.until(() => (client.diagnostics(uri)?.length ?? 0) > 0, 'a finding');
    const version = await client.change(uri, [
      { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } }, text: '' },
    ]);
    const after = await client.diagnosticsFor(uri, version);
    assert.ok(!after.some(({ code }) => code === 'hardcoded-host'));
  });

  it('of a burst of changes end with the last version', async () => {
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    let last = 0;
    for (let i = 0; i < 100; i++) {
      last = await client.change(uri, [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: `# ${i}\n` },
      ]);
    }
    await client.diagnosticsFor(uri, last);
    // Rules that look at other files speak once the project has been read.
    const host = await client.until(
      () => client.diagnostics(uri)?.find(({ code }) => code === 'hardcoded-host'),
      'the finding in the last version',
    );
    assert.equal(host.range.start.line, 103);
    assert.equal(client.publishedVersions(uri).at(-1), last);
  });

  it('of a document closed unsaved go back to those of the file', async () => {
    const uri = project.uriOf('agents/clean.py');
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(uri, CONNECT);
    await client.until(() => (client.diagnostics(uri)?.length ?? 0) > 0, 'a finding');
    await client.close(uri);
    await client.until(() => client.diagnostics(uri)?.length === 0, 'no findings any more');
  });

  it('come for a single file without a workspace', async () => {
    const uri = project.uriOf('agents/a.py');
    await client.initialize(PUSH_CLIENT, []);
    await client.open(uri, CONNECT);
    await client.until(() => (client.diagnostics(uri)?.length ?? 0) > 0, 'a finding');
  });

  it('come for a document that was never saved', async () => {
    await client.initialize(PUSH_CLIENT, []);
    await client.open('untitled:Untitled-1', CONNECT);
    await client.until(() => (client.diagnostics('untitled:Untitled-1')?.length ?? 0) > 0, 'a finding');
  });
});
