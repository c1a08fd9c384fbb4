// The language server as it runs in an editor without Node: the built bundle in a worker of a real browser, spoken to in LSP's messages.
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { CodeAction, Diagnostic, InitializeResult } from 'vscode-languageserver-protocol';
import { launchChromium } from '../support/chromium';
import { LoopbackSite } from './loopback-site';

const dist = path.join(__dirname, '..', '..', 'dist');

/** One end of the conversation, in the page: requests by number, and what the server said of each document last. */
const PAGE = `<!doctype html>
<title>worker</title>
<script>
const failures = [];
const waiting = new Map();
const diagnostics = new Map();
let last = 0;
let worker;
function start(address, name) {
  worker = new Worker(address, { name });
  worker.onerror = (event) => failures.push(event.message || 'the worker could not be loaded');
  worker.onmessage = ({ data }) => {
    if (data.method === 'textDocument/publishDiagnostics') diagnostics.set(data.params.uri, data.params);
    if (data.method === 'window/logMessage' && data.params.type === 1) failures.push(data.params.message);
    if (data.method !== undefined && data.id !== undefined) worker.postMessage({ jsonrpc: '2.0', id: data.id, result: null });
    const answer = data.method === undefined ? waiting.get(data.id) : undefined;
    if (answer) answer(data);
  };
}
function request(method, params) {
  const id = ++last;
  return new Promise((resolve, reject) => {
    waiting.set(id, (answer) => (answer.error ? reject(new Error(answer.error.message)) : resolve(answer.result)));
    worker.postMessage({ jsonrpc: '2.0', id, method, params });
  });
}
function notify(method, params) {
  worker.postMessage({ jsonrpc: '2.0', method, params });
}
</script>`;

/** What the page above defines, for the functions that are run in it. */
declare function start(address: string, name?: string): void;
declare function request<T>(method: string, params: unknown): Promise<T>;
declare function notify(method: string, params: unknown): void;
declare const failures: string[];
declare const diagnostics: Map<string, { version?: number; diagnostics: Diagnostic[] }>;

const documents = [
  { file: 'a.py', languageId: 'python', text: 'import requests\nrequests.get("https://example.org/x")\n' },
  {
    file: 'a.ts',
    languageId: 'typescript',
    text: "import axios from 'axios';\nawait axios.get('https://example.org/x');\n",
  },
  {
    file: 'a.js',
    languageId: 'javascript',
    text: "const net = require('net');\nnet.createServer().listen(7200, '127.0.0.1');\n",
  },
  {
    file: 'a.rs',
    languageId: 'rust',
    text: 'fn main() {\n    std::net::TcpListener::bind("127.0.0.1:7200").unwrap();\n}\n',
  },
  {
    file: 'config/startup.yaml',
    languageId: 'yaml',
    text: 'agent_groups:\n  core:\n    A:\n      script_path: a.py\n      port: 1\n      dependencies: [Nobody]\n',
  },
];

describe('the language server in a web worker', () => {
  let site: LoopbackSite;
  let browser: Browser;
  let page: Page;

  before(async () => {
    site = await LoopbackSite.open(PAGE, dist);
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(site.origin);
    await page.evaluate(() => start('/server-web.js'));
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  afterEach(async () => {
    assert.deepEqual(await page.evaluate(() => failures), [], 'the worker complains of nothing');
  });

  const open = (file: string, languageId: string, text: string): Promise<void> =>
    page.evaluate((textDocument) => notify('textDocument/didOpen', { textDocument }), {
      uri: `file:///project/${file}`,
      languageId,
      version: 1,
      text,
    });

  async function published(file: string, version: number): Promise<Diagnostic[]> {
    const wanted = { uri: `file:///project/${file}`, version };
    const handle = await page.waitForFunction(({ uri, version: expected }) => {
      const found = diagnostics.get(uri);
      return found !== undefined && found.version === expected ? found.diagnostics : false;
    }, wanted);
    return (await handle.jsonValue()) as Diagnostic[];
  }

  it('starts, with its grammars from beside its script', async () => {
    const result = await page.evaluate(() =>
      request<InitializeResult>('initialize', {
        processId: null,
        rootUri: null,
        capabilities: {
          textDocument: {
            codeAction: {
              codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
              dataSupport: true,
              resolveSupport: { properties: ['edit'] },
            },
          },
        },
      }),
    );
    assert.equal(result.serverInfo?.name, 'agent-preflight');
    await page.evaluate(() => notify('initialized', {}));
    assert.ok(site.asked.includes('/web-tree-sitter.wasm'));
    assert.ok(site.asked.includes('/tree-sitter-python.wasm'));
  });

  for (const { file, languageId, text } of documents) {
    it(`finds something in ${file}`, async () => {
      await open(file, languageId, text);
      const found = await published(file, 1);
      assert.ok(found.length > 0, 'there are findings');
      assert.ok(found.every(({ source }) => source === 'agent-preflight'));
    });
  }

  it('follows a change, and fixes what it found', async () => {
    const action = await page.evaluate(async () => {
      const textDocument = { uri: 'file:///project/a.py' };
      const range = { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } };
      const offered = await request<CodeAction[]>('textDocument/codeAction', {
        textDocument,
        range,
        context: { diagnostics: [] },
      });
      return request<CodeAction>('codeAction/resolve', offered[0]);
    });
    assert.match(JSON.stringify(action.edit), /timeout/);
    await page.evaluate(() =>
      notify('textDocument/didChange', {
        textDocument: { uri: 'file:///project/a.py', version: 2 },
        contentChanges: [{ text: 'x = 1\n' }],
      }),
    );
    assert.deepEqual(await published('a.py', 2), []);
  });

  it('asked nothing of any other place', () => {
    assert.ok(site.asked.length > 0);
    for (const name of site.asked) assert.match(name, /^\/$|^\/favicon\.ico$|\.(?:js|wasm)$/);
  });
});

describe('the language server in a worker that was started from a blob', () => {
  it('finds its grammars where it is told', async () => {
    const site = await LoopbackSite.open(PAGE, dist);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(site.origin);
      const name = await page.evaluate(async (address) => {
        const blob = new Blob([`importScripts(${JSON.stringify(address)})`]);
        start(URL.createObjectURL(blob), address);
        const result = await request<InitializeResult>('initialize', {
          processId: null,
          rootUri: null,
          capabilities: {},
        });
        return result.serverInfo?.name;
      }, `${site.origin}/server-web.js`);
      assert.equal(name, 'agent-preflight');
      assert.ok(site.asked.includes('/tree-sitter-rust.wasm'));
    } finally {
      await browser.close();
      await site.close();
    }
  });
});
