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

  it('begin with the innermost of findings within each other', async () => {
    const startup = 'agents:\n  Hub: { script_path: agents/hub.py, port: 7300 }\n';
    project.write('config/startup.yaml', startup);
    const connect = 'client = zmq.Context().socket(zmq.REQ)\nclient.connect("tcp://127.0.0.1:7300")\n';
    await start(PUSH_CLIENT, `${BIND}${connect}`);
    await client.until(() => client.diagnostics(uri)?.some(({ code }) => code === 'hardcoded-port'), 'the port');
    const titlesAt = async (character: number): Promise<string[]> =>
      (await actions({ start: { line: 7, character }, end: { line: 7, character } })).map(({ title }) => title);
    const port = 'client.connect("tcp://127.0.0.1:7300'.length - 2;
    assert.match((await titlesAt(port))[0] ?? '', /HUB_PORT/);
    assert.match((await titlesAt('client.connect("tcp://12'.length))[0] ?? '', /HUB_HOST/);
  });

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

  const resolved = async (title: string, range: object = AT_FIRST): Promise<CodeAction> => {
    const offered = await actions(range);
    const action = offered.find((candidate) => candidate.title === title);
    assert.ok(action, `${title} among: ${offered.map((candidate) => candidate.title).join(' | ')}`);
    return client.request<CodeAction>('codeAction/resolve', action);
  };

  it('come in one order: fixes, fixes of more, suppressions, documentation', async () => {
    await start(PUSH_CLIENT, BIND, { initializationOptions: { commands: ['agentPreflight.explainRule'] } });
    project.write('agents/b.py', BIND);
    await client.request('agentPreflight/startupFiles', null);
    const order = ['isPreferred', 'Fix all', 'Ignore', 'Show documentation'];
    const found = (await actions(AT_FIRST)).map(({ title, isPreferred }) =>
      isPreferred === true ? 0 : order.findIndex((start) => title.startsWith(start)),
    );
    const ranks = found.map((rank) => (rank < 0 ? 0 : rank));
    assert.deepEqual(
      ranks,
      [...ranks].sort((a, b) => a - b),
    );
    assert.equal(found[0], 0);
  });

  describe('on selected lines', () => {
    const lines = { start: { line: 2, character: 0 }, end: { line: 5, character: 0 } };

    it('silence what is found there, from the first to the last', async () => {
      await start(PUSH_CLIENT);
      const after = textAfter(await resolved('Ignore loopback-bind in the selected lines', lines));
      const expected = BIND.replace(
        /(first = [^]*REP\)\n)(?=second\.)/,
        '# preflight: ignore-start[loopback-bind] <reason>\n$1# preflight: ignore-end\n',
      );
      assert.equal(after, expected);
      const version = await client.change(uri, [{ text: after }]);
      const left = await client.diagnosticsFor(uri, version);
      assert.deepEqual(
        left.filter(({ code }) => code === 'loopback-bind').map(({ range }) => range.start.line),
        [7],
      );
    });

    it('put the cursor where the reason goes, for clients that take snippets', async () => {
      const workspaceEdit = { ...PUSH_CLIENT.workspace?.workspaceEdit, snippetEditSupport: true };
      await start({ ...PUSH_CLIENT, workspace: { ...PUSH_CLIENT.workspace, workspaceEdit } });
      const { edit } = await resolved('Ignore loopback-bind in the selected lines', lines);
      assert.match(JSON.stringify(edit), /ignore-start\[loopback-bind\] \$\{1:<reason>\}/);
    });

    it('are not offered for one line', async () => {
      await start(PUSH_CLIENT);
      assert.ok(!(await actions(AT_FIRST)).some(({ title }) => title.includes('selected lines')));
    });
  });

  it('take a suppression back, or one of its rules', async () => {
    const text = BIND.replace('7200")', '7200")  # preflight: ignore[loopback-bind, missing-timeout] why');
    await start(PUSH_CLIENT, text);
    const at = text.split('\n')[3]?.indexOf('loopback-bind') ?? 0;
    const range = { start: { line: 3, character: at }, end: { line: 3, character: at } };
    assert.equal(textAfter(await resolved('Remove this suppression', range), text), BIND);
    assert.ok(
      textAfter(await resolved('Remove loopback-bind from this suppression', range), text).includes(
        '# preflight: ignore[missing-timeout] why',
      ),
    );
  });

  describe('for the whole workspace', () => {
    const all = 'Fix all loopback-bind in the workspace';

    beforeEach(() => project.write('agents/b.py', BIND));

    const others = (): Promise<unknown> =>
      client.until(() => client.diagnostics(project.uriOf('agents/b.py'))?.length, 'findings elsewhere');

    it('fix open and closed files in one edit that is shown first', async () => {
      await start(PUSH_CLIENT);
      await others();
      const { edit } = await resolved(all);
      const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
      assert.deepEqual(changes.map(({ textDocument }) => textDocument.uri).sort(), [uri, project.uriOf('agents/b.py')]);
      assert.deepEqual(
        Object.values(edit?.changeAnnotations ?? {}).map(({ needsConfirmation }) => needsConfirmation),
        [true],
      );
      assert.ok(changes.every(({ edits }) => edits.every((single) => 'annotationId' in single)));
    });

    it('are not offered where this file is the only one', async () => {
      project.delete('agents/b.py');
      await start(PUSH_CLIENT);
      assert.ok(!(await actions(AT_FIRST)).some(({ title }) => title === all));
    });

    it('are a command for clients that do not resolve, and nothing for those that take no edits either', async () => {
      const codeAction = { ...PUSH_CLIENT.textDocument?.codeAction, resolveSupport: undefined };
      const bare = { ...PUSH_CLIENT, textDocument: { ...PUSH_CLIENT.textDocument, codeAction } };
      const workspace = { workspaceFolders: true, applyEdit: true };
      await start({ ...bare, workspace });
      await others();
      const { command } = (await actions(AT_FIRST)).find(({ title }) => title === all) ?? {};
      assert.ok(command);
      await client.request('workspace/executeCommand', { command: command.command, arguments: command.arguments });
      const applied = await client.until(
        () => client.received.find(({ method }) => method === 'workspace/applyEdit'),
        'the edit',
      );
      const { edit } = applied.params as { edit: { changes: Record<string, TextEdit[]> } };
      assert.deepEqual(Object.keys(edit.changes).sort(), [uri, project.uriOf('agents/b.py')]);
      await assert.rejects(client.request('workspace/executeCommand', { command: 'agentPreflight.fixAllInWorkspace' }));
    });
  });
});
