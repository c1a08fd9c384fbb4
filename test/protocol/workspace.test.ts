import assert from 'node:assert/strict';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { LanguageClient, PUSH_CLIENT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const BIND = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")\n';
const STARTUP = [
  'agent_groups:',
  '  core:',
  '    Registry:',
  '      script_path: agents/registry.py',
  '      port: 7200',
  '      health_check_port: 8200',
  '    Memory:',
  '      script_path: agents/memory.py',
  '      port: 7201',
  '      health_check_port: 8201',
  '',
].join('\n');

describe('a workspace', () => {
  let first: TemporaryProject;
  let second: TemporaryProject;
  let client: LanguageClient;

  beforeEach(() => {
    first = new TemporaryProject({ 'a.py': BIND });
    second = new TemporaryProject({ 'b.py': BIND });
    client = LanguageClient.inMemory();
  });

  afterEach(async () => {
    await client.stop();
    first.dispose();
    second.dispose();
  });

  const seen = (uri: string, code: string): Promise<Diagnostic> =>
    client.until(() => client.diagnostics(uri)?.find((entry) => entry.code === code), `${code} in ${uri}`);

  const changed = (...uris: string[]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: uris.map((uri) => ({ uri, type: 2 })),
    });

  it('of several folders is covered as a whole, each folder under its own configuration', async () => {
    second.write('.agent-preflight.yaml', 'rules:\n  loopback-bind: error\n');
    await client.initialize(PUSH_CLIENT, [first.uri, second.uri]);
    assert.equal((await seen(first.uriOf('a.py'), 'loopback-bind')).severity, 2);
    assert.equal((await seen(second.uriOf('b.py'), 'loopback-bind')).severity, 1);
  });

  it('follows a configuration file that appears, changes and breaks', async () => {
    const capabilities = { ...PUSH_CLIENT, experimental: { serverStatusNotification: true } };
    await client.initialize(capabilities, [first.uri]);
    await seen(first.uriOf('a.py'), 'loopback-bind');
    first.write('.agent-preflight.yaml', 'rules:\n  loopback-bind: off\n');
    await changed(first.uriOf('.agent-preflight.yaml'));
    await client.until(() => client.diagnostics(first.uriOf('a.py'))?.length === 0, 'silence');
    first.write('.agent-preflight.yaml', 'rulez: {}\n');
    await changed(first.uriOf('.agent-preflight.yaml'));
    await seen(first.uriOf('a.py'), 'loopback-bind');
    const status = await client.until(
      () =>
        client.received
          .filter(({ method }) => method === 'experimental/serverStatus')
          .map(({ params }) => params as { health: string; message?: string })
          .find(({ health }) => health === 'warning'),
      'a status that speaks of the configuration',
    );
    assert.match(status.message ?? '', /unknown key "rulez"; did you mean "rules"\?/);
  });

  it('lists its startup files with what can be told before a start, and tells when they change', async () => {
    first.write('config/startup_config.yaml', STARTUP);
    first.write('agents/registry.py', 'print(1)\n');
    await client.initialize(PUSH_CLIENT, [first.uri]);
    interface File {
      uri: string;
      agents: { name: string; script: string | null; port: number }[];
    }
    const [file] = await client.request<File[]>('agentPreflight/startupFiles', null);
    assert.equal(file?.uri, first.uriOf('config/startup_config.yaml'));
    assert.deepEqual(
      file.agents.map(({ name, script, port }) => ({ name, script, port })),
      [
        { name: 'Registry', script: first.uriOf('agents/registry.py'), port: 7200 },
        { name: 'Memory', script: null, port: 7201 },
      ],
    );
    first.write('agents/memory.py', 'print(1)\n');
    await changed(first.uriOf('agents/memory.py'));
    await client.until(
      () => client.received.some(({ method }) => method === 'agentPreflight/startupFilesChanged'),
      'word of the change',
    );
  });

  it('is looked at before a start by the rules that `up` goes by', async () => {
    first.write('config/startup_config.yaml', STARTUP);
    first.write('agents/registry.py', BIND);
    await client.initialize(PUSH_CLIENT, [first.uri]);
    const { issues } = await client.request<{ issues: { rule: string; agent: string | null; uri: string }[] }>(
      'agentPreflight/preflight',
      { uri: first.uriOf('config/startup_config.yaml') },
    );
    assert.ok(
      issues.some(({ rule, agent }) => rule === 'script-not-found' && agent === 'Memory'),
      JSON.stringify(issues),
    );
    // The script's own faults are underlined in it; they keep nothing from starting.
    assert.ok(!issues.some(({ rule }) => rule === 'loopback-bind'), JSON.stringify(issues));
  });

  it('tells what holds for a file', async () => {
    first.write('.agent-preflight.yaml', 'rules:\n  network: information\n');
    await client.initialize(PUSH_CLIENT, [first.uri]);
    const effective = await client.request<{ file: string; severities: Record<string, string> }>(
      'agentPreflight/showEffectiveConfiguration',
      { uri: first.uriOf('a.py') },
    );
    assert.equal(effective.file, first.uriOf('.agent-preflight.yaml'));
    assert.equal(effective.severities['loopback-bind'], 'information');
  });

  it('shows a rule where it is reported and where it is silenced', async () => {
    const text = `${BIND}other = 1  # preflight: ignore[loopback-bind] only here\n`;
    await client.initialize(PUSH_CLIENT, [first.uri]);
    await client.open(first.uriOf('a.py'), text);
    await seen(first.uriOf('a.py'), 'loopback-bind');
    for (const position of [
      { line: 3, character: 20 },
      { line: 4, character: 35 },
    ]) {
      const hover = await client.request<{ contents: { value: string } } | null>('textDocument/hover', {
        textDocument: { uri: first.uriOf('a.py') },
        position,
      });
      assert.match(hover?.contents.value ?? '', /\*\*loopback-bind\*\*/);
    }
  });
});
