import type { Corpus } from '../corpus';

const cases: readonly [title: string, text: string][] = [
  // A server on all interfaces.
  [
    'a server class of its own',
    'from http.server import HTTPServer\nfrom socketserver import ThreadingMixIn\n\n\nclass AgentServer(ThreadingMixIn, HTTPServer):\n    daemon_threads = True\n\n\nAgentServer(("0.0.0.0", 8080), Handler).serve_forever() <<< wildcard-bind\n',
  ],
  [
    'a server that a module defines and shows',
    'import socketserver\n\n\nclass SimpleXMLRPCServer(socketserver.TCPServer):\n    pass\n\n\nif __name__ == "__main__":\n    SimpleXMLRPCServer(("0.0.0.0", 8000)).serve_forever()\n',
  ],
  [
    'bind of a socket',
    "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.bind(('0.0.0.0', 31137)) <<< wildcard-bind\n",
  ],
  ['bind to the empty host', "import socket\ns = socket.socket()\ns.bind(('', 80)) <<< wildcard-bind\n"],
  [
    'bind for both families',
    "import socket\ns = socket.socket(socket.AF_INET6)\ns.bind(('::', 8080, 0, 0)) <<< wildcard-bind\n",
  ],
  ['a constant', "import socket\nALL = '0.0.0.0' <<< wildcard-bind\ns = socket.socket()\ns.bind((ALL, 9090))\n"],
  [
    'a pair kept under a name',
    "import socket\ns = socket.socket()\nendpoint = ('0.0.0.0', 9091) <<< wildcard-bind\ns.bind(endpoint)\n",
  ],
  [
    'an attribute of the instance',
    "import socket\nclass Server:\n    def __init__(self):\n        self.bind_addr = '0.0.0.0' <<< wildcard-bind\n        self.sock = socket.socket()\n    def start(self):\n        self.sock.bind((self.bind_addr, 80))\n",
  ],
  [
    'a socket of another library',
    "from gevent import socket as green\ns = green.socket()\ns.bind(('0.0.0.0', 80)) <<< wildcard-bind\n",
  ],
  ['Flask', "from flask import Flask\napp = Flask(__name__)\napp.run(host='0.0.0.0', port=5000) <<< wildcard-bind\n"],
  [
    'Flask without the keyword',
    "from flask import Flask\napp = Flask(__name__)\napp.run('0.0.0.0') <<< wildcard-bind\n",
  ],
  [
    'Flask through a constant',
    "from flask import Flask\nHOST = '0.0.0.0' <<< wildcard-bind\nFlask(__name__).run(host=HOST)\n",
  ],
  ['uvicorn', 'import uvicorn\nuvicorn.run(app, host="0.0.0.0", port=8000) <<< wildcard-bind\n'],
  [
    'uvicorn over several lines',
    'import uvicorn\nconfig = uvicorn.Config(\n    "main:app",\n    host="0.0.0.0", <<< wildcard-bind\n    port=8000,\n)\n',
  ],
  ['aiohttp', 'from aiohttp import web\nweb.run_app(app, host="0.0.0.0", port=80) <<< wildcard-bind\n'],
  ['an aiohttp site', 'from aiohttp import web\nsite = web.TCPSite(runner, "0.0.0.0", 8080) <<< wildcard-bind\n'],
  [
    'http.server',
    'from http.server import HTTPServer\nHTTPServer(("0.0.0.0", 8000), Handler).serve_forever() <<< wildcard-bind\n',
  ],
  [
    'http.server with the empty host',
    'from http.server import ThreadingHTTPServer\nserver = ThreadingHTTPServer(("", 8000), Handler) <<< wildcard-bind\n',
  ],
  [
    'socketserver in a with',
    'import socketserver\nwith socketserver.TCPServer(("", 9000), H) as httpd: <<< wildcard-bind\n    httpd.serve_forever()\n',
  ],
  [
    'asyncio',
    'import asyncio\nasync def main():\n    server = await asyncio.start_server(handle, "0.0.0.0", 8888) <<< wildcard-bind\n',
  ],
  [
    'a loop’s server',
    'import asyncio\nasync def main(loop):\n    await loop.create_server(Proto, "0.0.0.0", 8888) <<< wildcard-bind\n',
  ],
  [
    'websockets, served',
    'import websockets\nasync def main():\n    async with websockets.serve(handler, "0.0.0.0", 8765): <<< wildcard-bind\n        pass\n',
  ],
  ['gRPC', 'import grpc\nserver = grpc.server(pool)\nserver.add_insecure_port("0.0.0.0:50051") <<< wildcard-bind\n'],
  [
    'gRPC for both families',
    'import grpc\nserver = grpc.server(pool)\nserver.add_insecure_port("[::]:50051") <<< wildcard-bind\n',
  ],
  ['ZeroMQ, bound', 'import zmq\ns = zmq.Context().socket(zmq.REP)\ns.bind("tcp://*:5555") <<< wildcard-bind\n'],
  [
    'ZeroMQ with a port filled in',
    'import zmq\ns = zmq.Context().socket(zmq.PUB)\ns.bind(f"tcp://0.0.0.0:{PORT}") <<< wildcard-bind\n',
  ],
  [
    'a default of a parameter',
    'import uvicorn\ndef serve(host="0.0.0.0", port=8000): <<< wildcard-bind\n    uvicorn.run(app, host=host, port=port)\n',
  ],
  [
    'XML-RPC',
    'from xmlrpc.server import SimpleXMLRPCServer\ns = SimpleXMLRPCServer(("0.0.0.0", 8000)) <<< wildcard-bind\n',
  ],
  [
    'metrics',
    'from prometheus_client import start_http_server\nstart_http_server(9100, addr="0.0.0.0") <<< wildcard-bind\n',
  ],
  ['werkzeug', 'from werkzeug.serving import run_simple\nrun_simple("0.0.0.0", 4000, app) <<< wildcard-bind\n'],
  ['wsgiref', 'from wsgiref.simple_server import make_server\nhttpd = make_server("", 8000, app) <<< wildcard-bind\n'],
  ['Gradio', 'import gradio as gr\ndemo = gr.Interface(f)\ndemo.launch(server_name="0.0.0.0") <<< wildcard-bind\n'],
  [
    'the settings of a server',
    'class ServerConfig:\n    host: str = "0.0.0.0" <<< wildcard-bind\n    port: int = 8000\n',
  ],
  // A server on loopback.
  [
    'ZeroMQ on loopback',
    'import zmq\ns = zmq.Context().socket(zmq.REP)\ns.bind("tcp://127.0.0.1:5555") <<< loopback-bind\n',
  ],
  ['uvicorn on loopback', 'import uvicorn\nuvicorn.run(app, host="localhost") <<< loopback-bind\n'],
  [
    'a socket on IPv6 loopback',
    "import socket\ns = socket.socket(socket.AF_INET6)\ns.bind(('::1', 8080)) <<< loopback-bind\n",
  ],
  [
    'hypercorn',
    'from hypercorn.config import Config\nconfig = Config()\nconfig.bind = ["127.0.0.1:8080"] <<< loopback-bind\n',
  ],
  // A connection to one machine.
  ['requests', 'import requests\nrequests.get("http://localhost:8080/agents", timeout=5) <<< hardcoded-host\n'],
  [
    'requests with an f-string',
    'import requests\nrequests.post(f"http://127.0.0.1:{PORT}/run", json=body, timeout=5) <<< hardcoded-host\n',
  ],
  [
    'a base and a path',
    'import requests\nBASE_URL = "http://192.168.1.20:9000" <<< hardcoded-host\nrequests.get(BASE_URL + "/list", timeout=5)\n',
  ],
  ['a socket', "import socket\ns = socket.socket()\ns.connect(('10.0.0.7', 9000)) <<< hardcoded-host\n"],
  [
    'create_connection',
    'import socket\ns = socket.create_connection(("172.16.4.2", 9000), timeout=3) <<< hardcoded-host\n',
  ],
  ['Redis by keyword', 'import redis\nr = redis.Redis(host="localhost", port=6379) <<< hardcoded-host\n'],
  ['Redis by URL', 'from redis.asyncio import from_url\nr = from_url("redis://localhost:6379/0") <<< hardcoded-host\n'],
  ['NATS', 'import nats\nasync def f():\n    nc = await nats.connect("nats://127.0.0.1:4222") <<< hardcoded-host\n'],
  [
    'a list of servers',
    'import nats\nasync def f():\n    nc = await nats.connect(servers=["nats://10.1.2.3:4222"]) <<< hardcoded-host\n',
  ],
  ['gRPC channel', 'import grpc\nchannel = grpc.insecure_channel("localhost:50051") <<< hardcoded-host\n'],
  [
    'ZeroMQ, connected',
    'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://192.168.100.16:7200") <<< hardcoded-host\n',
  ],
  [
    'percent formatting',
    'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://localhost:%d" % port) <<< hardcoded-host\n',
  ],
  ['a mapping of services', 'SERVICES = {\n    "memory_host": "192.168.1.5", <<< hardcoded-host\n}\n'],
  [
    'a default of a constructor',
    'class Client:\n    def __init__(self, host="localhost", port=7200): <<< hardcoded-host\n        self.host = host\n',
  ],
  [
    'websockets, connected',
    'import websockets\nasync def f():\n    async with websockets.connect("ws://localhost:8765") as ws: <<< hardcoded-host\n        pass\n',
  ],
  [
    'aiohttp session',
    'import aiohttp\nasync def f(session):\n    async with session.get("http://localhost:5000/x") as r: <<< hardcoded-host\n        pass\n',
  ],
  [
    'httpx client with a base',
    'import httpx\nc = httpx.AsyncClient(base_url="http://10.2.3.4:8000") <<< hardcoded-host\n',
  ],
  [
    'a database',
    'from sqlalchemy import create_engine\nengine = create_engine("postgresql://localhost:5432/agents") <<< hardcoded-host\n',
  ],
  ['MongoDB by position', 'from pymongo import MongoClient\nc = MongoClient("localhost", 27017) <<< hardcoded-host\n'],
  [
    'urllib',
    'from urllib.request import urlopen\nurlopen("http://localhost:8000/agents", timeout=3) <<< hardcoded-host\n',
  ],
  [
    'in a file that does not parse',
    'import zmq\ndef broken(:\n\ns = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://localhost:7200") <<< hardcoded-host\n',
  ],
  // A default that only fits one machine.
  ['getenv', 'import os\nhost = os.getenv("REDIS_HOST", "localhost") <<< loopback-default\n'],
  [
    'environ under another name',
    'from os import environ as env\nurl = env.get("NATS_URL", "nats://127.0.0.1:4222") <<< loopback-default\n',
  ],
  ['or', 'import os\nurl = os.environ.get("API_URL") or "http://localhost:8000" <<< loopback-default\n'],
  ['decouple', 'from decouple import config\nDB_HOST = config("DB_HOST", default="localhost") <<< loopback-default\n'],
  // A listening address to connect to.
  [
    'connecting to 0.0.0.0',
    'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://0.0.0.0:7200") <<< wildcard-connect\n',
  ],
  ['asking 0.0.0.0', 'import requests\nrequests.get("http://0.0.0.0:8000/agents", timeout=5) <<< wildcard-connect\n'],
  ['a socket to 0.0.0.0', 'import socket\ns = socket.socket()\ns.connect(("0.0.0.0", 7200)) <<< wildcard-connect\n'],
  ['ZeroMQ to *', 'import zmq\ns = zmq.Context().socket(zmq.SUB)\ns.connect("tcp://*:7200") <<< wildcard-connect\n'],
  // Silent.
  ['a comparison', 'if host == "0.0.0.0" or host == "localhost":\n    pass\n'],
  ['a membership test', 'if host in ("localhost", "127.0.0.1", "0.0.0.0", "::1", ""):\n    pass\n'],
  ['replaced', 'host = host.replace("0.0.0.0", "127.0.0.1")\n'],
  ['a message', 'import logging\nlogging.info("listening on http://0.0.0.0:8000, open http://localhost:8000")\n'],
  ['an exception’s text', 'raise ValueError("do not bind to 0.0.0.0; use 127.0.0.1")\n'],
  ['documentation', 'def serve():\n    """Binds to 0.0.0.0; connect("tcp://localhost:7200")."""\n'],
  ['a comment', 's.bind(addr)  # not "0.0.0.0", not "tcp://*:7200"\n'],
  ['an allow list', 'ALLOWED_HOSTS = ["localhost", "127.0.0.1", "0.0.0.0"]\n'],
  ['cross-origin', 'origins = ["http://localhost:3000", "http://127.0.0.1:5173"]\n'],
  ['proxies left out', 'NO_PROXY = "localhost,127.0.0.1"\n'],
  [
    'a bind that is configured',
    'import os\nimport uvicorn\nuvicorn.run(app, host=os.getenv("BIND_ADDRESS", "0.0.0.0"))\n',
  ],
  ['a bind by argument', 'import socket\ndef serve(host, port):\n    s = socket.socket()\n    s.bind((host, port))\n'],
  ['one given address', "import socket\ns = socket.socket()\ns.bind((address_of('eth0'), 8080))\n"],
  ['a Unix socket', "import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind('/run/agent.sock')\n"],
  [
    'ZeroMQ within the machine',
    'import zmq\ns = zmq.Context().socket(zmq.REP)\ns.bind("ipc:///tmp/agent")\ns.bind("inproc://work")\n',
  ],
  ['any free port on loopback', "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\n"],
  [
    'looking for a free port',
    "import socket\ndef find_free_port():\n    with socket.socket() as s:\n        s.bind(('', 0))\n        return s.getsockname()[1]\n",
  ],
  [
    'looking whether a port is in use',
    "import socket\ndef is_port_in_use(port):\n    with socket.socket() as s:\n        return s.connect_ex(('localhost', port)) == 0\n",
  ],
  [
    'the own health',
    'import requests\ndef check_health(port):\n    return requests.get(f"http://localhost:{port}/health", timeout=2).ok\n',
  ],
  ['a debugger', 'import debugpy\ndebugpy.listen(("localhost", 5678))\n'],
  ['an event of any name', 'widget.bind("<Button-1>", handler)\nparser.bind("", handler)\n'],
  ['a version', 'VERSION = "0.0.0.0"\nnetmask = "255.255.255.0"\n'],
  [
    'a network',
    'import ipaddress\nPRIVATE = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("127.0.0.0/8")]\n',
  ],
  ['a public address', 'import requests\nrequests.get("https://api.example.com/v1", timeout=5)\nDNS = "8.8.8.8"\n'],
  ['a service by name', 'import zmq\ns = zmq.Context().socket(zmq.REQ)\ns.connect("tcp://memory-hub:7200")\n'],
  ['an address from the environment', 'import os, redis\nr = redis.Redis(host=os.environ["REDIS_HOST"])\n'],
  [
    'an address of who asks',
    'if request.client_ip == "127.0.0.1":\n    allow()\nevent = {"remote_addr": "10.0.0.1"}\n',
  ],
  ['the way out', "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.connect(('8.8.8.8', 80))\n"],
  ['an argument of the command line', 'parser.add_argument("--host", default="0.0.0.0", help="0.0.0.0 for all")\n'],
  ['an option of click', 'import click\n@click.option("--host", default="127.0.0.1")\ndef main(host): ...\n'],
  ['a pattern', 'import re\nLOCAL = re.compile("localhost|127.0.0.1")\n'],
  ['empty texts', 'name = ""\npair = ("", 0)\nf(host_name="")\nhost = ""\n'],
  ['a variable that is set', 'import os\nos.environ["REDIS_HOST"] = "localhost"\n'],
  ['a redirection in a document', 'page = """<a href="http://localhost:8000">here</a>"""\n'],
  ['an address among words', 'hint = "run on localhost first, then on 10.0.0.1"\n'],
  ['an environment lookup with a service', 'import os\nhost = os.getenv("REDIS_HOST", "redis")\n'],
  [
    'development only',
    'import os\nif os.getenv("ENV") == "development":\n    host = os.getenv("REDIS_HOST", "localhost")\n',
  ],
  ['an example', 'EXAMPLE_URL = "http://localhost:8000"\nsample_host = "127.0.0.1"\n'],
  [
    'a unit test in the open',
    'import unittest\nclass T(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(f("http://localhost:1"), None)\n',
  ],
  ['an address that is judged', 'import ipaddress\nif ipaddress.ip_address("127.0.0.1").is_loopback:\n    pass\n'],
];

const shielded: readonly [title: string, text: string][] = [
  ['all interfaces in a container', 'import uvicorn\nuvicorn.run(app, host="0.0.0.0", port=8000)\n'],
  ['ZeroMQ in a container', 'import zmq\ns = zmq.Context().socket(zmq.REP)\ns.bind("tcp://*:5555")\n'],
  ['loopback in a container', 'import uvicorn\nuvicorn.run(app, host="127.0.0.1", port=8000) <<< loopback-bind\n'],
];

const RULES = ['wildcard-bind', 'loopback-bind', 'hardcoded-host', 'loopback-default', 'wildcard-connect'];

export const corpus: Corpus = {
  topic: 'addresses',
  rules: RULES,
  target: { recall: 0.9, precision: 0.98 },
  cases: [
    ...cases.map(([title, text]) => ({ title, path: 'agents/agent.py', text })),
    ...shielded.map(([title, text]) => ({
      title,
      path: 'agents/agent.py',
      text,
      files: { Dockerfile: 'FROM python:3.12-slim\nUSER 1000\n' },
    })),
  ],
};
