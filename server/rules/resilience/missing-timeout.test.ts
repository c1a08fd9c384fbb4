import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './missing-timeout';

async function found(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().map(({ range }) => text.slice(range.start, range.end));
}

async function fixed(path: string, text: string, unsafe = false): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.fixAll({ unsafe }).files[path] ?? '';
}

/** What each library does by default: calls that wait for ever. */
const WAITS: Readonly<Record<string, readonly string[]>> = {
  'agent.py': [
    'import requests\nrequests.get("u")',
    'import requests as r\nr.post("u", json={})',
    'from requests import get\nget("u")',
    'import requests\ns = requests.Session()\ns.get("u")',
    'import requests\nwith requests.Session() as s:\n    s.put("u")',
    'import requests\nclass A:\n    def __init__(self):\n        self.s = requests.Session()\n    def f(self):\n        self.s.get("u")',
    'import requests\nrequests.get("u", timeout=None)',
    'import httpx\nhttpx.get("u", timeout=None)',
    'import aiohttp\naiohttp.ClientSession(timeout=None)',
    'from urllib.request import urlopen\nurlopen("u")',
    'import http.client\nhttp.client.HTTPConnection("h")',
    'import smtplib\nsmtplib.SMTP("h")',
    'import redis\nredis.Redis(host="h")',
    'from redis import Redis\nRedis.from_url("redis://h")',
    'import subprocess\nsubprocess.run(["a"])',
    'from subprocess import check_output\ncheck_output(["a"])',
    'import subprocess\np = subprocess.Popen(["a"])\np.communicate()',
    'import socket\ns = socket.socket()\ns.connect(("h", 1))',
    'import socket\nsocket.create_connection(("h", 1))',
    'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.recv_json()',
    'import x_pb2_grpc\nstub = x_pb2_grpc.XStub(channel)\nstub.Say(request)',
    'import paramiko\nc = paramiko.SSHClient()\nc.connect("h")',
  ],
  'agent.ts': [
    "await fetch('https://h/a');",
    "import axios from 'axios';\nawait axios.get('u');",
    "const axios = require('axios');\nconst api = axios.create({ baseURL: 'u' });",
    "import { execSync } from 'node:child_process';\nexecSync('make');",
  ],
  'src/main.rs': [
    'fn f() { let c = reqwest::Client::new(); }',
    'fn f() { let c = reqwest::Client::builder().gzip(true).build(); }',
    'use tokio::net::TcpStream;\nasync fn f() { TcpStream::connect("h:1").await; }',
  ],
};

/** Calls that do not wait for ever, or where somebody else keeps the time. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  'agent.py': [
    'import requests\nrequests.get("u", timeout=5)',
    'import requests\nrequests.get("u", **options)',
    'import requests\ns = requests.Session()\ns.request = functools.partial(s.request, timeout=5)\ns.get("u")',
    'import httpx\nhttpx.get("u")',
    'import aiohttp\naiohttp.ClientSession()',
    'import aiohttp\naiohttp.ClientTimeout(total=None, sock_read=30)',
    'from urllib.request import urlopen\nurlopen("u", None, 5)',
    'import socket\nsocket.create_connection(("h", 1), 5)',
    'import socket\nsocket.setdefaulttimeout(5)\ns = socket.socket()\ns.connect(("h", 1))',
    'import socket\ns = socket.socket()\ns.settimeout(5)\ns.connect(("h", 1))',
    'import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.connect(("h", 1))',
    'import asyncio, requests\nasync def f():\n    await asyncio.wait_for(requests.get("u"), 5)',
    'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.setsockopt(zmq.RCVTIMEO, 5000)\ns.recv()',
    'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.RCVTIMEO = 5000\ns.recv()',
    'import zmq\ns = zmq.Context().socket(zmq.SUB)\ns.recv(zmq.NOBLOCK)',
    'import zmq\ns = zmq.Context().socket(zmq.SUB)\nif s.poll(100):\n    s.recv()',
    'import zmq\ns = zmq.Context().socket(zmq.SUB)\npoller = zmq.Poller()\npoller.register(s, zmq.POLLIN)\ns.recv()',
    'cache = {}\ncache.get("u")',
    'class A:\n    def f(self):\n        self.requests.get("u")',
  ],
  'agent.ts': [
    "await fetch('https://h/a', { signal: AbortSignal.timeout(5000) });",
    "await fetch('https://h/a', options);",
    "await fetch('/api/agents');",
    "function fetch(u: string) {}\nfetch('u');",
    "import axios from 'axios';\nconst api = axios.create({ timeout: 5000 });\nawait api.get('u');",
    "import { execSync } from 'node:child_process';\nexecSync('make', { timeout: 5000 });",
  ],
  'Page.tsx': ["await fetch('https://h/a');"],
  'src/main.rs': [
    'fn f() { let c = reqwest::Client::builder().timeout(d).build(); }',
    'use tokio::net::TcpStream;\nasync fn f() { tokio::time::timeout(d, TcpStream::connect("h:1")).await; }',
    '#[cfg(test)]\nmod tests {\n    fn f() { let c = reqwest::Client::new(); }\n}',
  ],
};

describe('missing-timeout', () => {
  for (const [path, cases] of Object.entries(WAITS)) {
    for (const text of cases)
      it(`waits for ever: ${JSON.stringify(text)}`, async () => assert.equal((await found(path, text)).length, 1));
  }
  for (const [path, cases] of Object.entries(ENDS)) {
    for (const text of cases)
      it(`ends: ${JSON.stringify(text)}`, async () => assert.deepEqual(await found(path, text), []));
  }

  const fixes: readonly [string, string, string, string][] = [
    [
      'behind the last argument',
      'a.py',
      'import requests\nrequests.get("u")\n',
      'import requests\nrequests.get("u", timeout=10)\n',
    ],
    [
      'on a line of its own',
      'a.py',
      'import requests\nrequests.get(\n    "u",\n)\n',
      'import requests\nrequests.get(\n    "u",\n    timeout=10,\n)\n',
    ],
    [
      'behind the comment of the last one',
      'a.py',
      'import requests\nrequests.get(\n    "u",  # why\n)\n',
      'import requests\nrequests.get(\n    "u",  # why\n    timeout=10,\n)\n',
    ],
    [
      'between an argument and its comment, the comma',
      'a.py',
      'import requests\nrequests.get(\n    "u"  # why\n)\n',
      'import requests\nrequests.get(\n    "u",  # why\n    timeout=10\n)\n',
    ],
    [
      'with tabs and CRLF',
      'a.py',
      'import requests\r\nrequests.get(\r\n\t"u",\r\n)\r\n',
      'import requests\r\nrequests.get(\r\n\t"u",\r\n\ttimeout=10,\r\n)\r\n',
    ],
    [
      'longer for a model',
      'a.py',
      'import requests\nrequests.post(f"{base}/v1/chat/completions")\n',
      'import requests\nrequests.post(f"{base}/v1/chat/completions", timeout=120)\n',
    ],
    [
      'as options',
      'a.ts',
      "await fetch('https://h');\n",
      "await fetch('https://h', { signal: AbortSignal.timeout(10000) });\n",
    ],
    [
      'among options in one line',
      'a.ts',
      "await fetch('https://h', { method: 'POST' });\n",
      "await fetch('https://h', { signal: AbortSignal.timeout(10000), method: 'POST' });\n",
    ],
    [
      'among options on lines of their own',
      'a.ts',
      "await fetch('https://h', {\n  method: 'POST',\n});\n",
      "await fetch('https://h', {\n  signal: AbortSignal.timeout(10000),\n  method: 'POST',\n});\n",
    ],
    [
      'on the socket, before it connects',
      'a.py',
      'import socket\ns = socket.socket()\ns.connect(("h", 1))\n',
      'import socket\ns = socket.socket()\ns.settimeout(10)\ns.connect(("h", 1))\n',
    ],
    [
      'where a ZeroMQ client made its socket',
      'a.py',
      'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.recv()\n',
      'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.setsockopt(zmq.RCVTIMEO, 10000)\ns.recv()\n',
    ],
  ];
  for (const [title, path, before, after] of fixes) {
    it(`adds the limit ${title}`, async () => {
      assert.equal(await fixed(path, before), after);
      assert.equal(await fixed(path, after), after);
    });
  }

  const server = (handler: string): string =>
    `import zmq\ns = zmq.Context().socket(zmq.REP)\nwhile True:\n    try:\n        s.recv_json()\n    except ${handler}:\n        continue\n`;

  it('lets a ZeroMQ server be that would end when nobody asks', async () => {
    for (const text of [
      server('ValueError'),
      'import zmq\ns = zmq.Context().socket(zmq.PULL)\nwhile True:\n    s.recv()\n',
    ]) {
      assert.equal((await found('a.py', text)).length, 1);
      assert.equal(await fixed('a.py', text, true), text);
    }
  });

  for (const handler of ['zmq.Again', 'zmq.error.Again as error', '(ValueError, zmq.ZMQError)', 'Exception']) {
    it(`offers a limit for a ZeroMQ server that catches ${handler}, to be reviewed`, async () => {
      const text = server(handler);
      assert.equal(await fixed('a.py', text), text);
      assert.match(await fixed('a.py', text, true), /RCVTIMEO, 10000/);
    });
  }

  it('leaves to a review what somebody decided or only knows', async () => {
    for (const text of [
      'import subprocess\nsubprocess.run(["make"])\n',
      'import aiohttp\naiohttp.ClientTimeout(total=None)\n',
      'import redis\nr = redis.Redis(host="h")\nr.pubsub()\n',
    ]) {
      assert.equal(await fixed('a.py', text), text);
      assert.notEqual(await fixed('a.py', text, true), text);
    }
  });
});
