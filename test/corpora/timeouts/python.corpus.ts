import type { Corpus } from '../corpus';

const path = 'agent.py';

/** Calls of Python libraries that wait for ever, and their neighbours that do not. */
export const corpus: Corpus = {
  topic: 'timeouts',
  rules: ['missing-timeout'],
  target: { recall: 0.9, precision: 0.97 },
  cases: [
    {
      title: 'every verb of requests',
      path,
      text: `import requests

requests.get(url) <<<
requests.post(url, json={"a": 1}) <<<
requests.put(url, data=b"") <<<
requests.patch(url) <<<
requests.delete(url) <<<
requests.head(url) <<<
requests.options(url) <<<
requests.request("GET", url) <<<
`,
    },
    {
      title: 'names taken from requests, with and without an alias',
      path,
      text: `from requests import get, delete as remove
from requests.api import post

get(url) <<<
remove(url) <<<
post(url) <<<
get(url, timeout=3)
remove(url, timeout=(3, 10))
`,
    },
    { title: 'a module alias', path, text: `import requests as http\n\nanswer = http.get(url) <<<\n` },
    {
      title: 'an import inside the function',
      path,
      text: `def f(url):\n    import requests\n    return requests.get(url).json() <<<\n`,
    },
    { title: 'a limit that is None', path, text: `import requests\n\nrequests.get(url, timeout=None) <<<\n` },
    {
      title: 'a constant that is None',
      path,
      text: `import requests\n\nLIMIT = None\nrequests.get(url, timeout=LIMIT) <<<\n`,
    },
    { title: 'a connect limit only', path, text: `import requests\n\nrequests.get(url, timeout=(3.05, None)) <<<\n` },
    {
      title: 'a call over several lines',
      path,
      text: `import requests\n\nresponse = requests.post( <<<\n    "https://example.org/items",\n    json={"timeout": 5},\n    headers={"Accept": "application/json"},\n)\n`,
    },
    {
      title: 'options spread from a dictionary without a limit',
      path,
      text: `import requests\n\noptions = {"headers": {}}\nrequests.post(url, **options) <<<\n`,
    },
    {
      title: 'options spread from a dictionary with a limit',
      path,
      text: `import requests\n\noptions = {"headers": {}, "timeout": 10}\nrequests.post(url, **options)\n`,
    },
    {
      title: 'a limit added to the dictionary later',
      path,
      text: `import requests\n\noptions = {"headers": {}}\noptions["timeout"] = 10\nrequests.post(url, **options)\n`,
    },
    {
      title: 'options spread in place',
      path,
      text: `import requests\n\nrequests.post(url, **{"timeout": 4})\nrequests.post(url, **{"json": {}}) <<<\n`,
    },
    {
      title: 'options of the caller',
      path,
      text: `import requests\n\ndef get(url, **kwargs):\n    kwargs.setdefault("timeout", 10)\n    return requests.get(url, **kwargs)\n\nget("u")\n`,
    },
    {
      title: 'a helper that hands its options on',
      path,
      text: `import requests\n\ndef fetch(url, **options):\n    return requests.get(url, **options)\n\nfetch("https://example.org") <<<\nfetch("https://example.org", timeout=3)\n`,
    },
    {
      title: 'a method that hands its options on',
      path,
      text: `import requests\n\nclass Client:\n    def call(self, path, **options):\n        return requests.get(self.base + path, **options)\n\n    def state(self):\n        return self.call("/state") <<<\n`,
    },
    {
      title: 'a limit from a parameter',
      path,
      text: `import requests\n\ndef fetch(url, timeout=None):\n    return requests.get(url, timeout=timeout)\n`,
    },
    {
      title: 'a session in a variable',
      path,
      text: `import requests\n\nsession = requests.Session()\nsession.get(url) <<<\nsession.get(url, timeout=1)\n`,
    },
    {
      title: 'a session by its older name',
      path,
      text: `import requests\n\nsession = requests.session()\nsession.post(url) <<<\n`,
    },
    { title: 'a session used at once', path, text: `import requests\n\nrequests.Session().get(url) <<<\n` },
    {
      title: 'a session in a with statement',
      path,
      text: `from requests import Session\n\nwith Session() as session:\n    session.get(url) <<<\n`,
    },
    {
      title: 'a session of the module, used in a function',
      path,
      text: `import requests\n\nSESSION = requests.Session()\n\ndef load(url):\n    return SESSION.get(url) <<<\n`,
    },
    {
      title: 'a session of the object',
      path,
      text: `import requests\n\nclass Client:\n    def __init__(self):\n        self.session = requests.Session()\n\n    def get(self):\n        return self.session.request("GET", "/x") <<<\n`,
    },
    {
      title: 'a session of the object that may be handed over',
      path,
      text: `import requests\n\nclass Client:\n    def __init__(self, session=None):\n        self.session = session or requests.Session()\n\n    def get(self):\n        return self.session.get("/x") <<<\n`,
    },
    {
      title: 'a session by its annotation',
      path,
      text: `import requests\n\ndef load(session: requests.Session, url: str):\n    return session.get(url) <<<\n`,
    },
    {
      title: 'an optional session by its annotation',
      path,
      text: `from typing import Optional\nfrom requests import Session\n\ndef load(url: str, session: Optional[Session] = None):\n    return session.get(url) <<<\n`,
    },
    {
      title: 'a session that sends a prepared request',
      path,
      text: `import requests\n\ns = requests.Session()\nprepared = s.prepare_request(requests.Request("GET", url))\ns.send(prepared) <<<\n`,
    },
    {
      title: 'a session with an adapter that brings a limit',
      path,
      text: `import requests\nfrom requests.adapters import HTTPAdapter\n\nclass TimeoutHTTPAdapter(HTTPAdapter):\n    def send(self, request, **kwargs):\n        kwargs.setdefault("timeout", 5)\n        return super().send(request, **kwargs)\n\nsession = requests.Session()\nsession.mount("https://", TimeoutHTTPAdapter())\nsession.get(url)\n`,
    },
    {
      title: 'an adapter of another name that brings a limit',
      path,
      text: `import requests\nfrom requests.adapters import HTTPAdapter\n\nclass Patient(HTTPAdapter):\n    def send(self, request, **kwargs):\n        kwargs["timeout"] = kwargs.get("timeout") or 5\n        return super().send(request, **kwargs)\n\nsession = requests.Session()\nadapter = Patient()\nsession.mount("https://", adapter)\nsession.get(url)\n`,
    },
    {
      title: 'an adapter that only retries',
      path,
      text: `import requests\nfrom requests.adapters import HTTPAdapter\n\nsession = requests.Session()\nsession.mount("https://", HTTPAdapter(max_retries=3))\nsession.get(url) <<<\n`,
    },
    {
      title: 'a session whose request is replaced',
      path,
      text: `import functools\nimport requests\n\nsession = requests.Session()\nsession.request = functools.partial(session.request, timeout=5)\nsession.get(url)\n`,
    },
    {
      title: 'all sessions given a limit',
      path,
      text: `import functools\nimport requests\n\nrequests.Session.request = functools.partialmethod(requests.Session.request, timeout=5)\nrequests.get(url)\n`,
    },
    {
      title: 'a function made with a limit',
      path,
      text: `import functools\nimport requests\n\nget = functools.partial(requests.get, timeout=5)\nget(url)\n`,
    },
    {
      title: 'handed to a thread',
      path,
      text: `import asyncio\nimport requests\n\nasync def load(url):\n    return await asyncio.to_thread(requests.get, url) <<<\n\nasync def load_in_time(url):\n    return await asyncio.to_thread(requests.get, url, timeout=5)\n`,
    },
    {
      title: 'handed to an executor',
      path,
      text: `import requests\n\nasync def load(loop, url):\n    return await loop.run_in_executor(None, requests.get, url) <<<\n`,
    },
    {
      title: 'submitted to a pool',
      path,
      text: `import requests\nfrom concurrent.futures import ThreadPoolExecutor\n\nwith ThreadPoolExecutor() as pool:\n    jobs = [pool.submit(requests.get, url) for url in urls] <<<\n`,
    },
    {
      title: 'something else that is called get',
      path,
      text: `import requests\n\nsettings = {"a": 1}\nsettings.get("a")\nqueue.get()\ncache.get("requests")\nrequests_seen = {}\nrequests_seen.get("x")\n`,
    },
    {
      title: 'a name that hides the module',
      path,
      text: `class Handler:\n    def __init__(self, requests):\n        self.requests = requests\n\n    def next(self):\n        return self.requests.get("x")\n`,
    },
    {
      title: 'httpx has a default',
      path,
      text: `import httpx\n\nhttpx.get(url)\nwith httpx.Client() as client:\n    client.get(url)\nclient = httpx.AsyncClient(base_url="https://example.org")\n`,
    },
    {
      title: 'httpx with its default switched off',
      path,
      text: `import httpx\n\nhttpx.get(url, timeout=None) <<<\nhttpx.stream("GET", url, timeout=None) <<<\nclient = httpx.Client(timeout=None) <<<\n`,
    },
    {
      title: 'an httpx client whose request has no limit',
      path,
      text: `import httpx\n\nasync def load(url):\n    async with httpx.AsyncClient() as client:\n        return await client.post(url, timeout=None) <<<\n`,
    },
    {
      title: 'an asynchronous httpx client without a limit',
      path,
      text: `from httpx import AsyncClient\n\nasync def load(url):\n    async with AsyncClient(timeout=None) as client: <<<\n        return await client.get(url)\n`,
    },
    {
      title: 'a Timeout of httpx that is none',
      path,
      text: `import httpx\n\nclient = httpx.Client(timeout=httpx.Timeout(None)) <<<\n`,
    },
    {
      title: 'a Timeout of httpx',
      path,
      text: `import httpx\n\nclient = httpx.Client(timeout=httpx.Timeout(10.0, connect=3.0))\nother = httpx.Client(timeout=httpx.Timeout(None, connect=3.0, read=30.0))\n`,
    },
    {
      title: 'aiohttp has a default',
      path,
      text: `import aiohttp\n\nasync def load(url):\n    async with aiohttp.ClientSession() as session:\n        async with session.get(url) as answer:\n            return await answer.text()\n`,
    },
    {
      title: 'aiohttp with no limit',
      path,
      text: `import aiohttp\n\nasync def load(url):\n    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session: <<<\n        return await session.get(url)\n`,
    },
    {
      title: 'aiohttp with a limit of nought',
      path,
      text: `import aiohttp\n\nLIMIT = aiohttp.ClientTimeout(total=0) <<<\n`,
    },
    {
      title: 'aiohttp with a limit between bytes',
      path,
      text: `import aiohttp\n\nLIMIT = aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=30)\n`,
    },
    {
      title: 'aiohttp with a limit',
      path,
      text: `import aiohttp\n\nasync def load(url):\n    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:\n        return await session.get(url, timeout=5)\n`,
    },
    {
      title: 'urlopen in its spellings',
      path,
      text: `import urllib.request\nfrom urllib.request import urlopen, Request\nfrom urllib import request\n\nurllib.request.urlopen(url) <<<\nurlopen(Request(url)) <<<\nrequest.urlopen(url, data) <<<\nurlopen(url, None, 5)\nurlopen(url, timeout=5)\n`,
    },
    {
      title: 'urlopen in a with statement',
      path,
      text: `from urllib.request import urlopen\n\nwith urlopen("https://example.org") as answer: <<<\n    answer.read()\n`,
    },
    {
      title: 'an opener',
      path,
      text: `import urllib.request\n\nopener = urllib.request.build_opener()\nopener.open(url) <<<\nopener.open(url, timeout=5)\n`,
    },
    {
      title: 'urllib3',
      path,
      text: `import urllib3\n\nhttp = urllib3.PoolManager()\nhttp.request("GET", url) <<<\nhttp.request("GET", url, timeout=5.0)\nhttp.request("GET", url, timeout=urllib3.Timeout(connect=1, read=2))\n`,
    },
    {
      title: 'a pool of urllib3 with a limit',
      path,
      text: `import urllib3\n\nhttp = urllib3.PoolManager(timeout=urllib3.Timeout(5))\nhttp.request("GET", url)\n`,
    },
    {
      title: 'connections of http.client',
      path,
      text: `import http.client\nfrom http.client import HTTPSConnection\n\na = http.client.HTTPConnection("example.org") <<<\nb = HTTPSConnection("example.org") <<<\nc = http.client.HTTPConnection("example.org", 80, 5)\nd = HTTPSConnection("example.org", timeout=5)\n`,
    },
    {
      title: 'mail and files',
      path,
      text: `import smtplib, ftplib, imaplib, poplib, telnetlib\n\nsmtplib.SMTP("h", 25) <<<\nsmtplib.SMTP_SSL("h") <<<\nftplib.FTP("h") <<<\nimaplib.IMAP4_SSL("h") <<<\npoplib.POP3("h") <<<\ntelnetlib.Telnet("h") <<<\n`,
    },
    {
      title: 'mail and files in time',
      path,
      text: `import smtplib, ftplib, imaplib, poplib, telnetlib\n\nsmtplib.SMTP("h", 25, "me", 10)\nsmtplib.SMTP_SSL("h", timeout=10)\nftplib.FTP("h", timeout=10)\nimaplib.IMAP4("h", 143, 10)\npoplib.POP3("h", 110, 10)\ntelnetlib.Telnet("h", 23, 10)\n`,
    },
    {
      title: 'a socket that connects',
      path,
      text: `import socket\n\ns = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.connect((host, port)) <<<\n`,
    },
    {
      title: 'a socket in a with statement',
      path,
      text: `import socket\n\nwith socket.socket() as s:\n    s.connect((host, port)) <<<\n    s.sendall(b"x")\n`,
    },
    {
      title: 'a socket whose limit is None',
      path,
      text: `import socket\n\ns = socket.socket()\ns.settimeout(None)\ns.connect((host, port)) <<<\n`,
    },
    {
      title: 'a socket with a limit',
      path,
      text: `import socket\n\ns = socket.socket()\ns.settimeout(5)\ns.connect((host, port))\n`,
    },
    {
      title: 'a socket that does not block',
      path,
      text: `import socket\n\ns = socket.socket()\ns.setblocking(False)\ns.connect_ex((host, port))\n`,
    },
    {
      title: 'a limit for all sockets',
      path,
      text: `import socket\nimport urllib.request\n\nsocket.setdefaulttimeout(10)\nurllib.request.urlopen(url)\ns = socket.socket()\ns.connect((host, port))\n`,
    },
    {
      title: 'no limit for all sockets',
      path,
      text: `import socket\nimport urllib.request\n\nsocket.setdefaulttimeout(None)\nurllib.request.urlopen(url) <<<\n`,
    },
    {
      title: 'create_connection',
      path,
      text: `import socket\n\nsocket.create_connection((host, port)) <<<\nsocket.create_connection((host, port), timeout=None) <<<\nsocket.create_connection((host, port), 5)\nsocket.create_connection((host, port), timeout=LIMIT)\n`,
    },
    {
      title: 'a datagram socket and a Unix socket',
      path,
      text: `import socket\n\na = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\na.connect((host, port))\nb = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\nb.connect("/run/x.sock")\n`,
    },
    {
      title: 'Redis',
      path,
      text: `import redis\n\nr = redis.Redis(host="h") <<<\ns = redis.StrictRedis("h") <<<\nt = redis.from_url("redis://h") <<<\nu = redis.Redis.from_url("redis://h") <<<\n`,
    },
    {
      title: 'Redis in time',
      path,
      text: `import redis\n\nr = redis.Redis(host="h", socket_timeout=5)\nt = redis.from_url("redis://h?socket_timeout=5")\nu = redis.Redis(connection_pool=pool)\n`,
    },
    {
      title: 'asynchronous Redis',
      path,
      text: `import redis.asyncio as aioredis\nfrom redis.asyncio import Redis\n\na = aioredis.from_url("redis://h") <<<\nb = Redis(host="h") <<<\nc = Redis(host="h", socket_timeout=3)\n`,
    },
    {
      title: 'a pool of Redis connections',
      path,
      text: `import redis\n\npool = redis.ConnectionPool(host="h") <<<\nr = redis.Redis(connection_pool=pool)\nother = redis.ConnectionPool(host="h", socket_timeout=5)\n`,
    },
    {
      title: 'processes',
      path,
      text: `import subprocess\nfrom subprocess import check_output as out\n\nsubprocess.run(["make"]) <<<\nsubprocess.call(["make"]) <<<\nsubprocess.check_call(["make"]) <<<\nout(["make"]) <<<\n`,
    },
    {
      title: 'processes in time',
      path,
      text: `import subprocess\n\nsubprocess.run(["make"], timeout=60, check=True)\nsubprocess.check_output(["make"], timeout=LIMIT)\np = subprocess.Popen(["make"])\np.communicate(timeout=5)\np.communicate(None, 5)\n`,
    },
    {
      title: 'a process that is talked to',
      path,
      text: `import subprocess\n\nwith subprocess.Popen(["make"], stdout=subprocess.PIPE) as process:\n    out, err = process.communicate() <<<\n`,
    },
    {
      title: 'an asynchronous process',
      path,
      text: `import asyncio\n\nasync def build():\n    process = await asyncio.create_subprocess_exec("make")\n    await process.communicate() <<<\n\nasync def build_in_time():\n    process = await asyncio.create_subprocess_exec("make")\n    await asyncio.wait_for(process.communicate(), 60)\n`,
    },
    {
      title: 'asynchronous streams',
      path,
      text: `import asyncio\n\nasync def open_it(host):\n    return await asyncio.open_connection(host, 80) <<<\n\nasync def open_in_time(host):\n    return await asyncio.wait_for(asyncio.open_connection(host, 80), timeout=3)\n\nasync def open_in_time_too(host):\n    async with asyncio.timeout(3):\n        return await asyncio.open_connection(host, 80)\n`,
    },
    {
      title: 'no limit in the limit',
      path,
      text: `import asyncio\n\nasync def open_it(host):\n    async with asyncio.timeout(None):\n        return await asyncio.open_connection(host, 80) <<<\n`,
    },
    {
      title: 'a decorator keeps the time',
      path,
      text: `import requests\nfrom timeout_decorator import timeout\n\n@timeout(5)\ndef load(url):\n    return requests.get(url)\n`,
    },
    {
      title: 'an alarm keeps the time',
      path,
      text: `import signal\nimport requests\n\ndef load(url):\n    signal.alarm(5)\n    try:\n        return requests.get(url)\n    finally:\n        signal.alarm(0)\n`,
    },
    {
      title: 'a stub of gRPC',
      path,
      text: `import grpc\nimport hello_pb2, hello_pb2_grpc\n\nchannel = grpc.insecure_channel("h:50051")\nstub = hello_pb2_grpc.GreeterStub(channel)\nstub.SayHello(hello_pb2.HelloRequest(name="a")) <<<\nstub.SayHello(hello_pb2.HelloRequest(name="a"), timeout=5)\n`,
    },
    {
      title: 'a stub of gRPC in an object',
      path,
      text: `from hello_pb2_grpc import GreeterStub\n\nclass Client:\n    def __init__(self, channel):\n        self.stub = GreeterStub(channel)\n\n    def hello(self, request):\n        return self.stub.SayHello(request) <<<\n`,
    },
    {
      title: 'a channel of gRPC that is waited for',
      path,
      text: `import grpc\n\nchannel = grpc.insecure_channel("h:50051")\ngrpc.channel_ready_future(channel).result() <<<\ngrpc.channel_ready_future(channel).result(timeout=5)\n`,
    },
    {
      title: 'a channel of gRPC with an interceptor',
      path,
      text: `import grpc\nfrom hello_pb2_grpc import GreeterStub\n\nchannel = grpc.intercept_channel(grpc.insecure_channel("h:1"), DeadlineInterceptor(5))\nstub = GreeterStub(channel)\nstub.SayHello(request)\n`,
    },
    {
      title: 'ZeroMQ',
      path,
      text: `import zmq\n\ncontext = zmq.Context()\nsocket = context.socket(zmq.REQ)\nsocket.connect("tcp://registry:7200")\nsocket.send(b"x")\nsocket.recv() <<<\n`,
    },
    {
      title: 'ZeroMQ in an object',
      path,
      text: `import zmq\n\nclass Client:\n    def __init__(self):\n        self.socket = zmq.Context.instance().socket(zmq.REQ)\n\n    def ask(self, what):\n        self.socket.send_json(what)\n        return self.socket.recv_json() <<<\n`,
    },
    {
      title: 'ZeroMQ told to wait for ever',
      path,
      text: `import zmq\n\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.setsockopt(zmq.RCVTIMEO, -1)\nsocket.recv() <<<\n`,
    },
    {
      title: 'ZeroMQ with a limit',
      path,
      text: `import zmq\n\na = zmq.Context().socket(zmq.REQ)\na.setsockopt(zmq.RCVTIMEO, 1000)\na.recv()\nb = zmq.Context().socket(zmq.REQ)\nb.rcvtimeo = 1000\nb.recv()\n`,
    },
    {
      title: 'ZeroMQ with a poller',
      path,
      text: `import zmq\n\nsocket = zmq.Context().socket(zmq.SUB)\npoller = zmq.Poller()\npoller.register(socket, zmq.POLLIN)\nif dict(poller.poll(1000)).get(socket):\n    socket.recv_multipart()\n`,
    },
    {
      title: 'ZeroMQ that does not wait',
      path,
      text: `import zmq\n\nsocket = zmq.Context().socket(zmq.PULL)\nsocket.recv_json(flags=zmq.NOBLOCK)\nsocket.recv(zmq.DONTWAIT)\n`,
    },
    {
      title: 'secure shell',
      path,
      text: `import paramiko\n\nclient = paramiko.SSHClient()\nclient.connect("h", username="u") <<<\nclient.connect("h", username="u", timeout=5)\n`,
    },
    {
      title: 'other things that are called connect, run and request',
      path,
      text: `import sqlite3\nimport asyncio\n\nsqlite3.connect("db")\nasyncio.run(main())\napp.run()\nself.request("GET")\nclient.connect()\n`,
    },
    {
      title: 'a session made by a helper',
      path,
      text: `import requests\n\ndef make():\n    session = requests.Session()\n    session.headers["a"] = "b"\n    return session\n\nclient = make()\nclient.get(url) <<<\nmake().post(url) <<<\n`,
    },
    {
      title: 'a session made by a helper with a limit',
      path,
      text: `import requests\n\ndef make():\n    session = requests.Session()\n    session.mount("https://", TimeoutAdapter(5))\n    return session\n\nclient = make()\nclient.get(url)\n`,
    },
    {
      title: 'handed on with some of its arguments',
      path,
      text: `import functools\nimport requests\n\nasync def load(loop, url):\n    await loop.run_in_executor(None, functools.partial(requests.get, url)) <<<\n    await loop.run_in_executor(None, functools.partial(requests.get, url, timeout=5))\n`,
    },
    {
      title: 'mapped over addresses',
      path,
      text: `import requests\nfrom concurrent.futures import ThreadPoolExecutor\n\nwith ThreadPoolExecutor() as pool:\n    answers = list(pool.map(requests.get, urls)) <<<\n`,
    },
    {
      title: 'connections of anyio',
      path,
      text: `import anyio\n\nasync def open_it(host):\n    return await anyio.connect_tcp(host, 80) <<<\n\nasync def open_in_time(host):\n    with anyio.fail_after(3):\n        return await anyio.connect_tcp(host, 80)\n`,
    },
    {
      title: 'a call in a comment and in a text',
      path,
      text: `import requests\n\n# requests.get(url)\nTEXT = "requests.get(url)"\n`,
    },
  ],
};
