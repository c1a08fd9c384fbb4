import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './undeclared-dependency';

const CONNECT = 'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://memory_hub:7200")\n';

function startup(chat: string, others = ''): string {
  return `agents:\n  MemoryHub:\n    script_path: hub.py\n    port: 7200\n  Chat:\n${chat}${others}`;
}

async function workspaceOf(text: string, code = CONNECT): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], { 'config/startup.yaml': text, 'chat.py': code });
}

async function fixed(text: string): Promise<string> {
  const workspace = await workspaceOf(text);
  const fix = workspace.findings('chat.py')[0]?.fixes[0];
  return fix === undefined ? 'none' : (workspace.apply(fix.edits()).files['config/startup.yaml'] ?? '');
}

const BASE = '    script_path: chat.py\n    port: 7300\n';

describe('undeclared-dependency', () => {
  const lists: readonly [string, string, string][] = [
    ['an empty list', '    dependencies: []\n', '    dependencies: [MemoryHub]\n'],
    ['a list on one line', '    dependencies: [Other]\n', '    dependencies: [Other, MemoryHub]\n'],
    ['quoted names', '    dependencies: ["Other"]\n', '    dependencies: ["Other", MemoryHub]\n'],
    [
      'one name a line',
      '    dependencies:\n      - Other # first\n',
      '    dependencies:\n      - Other # first\n      - MemoryHub\n',
    ],
  ];
  const OTHER = '  Other:\n    script_path: other.py\n    port: 7400\n';
  for (const [title, before, after] of lists) {
    it(`adds to ${title}`, async () =>
      assert.equal(await fixed(startup(BASE + before, OTHER)), startup(BASE + after, OTHER)));
  }

  it('writes the list where there is none, and keeps line ends', async () => {
    assert.equal(await fixed(startup(BASE)), startup(`    dependencies: [MemoryHub]\n${BASE}`));
    const windows = startup(BASE).replaceAll('\n', '\r\n');
    assert.equal(await fixed(windows), startup(`    dependencies: [MemoryHub]\n${BASE}`).replaceAll('\n', '\r\n'));
    const flow = 'agents:\n  MemoryHub: { script_path: hub.py, port: 7200 }\n  Chat: { script_path: chat.py }\n';
    assert.equal(
      await fixed(flow),
      flow.replace('{ script_path: chat', '{ dependencies: [MemoryHub], script_path: chat'),
    );
  });

  it('is silent where the dependency is there, directly or through others', async () => {
    const direct = startup(`${BASE}    dependencies: [MemoryHub]\n`);
    const through = startup(`${BASE}    dependencies: [Other]\n`, `${OTHER}    dependencies: [MemoryHub]\n`);
    for (const text of [direct, through]) assert.deepEqual((await workspaceOf(text)).findings('chat.py'), []);
  });

  it('closes no circle', async () => {
    const text = startup(BASE).replace('    port: 7200\n', '    port: 7200\n    dependencies: [Chat]\n');
    assert.deepEqual((await workspaceOf(text)).findings('chat.py'), []);
  });

  it('asks no required agent to wait for an optional one', async () => {
    const text = startup(BASE).replace('    port: 7200\n', '    port: 7200\n    required: false\n');
    assert.deepEqual((await workspaceOf(text)).findings('chat.py'), []);
  });

  const code: readonly [string, number][] = [
    [CONNECT, 1],
    ['import os\nhost = os.environ["MEMORY_HUB_HOST"]\n', 1],
    ['import requests\nrequests.get(f"http://{host}:7200/x", timeout=5)\n', 1],
    ['import redis\nr = redis.Redis(host="redis", port=6379)\n', 0],
    ['import requests\nrequests.get("https://hub.example.com:7200/x", timeout=5)\n', 0],
    ['s.bind("tcp://*:7200")\n', 0],
    [CONNECT + CONNECT, 1],
  ];
  for (const [text, count] of code) {
    it(`${count === 0 ? 'nothing' : 'one'}: ${JSON.stringify(text.slice(0, 70))}`, async () =>
      assert.equal((await workspaceOf(startup(BASE), text)).findings('chat.py').length, count));
  }
});
