import assert from 'node:assert/strict';
import type { CompletionItem, Hover } from 'vscode-languageserver-protocol';
import { LanguageClient, PUSH_CLIENT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const HEAD = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\n';
const BIND = 'server.bind("tcp://127.0.0.1:7200")';

describe('suppressions in an editor', () => {
  let project: TemporaryProject;
  let client: LanguageClient;
  let uri: string;

  beforeEach(() => {
    project = new TemporaryProject({ 'agents/a.py': '' });
    client = LanguageClient.inMemory();
  });

  afterEach(async () => {
    await client.stop();
    project.dispose();
  });

  /** Opens a text with the cursor at `|`. */
  async function open(
    marked: string,
    { file = 'agents/a.py', languageId = 'python' } = {},
  ): Promise<{ line: number; character: number }> {
    const at = marked.indexOf('|');
    const before = marked.slice(0, at).split('\n');
    uri = project.uriOf(file);
    await client.initialize(PUSH_CLIENT, [project.uri]);
    await client.open(uri, marked.replace('|', ''), languageId);
    await client.request('agentPreflight/startupFiles', null);
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  }

  const ask = <T>(method: string, position: object): Promise<T> =>
    client.request<T>(method, { textDocument: { uri }, position });

  describe('are completed', () => {
    const inComments: [file: string, languageId: string, text: string][] = [
      ['agents/a.py', 'python', 'x = 1  # preflight: ignore[|\n'],
      ['agents/a.py', 'python', '# preflight: ignore-file[missing-timeout, |]\nx = 1\n'],
      ['a.ts', 'typescript', 'x(); // preflight: ignore[|]\n'],
      ['a.ts', 'typescript', 'x(); /* preflight: ignore-start[| */\n'],
      ['a.rs', 'rust', 'fn main() {} // preflight: ignore[|]\n'],
      ['a.yaml', 'yaml', 'a: 1 # preflight: ignore[|]\n'],
      ['.env', 'dotenv', '# preflight: ignore[|]\nA=1\n'],
      ['Dockerfile', 'dockerfile', '# preflight: ignore[|]\nFROM a\n'],
      ['agent.service', 'ini', '[Service]\n; preflight: ignore[|]\n'],
      ['a.md', 'markdown', '<!-- preflight: ignore[| -->\n'],
    ];
    for (const [file, languageId, text] of inComments) {
      it(`${file}: ${JSON.stringify(text)}`, async () => {
        const items = await ask<CompletionItem[]>('textDocument/completion', await open(text, { file, languageId }));
        assert.ok(items.some(({ label }) => label === 'loopback-bind'));
        assert.ok(!items.some(({ label }) => label === 'missing-timeout') || !text.includes('missing-timeout'));
      });
    }

    it('with what is found there first', async () => {
      const position = await open(`${HEAD}${BIND}  # preflight: ignore[|\n`);
      const items = await ask<CompletionItem[]>('textDocument/completion', position);
      const [first] = [...items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
      assert.equal(first?.label, 'loopback-bind');
      const whole = await client.request<CompletionItem>('completionItem/resolve', first);
      assert.match(JSON.stringify(whole.documentation), /\*\*loopback-bind\*\*/);
    });

    it('by replacing the name that is begun, not what stands around it', async () => {
      const position = await open('x = 1  # preflight: ignore[missing-timeout, loop|back] why\n');
      const items = await ask<CompletionItem[]>('textDocument/completion', position);
      const item = items.find(({ label }) => label === 'loopback-bind');
      assert.deepEqual(item?.textEdit, {
        range: {
          start: { line: 0, character: position.character - 4 },
          end: { line: 0, character: position.character + 4 },
        },
        newText: 'loopback-bind',
      });
    });

    it('from the word on', async () => {
      const items = await ask<CompletionItem[]>('textDocument/completion', await open('x = 1  # preflight: |\n'));
      assert.deepEqual(
        items.map(({ label }) => label),
        ['ignore', 'ignore-file', 'ignore-start', 'ignore-end'],
      );
    });

    for (const text of ['x = "# preflight: ignore[|]"\n', 'x = [|]  # preflight: ignore\n', 'x = {1:|}\n']) {
      it(`not in ${JSON.stringify(text)}`, async () => {
        assert.deepEqual(await ask<CompletionItem[]>('textDocument/completion', await open(text)), []);
      });
    }
  });

  describe('show on hover', () => {
    const hover = async (text: string, more: object = {}): Promise<string> => {
      const found = await ask<Hover | null>('textDocument/hover', await open(text, more));
      return (found?.contents as { value: string } | undefined)?.value ?? '';
    };

    it('the rule that is named and what of it is kept silent', async () => {
      const value = await hover(`${HEAD}${BIND}  # preflight: ignore[missing-timeout, loop|back-bind] why\n`);
      assert.match(value, /^Silences a finding:\n\n- line 4: .*\(loopback-bind\)/);
      assert.match(value, /\*\*loopback-bind\*\*/);
      assert.doesNotMatch(value, /missing-timeout/);
    });

    it('all that a file or a block keeps silent, at most a few by name', async () => {
      const binds = Array.from({ length: 7 }, (_, index) => BIND.replace('7200', String(7200 + index))).join('\n');
      const value = await hover(`# preflight: |ignore-file[loopback-bind] why\n${HEAD}${binds}\n`);
      assert.match(value, /^Silences 7 findings:/);
      assert.match(value, /- and 2 more/);
    });

    it('that nothing is', async () => {
      assert.match(await hover('x = 1  # preflight: ignore[loopback-b|ind]\n'), /^Silences nothing\./);
    });

    it('nothing in a text that only looks like one', async () => {
      assert.equal(await hover('x = "# preflight: ignore[loopback-b|ind]"\n'), '');
    });
  });

  it('that silence nothing are told', async () => {
    await open('x = 1  # preflight: ignore[loopback-bind]|\n');
    const told = await client.until(
      () => client.diagnostics(uri)?.find(({ code }) => code === 'unused-suppression'),
      'word of it',
    );
    assert.equal(told.severity, 3);
  });
});
