import assert from 'node:assert/strict';
import type { CompletionItem, Hover } from 'vscode-languageserver-protocol';
import { LanguageClient, PUSH_CLIENT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const STARTUP = 'agent_groups:\n  core:\n    Hub:\n      script_path: hub.py\n      port: 7200\n';

describe('keys of configuration and startup files', () => {
  let project: TemporaryProject;
  let client: LanguageClient;

  beforeEach(async () => {
    project = new TemporaryProject({ 'hub.py': 'x = 1\n', 'startup.yaml': STARTUP });
    client = LanguageClient.inMemory();
    await client.initialize(PUSH_CLIENT, [project.uri]);
  });
  afterEach(async () => {
    await client.stop();
    project.dispose();
  });

  /** Asks at the bar in the text of a file. */
  async function ask<T>(method: string, file: string, marked: string): Promise<T> {
    const at = marked.indexOf('|');
    const text = marked.replace('|', '');
    project.write(file, text);
    const uri = project.uriOf(file);
    await client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    await client.until(() => client.diagnostics(uri), 'the file has been looked at');
    const before = text.slice(0, at).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    return client.request<T>(method, { textDocument: { uri }, position });
  }
  const complete = async (file: string, marked: string) => {
    const items = await ask<CompletionItem[]>('textDocument/completion', file, marked);
    return items.map(({ label }) => label);
  };
  const hover = async (file: string, marked: string) =>
    ((await ask<Hover | null>('textDocument/hover', file, marked))?.contents as { value: string } | undefined)?.value;

  it('of the policy are completed, those that are there left out', async () => {
    const labels = await complete('.agent-preflight.yaml', 'stack:\n  health:\n    retries: 3\n    |\n');
    assert.deepEqual(labels.sort(), ['interval', 'patience', 'start-period']);
  });

  it('of the policy are completed in braces, and their words behind them', async () => {
    assert.deepEqual(await complete('.agent-preflight.yaml', 'stack: {gpu: {placement: |}}\n'), ['auto', 'off']);
  });

  it('of rules are their names', async () => {
    const labels = await complete('.agent-preflight.yaml', 'rules:\n  loop|\n');
    assert.ok(labels.includes('loopback-bind') && labels.includes('network'), labels.join(' '));
  });

  it('of an agent are completed in their usual spelling, each meaning once', async () => {
    const labels = await complete('startup.yaml', `${STARTUP}      |\n`);
    for (const key of [
      'models',
      'profiles',
      'gpu',
      'vram_mb',
      'stop_signal',
      'grace_seconds',
      'restart',
      'dependencies',
    ]) {
      assert.ok(labels.includes(key), `${key} of ${labels.join(' ')}`);
    }
    for (const key of ['script', 'port', 'depends_on', 'stop_grace_period']) assert.ok(!labels.includes(key), key);
  });

  it('below an agent’s restart are its parts', async () => {
    const labels = await complete('startup.yaml', `${STARTUP}      restart:\n        policy: never\n        |\n`);
    assert.deepEqual(labels.sort(), ['delay', 'max_restarts']);
  });

  it('are left alone in other files', async () => {
    assert.deepEqual(await complete('other.yaml', 'stack:\n  |\n'), []);
  });

  it('say on hover what they mean', async () => {
    assert.match((await hover('.agent-preflight.yaml', 'stack:\n  health:\n    pati|ence: 3\n')) ?? '', /may recover/);
    assert.match((await hover('startup.yaml', `${STARTUP}      pro|files: [gpu]\n`)) ?? '', /up --profile NAME/);
    assert.equal(await hover('other.yaml', 'profi|les: [gpu]\n'), undefined);
  });
});
