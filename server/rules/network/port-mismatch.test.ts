import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './port-mismatch';

const BASE = `import zmq

class BaseAgent:
    def __init__(self, **kwargs):
        self.port = int(kwargs.get("port") or free_port())
        self.health_check_port = kwargs.get("health_check_port") or self.port + 1
        self.socket = zmq.Context().socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
`;
const STARTUP =
  'agent_groups:\n  core:\n    A:\n      script_path: agents/a.py\n      port: 7200\n      health_check_port: 8200\n';

function agent(parameters: string, call: string, rest = '', main = 'A()'): string {
  return `import os\nimport zmq\nfrom common.base_agent import BaseAgent\n\nPORT = 7100\n\n\nclass A(BaseAgent):\n    def __init__(self${parameters}):\n        super().__init__(${call})\n${rest}\n\nif __name__ == "__main__":\n    ${main}\n`;
}

async function workspaceWith(code: string, { startup = STARTUP, base = BASE } = {}): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], {
    'agents/a.py': code,
    'common/base_agent.py': base,
    'config/startup.yaml': startup,
  });
}

describe('port-mismatch', () => {
  const silent: Record<string, string> = {
    'equal ports': agent(', port=7200', 'port=port, health_check_port=8200'),
    'the environment': agent(
      '',
      'port=int(os.environ["AGENT_PORT"]), health_check_port=int(os.getenv("HEALTH_CHECK_PORT", "1"))',
    ),
    'the configuration': agent('', 'port=config.get("port", 7100), health_check_port=config["health"]'),
    'the command line': agent(', port=7100', 'port=port, health_check_port=8200', '', 'A(port=args.port)'),
    'keywords handed on': agent(', **kwargs', '**kwargs'),
    'a port given where the agent is created': agent(', port=7100', 'port=port, health_check_port=8200', '', 'A(7200)'),
    'a declared port that another socket has': agent(
      '',
      'port=7201, health_check_port=8200',
      '        self.pull = zmq.Context().socket(zmq.PULL)\n        self.pull.bind("tcp://*:7200")\n',
    ),
  };
  for (const [title, code] of Object.entries(silent)) {
    it(`is silent on ${title}`, async () => {
      assert.deepEqual(
        (await workspaceWith(code)).findings().map(({ message }) => message),
        [],
      );
    });
  }

  const reported: Record<string, [code: string, message: RegExp]> = {
    'a literal': [agent('', 'port=7100, health_check_port=8200'), /takes port 7100/],
    'a default': [agent(', port=7100', 'port=port, health_check_port=8200'), /takes port 7100/],
    'a fallback': [agent(', port=None', 'port=port or 7100, health_check_port=8200'), /takes port 7100/],
    'a constant': [agent('', 'port=PORT, health_check_port=8200'), /takes port 7100/],
    'an argument where the agent is created': [
      agent(', port=7200', 'port=port, health_check_port=8200', '', 'A(port=7100)'),
      /takes port 7100/,
    ],
    'a derived port': [agent(', port=7200', 'port=port, health_check_port=port + 10'), /takes health port 7210/],
    'a port that the base derives': [
      agent(', port=7200', 'port=port'),
      /no health_check_port reaches the base agent, which takes 7201/,
    ],
    'no port at all': [
      agent(', port=None', 'port=port, health_check_port=8200'),
      /no port reaches the base agent, which picks one on its own/,
    ],
  };
  for (const [title, [code, message]] of Object.entries(reported)) {
    it(`reports ${title}`, async () => {
      const findings = (await workspaceWith(code)).findings();
      assert.deepEqual(
        findings.map(({ uri }) => uri.endsWith('a.py')),
        [true],
      );
      assert.match(findings[0]?.message ?? '', message);
      assert.equal(findings[0]?.related.length, 1);
    });
  }

  it('changes the code, or the startup file', async () => {
    const workspace = await workspaceWith(agent(', port=7100', 'port=port, health_check_port=8200'));
    const [inCode, inStartup] = workspace.findings()[0]?.fixes ?? [];
    assert.ok(inCode && inStartup);
    const first = workspace.apply(inCode.edits());
    assert.match(first.files['agents/a.py'] ?? '', /port=7200\)/);
    assert.deepEqual(first.findings(), []);
    const second = workspace.apply(inStartup.edits());
    assert.match(second.files['config/startup.yaml'] ?? '', / port: 7100\n/);
    assert.deepEqual(second.findings(), []);
  });

  it('keeps the form of a port with an offset', async () => {
    const startup = STARTUP.replace('port: 7200', 'port: "${PORT_OFFSET:-0}+7200"');
    const workspace = await workspaceWith(agent(', port=7100', 'port=port, health_check_port=8200'), { startup });
    const after = workspace.apply(workspace.findings()[0]?.fixes[1]?.edits() ?? []);
    assert.match(after.files['config/startup.yaml'] ?? '', /port: "\$\{PORT_OFFSET:-0\}\+7100"/);
  });

  it('is silent where the base asks the environment', async () => {
    const base = BASE.replace('free_port()', 'os.environ["AGENT_PORT"]').replace(
      'or self.port + 1',
      'or os.environ["HEALTH_CHECK_PORT"]',
    );
    assert.deepEqual((await workspaceWith(agent(', port=None', 'port=port'), { base })).findings(), []);
  });

  it('looks at the class that is started, not at its helpers', async () => {
    const helper = 'class Helper(BaseAgent):\n    def __init__(self):\n        super().__init__(port=1)\n\n\n';
    const code = agent(', port=7200', 'port=port, health_check_port=8200').replace('class A(', `${helper}class A(`);
    assert.deepEqual((await workspaceWith(code)).findings(), []);
  });
});
