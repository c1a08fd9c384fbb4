import type { Corpus, CorpusCase } from '../corpus';

const BASE = `import threading
import time

import zmq


class BaseAgent:
    def __init__(self, *args, **kwargs):
        self.name = kwargs.get("name") or type(self).__name__
        self.port = int(kwargs.get("port") or 5000)
        self.health_check_port = int(kwargs.get("health_check_port") or self.port + 1000)
        self.running = True
        self.start_time = time.time()
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        self.health_socket = self.context.socket(zmq.REP)
        self.health_socket.bind(f"tcp://*:{self.health_check_port}")
        self.health_thread = threading.Thread(target=self.answer_health, daemon=True)

    def answer_health(self):
        pass

    def run(self):
        pass

    def cleanup(self):
        self.running = False
        self.context.destroy()
`;
const files = { 'common/base_agent.py': BASE };
const path = 'agents/ear.py';

function ear(title: string, ...body: string[]): CorpusCase {
  const text = ['import zmq', 'from common.base_agent import BaseAgent', '', '', 'class Ear(BaseAgent):']
    .concat(body.map((line) => (line === '' ? '' : `    ${line}`)))
    .join('\n');
  return { title, path, files, text: `${text}\n` };
}

/** What heirs owe their base agent. */
export const corpus: Corpus = {
  topic: 'lifecycle',
  rules: ['base-agent-contract'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    ear('name and port by position', 'def __init__(self, name, port):', '    super().__init__(name, port) <<<'),
    ear('a text and a number by position', 'def __init__(self):', '    super().__init__("Ear", 5601) <<<'),
    ear(
      'the port by position behind a keyword’s value',
      'def __init__(self, port):',
      '    super().__init__(port, name="Ear") <<<',
    ),
    ear(
      'by position in the call of old style',
      'def __init__(self, name, port):',
      '    super(Ear, self).__init__(name, port) <<<',
    ),
    ear(
      'an unknown keyword',
      'def __init__(self, port):',
      '    super().__init__(name="Ear", port=port, health_port=port + 1) <<<',
    ),
    ear(
      'a port that is not passed on',
      'def __init__(self, port=5601):',
      '    super().__init__(name="Ear") <<<',
      '    self.level = port',
    ),
    ear(
      'a health port that is not passed on',
      'def __init__(self, port=5601, health_check_port=6601):',
      '    super().__init__(name="Ear", port=port) <<<',
    ),
    ear(
      'the base’s port bound again',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.answers = self.context.socket(zmq.REP)',
      '    self.answers.bind(f"tcp://*:{self.port}") <<<',
    ),
    ear(
      'the parameter’s port bound again',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.answers = self.context.socket(zmq.REP)',
      '    self.answers.bind(f"tcp://0.0.0.0:{port}") <<<',
    ),
    ear(
      'the context taken away and used',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.context = None <<<',
      '    self.feed = self.context.socket(zmq.PUB)',
    ),
    ear(
      'the context replaced',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.context = zmq.Context() <<<',
    ),
    ear(
      'the socket replaced',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.socket = self.context.socket(zmq.SUB) <<<',
    ),
    ear(
      'lowered before it runs',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.running = False <<<',
    ),
    ear('clean-up without the base’s', 'def cleanup(self): <<<', '    print("closed")'),
    ear('an asynchronous clean-up without the base’s', 'async def cleanup(self): <<<', '    print("closed")'),

    ear('by keyword', 'def __init__(self, name, port):', '    super().__init__(name=name, port=port)'),
    ear('all keywords', 'def __init__(self, **kwargs):', '    super().__init__(**kwargs)'),
    ear('all of everything', 'def __init__(self, *args, **kwargs):', '    super().__init__(*args, **kwargs)'),
    ear(
      'both ports',
      'def __init__(self, port=5601, health_check_port=None):',
      '    super().__init__(name="Ear", port=port, health_check_port=health_check_port)',
    ),
    ear(
      'another port',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.feed = self.context.socket(zmq.PUB)',
      '    self.feed.bind(f"tcp://*:{self.port + 10}")',
    ),
    ear(
      'a client’s socket',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.hub = self.context.socket(zmq.REQ)',
      '    self.hub.connect("tcp://hub:5700")',
    ),
    ear(
      'an attribute of its own',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.ear_context = zmq.Context()',
      '    self.level = None',
    ),
    ear(
      'the flag raised and lowered where it belongs',
      'def __init__(self, port=5601, **kwargs):',
      '    super().__init__(name="Ear", port=port, **kwargs)',
      '    self.running = True',
      '',
      'def stop(self):',
      '    self.running = False',
    ),
    ear('clean-up with the base’s', 'def cleanup(self):', '    print("closing")', '    super().cleanup()'),
    ear(
      'clean-up with the base’s in finally',
      'def cleanup(self):',
      '    try:',
      '        print("closing")',
      '    finally:',
      '        super().cleanup()',
    ),
    ear('clean-up of old style', 'def cleanup(self):', '    super(Ear, self).cleanup()'),
    ear('clean-up by name', 'def cleanup(self):', '    BaseAgent.cleanup(self)'),
    ear('clean-up of something', 'def cleanup_cache(self):', '    print("cleared")'),
    {
      title: 'no heir of the base agent',
      path,
      files,
      text: 'import zmq\n\nclass Ear:\n    def __init__(self, name, port):\n        self.context = None\n\n    def cleanup(self):\n        pass\n',
    },
    {
      title: 'an heir of something else',
      path,
      files,
      text: 'from tools import Tool\n\nclass Ear(Tool):\n    def __init__(self, name, port):\n        super().__init__(name, port)\n',
    },
    {
      title: 'a base that takes them by position',
      path,
      files: {
        'common/base_agent.py':
          'class BaseAgent:\n    def __init__(self, name, port=5000):\n        self.name = name\n        self.port = port\n',
      },
      text: 'from common.base_agent import BaseAgent\n\nclass Ear(BaseAgent):\n    def __init__(self, name, port):\n        super().__init__(name, port)\n',
    },
  ],
};
