import assert from 'node:assert/strict';
import { readClassContracts } from './class-contract';

const BASE = `"""A module.

class BaseQuoted:
    def __init__(self): pass
"""
import signal


class BaseAgent:
    """def not_a_method(self): self.nothing = 1"""

    shared = 1

    def __init__(
        self,
        name: str,  # who
        *,
        port: int = None,
        limits: Dict[str, int] = {"a": 1},
        **kwargs: Any,
    ) -> None:
        self.name = name
        self.port: int = int(port or os.environ["AGENT_PORT"])
        self.health_check_port = kwargs.get("health_check_port") or self.port + 1000
        self.strict = kwargs.pop('strict', True)
        # self.commented = 1
        self.socket.bind(f"tcp://*:{self.port}")
        if self.strict == 1:
            signal.signal(signal.SIGTERM, self.stop)

    def run(self):
        try:
            pass
        finally:
            self.cleanup()

    async def cleanup(self): ...


class Plain:
    def __init__(self):
        self.x = 1
`;

describe('class contracts', () => {
  it('say what a base agent takes, assigns and binds', () => {
    const contract = readClassContracts(BASE)['BaseAgent'];
    assert.ok(contract);
    assert.deepEqual(contract.parameters, [
      { name: 'name', keywordOnly: false, optional: false },
      { name: 'port', keywordOnly: true, optional: true },
      { name: 'limits', keywordOnly: true, optional: true },
    ]);
    assert.equal(contract.anyPositional, false);
    assert.equal(contract.anyKeyword, true);
    assert.deepEqual(contract.keywordsRead, ['health_check_port', 'strict']);
    assert.equal(contract.keywordsForwarded, false);
    assert.deepEqual(contract.attributes, ['name', 'port', 'health_check_port', 'strict']);
    assert.deepEqual(Object.keys(contract.methods), ['__init__', 'run', 'cleanup']);
    assert.equal(contract.mainSocket, 'socket');
    assert.equal(contract.runCleansUp, true);
    assert.equal(contract.handlesSigterm, true);
    assert.equal(contract.portFromEnvironment, true);
    assert.equal(contract.healthPortOffset, 1000);
  });

  it('are read of base classes alone, not of quoted ones', () => {
    assert.deepEqual(Object.keys(readClassContracts(BASE)), ['BaseAgent']);
  });

  it('know when keywords are handed on or kept', () => {
    for (const line of ['super().__init__(**kwargs)', 'self.options = kwargs', 'configure(kwargs)']) {
      const contract = readClassContracts(`class BaseAgent:\n    def __init__(self, **kwargs):\n        ${line}\n`)[
        'BaseAgent'
      ];
      assert.equal(contract?.keywordsForwarded, true, line);
    }
  });

  it('come out of files that do not parse', () => {
    const contract = readClassContracts(
      'def broken(:\n\nclass BaseAgent:\n    def __init__(self, port\n        self.port = port\n',
    )['BaseAgent'];
    assert.ok(contract);
  });

  it('know what is there before the constructor has run, and which methods are not', () => {
    const contract = readClassContracts(
      `class BaseAgent:
    retries: int = 3
    level = 1

    def __init__(self):
        self.name = "a"
        self.level = 2
        local = 1

    def say(self):
        print(self.name)

    def rename(self):
        self.name = "b"

    def loud(self):
        return self.level

    @staticmethod
    def version():
        return "1"
`,
    )['BaseAgent'];
    assert.deepEqual(contract?.classAttributes, ['retries', 'level']);
    assert.deepEqual(contract?.methodsOnState, ['say']);
  });
});
