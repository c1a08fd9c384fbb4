import assert from 'node:assert/strict';
import { HOLE, textWithHoles } from '../code-model';
import { modelOf } from '../testing/model-of';

describe('the model of Python code', () => {
  const imports: readonly [string, string][] = [
    ['import os', 'os=os'],
    ['import os.path', 'os=os'],
    ['import zmq.asyncio as za', 'za=zmq.asyncio'],
    ['from os import getenv', 'getenv=os.getenv'],
    ['from os import (\n  getenv as ge,\n  environ,\n)', 'ge=os.getenv environ=os.environ'],
    ['from . import base', 'base=.base'],
    ['from ..common import env as e', 'e=..common.env'],
  ];
  for (const [text, expected] of imports) {
    it(`binds ${JSON.stringify(text)}`, async () => {
      const model = await modelOf('python', text);
      assert.equal(model.imports.map(({ local, path }) => `${local}=${path}`).join(' '), expected);
    });
  }

  it('tells imports at the top from those in try, if, functions and TYPE_CHECKING', async () => {
    const model = await modelOf(
      'python',
      'import a\ntry:\n    import b\nexcept ImportError:\n    pass\nif TYPE_CHECKING:\n    import c\ndef f():\n    import d\n',
    );
    assert.deepEqual(
      model.imports.map(({ local, topLevel }) => `${local} ${topLevel}`),
      ['a true', 'b false', 'c false', 'd false'],
    );
  });

  const callees: readonly [string, string | null][] = [
    ['import requests as r\nr.get("x")', 'requests.get'],
    ['from requests import Session\ns = Session()\ns.get("x")', 'requests.Session.get'],
    ['import requests\nwith requests.Session() as s:\n    s.post("x")', 'requests.Session.post'],
    [
      'import zmq\nclass A:\n    def __init__(self):\n        self.c = zmq.Context()\n        self.s = self.c.socket(zmq.REP)\n    def run(self):\n        self.s.recv()',
      'zmq.Context.socket.recv',
    ],
    ['import aiohttp\nasync def f():\n    s = await aiohttp.request("x")\n    s.read()', 'aiohttp.request.read'],
    ['s = None\ns = make()\ns.go()', 'make.go'],
    ['a = b\nb = a\na.go()', 'a.go'],
    ['def f(s):\n    s.go()', 's.go'],
    ['if x:\n    s = one()\nelse:\n    s = two()\ns.go()', 's.go'],
    ['f().go()', 'f.go'],
    ['a[0].go()', null],
  ];
  for (const [text, expected] of callees) {
    it(`resolves the last callee of ${JSON.stringify(text.slice(0, 60))}`, async () => {
      const model = await modelOf('python', text);
      const call = model.calls.reduce((last, each) =>
        each.node.end >= last.node.end &&
        each.node.length > last.node.length - 1e6 &&
        each.name !== '' &&
        /go|get|post|recv|read/.test(each.name)
          ? each
          : last,
      );
      assert.equal(model.resolvedCallee(call), expected);
    });
  }

  const texts: readonly [string, string | null][] = [
    ['"plain"', 'plain'],
    ["'a\\n\\x41\\u00e9'", 'a\nAé'],
    ['r"C:\\new"', 'C:\\new'],
    ['"a" "b"', 'ab'],
    ['("a"\n "b")', 'ab'],
    ['"a" + HOST', 'alocalhost'],
    ['f"tcp://{HOST}:{PORT}"', 'tcp://localhost:7200'],
    ['f"tcp://{HOST}:{other}"', `tcp://localhost:${HOLE}`],
    ['f"{{literal}}"', '{literal}'],
    ['f"{PORT:05d}"', HOLE],
    ['"tcp://%s:%d" % (h, p)', `tcp://${HOLE}:${HOLE}`],
    ['"tcp://{}:{port}".format(h, port=p)', `tcp://${HOLE}:${HOLE}`],
    ['"tcp://%s:%d" % (HOST, PORT)', 'tcp://localhost:7200'],
    ['"tcp://%s" % HOST', 'tcp://localhost'],
    ['"tcp://%s:%s" % pair', `tcp://${HOLE}:${HOLE}`],
    ['"%(host)s:%(port)d" % values', `${HOLE}:${HOLE}`],
    ['"tcp://{}:{}".format(HOST, 7200)', 'tcp://localhost:7200'],
    ['"{1}:{0}".format(PORT, HOST)', 'localhost:7200'],
    ['"{host}:{port:05d}".format(host=HOST, port=PORT)', `localhost:${HOLE}`],
    ['"{}:{}".format(*values)', `${HOLE}:${HOLE}`],
    ['"/".join(["a", HOST, other])', `a/localhost/${HOLE}`],
    ['"/".join(values)', null],
    ['"""multi\nline"""', 'multi\nline'],
    ['unknown', null],
    ['7', null],
  ];
  for (const [expression, expected] of texts) {
    it(`reads ${expression} as a text`, async () => {
      const model = await modelOf('python', `HOST = "localhost"\nPORT = 7200\nvalue = ${expression}\n`);
      const value = model.assignments.find(({ path }) => path === 'value')?.value;
      const text = value === undefined ? null : model.stringValue(value);
      assert.equal(text === null ? null : textWithHoles(text), expected);
    });
  }

  const lookups: readonly [string, string][] = [
    ['os.getenv("X_HOST")', 'X_HOST - os.getenv'],
    ['os.getenv("X_HOST", "d")', 'X_HOST "d" os.getenv'],
    ['os.getenv("X_HOST", default="d")', 'X_HOST "d" os.getenv'],
    ['os.environ.get("X_HOST", "d")', 'X_HOST "d" os.environ.get'],
    ['os.environ["X_HOST"]', 'X_HOST - os.environ'],
    ['os.getenv("X_HOST") or "d"', 'X_HOST "d" os.getenv'],
    ['(os.getenv("X_HOST")) or "d"', 'X_HOST "d" os.getenv'],
    ['int(os.getenv("X_PORT", "1"))', 'X_PORT "1" os.getenv'],
    ['os.getenv("A_HOST") or os.getenv("B_HOST") or "d"', 'A_HOST "d" os.getenv, B_HOST "d" os.getenv'],
    ['get_env("X_HOST", "d")', 'X_HOST "d" get_env'],
    ['env("X_HOST", default="d")', 'X_HOST "d" env'],
    ['ENV.get("X_HOST", "d")', 'X_HOST "d" ENV.get'],
    ['config("X_HOST", default="d")', 'X_HOST "d" decouple.config'],
    ['env.str("X_HOST", "d")', 'X_HOST "d" env.str'],
    ['env.int("X_PORT", default=1)', 'X_PORT 1 env.int'],
    ['data.get("X_HOST", "d")', ''],
    ['get_env("not a name", "d")', ''],
  ];
  for (const [expression, expected] of lookups) {
    it(`finds the lookups in ${expression}`, async () => {
      const model = await modelOf('python', `import os\nfrom decouple import config\nx = ${expression}\n`);
      const found = model.envLookups.map(
        ({ variable, defaultValue, via }) =>
          `${variable} ${defaultValue === null ? '-' : model.textOf(defaultValue)} ${via}`,
      );
      assert.equal(found.join(', '), expected);
    });
  }

  it('finds the variables that fields of settings come from', async () => {
    const model = await modelOf(
      'python',
      [
        'from pydantic_settings import BaseSettings, SettingsConfigDict',
        'class Settings(BaseSettings):',
        '    model_config = SettingsConfigDict(env_prefix="APP_")',
        '    redis_host: str = "localhost"',
        '    port: int = Field(7200, env="AGENT_PORT")',
        '    url: str = Field(default="d", validation_alias=AliasChoices("API_URL", "URL"))',
        '    key: str = Field(...)',
        '    token: str',
        '    _private: int = 1',
        '    def f(self): x = 1',
        'class Other:',
        '    host: str = "localhost"',
      ].join('\n'),
    );
    assert.deepEqual(
      model.envLookups.map(({ variable, defaultValue }) => [variable, defaultValue && model.textOf(defaultValue)]),
      [
        ['APP_REDIS_HOST', '"localhost"'],
        ['AGENT_PORT', '7200'],
        ['API_URL', '"d"'],
        ['APP_KEY', null],
        ['APP_TOKEN', null],
      ],
    );
  });

  it('takes a written variable for no lookup', async () => {
    const model = await modelOf('python', 'import os\nos.environ["A"] = "1"\ndel os.environ["B"]\n');
    assert.deepEqual(model.envLookups, []);
  });

  const integers: readonly [string, number | null][] = [
    ['7200', 7200],
    ['7_200', 7200],
    ['PORT', 5000],
    ['PORT + 1', 5001],
    ['(PORT - 10)', 4990],
    ['int("7200")', 7200],
    ['int(PORT)', 5000],
    ['LOOP', null],
    ['"7200"', null],
    ['x * 2', null],
  ];
  for (const [expression, expected] of integers) {
    it(`counts ${expression}`, async () => {
      const model = await modelOf('python', `PORT = 5000\nLOOP = LOOP + 1\nvalue = ${expression}\n`);
      const value = model.assignments.find(({ path }) => path === 'value')?.value;
      assert.equal(value === undefined ? null : model.integerValue(value), expected);
    });
  }

  it('leaves documentation out of the strings', async () => {
    const model = await modelOf(
      'python',
      '"""module"""\nclass A:\n    """class"""\n    def f(self):\n        """function"""\n        return "data"\n',
    );
    assert.deepEqual(
      model.strings.map((node) => model.textOf(node)),
      ['"data"'],
    );
  });

  it('finds around a syntax error what stands before and behind it', async () => {
    const model = await modelOf(
      'python',
      'import os\na = os.getenv("A")\ndef broken(:\n    pass\nb = os.getenv("B")\n',
    );
    assert.deepEqual(
      model.envLookups.map(({ variable }) => variable),
      ['A', 'B'],
    );
  });
});

describe('receivers that are declared with a type', () => {
  /** What the last call of a text calls. */
  async function lastCallee(text: string): Promise<string | null> {
    const code = await modelOf('python', text);
    const call = code.calls.at(-1);
    assert.ok(call !== undefined);
    return code.resolvedCallee(call);
  }

  const cases: readonly (readonly [what: string, text: string, callee: string | null])[] = [
    ['a parameter', 'import requests\ndef f(s: requests.Session):\n    s.get()\n', 'requests.Session.get'],
    ['an alias', 'import requests as r\ndef f(s: r.Session):\n    s.get()\n', 'requests.Session.get'],
    ['a text', 'from requests import Session\ndef f(s: "Session"):\n    s.get()\n', 'requests.Session.get'],
    ['with a default', 'import requests\ndef f(s: requests.Session = None):\n    s.get()\n', 'requests.Session.get'],
    ['perhaps None', 'import requests\ndef f(s: requests.Session | None):\n    s.get()\n', 'requests.Session.get'],
    [
      'Optional',
      'from typing import Optional\nfrom requests import Session\ndef f(s: Optional[Session]):\n    s.get()\n',
      'requests.Session.get',
    ],
    [
      'Annotated',
      'import requests\ndef f(s: Annotated[requests.Session, Depends(x, y)]):\n    s.get()\n',
      'requests.Session.get',
    ],
    ['what is made otherwise', 'import zmq\ndef f(s: zmq.Socket):\n    s.recv()\n', 'zmq.Context.socket.recv'],
    [
      'a generic type',
      'import subprocess\ndef f(p: subprocess.Popen[bytes]):\n    p.wait()\n',
      'subprocess.Popen.wait',
    ],
    [
      'an attribute that holds it',
      'import requests\nclass A:\n    def __init__(self, s: requests.Session):\n        self.s = s\n    def f(self):\n        self.s.get()\n',
      'requests.Session.get',
    ],
    [
      'an attribute declared in the class',
      'import requests\nclass A:\n    s: requests.Session\n    def f(self):\n        self.s.get()\n',
      'requests.Session.get',
    ],
    [
      'an attribute declared where it is set',
      'import requests\nclass A:\n    def __init__(self, s):\n        self.s: requests.Session = s\n    def f(self):\n        self.s.get()\n',
      'requests.Session.get',
    ],
    ['a variable', 'import requests\ns: requests.Session = make()[0]\ns.get()\n', 'requests.Session.get'],
    [
      'the maker, where there is one',
      'import requests\ns: Base = requests.Session()\ns.get()\n',
      'requests.Session.get',
    ],
    ['one of two', 'import requests, httpx\ndef f(s: requests.Session | httpx.Client):\n    s.get()\n', 's.get'],
    ['a type that says nothing', 'def f(s: str):\n    s.split()\n', 's.split'],
    [
      'a parameter that is assigned anew',
      'import requests\ndef f(s: requests.Session):\n    s = other(s)[0]\n    s.get()\n',
      's.get',
    ],
    [
      'a parameter of the function around',
      'import requests\ndef f(s: requests.Session):\n    def g():\n        s.get()\n',
      'requests.Session.get',
    ],
  ];
  for (const [what, text, callee] of cases) it(what, async () => assert.equal(await lastCallee(text), callee));

  it('names that come with all of a module', async () => {
    assert.equal(await lastCallee('from os import *\nsystem(x)\n'), 'os.system');
    assert.equal(await lastCallee('from os import *\ndef system(): ...\nsystem(x)\n'), 'system');
    assert.equal(await lastCallee('from constructor import *\nvalueOf(x)\n'), 'valueOf');
  });
});

describe('what a program does by itself', () => {
  /** The text of the last assignment's value, parameters standing for their defaults. */
  async function usual(text: string): Promise<string | null> {
    const code = await modelOf('python', text);
    const value = code.assignments.at(-1)?.value;
    assert.ok(value !== undefined);
    return code.usualText(value)?.constant ?? code.usualInteger(value)?.toString() ?? null;
  }

  const cases: readonly (readonly [what: string, text: string, value: string | null])[] = [
    ['a default nobody overrides', 'def f(port=5555):\n    x = f"tcp://*:{port}"\nf()\n', 'tcp://*:5555'],
    ['a text', 'def f(host: str = "hub"):\n    x = host\nf()\n', 'hub'],
    ['a number', 'def f(port=5555):\n    x = port\nf()\n', '5555'],
    ['a constant as the default', 'PORT = 5555\ndef f(port=PORT):\n    x = "tcp://*:%d" % port\nf()\n', 'tcp://*:5555'],
    ['a constructor', 'class A:\n    def __init__(self, port=5555):\n        x = f":{port}"\nA()\n', ':5555'],
    ['not where a call passes one', 'def f(port=5555):\n    x = f":{port}"\nf()\nf(6)\n', null],
    ['not where one passes it by name', 'def f(port=5555):\n    x = f":{port}"\nf(port=args.port)\n', null],
    ['not where one may pass anything', 'def f(port=5555):\n    x = f":{port}"\nf(**options)\n', null],
    ['not where nobody here calls', 'def f(port=5555):\n    x = f":{port}"\n', null],
    ['not without a default', 'def f(port):\n    x = f":{port}"\nf()\n', null],
    ['not after it was assigned', 'def f(port=5555):\n    port = g()[0]\n    x = f":{port}"\nf()\n', null],
  ];
  for (const [what, text, value] of cases) it(what, async () => assert.equal(await usual(text), value));

  it('what is known for certain does not become less so', async () => {
    const code = await modelOf('python', 'def f(port=5555):\n    x = f":{port}"\nf()\n');
    const value = code.assignments.at(-1)?.value;
    assert.ok(value !== undefined);
    assert.equal(code.usualText(value)?.constant, ':5555');
    assert.equal(code.stringValue(value)?.constant, null);
  });
});
