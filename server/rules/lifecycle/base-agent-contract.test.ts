import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './base-agent-contract';

const SWALLOWING = `import zmq

class BaseAgent:
    def __init__(self, *args, **kwargs):
        self.name = kwargs.get("name")
        self.port = int(kwargs.get("port") or 5000)
        self.health_check_port = kwargs.get("health_check_port")
        self.running = True
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        self.health_socket = self.context.socket(zmq.REP)

    def cleanup(self):
        self.context.term()
`;
const STRICT = SWALLOWING.replace('*args, **kwargs', '*, name, port=None, health_check_port=None, **kwargs').replace(
  '        self.running',
  '        self.options = kwargs\n        self.running',
);

function heir(init: string, { methods = '', parameters = 'name="A", port=5601' } = {}): string {
  const lines = (text: string, by: string): string =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => `${by}${line}\n`)
      .join('');
  return `import zmq\nfrom common.base_agent import BaseAgent\n\n\nclass A(BaseAgent):\n    def __init__(self, ${parameters}):\n${lines(init, '        ')}${lines(methods, '    ')}`;
}

async function workspaceWith(code: string, base = SWALLOWING): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], { 'agents/a.py': code, 'common/base_agent.py': base });
}

async function fixed(code: string, base = SWALLOWING): Promise<string> {
  const workspace = await workspaceWith(code, base);
  assert.equal(workspace.findings('agents/a.py').length, 1);
  const after = workspace.fixAll({ unsafe: true });
  assert.deepEqual(after.findings(), []);
  return after.files['agents/a.py'] ?? '';
}

const SUPER = 'super().__init__(name=name, port=port)';

describe('base-agent-contract', () => {
  const silent: Record<string, string> = {
    'a call by keyword': heir(SUPER),
    'everything handed on': heir('super().__init__(*args, **kwargs)', { parameters: '*args, **kwargs' }),
    'other sockets on other ports': heir(
      `${SUPER}\nself.feed = self.context.socket(zmq.PUB)\nself.feed.bind("tcp://*:5700")`,
    ),
    'a flag lowered to stop': heir(SUPER, { methods: 'def stop(self):\n    self.running = False' }),
    'a clean-up that ends with the base’s': heir(SUPER, { methods: 'def cleanup(self):\n    super().cleanup()' }),
    'a clean-up by the old spelling': heir(SUPER, { methods: 'def cleanup(self):\n    super(A, self).cleanup()' }),
    'attributes set before the base sets them': heir(`self.context = None\n${SUPER}`),
    'an attribute set to None and not used': heir(`${SUPER}\nself.context = None`),
    'a class that is no heir': heir(SUPER).replace('A(BaseAgent)', 'A(Other)'),
  };
  for (const [title, code] of Object.entries(silent)) {
    it(`is silent on ${title}`, async () => {
      assert.deepEqual(
        (await workspaceWith(code)).findings('agents/a.py').map(({ message }) => message),
        [],
      );
    });
  }

  it('names positional arguments by what they say, not only by their order', async () => {
    assert.match(await fixed(heir('super().__init__(name, port)')), /super\(\)\.__init__\(name=name, port=port\)/);
    assert.match(await fixed(heir('super().__init__(port, "A")')), /super\(\)\.__init__\(port=port, name="A"\)/);
    assert.match(
      await fixed(heir('super().__init__(name, port)'), STRICT),
      /super\(\)\.__init__\(name=name, port=port\)/,
    );
  });

  it('offers nothing for an argument whose meaning cannot be told', async () => {
    const [finding] = (await workspaceWith(heir('super().__init__(settings)'))).findings('agents/a.py');
    assert.deepEqual(finding?.fixes, []);
  });

  it('hands dropped parameters on in the same step', async () => {
    const text = await fixed(
      heir('super().__init__(name, port)', { parameters: 'name="A", port=5601, health_check_port=None' }),
    );
    assert.match(text, /super\(\)\.__init__\(name=name, port=port, health_check_port=health_check_port\)/);
  });

  it('reports a port that is taken and not passed on', async () => {
    assert.match(await fixed(heir('super().__init__(name=name)')), /super\(\)\.__init__\(name=name, port=port\)/);
    assert.match(
      await fixed(heir('super().__init__(name=name, **kwargs)', { parameters: 'name="A", port=5601, **kwargs' })),
      /name=name, port=port, \*\*kwargs\)/,
    );
  });

  it('knows the keyword that was meant, also where the base keeps what it does not know', async () => {
    const code = heir('super().__init__(name=name, port=port, health_port=1)');
    for (const base of [SWALLOWING, STRICT]) assert.match(await fixed(code, base), /port=port, health_check_port=1\)/);
  });

  it('is silent on keywords that a base may know without showing it', async () => {
    const code = heir('super().__init__(name=name, port=port, colour="red")');
    assert.deepEqual((await workspaceWith(code, STRICT)).findings('agents/a.py'), []);
    assert.equal((await workspaceWith(code)).findings('agents/a.py').length, 1);
  });

  it('reports a keyword that is fixed here and passed again where the agent is created', async () => {
    const code = `${heir('super().__init__(name="A", port=port, **kwargs)', { parameters: 'port=5601, **kwargs' })}\nA(name="B")\n`;
    assert.match(
      (await workspaceWith(code)).findings('agents/a.py')[0]?.message ?? '',
      /'name' is given here and once more/,
    );
  });

  it('uses the base agent’s socket in place of a second one', async () => {
    const text = await fixed(
      heir(
        `${SUPER}\n# the server\nself.server = self.context.socket(zmq.REP)\nself.server.setsockopt(zmq.LINGER, 0)\nself.server.bind(f"tcp://*:{self.port}")\nself.jobs = []`,
        {
          methods: 'def serve(self):\n    return self.server.recv_json()',
        },
      ),
    );
    assert.doesNotMatch(text, /server = |bind|LINGER|# the server/);
    assert.match(text, /self\.jobs = \[\]/);
    assert.match(text, /return self\.socket\.recv_json\(\)/);
  });

  it('finds the second bind through an address in a variable', async () => {
    const code = heir(
      `${SUPER}\naddress = f"tcp://*:{self.port}"\nself.server = self.context.socket(zmq.REP)\nself.server.bind(address)`,
    );
    assert.equal((await workspaceWith(code)).findings('agents/a.py').length, 1);
  });

  it('reports a context emptied and then used, and one that is replaced', async () => {
    const emptied = await fixed(heir(`${SUPER}\nself.context = None\nself.feed = self.context.socket(zmq.PUB)`));
    assert.doesNotMatch(emptied, /None/);
    const replaced = await fixed(
      heir(`${SUPER}\nself.context = zmq.Context()\nself.feed = self.context.socket(zmq.PUB)`),
    );
    assert.doesNotMatch(replaced, /zmq\.Context/);
  });

  it('reports the flag lowered in the constructor', async () => {
    assert.doesNotMatch(await fixed(heir(`${SUPER}\nself.running = False`)), /running/);
  });

  it('lets the clean-up end with the base’s, whatever it ends with now', async () => {
    for (const [body, expected] of [
      ['self.file.close()', /self\.file\.close\(\)\n {8}super\(\)\.cleanup\(\)\n/],
      ['pass', /def cleanup\(self\):\n {8}super\(\)\.cleanup\(\)\n/],
      ['if self.file:\n    self.file.close()  # the last one', /# the last one\n {8}super\(\)\.cleanup\(\)\n/],
    ] as const) {
      const methods = `def cleanup(self):\n${body
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n')}`;
      assert.match(await fixed(heir(SUPER, { methods })), expected);
    }
  });

  it('knows nothing where the base agent’s source is not in the project', async () => {
    const workspace = await RuleWorkspace.create([rule], { 'agents/a.py': heir('super().__init__(name, port)') });
    assert.deepEqual(workspace.findings(), []);
  });
});
