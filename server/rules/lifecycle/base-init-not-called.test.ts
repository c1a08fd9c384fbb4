import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './base-init-not-called';

const BASE = `import zmq


class BaseAgent:
    def __init__(self, name, port, *, health_check_port=None, **kwargs):
        self.name = name
        self.port = port
        self.group = kwargs.get("group")
        self.running = True
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")

    def run(self):
        pass
`;

async function fixed(text: string): Promise<{ text: string; left: number }> {
  const files = { 'common/base_agent.py': BASE, 'agents/ear.py': text };
  const after = (await RuleWorkspace.create([rule], files)).fixAll();
  return { text: after.files['agents/ear.py'] ?? '', left: after.findings().length };
}

function ear(...body: string[]): string {
  return ['from common.base_agent import BaseAgent', '', '', 'class Ear(BaseAgent):', ...body, ''].join('\n');
}

describe('base-init-not-called', () => {
  const added: Record<string, { readonly body: string[]; readonly call: string }> = {
    'parameters by their names, others by what they are called': {
      body: ['    def __init__(self, agent_name, agent_port, health_port=None, **options):', '        self.level = 0'],
      call: 'super().__init__(name=agent_name, port=agent_port, health_check_port=health_port, **options)',
    },
    'a keyword that the base reads': {
      body: ['    def __init__(self, port, group="core"):', '        self.level = 0'],
      call: 'super().__init__(name="Ear", port=port, group=group)',
    },
    'numbers and texts that are written down': {
      body: ['    def __init__(self):', '        self.name = "ear"', '        self.port = 5601'],
      call: 'super().__init__(name="ear", port=5601)',
    },
  };
  for (const [title, { body, call }] of Object.entries(added)) {
    it(`passes ${title}`, async () => {
      const after = await fixed(ear(...body));
      assert.equal(after.text, ear(body[0] ?? '', `        ${call}`, ...body.slice(1)));
      assert.equal(after.left, 0);
    });
  }

  it('stands behind the documentation, before the first comment’s statement, in place of pass', async () => {
    const documented = await fixed(
      ear('    def __init__(self, port):', '        """Listens."""', '        # level', '        self.level = 0'),
    );
    assert.match(
      documented.text,
      /"""Listens\."""\n {8}# level\n {8}super\(\)\.__init__\(name="Ear", port=port\)\n {8}self\.level = 0\n/,
    );
    const only = await fixed(ear('    def __init__(self, port):', '        """Listens."""'));
    assert.match(only.text, /"""Listens\."""\n {8}super\(\)\.__init__\(name="Ear", port=port\)\n/);
    const empty = await fixed(ear('    def __init__(self, port):', '        pass'));
    assert.match(empty.text, /port\):\n {8}super\(\)\.__init__\(name="Ear", port=port\)\n$/);
  });

  const without: Record<string, string[]> = {
    'an argument is not known': ['    def __init__(self):', '        self.level = 0'],
    'the class opens a context of its own': ['    def __init__(self, port):', '        self.context = zmq.Context()'],
    'the class is on one line': ['    def __init__(self, port): self.level = 0'],
  };
  for (const [title, body] of Object.entries(without)) {
    it(`offers nothing where ${title}`, async () => {
      const after = await fixed(ear(...body));
      assert.equal(after.text, ear(...body));
      assert.equal(after.left, 1);
    });
  }

  it('names the class that was meant', async () => {
    const after = await fixed(ear('    def __init__(self, port):', '        super(BaseAgent, self).__init__()'));
    assert.match(after.text, /\n {8}super\(\)\.__init__\(name="Ear", port=port\)\n/);
  });

  it('moves a call of several lines up, with its comment', async () => {
    const after = await fixed(
      ear(
        '    def __init__(self, port):',
        '        level = 3',
        '        print(self.name)',
        '        self.level = level',
        '        super().__init__(',
        '            name="Ear",',
        '            port=port,',
        '        )  # the base',
      ),
    );
    assert.equal(
      after.text,
      ear(
        '    def __init__(self, port):',
        '        level = 3',
        '        super().__init__(',
        '            name="Ear",',
        '            port=port,',
        '        )  # the base',
        '        print(self.name)',
        '        self.level = level',
      ),
    );
    assert.equal(after.left, 0);
  });

  it('moves nothing over what the call needs, or what the base would overwrite', async () => {
    for (const between of ['port = int(port)', 'self.running = False', 'import settings as port']) {
      const text = ear(
        '    def __init__(self, port):',
        '        print(self.name)',
        `        ${between}`,
        '        super().__init__(name="Ear", port=port)',
      );
      assert.equal((await fixed(text)).text, text, between);
    }
  });

  it('passes the parameter itself', async () => {
    const after = await fixed(
      ear('    def __init__(self, port):', '        super().__init__(name="Ear", port=self.port)'),
    );
    assert.match(after.text, /port=port\)/);
    assert.equal(after.left, 0);
  });
});
