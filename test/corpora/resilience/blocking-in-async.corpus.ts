import type { Corpus } from '../corpus';

const path = 'agent.py';
const within = (imports: string, body: string): string =>
  `${imports}\n\n\nasync def work(url):\n${body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

/** Calls that stop the event loop, and those that run elsewhere. */
export const corpus: Corpus = {
  topic: 'resilience',
  rules: ['blocking-in-async'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    { title: 'sleeps', path, text: within('import time', 'time.sleep(1) <<< blocking-in-async') },
    {
      title: 'sleeps by its bare name',
      path,
      text: within('from time import sleep', 'sleep(0.5) <<< blocking-in-async'),
    },
    { title: 'sleeps by another name', path, text: within('import time as t', 't.sleep(DELAY) <<< blocking-in-async') },
    {
      title: 'asks with requests',
      path,
      text: within('import requests', 'return requests.get(url, timeout=5).json() <<< blocking-in-async'),
    },
    {
      title: 'asks with a session',
      path,
      text: within(
        'import requests',
        'with requests.Session() as session:\n    session.post(url, timeout=5) <<< blocking-in-async',
      ),
    },
    {
      title: 'asks with a session of the module',
      path,
      text: `import requests\n\nsession = requests.Session()\n\n\nasync def ask(url):\n    return session.get(url, timeout=3) <<< blocking-in-async\n`,
    },
    {
      title: 'asks with synchronous httpx',
      path,
      text: within(
        'import httpx',
        'httpx.get(url) <<< blocking-in-async\nwith httpx.Client() as client:\n    client.get(url) <<< blocking-in-async',
      ),
    },
    {
      title: 'asks with urllib',
      path,
      text: within('import urllib.request', 'urllib.request.urlopen(url, timeout=3) <<< blocking-in-async'),
    },
    {
      title: 'asks with urllib3',
      path,
      text: within(
        'import urllib3',
        'http = urllib3.PoolManager(timeout=3)\nhttp.request("GET", url) <<< blocking-in-async',
      ),
    },
    {
      title: 'runs a process',
      path,
      text: within(
        'import subprocess',
        'subprocess.run(["make"], timeout=5) <<< blocking-in-async\nsubprocess.check_output(["make"], timeout=5) <<< blocking-in-async',
      ),
    },
    {
      title: 'waits for a process',
      path,
      text: within(
        'import subprocess',
        'process = subprocess.Popen(["make"])\nprocess.wait() <<< blocking-in-async\nprocess.communicate(timeout=3) <<< blocking-in-async',
      ),
    },
    {
      title: 'runs a shell',
      path,
      text: within(
        'import os',
        'os.system("make") <<< blocking-in-async\nos.popen("make").read() <<< blocking-in-async',
      ),
    },
    {
      title: 'looks up a name',
      path,
      text: within(
        'import socket',
        'socket.gethostbyname("h") <<< blocking-in-async\nsocket.create_connection(("h", 1), 5) <<< blocking-in-async',
      ),
    },
    {
      title: 'reads from a socket',
      path,
      text: within(
        'import socket',
        's = socket.socket()\ns.connect(("h", 1)) <<< blocking-in-async\ns.recv(1024) <<< blocking-in-async',
      ),
    },
    {
      title: 'reads from ZeroMQ',
      path,
      text: `import zmq\n\n\nclass Agent:\n    def __init__(self):\n        self.socket = zmq.Context().socket(zmq.REP)\n\n    async def serve(self):\n        while True:\n            message = self.socket.recv_json() <<< blocking-in-async\n`,
    },
    { title: 'asks a person', path, text: within('import sys', 'name = input("name? ") <<< blocking-in-async') },
    {
      title: 'copies a folder',
      path,
      text: within('import shutil', 'shutil.copytree("a", "b") <<< blocking-in-async'),
    },
    {
      title: 'waits for a queue of threads',
      path,
      text: `import queue\n\njobs = queue.Queue()\n\n\nasync def serve():\n    return jobs.get() <<< blocking-in-async\n`,
    },
    {
      title: 'an asynchronous method',
      path,
      text: `import time\n\n\nclass Agent:\n    async def run(self):\n        while self.running:\n            time.sleep(1) <<< blocking-in-async\n`,
    },
    {
      title: 'an asynchronous function inside a synchronous one',
      path,
      text: `import time\n\n\ndef make():\n    async def run():\n        time.sleep(1) <<< blocking-in-async\n    return run\n`,
    },
    { title: 'sleeps as it should', path, text: within('import asyncio', 'await asyncio.sleep(1)') },
    { title: 'sleeps in a synchronous function', path, text: `import time\n\n\ndef work():\n    time.sleep(1)\n` },
    {
      title: 'a synchronous function inside an asynchronous one',
      path,
      text: `import asyncio\nimport time\n\n\nasync def run():\n    def step():\n        time.sleep(1)\n    await asyncio.to_thread(step)\n`,
    },
    {
      title: 'in a thread',
      path,
      text: within(
        'import asyncio, requests, time',
        'await asyncio.to_thread(requests.get, url, timeout=5)\nawait asyncio.to_thread(time.sleep, 1)',
      ),
    },
    {
      title: 'in an executor',
      path,
      text: within(
        'import asyncio, requests',
        'loop = asyncio.get_running_loop()\nawait loop.run_in_executor(None, lambda: requests.get(url, timeout=5))',
      ),
    },
    {
      title: 'asynchronous clients',
      path,
      text: within(
        'import httpx, aiohttp',
        'async with httpx.AsyncClient() as client:\n    await client.get(url)\nasync with aiohttp.ClientSession() as session:\n    await session.get(url)',
      ),
    },
    {
      title: 'an asynchronous process',
      path,
      text: within(
        'import asyncio',
        'process = await asyncio.create_subprocess_exec("make")\nawait asyncio.wait_for(process.communicate(), 5)\nawait asyncio.wait_for(process.wait(), 5)',
      ),
    },
    {
      title: 'asynchronous ZeroMQ',
      path,
      text: `import zmq\nimport zmq.asyncio\n\ncontext = zmq.asyncio.Context()\n\n\nasync def serve():\n    socket = context.socket(zmq.REP)\n    return await socket.recv_json()\n`,
    },
    {
      title: 'ZeroMQ that does not wait',
      path,
      text: `import zmq\n\nsocket = zmq.Context().socket(zmq.SUB)\n\n\nasync def serve():\n    return socket.recv_json(flags=zmq.NOBLOCK)\n`,
    },
    {
      title: 'a socket that does not block',
      path,
      text: within('import socket', 's = socket.socket()\ns.setblocking(False)\ns.recv(1024)'),
    },
    {
      title: 'an asynchronous queue',
      path,
      text: `import asyncio\n\njobs = asyncio.Queue()\n\n\nasync def serve():\n    return await jobs.get()\n`,
    },
    {
      title: 'a queue that is not waited for',
      path,
      text: `import queue\n\njobs = queue.Queue()\n\n\nasync def serve():\n    return jobs.get_nowait(), jobs.get(block=False)\n`,
    },
    { title: 'a dictionary', path, text: within('import requests', 'settings = {}\nreturn settings.get(url)') },
    {
      title: 'a process that blocks a server',
      path: 'agent.ts',
      text: `import { execSync } from 'node:child_process';\nexport async function build() {\n  return execSync('make', { timeout: 5000 }); <<< blocking-in-async\n}\n`,
    },
    {
      title: 'a hash that blocks a server',
      path: 'agent.ts',
      text: `import crypto from 'node:crypto';\nexport const hash = async (password: string) => crypto.scryptSync(password, salt, 64); <<< blocking-in-async\n`,
    },
    {
      title: 'a file read by a server',
      path: 'server.ts',
      text: `import fs from 'node:fs';\nimport express from 'express';\nconst app = express();\napp.get('/x', async (request, response) => {\n  response.send(fs.readFileSync('x')); <<< blocking-in-async\n});\n`,
    },
    {
      title: 'asynchronous twins in TypeScript',
      path: 'server.ts',
      text: `import fs from 'node:fs/promises';\nimport express from 'express';\nconst app = express();\napp.get('/x', async (request, response) => {\n  response.send(await fs.readFile('x'));\n});\n`,
    },
    {
      title: 'a process before a server starts',
      path: 'agent.ts',
      text: `import { execSync } from 'node:child_process';\nconst version = execSync('git describe', { timeout: 5000 });\n`,
    },
    {
      title: 'input of builtins',
      path,
      text: within('import builtins', 'name = builtins.input("> ") <<< blocking-in-async'),
    },
    {
      title: 'waits for a child',
      path,
      text: within('import os', 'os.waitid(os.P_ALL, 0, os.WEXITED) <<< blocking-in-async'),
    },
    {
      title: 'starts a child and does not wait',
      path,
      text: within('import os', 'os.spawnl(os.P_NOWAIT, "/bin/true", "true")'),
    },
    {
      title: 'starts a child and waits',
      path,
      text: within('import os', 'os.spawnl(os.P_WAIT, "/bin/true", "true") <<< blocking-in-async'),
    },
  ],
};
