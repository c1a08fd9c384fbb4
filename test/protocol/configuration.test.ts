import assert from 'node:assert/strict';
import type { ClientCapabilities, Diagnostic } from 'vscode-languageserver-protocol';
import { LanguageClient, PULL_CLIENT, PUSH_CLIENT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const BROKEN = 'exclude: []\nrulez:\n  loopback-bind: off\n';

function textOf(message: Diagnostic['message']): string {
  return typeof message === 'string' ? message : message.value;
}

describe('a configuration file', () => {
  let project: TemporaryProject;
  let client: LanguageClient;

  beforeEach(() => {
    project = new TemporaryProject({ 'a.py': 'x = 1\n' });
    client = LanguageClient.inMemory();
  });

  afterEach(async () => {
    await client.stop();
    project.dispose();
  });

  const changed = (file: string): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: project.uriOf(file), type: 2 }],
    });

  const told = (file: string): Promise<Diagnostic> =>
    client.until(
      () => client.diagnostics(project.uriOf(file))?.find(({ code }) => code === 'configuration'),
      'what is wrong with it',
    );

  const silent = (file: string): Promise<unknown> =>
    client.until(
      () => client.diagnostics(project.uriOf(file))?.every(({ code }) => code !== 'configuration'),
      'nothing wrong with it',
    );

  const clients: [string, ClientCapabilities][] = [
    ['are told', PUSH_CLIENT],
    ['ask', PULL_CLIENT],
  ];
  for (const [name, capabilities] of clients) {
    it(`says where it is wrong to clients that ${name}, until it is mended`, async () => {
      project.write('.agent-preflight.yaml', BROKEN);
      await client.initialize(capabilities, [project.uri]);
      const { message, range, severity } = await told('.agent-preflight.yaml');
      assert.match(textOf(message), /unknown key "rulez"; did you mean "rules"\?/);
      assert.deepEqual(range, { start: { line: 1, character: 0 }, end: { line: 1, character: 5 } });
      assert.equal(severity, 1);
      project.write('.agent-preflight.yaml', BROKEN.replace('rulez', 'rules'));
      await changed('.agent-preflight.yaml');
      await silent('.agent-preflight.yaml');
    });
  }

  it('is heard in a pyproject.toml, too, broken or with a name nobody knows', async () => {
    project.write('pyproject.toml', '[tool.agent-preflight.rules]\nloopback-bnd = "off"\n');
    await client.initialize(PUSH_CLIENT, [project.uri]);
    assert.match(textOf((await told('pyproject.toml')).message), /did you mean "loopback-bind"/);
    project.write('pyproject.toml', '[tool.agent-preflight\n');
    await changed('pyproject.toml');
    await client.until(
      () =>
        client
          .diagnostics(project.uriOf('pyproject.toml'))
          ?.some(({ message }) => /not valid TOML/.test(textOf(message))),
      'that it is no TOML',
    );
  });

  it('is looked at as it stands in the editor, and as it is on disk when that is closed', async () => {
    project.write('.agent-preflight.yaml', BROKEN);
    const uri = project.uriOf('.agent-preflight.yaml');
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(uri, BROKEN, 'yaml');
    await told('.agent-preflight.yaml');
    await client.change(uri, [{ text: BROKEN.replace('rulez', 'rules') }]);
    await silent('.agent-preflight.yaml');
    await client.close(uri);
    await told('.agent-preflight.yaml');
  });

  it('takes what was said of it along when it is deleted', async () => {
    project.write('.agent-preflight.yaml', BROKEN);
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await told('.agent-preflight.yaml');
    project.delete('.agent-preflight.yaml');
    await changed('.agent-preflight.yaml');
    await silent('.agent-preflight.yaml');
  });

  it('can be shown as it holds for a file, in the form in which it is written', async () => {
    project.write('.agent-preflight.yaml', 'rules:\n  network: information\nrequire-reason: true\n');
    await client.initialize(PUSH_CLIENT, [project.uri]);
    const { text } = await client.request<{ text: string }>('agentPreflight/showEffectiveConfiguration', {
      uri: project.uriOf('a.py'),
    });
    assert.match(text, /^# .*\.agent-preflight\.yaml/m);
    assert.match(text, /^require-reason: true$/m);
    assert.match(text, /^ {2}loopback-bind: information$/m);
    project.write('.agent-preflight.yaml', text);
    await changed('.agent-preflight.yaml');
    const again = await client.request<{ text: string; problems: string[] }>(
      'agentPreflight/showEffectiveConfiguration',
      { uri: project.uriOf('a.py') },
    );
    assert.deepEqual(again.problems, []);
    assert.equal(again.text, text, 'what is shown means what holds');
  });
});
