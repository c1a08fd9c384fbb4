import assert from 'node:assert/strict';
import type { ClientCapabilities, CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { LanguageClient, PUSH_CLIENT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const BIND = [
  'import zmq',
  '',
  'first = zmq.Context().socket(zmq.REP)',
  'first.bind("tcp://127.0.0.1:7200")',
  'second = zmq.Context().socket(zmq.REP)',
  'second.bind("tcp://127.0.0.1:7201")',
  '',
].join('\n');

const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const AT_FIRST = { start: { line: 3, character: 25 }, end: { line: 3, character: 25 } };

describe('code actions', () => {
  let project: TemporaryProject;
  let client: LanguageClient;
  let uri: string;

  beforeEach(() => {
    project = new TemporaryProject({ 'agents/a.py': BIND });
    client = LanguageClient.inMemory();
    uri = project.uriOf('agents/a.py');
  });

  afterEach(async () => {
    await client.stop();
    project.dispose();
  });

  async function start(capabilities: ClientCapabilities, text = BIND, more: object = {}): Promise<void> {
    await client.initialize(capabilities, [project.uri], more);
    await client.open(uri, text);
    await client.request('agentPreflight/startupFiles', null);
    await client.until(() => client.diagnostics(uri)?.some(({ code }) => code === 'loopback-bind'), 'the finding');
  }

  const actions = (range: object, only?: string[]): Promise<CodeAction[]> =>
    client.request('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [], only } });

  function textAfter(action: CodeAction, before = BIND): string {
    const changes = action.edit?.documentChanges as TextDocumentEdit[] | undefined;
    const own = changes?.find((change) => 'textDocument' in change && change.textDocument.uri === uri);
    const edits = (own?.edits ?? action.edit?.changes?.[uri] ?? []) as TextEdit[];
    return TextDocument.applyEdits(TextDocument.create(uri, 'python', 1, before), edits);
  }

  it('put the preferred fix first, suppression behind it, and no documentation where the client cannot show it', async () => {
    await start(PUSH_CLIENT);
    const found = await actions(AT_FIRST);
    assert.equal(found[0]?.isPreferred, true);
    assert.equal(found[0]?.edit, undefined);
    const titles = found.map(({ title }) => title);
    assert.ok(titles.indexOf('Ignore loopback-bind on this line') > 0);
    assert.ok(titles.includes('Fix all loopback-bind in this file'));
    assert.ok(!found.some(({ command }) => command !== undefined));
  });

  it('offer the documentation to clients that have the command', async () => {
    await start(PUSH_CLIENT, BIND, { initializationOptions: { commands: ['agentPreflight.explainRule'] } });
    const found = await actions(AT_FIRST);
    assert.deepEqual(found.find(({ command }) => command !== undefined)?.command?.arguments, ['loopback-bind']);
  });

  it('resolve to an edit that removes the finding', async () => {
    await start(PUSH_CLIENT);
    const [fix] = await actions(AT_FIRST);
    const resolved = await client.request<CodeAction>('codeAction/resolve', fix);
    const after = textAfter(resolved);
    assert.ok(!after.includes('"tcp://127.0.0.1:7200"'), after);
    assert.ok(after.includes('"tcp://127.0.0.1:7201"'), after);
  });

  it('carry their edits for clients that do not resolve', async () => {
    const codeAction = { ...PUSH_CLIENT.textDocument?.codeAction, dataSupport: undefined, resolveSupport: undefined };
    const workspace = { ...PUSH_CLIENT.workspace, workspaceEdit: {} };
    await start({ ...PUSH_CLIENT, workspace, textDocument: { ...PUSH_CLIENT.textDocument, codeAction } });
    const [fix] = await actions(AT_FIRST);
    assert.ok(fix?.edit?.changes?.[uri], 'an edit in the form every client knows');
    assert.equal(fix?.data, undefined);
  });

  it('are refused once the document has moved on', async () => {
    await start(PUSH_CLIENT);
    const [fix] = await actions(AT_FIRST);
    await client.change(uri, [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# new\n' },
    ]);
    await assert.rejects(client.request('codeAction/resolve', fix), { code: -32801 });
  });

  it('fix everything that is safe on request, in one edit that leaves nothing to fix', async () => {
    await start(PUSH_CLIENT);
    const [all] = await actions(EVERYWHERE, ['source.fixAll']);
    assert.equal(all?.kind, 'source.fixAll.agentPreflight');
    const resolved = await client.request<CodeAction>('codeAction/resolve', all);
    const after = textAfter(resolved);
    assert.ok(!after.includes('"tcp://127.0.0.1'), after);
    const version = await client.change(uri, [{ text: after }]);
    await client.diagnosticsFor(uri, version);
    assert.deepEqual(await actions(EVERYWHERE, ['source.fixAll']), []);
  });

  it('silence a rule on a line, and again on the same line', async () => {
    await start(PUSH_CLIENT);
    const ignore = (await actions(AT_FIRST)).find(({ title }) => title === 'Ignore loopback-bind on this line');
    const after = textAfter(await client.request<CodeAction>('codeAction/resolve', ignore));
    assert.ok(after.includes('7200")  # preflight: ignore[loopback-bind]\n'), after);
    const version = await client.change(uri, [{ text: after }]);
    const left = await client.diagnosticsFor(uri, version);
    assert.deepEqual(
      left.filter(({ code, range }) => code === 'loopback-bind' && range.start.line === 3),
      [],
    );
  });

  it('silence a rule in a file, below its shebang', async () => {
    const text = `#!/usr/bin/env python3\n${BIND}`;
    await start(PUSH_CLIENT, text);
    const ignore = (await actions(EVERYWHERE)).find(({ title }) => title === 'Ignore loopback-bind in this file');
    const after = textAfter(await client.request<CodeAction>('codeAction/resolve', ignore), text);
    assert.ok(after.startsWith('#!/usr/bin/env python3\n# preflight: ignore-file[loopback-bind]\n'), after);
    const version = await client.change(uri, [{ text: after }]);
    const left = await client.diagnosticsFor(uri, version);
    assert.ok(!left.some(({ code }) => code === 'loopback-bind'));
  });
});
