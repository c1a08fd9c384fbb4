import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './port-mismatch';

async function messages(code: string, entry = 'port: 7200, health_check_port: 8200'): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], {
    'config/startup.yaml': `agents:\n  Hub: { script_path: hub.py, ${entry} }\n`,
    'hub.py': `import os\nimport uvicorn\nimport zmq\n${code}\n`,
  });
  return workspace.findings('hub.py').map(({ message, fixes }) => {
    assert.ok(fixes.length > 0);
    return message.slice(0, message.indexOf(':'));
  });
}

describe('port-mismatch without a base agent', () => {
  const told: readonly string[] = [
    'uvicorn.run(app, host="0.0.0.0", port=7100)',
    's = zmq.Context().socket(zmq.REP)\ns.bind("tcp://*:7100")',
    'PORT = 7100\ns = zmq.Context().socket(zmq.REP)\ns.bind(f"tcp://*:{PORT}")',
    'HTTPServer(("", 7100), Handler).serve_forever()',
    'def main(port=7100):\n    s = zmq.Context().socket(zmq.REP)\n    s.bind(f"tcp://*:{port}")\nmain()',
    'class Hub:\n    def __init__(self, port: int = 7100):\n        uvicorn.run(app, port=port)\nHub()',
    'def main(port=7100):\n    HTTPServer(("", port), Handler).serve_forever()\nmain()',
  ];
  for (const code of told) {
    it(`tells ${JSON.stringify(code)}`, async () =>
      assert.deepEqual(await messages(code), [
        'The startup file gives Hub the port 7200, but the code listens on 7100',
      ]));
  }

  const silent: readonly [string, string?][] = [
    ['uvicorn.run(app, port=7200)'],
    ['uvicorn.run(app, port=8200)'],
    ['uvicorn.run(app, port=int(os.environ["AGENT_PORT"]))'],
    ['s = zmq.Context().socket(zmq.REP)\ns.bind("tcp://*:7100")\ns.bind(f"tcp://*:{port}")'],
    ['s = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://hub:7100")'],
    ['def main(port=7100):\n    s = zmq.Context().socket(zmq.REP)\n    s.bind(f"tcp://*:{port}")\nmain(args.port)'],
    ['def main(port=7200):\n    s = zmq.Context().socket(zmq.REP)\n    s.bind(f"tcp://*:{port}")\nmain()'],
    ['class Settings:\n    bind_address = "tcp://*:7100"'],
    ['uvicorn.run(app, port=7100)', 'config: { metrics_port: 7100 }, port: 7200'],
  ];
  for (const [code, entry] of silent)
    it(`says nothing of ${JSON.stringify(code)}`, async () => assert.deepEqual(await messages(code, entry), []));
});
