import type { Corpus, CorpusCase } from '../corpus';

const BASE = `import logging
import threading


class BaseAgent:
    retries = 3

    def __init__(self, name, port=5000, health_check_port=None, **kwargs):
        self.name = name
        self.port = port
        self.health_check_port = health_check_port or port + 1000
        self.logger = logging.getLogger(name)
        self.running = True
        self.lock = threading.Lock()

    def run(self):
        while self.running:
            self.step()

    def say(self, text):
        self.logger.info(text)

    @staticmethod
    def version():
        return "1"

    @property
    def address(self):
        return f"tcp://*:{self.port}"
`;
const files = { 'common/base_agent.py': BASE };
const path = 'agents/memory.py';
const IMPORT = 'from common.base_agent import BaseAgent\n\n\n';

function heir(title: string, body: string, more: Readonly<Record<string, string>> = {}, head = ''): CorpusCase {
  const text = `${IMPORT}${head}class Memory(BaseAgent):\n${body.replace(/^(?=.)/gm, '    ')}`;
  return { title, path, text, files: { ...files, ...more } };
}

/** Heirs of the base agent that do without its constructor, or are early. */
export const corpus: Corpus = {
  topic: 'lifecycle',
  rules: ['base-init-not-called'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    heir('no call', 'def __init__(self, port=5601): <<<\n    self.entries = {}\n'),
    heir('no call, only documentation', 'def __init__(self): <<<\n    """Does nothing."""\n'),
    heir('no call, only pass', 'def __init__(self, **kwargs): <<<\n    pass\n'),
    heir(
      'with a documentation string',
      'def __init__(self, name, port): <<<\n    """Remembers."""\n    self.entries = {}\n    self.file = None\n',
    ),
    heir(
      'over several lines',
      'def __init__( <<<\n    self,\n    name="Memory",\n    port: int = 5601,\n) -> None:\n    self.entries: dict = {}\n',
    ),
    heir('the call without brackets', 'def __init__(self): <<<\n    super().__init__\n'),
    heir(
      'the call in a comment',
      'def __init__(self): <<<\n    # super().__init__(name="Memory")\n    self.entries = {}\n',
    ),
    heir(
      'another class’s constructor',
      'def __init__(self): <<<\n    threading.Thread.__init__(self)\n',
      {},
      'import threading\n\n\n',
    ),
    {
      title: 'a second base instead',
      path,
      files: { ...files, 'common/tool.py': 'class Tool:\n    def __init__(self):\n        self.tools = []\n' },
      text: `from common.base_agent import BaseAgent\nfrom common.tool import Tool\n\nclass Memory(BaseAgent, Tool):\n    def __init__(self): <<<\n        Tool.__init__(self)\n`,
    },
    heir(
      'begins behind the base',
      'def __init__(self):\n    super(BaseAgent, self).__init__() <<<\n    self.entries = {}\n',
    ),
    {
      title: 'through a class in between',
      path,
      files: {
        ...files,
        'common/voice.py': 'from common.base_agent import BaseAgent\nclass VoiceAgent(BaseAgent):\n    pass\n',
      },
      text: 'from common.voice import VoiceAgent\n\nclass Ear(VoiceAgent):\n    def __init__(self): <<<\n        self.level = 0\n',
    },
    {
      title: 'under an alias',
      path,
      files,
      text: 'from common.base_agent import BaseAgent as Base\n\nclass Ear(Base):\n    def __init__(self): <<<\n        self.level = 0\n',
    },
    {
      title: 'through the module',
      path,
      files,
      text: 'import common.base_agent\n\nclass Ear(common.base_agent.BaseAgent):\n    def __init__(self): <<<\n        self.level = 0\n',
    },
    {
      title: 'relative',
      path: 'common/ear.py',
      files,
      text: 'from .base_agent import BaseAgent\n\nclass Ear(BaseAgent):\n    def __init__(self): <<<\n        self.level = 0\n',
    },
    {
      title: 'a data class',
      path,
      files,
      text: 'from dataclasses import dataclass\nfrom common.base_agent import BaseAgent\n\n@dataclass\nclass Ear(BaseAgent): <<<\n    level: int = 0\n',
    },
    {
      title: 'an installed base agent',
      path,
      text: 'from agentkit.base import BaseAgent\n\nclass Ear(BaseAgent):\n    def __init__(self, level): <<<\n        self.level = level\n',
    },
    heir(
      'uses the logger first',
      'def __init__(self):\n    self.logger.info("starting") <<<\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'reads the port first',
      'def __init__(self, port=5601):\n    self.address_text = f"tcp://*:{self.port}" <<<\n    super().__init__(name="Memory", port=port)\n',
    ),
    heir(
      'in its own arguments',
      'def __init__(self, port=5601):\n    super().__init__(name="Memory", port=self.port) <<<\n',
    ),
    heir(
      'calls a method of the base first',
      'def __init__(self):\n    self.say("starting") <<<\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'calls a method of its own first',
      'def __init__(self):\n    self.load() <<<\n    super().__init__(name="Memory")\n\ndef load(self):\n    self.logger.info("loading")\n',
    ),
    heir(
      'in a condition',
      'def __init__(self, debug=False):\n    if debug:\n        self.logger.setLevel(10) <<<\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'in with',
      'def __init__(self):\n    with self.lock: <<<\n        self.entries = {}\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'in a loop',
      'def __init__(self, names):\n    self.entries = {}\n    for name in names:\n        self.logger.debug(name) <<<\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'before the call in try',
      'def __init__(self):\n    try:\n        self.logger.info("starting") <<<\n        super().__init__(name="Memory")\n    except OSError:\n        raise\n',
    ),
    heir(
      'before the call of old style',
      'def __init__(self):\n    self.logger.info("starting") <<<\n    super(Memory, self).__init__(name="Memory")\n',
    ),
    heir(
      'before the call by name',
      'def __init__(self):\n    self.logger.info("starting") <<<\n    BaseAgent.__init__(self, name="Memory")\n',
    ),
    heir('counts up', 'def __init__(self):\n    self.port += 1 <<<\n    super().__init__(name="Memory")\n'),

    heir(
      'the call',
      'def __init__(self, port=5601):\n    super().__init__(name="Memory", port=port)\n    self.entries = {}\n',
    ),
    heir('the call of old style', 'def __init__(self):\n    super(Memory, self).__init__(name="Memory")\n'),
    heir('the call by name', 'def __init__(self):\n    BaseAgent.__init__(self, name="Memory")\n'),
    heir(
      'the call later',
      'def __init__(self, port):\n    self.entries = {}\n    super().__init__(name="Memory", port=port)\n',
    ),
    heir(
      'the call in a condition',
      'def __init__(self, port=None):\n    if port is None:\n        super().__init__(name="Memory")\n    else:\n        super().__init__(name="Memory", port=port)\n',
    ),
    heir(
      'the call in try',
      'def __init__(self):\n    try:\n        super().__init__(name="Memory")\n    except OSError as error:\n        raise RuntimeError("no port") from error\n',
    ),
    heir(
      'the call left to a method',
      'def __init__(self):\n    self.set_up()\n\ndef set_up(self):\n    super().__init__(name="Memory")\n',
    ),
    heir('no constructor', 'def run(self):\n    self.logger.info("running")\n'),
    heir('a constructor that refuses', 'def __init__(self):\n    raise TypeError("use Memory.create()")\n'),
    heir(
      'bases in a loop',
      'def __init__(self):\n    for base in type(self).__bases__:\n        base.__init__(self, name="Memory")\n',
    ),
    { title: 'no heir', path, files, text: 'class Store:\n    def __init__(self):\n        self.entries = {}\n' },
    {
      title: 'a helper beside an heir',
      path,
      files,
      text: `${IMPORT}class Store:\n    def __init__(self):\n        self.entries = {}\n\n\nclass Memory(BaseAgent):\n    def __init__(self):\n        super().__init__(name="Memory")\n`,
    },
    {
      title: 'a base without a constructor',
      path,
      files: { 'common/base_agent.py': 'class BaseAgent:\n    def run(self):\n        pass\n' },
      text: `${IMPORT}class Ear(BaseAgent):\n    def __init__(self):\n        self.level = 0\n`,
    },
    {
      title: 'an installed base agent, set up',
      path,
      text: 'from agentkit.base import BaseAgent\n\nclass Ear(BaseAgent):\n    def __init__(self, level):\n        super().__init__()\n        self.level = level\n',
    },
    { title: 'the base agent itself', path: 'common/base_agent.py', text: BASE },
    {
      title: 'an error of the base agent’s',
      path,
      files,
      text: 'class BaseAgentError(Exception):\n    def __init__(self, agent):\n        self.agent = agent\n',
    },
    {
      title: 'mixins that hand on',
      path,
      files: {
        ...files,
        'common/tool.py': 'class Tool:\n    def __init__(self, **kwargs):\n        super().__init__(**kwargs)\n',
      },
      text: 'from common.base_agent import BaseAgent\nfrom common.tool import Tool\n\nclass Memory(Tool, BaseAgent):\n    def __init__(self):\n        Tool.__init__(self, name="Memory")\n',
    },
    {
      title: 'a data class with a set-up',
      path,
      files,
      text: 'from dataclasses import dataclass\nfrom common.base_agent import BaseAgent\n\n@dataclass\nclass Ear(BaseAgent):\n    level: int = 0\n\n    def __post_init__(self):\n        super().__init__(name="Ear")\n',
    },
    heir(
      'sets what it reads',
      'def __init__(self, port=5601):\n    self.port = port\n    self.text = str(self.port)\n    super().__init__(name="Memory", port=self.port)\n',
    ),
    heir(
      'a method sets what it reads',
      'def __init__(self):\n    self.read_settings()\n    super().__init__(name="Memory", port=self.port)\n\ndef read_settings(self):\n    self.port = 5601\n',
    ),
    heir(
      'an attribute of the class',
      'port = 5601\n\ndef __init__(self):\n    super().__init__(name="Memory", port=self.port)\n',
    ),
    heir(
      'an attribute of the base class',
      'def __init__(self):\n    print(self.retries)\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'a static method of the base',
      'def __init__(self):\n    print(self.version())\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'an attribute of its own',
      'def __init__(self):\n    self.entries = {}\n    self.entries.clear()\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'behind the call',
      'def __init__(self):\n    super().__init__(name="Memory")\n    self.logger.info("ready on %s", self.port)\n',
    ),
    heir(
      'guarded',
      'def __init__(self):\n    if hasattr(self, "logger"):\n        self.logger.info("again")\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'with a default',
      'def __init__(self):\n    print(getattr(self, "port", 0))\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'in a function that runs later',
      'def __init__(self):\n    self.on_stop = lambda: self.logger.info("stopped")\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'in try',
      'def __init__(self):\n    try:\n        print(self.port)\n    except AttributeError:\n        pass\n    super().__init__(name="Memory")\n',
    ),
    heir(
      'in the other branch',
      'def __init__(self, quiet=False):\n    if quiet:\n        super().__init__(name="Memory")\n    else:\n        super().__init__(name="Memory")\n        self.logger.info("ready")\n',
    ),
    heir(
      'a method of its own that needs nothing',
      'def __init__(self):\n    self.load()\n    super().__init__(name="Memory")\n\ndef load(self):\n    self.entries = {}\n',
    ),
    heir(
      'an object of its own',
      'def __init__(self, other):\n    other.logger.info("starting")\n    super().__init__(name="Memory")\n',
    ),
  ],
};
