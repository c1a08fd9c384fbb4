import assert from 'node:assert/strict';
import { type Configuration, DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as legacyAgent } from './legacy-agent';
import { rule } from './missing-health-check';

const STARTUP =
  'agent_groups:\n  core:\n    Worker:\n      script_path: agents/worker.py\n      port: 7300\n      health_check_port: 8300\n';
const LOOP =
  'import time\n\n\ndef main():\n    while True:\n        time.sleep(1)\n\n\nif __name__ == "__main__":\n    main()\n';

describe('missing-health-check', () => {
  it('names the entry that starts the script, and its health port', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'config/startup_config.yaml': STARTUP,
      'agents/worker.py': LOOP,
    });
    const [finding, ...others] = workspace.findings();
    assert.deepEqual(others, []);
    assert.match(finding?.message ?? '', /Worker .*8300/);
    assert.equal(finding?.related?.[0]?.uri, workspace.uri('config/startup_config.yaml'));
  });

  it('opens a server on the health port that the launcher gives, before the work begins', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'config/startup_config.yaml': STARTUP,
      'agents/worker.py': LOOP,
    });
    const after = workspace.apply(workspace.findings()[0]!.fixes[0]!.edits());
    const text = after.files['agents/worker.py'] ?? '';
    assert.match(text, /os\.environ\.get\("HEALTH_CHECK_PORT", "8300"\)/);
    assert.ok(text.indexOf('Thread(target=answer_health_checks') < text.lastIndexOf('    main()'));
    for (const name of ['os', 'threading']) assert.match(text, new RegExp(`^import ${name}$`, 'm'));
    assert.deepEqual(after.findings(), []);
  });

  it('finds the answer in a server that the script imports', async () => {
    const server =
      'from http.server import BaseHTTPRequestHandler, HTTPServer\n\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path == "/health":\n            self.send_response(200)\n';
    const workspace = await RuleWorkspace.create([rule], {
      'config/startup_config.yaml': STARTUP,
      'agents/worker.py': `from agents.web import Handler\n${LOOP}`,
      'agents/web.py': server,
    });
    assert.deepEqual(workspace.findings(), []);
  });

  it('does not take a library for a server because it names health', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'config/startup_config.yaml': STARTUP,
      'agents/worker.py': `from agents.settings import KEYS\n${LOOP}`,
      'agents/settings.py': 'KEYS = ["health", "port"]\n',
    });
    assert.equal(workspace.findings().length, 1);
  });

  it('leaves a class that is to become a base agent to legacy-agent, while that is on', async () => {
    const files = {
      'config/startup_config.yaml': STARTUP,
      'common/base_agent.py':
        'class BaseAgent:\n    def __init__(self, name, port, **kwargs):\n        self.name = name\n\n    def run(self):\n        pass\n',
      'agents/other.py': 'from common.base_agent import BaseAgent\n\n\nclass Other(BaseAgent):\n    pass\n',
      'agents/worker.py':
        'import time\n\n\nclass Worker:\n    def run(self):\n        while True:\n            time.sleep(1)\n\n\nif __name__ == "__main__":\n    Worker().run()\n',
    };
    const rulesIn = async (configuration?: Configuration): Promise<string[]> =>
      (await RuleWorkspace.create([rule, legacyAgent], files, configuration)).findings().map((finding) => finding.rule);
    assert.deepEqual(await rulesIn(), ['legacy-agent']);
    const off: Configuration = { ...DEFAULT_CONFIGURATION, rules: { 'legacy-agent': { severity: 'off' } } };
    assert.deepEqual(await rulesIn(off), ['missing-health-check']);
  });
});
