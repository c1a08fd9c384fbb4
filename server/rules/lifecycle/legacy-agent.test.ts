import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './legacy-agent';

const BASE = `import signal
import zmq
import threading


class BaseAgent:
    def __init__(self, *, name, port=None, health_check_port=None, **kwargs):
        self.name = name
        self.options = kwargs
        self.port = int(port if port is not None else get_env("AGENT_PORT"))
        self.health_check_port = int(health_check_port or get_env("HEALTH_CHECK_PORT"))
        self.running = True
        self.start_time = 0.0
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        self.health_socket = self.context.socket(zmq.REP)
        self._setup_logging()
        signal.signal(signal.SIGTERM, self._on_signal)

    def _setup_logging(self):
        pass

    def _on_signal(self, number, frame):
        self.running = False

    def handle_request(self, request):
        return {"status": "error", "error": "unknown action"}

    def run(self):
        try:
            while self.running:
                if self.socket.poll(200):
                    self.socket.send_json(self.handle_request(self.socket.recv_json()))
        finally:
            self.cleanup()

    def cleanup(self):
        self.context.term()
`;

async function workspaceWith(code: string, others: Record<string, string> = {}): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], { 'agents/a.py': code, 'common/base_agent.py': BASE, ...others });
}

async function migrated(code: string, others: Record<string, string> = {}): Promise<string> {
  const workspace = await workspaceWith(code, others);
  const [finding, second] = workspace.findings('agents/a.py');
  assert.ok(finding !== undefined && second === undefined, 'one finding');
  const [fix] = finding.fixes;
  assert.ok(fix !== undefined, finding.message);
  assert.equal(fix.safety, 'review');
  const after = workspace.apply(fix.edits());
  const text = after.files['agents/a.py'] ?? '';
  assertParses(text);
  assert.deepEqual(after.findings('agents/a.py'), []);
  return text;
}

async function obstacle(code: string): Promise<string> {
  const [finding] = (await workspaceWith(code)).findings('agents/a.py');
  assert.ok(finding !== undefined, 'no finding');
  assert.deepEqual(finding.fixes, []);
  return /no migration is offered: (.*)\)$/.exec(finding.message)?.[1] ?? finding.message;
}

function assertParses(text: string): void {
  const result = spawnSync('python3', ['-c', 'import ast,sys; ast.parse(sys.stdin.buffer.read())'], {
    input: text,
    encoding: 'utf8',
  });
  assert.equal(result.status, 0, `${result.stderr}\n${text}`);
}

/** An agent around a loop's body; lines of the body are given without indentation. */
function agent(body: string, { init = '', run = '', methods = '', main = 'A().run()' } = {}): string {
  const indented = (text: string, by: string): string =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => `${by}${line}\n`)
      .join('');
  return `import json
import time
import zmq
import logging

logger = logging.getLogger("A")


class A:
    def __init__(self, port=5601):
        self.port = port
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
${indented(init, '        ')}
    def run(self):
${indented(run, '        ')}        while True:
${indented(body, '            ')}
${indented(methods, '    ')}
if __name__ == "__main__":
${indented(main, '    ')}`;
}

const ECHO = 'request = self.socket.recv_json()\nself.socket.send_json({"echo": request})';

describe('legacy-agent', () => {
  describe('what is an agent', () => {
    const silent: Record<string, string> = {
      'an heir':
        'from common.base_agent import BaseAgent\nclass A(BaseAgent):\n    pass\nif __name__ == "__main__":\n    A().run()\n',
      'an heir through an alias': agent(ECHO).replace(
        'class A:',
        'from common.base_agent import BaseAgent as Base\nclass A(Base):',
      ),
      'a conditional base': agent(ECHO).replace(
        'class A:',
        'from common.base_agent import BaseAgent\nBase = BaseAgent if True else object\nclass A(Base):',
      ),
      'a class nobody starts': agent(ECHO, { main: 'print("x")' }),
      'a library': agent(ECHO).replace(/if __name__[\s\S]*/, ''),
      'a client': agent(ECHO).replace('zmq.REP', 'zmq.REQ').replace('.bind(', '.connect('),
      'a FastAPI service': `from fastapi import FastAPI\n${agent(ECHO)}\napp = FastAPI()\n`,
      'a module of functions':
        'import time\ndef main():\n    while True:\n        time.sleep(1)\nif __name__ == "__main__":\n    main()\n',
      'an agent quoted in a text': `TEMPLATE = """\n${agent(ECHO).replaceAll('"""', "'''")}"""\nprint(TEMPLATE)\n`,
    };
    for (const [title, code] of Object.entries(silent)) {
      it(`is silent on ${title}`, async () => {
        assert.deepEqual((await workspaceWith(code)).findings('agents/a.py'), []);
      });
    }

    it('is silent where the project has no base agent', async () => {
      const workspace = await RuleWorkspace.create([rule], { 'agents/a.py': agent(ECHO) });
      assert.deepEqual(workspace.findings(), []);
    });

    it('is silent on archives, unless a startup file names the script', async () => {
      const files = { 'archive/a.py': agent(ECHO), 'common/base_agent.py': BASE };
      assert.deepEqual((await RuleWorkspace.create([rule], files)).findings('archive/a.py'), []);
      const startup =
        'agent_groups:\n  core:\n    A:\n      script_path: archive/a.py\n      port: 5601\n      health_check_port: 6601\n';
      const [finding] = (await RuleWorkspace.create([rule], { ...files, 'config/startup.yaml': startup })).findings(
        'archive/a.py',
      );
      assert.equal(finding?.related.length, 1);
    });

    it('reports a script that a startup file names though it does not parse, without a migration', async () => {
      const startup = 'agent_groups:\n  core:\n    A:\n      script_path: agents/a.py\n      port: 5601\n';
      const [finding] = (
        await workspaceWith(`${agent(ECHO)}\ndef broken(:\n`, { 'config/startup.yaml': startup })
      ).findings('agents/a.py');
      assert.match(finding?.message ?? '', /does not parse/);
      assert.deepEqual(finding?.fixes, []);
    });
  });

  describe('the request loop', () => {
    it('becomes handle_request, its branches answers', async () => {
      const text = await migrated(
        agent(
          'message = self.socket.recv_json()\nif message["action"] == "a":\n    self.socket.send_json({"status": "ok"})\nelif message["action"] == "b":\n    result = work(message)\n    self.socket.send_json(result)\n    logger.info("sent %s", result)\nelse:\n    self.socket.send_json({"status": "error", "error": f"unknown action {message[\'action\']}"})',
        ),
      );
      assert.ok(
        text.includes(`    def handle_request(self, request: dict) -> dict:
        if request["action"] == "a":
            return {"status": "ok"}
        elif request["action"] == "b":
            result = work(request)
            logger.info("sent %s", result)
            return result
        else:
            return super().handle_request(request)
`),
        text,
      );
      assert.ok(
        text.includes(
          'class A(BaseAgent):\n    def __init__(self, port=5601, health_check_port=None, **kwargs):\n        super().__init__(name="A", port=port, health_check_port=health_check_port, **kwargs)\n',
        ),
        text,
      );
      assert.doesNotMatch(text, /zmq\.REP|self\.context = |import zmq/);
    });

    it('answers once where the answer is sent at the end', async () => {
      const text = await migrated(
        agent(
          'request = self.socket.recv_json()\nif request.get("x"):\n    response = {"x": 1}\nelse:\n    response = {"x": 2}\nself.socket.send_json(response)\ntime.sleep(0.1)',
        ),
      );
      assert.match(text, /response = \{"x": 2\}\n {8}return response\n/);
      assert.doesNotMatch(text, /sleep/);
    });

    it('keeps handlers that answer, drops those that only guarded receiving', async () => {
      const text = await migrated(
        agent(
          'try:\n    request = self.socket.recv_json()\n    self.socket.send_json(self.answer(request))\nexcept zmq.Again:\n    continue\nexcept json.JSONDecodeError:\n    self.socket.send_json({"status": "error", "error": "no JSON"})\nexcept Exception as e:\n    logger.error("%s", e)\n    try:\n        self.socket.send_json({"status": "error", "error": str(e)})\n    except:\n        pass\n    time.sleep(1)',
        ),
      );
      assert.ok(
        text.includes(`        try:
            return self.answer(request)
        except Exception as e:
            logger.error("%s", e)
            return {"status": "error", "error": str(e)}
`),
        text,
      );
    });

    it('lets a handler that only logs answer with the failure', async () => {
      const text = await migrated(
        agent(
          'try:\n    request = self.socket.recv_json()\n    self.socket.send_json(self.answer(request))\nexcept Exception as problem:\n    logger.error("%s", problem)\n    continue',
        ),
      );
      assert.match(
        text,
        /logger\.error\("%s", problem\)\n {12}return \{"status": "error", "error": str\(problem\)\}\n/,
      );
    });

    it('reads bytes that are JSON, and sends text that is', async () => {
      const text = await migrated(
        agent(
          'raw = self.socket.recv()\nmessage = json.loads(raw.decode("utf-8"))\nlogger.debug("got %s", message)\nanswer = self.answer(message)\nself.socket.send(json.dumps(answer).encode("utf-8"))',
        ),
      );
      assert.match(
        text,
        /logger\.debug\("got %s", request\)\n {8}answer = self\.answer\(request\)\n {8}return answer\n/,
      );
    });

    it('goes without poll and poller', async () => {
      for (const guard of [
        'if self.socket.poll(100) == 0:\n    continue\n',
        'if not self.socket.poll(100):\n    continue\n',
      ]) {
        const text = await migrated(
          agent(`${guard}request = self.socket.recv_json()\nself.socket.send_json({"r": request})`),
        );
        assert.match(text, /def handle_request\(self, request: dict\) -> dict:\n {8}return \{"r": request\}\n/);
      }
      const text = await migrated(
        agent(
          'if self.socket.poll(100):\n    request = self.socket.recv_json()\n    # the whole of it\n    self.socket.send_json({"r": request})\nelse:\n    time.sleep(0.1)',
        ),
      );
      assert.match(text, /-> dict:\n {8}# the whole of it\n {8}return \{"r": request\}\n/);
    });

    it('turns `continue` after an answer into the end of it, and before one into the base agent’s', async () => {
      const text = await migrated(
        agent(
          'request = self.socket.recv_json()\nif "a" not in request:\n    continue\nif request["a"] < 0:\n    self.socket.send_json({"status": "error"})\n    continue\nself.count = request["a"]\nself.socket.send_json({"status": "ok"})',
        ),
      );
      assert.match(
        text,
        /if "a" not in request:\n {12}return super\(\)\.handle_request\(request\)\n {8}if request\["a"\] < 0:\n {12}return \{"status": "error"\}\n {8}self\.count/,
      );
    });

    it('ends the loop where the agent is told to', async () => {
      const text = await migrated(
        agent(
          'request = self.socket.recv_json()\nif request["action"] == "stop":\n    self.socket.send_json({"status": "bye"})\n    break\nself.socket.send_json({"status": "ok"})',
        ),
      );
      assert.match(text, /self\.running = False\n {12}return \{"status": "bye"\}\n/);
    });

    it('hands requests to the method that made the answers, and unknown ones to the base agent', async () => {
      const text = await migrated(
        agent('message = self.socket.recv_json()\nresponse = self.process(message)\nself.socket.send_json(response)', {
          methods:
            'def process(self, message):\n    if message["action"] == "a":\n        return {"status": "ok"}\n    else:\n        return {"status": "error", "message": "Unknown action"}',
        }),
      );
      assert.match(text, /response = self\.process\(request\)\n {8}return response\n/);
      assert.match(text, /else:\n {12}return super\(\)\.handle_request\(message\)\n/);
    });

    it('keeps a handle_request of its own', async () => {
      const text = await migrated(
        agent(
          'self.socket.send_json(self.handle_request(message))'.replace(/^/, 'message = self.socket.recv_json()\n'),
          {
            methods: 'def handle_request(self, request):\n    return {"r": request}',
          },
        ),
      );
      assert.equal(text.match(/def handle_request/g)?.length, 1);
      assert.doesNotMatch(text, /while True/);
    });

    it('leaves texts over several lines, comments and f-strings as they are', async () => {
      const text = await migrated(
        agent(
          'request = self.socket.recv_json()\n# what they asked for\nquery = f"""\n  SELECT {request[\'what\']}\n        FROM t\n"""\nself.socket.send_json({\n    "rows": self.rows(query),  # all of them\n})',
        ),
      );
      assert.ok(text.includes('        # what they asked for\n        query = f"""\n'), text);
      assert.ok(
        text.includes('        return {\n            "rows": self.rows(query),  # all of them\n        }\n'),
        text,
      );
    });

    it('keeps work before the loop in run()', async () => {
      const text = await migrated(
        agent(ECHO, { run: '"""Serves."""\nlogger.info("on %s", self.port)\nself.warm_up()' }),
      );
      assert.ok(
        text.includes(
          '    def run(self):\n        """Serves."""\n        logger.info("on %s", self.port)\n        self.warm_up()\n        super().run()\n',
        ),
        text,
      );
    });

    it('does not touch an own variable called request', async () => {
      const text = await migrated(
        agent('message = self.socket.recv_json()\nrequest = message["inner"]\nself.socket.send_json({"r": request})'),
      );
      assert.match(text, /message = request\n {8}request = message\["inner"\]\n/);
    });
  });

  describe('the rest of the class', () => {
    it('retires health socket and thread, signal handlers and the log file', async () => {
      const text = await migrated(`import logging
import signal
import threading
import time
import zmq

logging.basicConfig(level=logging.INFO, handlers=[logging.StreamHandler(), logging.FileHandler("a.log")])


class A:
    def __init__(self, name="A", port=5601):
        self.name = name
        self.port = port
        self.health_port = port + 1
        self.running = True
        self.start_time = time.time()
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.setsockopt(zmq.RCVTIMEO, 1000)
        try:
            self.socket.bind(f"tcp://*:{self.port}")
            logging.info("bound")
        except zmq.ZMQError as e:
            logging.error("%s", e)
            raise
        self._start_health()
        self.jobs = []

    def _stop(self, signum, frame):
        self.running = False

    def _start_health(self):
        """Starts the thread."""
        self.health_socket = self.context.socket(zmq.REP)
        self.health_socket.bind(f"tcp://*:{self.health_port}")
        self.health_thread = threading.Thread(target=self._health_loop, daemon=True)
        self.health_thread.start()

    def _health_loop(self):
        while self.running:
            self.health_socket.recv()
            self.health_socket.send_json({"status": "ok"})

    def run(self):
        try:
            while self.running:
                request = self.socket.recv_json()
                self.socket.send_json({"jobs": len(self.jobs)})
        except KeyboardInterrupt:
            logging.info("interrupted")
        finally:
            self.cleanup()

    def cleanup(self):
        self.running = False
        self.jobs.clear()
        if hasattr(self, "health_thread"):
            self.health_thread.join(timeout=2)
        self.socket.close()
        self.health_socket.close()
        self.context.term()


if __name__ == "__main__":
    agent = A()
    try:
        agent.run()
    except Exception as e:
        print(e)
`);
      assert.doesNotMatch(
        text,
        /health_socket|health_thread|_health_loop|_start_health|signal|FileHandler|import zmq|threading/,
      );
      assert.ok(
        text.includes('super().__init__(name=name, port=port, health_check_port=health_check_port, **kwargs)'),
        text,
      );
      assert.match(
        text,
        /def cleanup\(self\):\n {8}self\.running = False\n {8}self\.jobs\.clear\(\)\n {8}super\(\)\.cleanup\(\)\n/,
      );
      assert.match(text, /print\(e\)\n {8}raise\n/);
      assert.match(text, /handlers=\[logging\.StreamHandler\(\)\]/);
    });

    it('keeps other sockets on their ports, off the names of the base agent, and the worker in a thread', async () => {
      const startup =
        'agent_groups:\n  core:\n    A:\n      script_path: agents/a.py\n      port: 5601\n      health_check_port: 5605\n';
      const text = await migrated(
        `import threading
import zmq


class A:
    def __init__(self, port=5601):
        self.port = port
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.PULL)
        self.socket.bind(f"tcp://*:{self.port}")
        self.out = self.context.socket(zmq.PUSH)
        self.out.bind("tcp://*:5602")
        self.health_socket = self.context.socket(zmq.PUB)
        self.health_socket.bind("tcp://*:5605")
        threading.Thread(target=self._publish, daemon=True).start()

    def _publish(self):
        while True:
            self.health_socket.send_json({"status": "ok"})

    def run(self):
        try:
            while True:
                piece = self.socket.recv_json()
                self.out.send_json(piece)
        finally:
            self.socket.close()
            self.out.close()
            self.health_socket.close()


if __name__ == "__main__":
    A().run()
`,
        { 'config/startup.yaml': startup },
      );
      assert.match(text, /def __init__\(self, port=5601, request_port=5603, health_check_port=None, \*\*kwargs\):/);
      assert.match(text, /port=request_port,/);
      assert.match(
        text,
        /self\.pull_port = port\n {8}self\.pull_socket = self\.context\.socket\(zmq\.PULL\)\n {8}self\.pull_socket\.bind\(f"tcp:\/\/\*:\{self\.pull_port\}"\)/,
      );
      assert.match(
        text,
        /while self\.running:\n {12}if not self\.pull_socket\.poll\(200\):\n {16}continue\n {12}piece = self\.pull_socket\.recv_json\(\)/,
      );
      assert.match(text, /self\.worker_thread\.join\(timeout=2\)/);
      assert.match(text, /self\.pull_socket\.close\(\)[\s\S]*self\.out\.close\(\)[\s\S]*super\(\)\.cleanup\(\)/);
      assert.doesNotMatch(text, /health_socket|_publish/);
    });

    it('renames what would overwrite the base agent’s own', async () => {
      const text = await migrated(
        agent(ECHO, {
          init: 'self._setup_logging()\nself.options = {"a": 1}',
          methods: 'def _setup_logging(self):\n    print(self.options)',
        }),
      );
      assert.match(text, /self\._own_setup_logging\(\)/);
      assert.match(text, /def _own_setup_logging\(self\):\n {8}print\(self\.own_options\)/);
    });

    it('finds the port in constants, defaults and text', async () => {
      const constant = agent(ECHO)
        .replace('def __init__(self, port=5601):\n        self.port = port', 'def __init__(self):')
        .replace('{self.port}', '{PORT}')
        .replace('class A:', 'PORT = 5601\n\n\nclass A:');
      assert.match(await migrated(constant), /def __init__\(self, port=PORT, health_check_port=None, \*\*kwargs\):/);
      const literal = agent(ECHO).replace('f"tcp://*:{self.port}"', '"tcp://*:5777"');
      assert.match(
        await migrated(literal.replace('port=5601', 'size=3').replace('self.port = port', 'self.size = size')),
        /size=3, port=5777, health_check_port=None/,
      );
      const fallback = agent(ECHO)
        .replace('port=5601', 'port=None')
        .replace('self.port = port', 'self.port = port or 5601');
      assert.match(await migrated(fallback), /port=port or 5601/);
    });

    it('keeps tabs', async () => {
      const text = await migrated(agent(ECHO).replaceAll('    ', '\t'));
      assert.match(text, /\n\tdef handle_request\(self, request: dict\) -> dict:\n\t\treturn \{"echo": request\}\n/);
    });

    it('keeps Windows line ends', async () => {
      const text = await migrated(
        agent(
          'request = self.socket.recv_json()\nif request:\n    self.socket.send_json({"a": 1})\nlogger.info("x")',
        ).replaceAll('\n', '\r\n'),
      );
      assert.doesNotMatch(text, /[^\r]\n/);
      assert.doesNotMatch(text, /\r\r/);
    });

    it('starts a script that nobody started', async () => {
      const startup = 'agent_groups:\n  core:\n    A:\n      script_path: agents/a.py\n      port: 5601\n';
      const code = agent(ECHO).replace(/if __name__[\s\S]*/, '');
      const text = await migrated(code, { 'config/startup.yaml': startup });
      assert.match(
        text,
        /\n\n\nif __name__ == "__main__":\n {4}agent = A\(\)\n {4}try:\n {8}agent\.run\(\)\n {4}except KeyboardInterrupt:\n {8}pass\n$/,
      );
    });

    it('imports behind the lines that make the import possible', async () => {
      const text = await migrated(agent(ECHO).replace('logger =', 'import sys\nsys.path.insert(0, "..")\nlogger ='));
      assert.match(text, /sys\.path\.insert\(0, "\.\."\)\n\nfrom common\.base_agent import BaseAgent\n/);
    });
  });

  describe('what stands in the way is said, and nothing is guessed', () => {
    const cases: Record<string, [code: string, reason: RegExp]> = {
      'a base of its own': [
        agent(ECHO).replace('class A:', 'import threading\nclass A(threading.Thread):'),
        /inherits from threading\.Thread/,
      ],
      'a decorator': [agent(ECHO).replace('class A:', '@register\nclass A:'), /decorated/],
      'an asynchronous loop': [
        agent('request = await self.socket.recv_json()\nawait self.socket.send_json({})')
          .replace('def run', 'async def run')
          .replace('A().run()', 'asyncio.run(A().run())'),
        /asynchronous|way that is not understood|receives in/,
      ],
      'several parts': [
        agent('a, b = self.socket.recv_multipart()\nself.socket.send_json({})'),
        /not understood|not JSON/,
      ],
      pickles: [agent('request = self.socket.recv_pyobj()\nself.socket.send_pyobj({})'), /not JSON/],
      'plain text': [
        agent('request = self.socket.recv_string()\nself.socket.send_string(request.upper())'),
        /not read as JSON|no JSON/,
      ],
      'a list as the answer': [
        agent('request = self.socket.recv_json()\nself.socket.send_json([1, 2])'),
        /no JSON object/,
      ],
      'two answers': [
        agent('request = self.socket.recv_json()\nself.socket.send_json({"a": 1})\nself.socket.send_json({"b": 1})'),
        /second time/,
      ],
      'answers in a loop': [
        agent('request = self.socket.recv_json()\nfor x in request:\n    self.socket.send_json({"x": x})'),
        /inside a loop/,
      ],
      'work after an answer': [
        agent(
          'request = self.socket.recv_json()\nif request:\n    self.socket.send_json({"a": 1})\nself.store(request)',
        ),
        /other work follows/,
      ],
      'work between requests': [
        agent('self.tick()\nrequest = self.socket.recv_json()\nself.socket.send_json({})'),
        /other work between/,
      ],
      'variables that live through the loop': [
        agent('request = self.socket.recv_json()\ncount += 1\nself.socket.send_json({"n": count})', {
          run: 'count = 0',
        }),
        /'count' is made before the loop/,
      ],
      'a port nobody can tell': [
        agent(ECHO).replace('f"tcp://*:{self.port}"', 'self.address()'),
        /port .* cannot be told/,
      ],
      'a router': [agent(ECHO).replace('zmq.REP', 'zmq.ROUTER'), /ROUTER/],
    };
    for (const [title, [code, reason]] of Object.entries(cases)) {
      it(`refuses ${title}`, async () => {
        assert.match(await obstacle(code), reason);
      });
    }
  });
});
