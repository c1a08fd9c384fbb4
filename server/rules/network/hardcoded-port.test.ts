import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './hardcoded-port';

const STARTUP = `agent_groups:
  core:
    MemoryHub: { script_path: hub.py, port: 7200, health_check_port: 8200 }
    Chat: { script_path: chat.py, port: 7300 }
`;

async function workspaceOf(text: string, path = 'chat.py'): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], { 'config/startup.yaml': STARTUP, [path]: `import os\n${text}\n` });
}

describe('hardcoded-port', () => {
  const fixed: readonly [string, string, string][] = [
    [
      'the port of another agent',
      's.connect("tcp://memory_hub:7200")',
      "s.connect(f\"tcp://memory_hub:{os.getenv('MEMORY_HUB_PORT', '7200')}\")",
    ],
    [
      'its health port',
      'x = requests.get("http://hub:8200/x")',
      "x = requests.get(f\"http://hub:{os.getenv('MEMORY_HUB_HEALTH_PORT', '8200')}/x\")",
    ],
    [
      'the own port, bound',
      'server = HTTPServer(("", 7300), H)',
      'server = HTTPServer(("", int(os.getenv("AGENT_PORT", "7300"))), H)',
    ],
    [
      'behind a host that is told',
      's.connect(f"tcp://{host}:7200")',
      "s.connect(f\"tcp://{host}:{os.getenv('MEMORY_HUB_PORT', '7200')}\")",
    ],
    [
      'by keyword',
      'c = MemoryClient(host=h, port=7200)',
      'c = MemoryClient(host=h, port=int(os.getenv("MEMORY_HUB_PORT", "7200")))',
    ],
  ];
  for (const [title, text, expected] of fixed) {
    it(`${title}: ${text}`, async () => {
      const workspace = await workspaceOf(text);
      const [finding] = workspace.findings('chat.py');
      assert.equal(finding?.related.length, 1);
      const fix = finding.fixes[0];
      assert.equal(fix?.safety, 'safe');
      assert.equal(workspace.apply(fix.edits()).files['chat.py'], `import os\n${expected}\n`);
    });
  }

  const silent: readonly string[] = [
    's.connect("tcp://redis:6379")',
    's.connect(f"tcp://{host}:{port}")',
    'memory_port = 7200',
    'def ask(host, port=7200): ...',
    'url = os.getenv("HUB_URL", "http://localhost:7200")',
    // The same number by chance: the names speak of somebody else.
    'self.translator_socket.connect("tcp://localhost:7200")',
    's.connect("tcp://localhost:7200")  # Translator',
    // Where another agent's number is bound, the two clash; that is told elsewhere.
    's.bind("tcp://*:7200")',
    'print("http://localhost:7200")',
  ];
  for (const text of silent)
    it(`says nothing of ${text}`, async () => assert.deepEqual((await workspaceOf(text)).findings('chat.py'), []));

  it('tells the related place in TypeScript, too', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'config/startup.yaml': STARTUP,
      'page.ts': "const r = await fetch('http://hub:7200/list');\n",
    });
    const [finding] = workspace.findings('page.ts');
    const fix = finding?.fixes[0];
    assert.ok(fix);
    assert.equal(
      workspace.apply(fix.edits()).files['page.ts'],
      "const r = await fetch(`http://hub:${process.env.MEMORY_HUB_PORT ?? '7200'}/list`);\n",
    );
  });
});
