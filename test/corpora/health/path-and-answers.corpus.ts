import type { Corpus } from '../corpus';
import { TOPIC, casesOf } from './health-cases';

const FASTAPI = 'from fastapi import FastAPI, APIRouter\n\napp = FastAPI()\n\n\n';
const STARTUP = {
  'startup_config.yaml':
    'agents:\n  - name: Worker\n    script_path: agents/worker.py\n    port: 7300\n    health_check_port: 8300\n',
};
const TCP_STARTUP = {
  'startup_config.yaml':
    'agents:\n  - name: Worker\n    script_path: agents/worker.py\n    port: 7300\n    health_check:\n      type: tcp\n      port: 7300\n',
};
const NODE_STARTUP = {
  'startup_config.yaml':
    'agents:\n  - name: Gateway\n    script_path: gateway/server.js\n    port: 7300\n    health_check_port: 8300\n',
};
const BASE = {
  ...STARTUP,
  'common/base_agent.py':
    'import zmq\n\n\nclass BaseAgent:\n    def __init__(self, name, port=None, **kwargs):\n        self.name = name\n        self.socket = zmq.Context().socket(zmq.REP)\n\n    def run(self):\n        while True:\n            self.socket.recv_json()\n',
};
const MAIN = '\n\nif __name__ == "__main__":\n    main()\n';
const MARKED_MAIN = '\n\nif __name__ == "__main__": <<<\n    main()\n';

export const corpus: Corpus = {
  ...TOPIC,
  rules: ['nonstandard-health-path', 'missing-health-check'],
  cases: [
    ...casesOf('nonstandard-health-path', 'agents/api.py', [
      ['FastAPI healthz', `${FASTAPI}@app.get("/healthz") <<<\ndef healthz():\n    return {"status": "ok"}\n`],
      [
        'FastAPI health_check',
        `${FASTAPI}@app.get("/health_check") <<<\nasync def check():\n    return {"ok": True}\n`,
      ],
      ['a keyword path', `${FASTAPI}@app.get(path="/healthcheck") <<<\nasync def check():\n    return {"ok": True}\n`],
      [
        'behind a prefix',
        `from fastapi import APIRouter\nrouter = APIRouter(prefix="/api/v1")\n@router.get("/health-check") <<<\nasync def check():\n    return {"ok": True}\n`,
      ],
      ['ping that answers pong', `${FASTAPI}@app.get("/ping") <<<\ndef ping():\n    return {"message": "pong"}\n`],
      ['status of the service', `${FASTAPI}@app.get("/status") <<<\ndef status():\n    return {"status": "running"}\n`],
      [
        'Flask',
        `from flask import Flask\napp = Flask(__name__)\n@app.route('/healthz', methods=['GET']) <<<\ndef healthz():\n    return 'ok'\n`,
      ],
      [
        'Flask by rule',
        `from flask import Flask\napp = Flask(__name__)\ndef check():\n    return 'ok'\napp.add_url_rule('/health_check', view_func=check) <<<\n`,
      ],
      [
        'aiohttp',
        `from aiohttp import web\nasync def check(request):\n    return web.json_response({"status": "ok"})\napp = web.Application()\napp.router.add_get("/healthz", check) <<<\n`,
      ],
      [
        'aiohttp table',
        `from aiohttp import web\nasync def check(request):\n    return web.json_response({"status": "ok"})\napp = web.Application()\napp.add_routes([web.get("/heartbeat", check)]) <<<\n`,
      ],
      [
        'Starlette',
        `from starlette.applications import Starlette\nfrom starlette.routing import Route\nfrom starlette.responses import PlainTextResponse\ndef check(request):\n    return PlainTextResponse("ok")\napp = Starlette(routes=[Route("/_health", check)]) <<<\n`,
      ],
      [
        'http.server',
        `from http.server import BaseHTTPRequestHandler\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path == "/healthz": <<<\n            self.send_response(200)\n`,
      ],
      [
        'a path in a constant',
        `${FASTAPI}HEALTH = "/healthz"\n@app.get(HEALTH) <<<\ndef healthz():\n    return {"status": "ok"}\n`,
      ],
      ['the standard', `${FASTAPI}@app.get("/health")\ndef health():\n    return {"status": "ok"}\n`],
      [
        'an alias beside the standard',
        `${FASTAPI}@app.get("/health")\n@app.get("/healthz")\ndef health():\n    return {"status": "ok"}\n`,
      ],
      [
        'ping beside the standard',
        `${FASTAPI}@app.get("/health")\ndef health():\n    return {"status": "ok"}\n\n@app.get("/ping")\ndef ping():\n    return "pong"\n`,
      ],
      ['below the standard', `${FASTAPI}@app.get("/health/db")\ndef database():\n    return {"status": "ok"}\n`],
      [
        'the standard behind a prefix',
        `${FASTAPI}@app.get("/api/health")\ndef health():\n    return {"status": "ok"}\n`,
      ],
      [
        'the root of a health router',
        `from fastapi import APIRouter\nrouter = APIRouter(prefix="/health")\n@router.get("/")\ndef overall():\n    return {"status": "ok"}\n`,
      ],
      [
        'life and readiness',
        `${FASTAPI}@app.get("/livez")\ndef live():\n    return "ok"\n\n@app.get("/readyz")\ndef ready():\n    return "ok"\n`,
      ],
      ['readiness alone', `${FASTAPI}@app.get("/ready")\ndef ready():\n    return {"status": "ready"}\n`],
      [
        'status of a job',
        `${FASTAPI}@app.get("/jobs/{job_id}/status")\ndef status(job_id: str):\n    return {"status": "running"}\n`,
      ],
      [
        'status of something else',
        `${FASTAPI}@app.get("/status")\ndef status():\n    return load_balance_of_accounts()\n`,
      ],
      ['a posted ping', `${FASTAPI}@app.post("/ping")\ndef ping():\n    return {"message": "pong"}\n`],
      ['a client', `import requests\ndef check(base):\n    return requests.get(base + "/healthz", timeout=3).ok\n`],
      ['medical health', `${FASTAPI}@app.get("/health-insurance")\ndef insurance():\n    return []\n`],
      [
        'the standard in both of one comparison',
        `from http.server import BaseHTTPRequestHandler\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path in ("/health", "/healthz"):\n            self.send_response(200)\n`,
      ],
      [
        'the standard in the file that mounts it',
        `from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/healthz")\ndef alias():\n    return {"status": "ok"}\n`,
        {
          path: 'app/alias.py',
          files: {
            'app/main.py':
              'from fastapi import FastAPI\nfrom app.alias import router\n\napp = FastAPI()\napp.include_router(router)\n\n@app.get("/health")\ndef health():\n    return {"status": "ok"}\n',
          },
        },
      ],
    ]),
    ...casesOf('nonstandard-health-path', 'src/server.ts', [
      [
        'Express',
        "import express from 'express';\nconst app = express();\napp.get('/healthz', (req, res) => res.send('ok')); <<<\n",
      ],
      [
        'Express router',
        "import { Router } from 'express';\nexport const router = Router();\nrouter.get('/healthcheck', (_req, res) => { res.json({ status: 'ok' }); }); <<<\n",
      ],
      [
        'Fastify',
        "import Fastify from 'fastify';\nconst app = Fastify();\napp.get('/ping', async () => 'pong'); <<<\n",
      ],
      [
        'Hono',
        "import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/healthz', (c) => c.text('ok')); <<<\n",
      ],
      [
        'node:http',
        "import http from 'node:http';\nhttp.createServer((req, res) => { if (req.url === '/healthz') res.end('ok'); }).listen(8080); <<<\n",
      ],
      [
        'Express standard',
        "import express from 'express';\nconst app = express();\napp.get('/health', (req, res) => res.send('ok'));\n",
      ],
      [
        'Express list of both',
        "import express from 'express';\nconst app = express();\napp.get('/health', ok);\napp.get('/healthz', ok);\n",
      ],
      ['a client in TypeScript', "import axios from 'axios';\nexport const ok = () => axios.get('/healthz');\n"],
    ]),
    ...casesOf('nonstandard-health-path', 'src/main.rs', [
      [
        'axum',
        'use axum::{routing::get, Router};\nfn app() -> Router { Router::new().route("/healthz", get(|| async { "ok" })) } <<<\n',
      ],
      [
        'actix',
        'use actix_web::{get, Responder};\n#[get("/healthcheck")] <<<\nasync fn check() -> impl Responder { "ok" }\n',
      ],
      [
        'axum standard',
        'use axum::{routing::get, Router};\nfn app() -> Router { Router::new().route("/health", get(|| async { "ok" })) }\n',
      ],
    ]),
    ...casesOf('nonstandard-health-path', 'compose.yaml', [
      [
        'a list',
        'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/healthz"] <<<\n',
      ],
      [
        'a text',
        'services:\n  api:\n    build: ./api\n    healthcheck:\n      test: curl -f http://localhost:8000/ping || exit 1 <<<\n',
      ],
      [
        'the service by its name',
        'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD-SHELL", "wget -qO- http://api:8000/health_check"] <<<\n',
      ],
      [
        'the standard',
        'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/health"]\n',
      ],
      [
        'another image',
        'services:\n  ui:\n    image: grafana/grafana:11.0.0\n    healthcheck:\n      test: ["CMD", "wget", "-qO-", "http://localhost:3000/api/healthz"]\n',
      ],
      [
        'another path',
        'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost:8000/metrics"]\n',
      ],
    ]),
    ...casesOf('nonstandard-health-path', 'Dockerfile', [
      [
        'curl',
        'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK CMD curl -f http://localhost:8000/healthz || exit 1 <<<\nCMD ["python", "app.py"]\n',
      ],
      [
        'an exec form',
        'FROM node:22\nCOPY . .\nHEALTHCHECK --interval=5s CMD ["wget", "-qO-", "http://127.0.0.1:3000/ping"] <<<\nCMD ["node", "app.js"]\n',
      ],
      [
        'the standard',
        'FROM python:3.12-slim\nCOPY . .\nHEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1\nCMD ["python", "app.py"]\n',
      ],
      [
        'somebody else’s server',
        'FROM minio/minio:RELEASE.2024-01-01T00-00-00Z\nHEALTHCHECK CMD curl -f http://localhost:9000/healthz\n',
      ],
    ]),
    ...casesOf('missing-health-check', 'agents/worker.py', [
      [
        'a loop',
        `import time\n\n\ndef main():\n    while True:\n        time.sleep(1)${MARKED_MAIN}`,
        { files: STARTUP },
      ],
      [
        'a class with a queue',
        `import zmq\n\n\nclass Worker: <<<\n    def __init__(self):\n        self.context = zmq.Context()\n        self.socket = self.context.socket(zmq.PULL)\n        self.socket.bind("tcp://*:7300")\n\n    def run(self):\n        while True:\n            print(self.socket.recv_json())\n\n\nif __name__ == "__main__":\n    Worker().run()\n`,
        { files: STARTUP },
      ],
      [
        'FastAPI without a health route',
        'import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/items")\ndef items():\n    return []\n\n\nif __name__ == "__main__": <<<\n    uvicorn.run(app, port=7300)\n',
        { files: STARTUP },
      ],
      [
        'Flask without a health route',
        'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route("/")\ndef home():\n    return "hello"\n\n\nif __name__ == "__main__": <<<\n    app.run(port=7300)\n',
        { files: STARTUP },
      ],
      [
        'one that only asks others',
        `import requests\n\n\ndef main():\n    while True:\n        requests.get("http://hub:7200/health", timeout=3)${MARKED_MAIN}`,
        { files: STARTUP },
      ],
      [
        'one that only sends the question',
        `import zmq\n\n\ndef main():\n    socket = zmq.Context().socket(zmq.REQ)\n    while True:\n        socket.send_json({"action": "health_check"})\n        socket.recv_json()${MARKED_MAIN}`,
        { files: STARTUP },
      ],
      [
        'a REP loop without health',
        `import zmq\n\n\ndef main():\n    socket = zmq.Context().socket(zmq.REP)\n    socket.bind("tcp://*:7300")\n    while True:\n        request = socket.recv_json()\n        if request["action"] == "greet":\n            socket.send_json({"status": "ok"})\n        else:\n            socket.send_json({"status": "error"})${MARKED_MAIN}`,
        { files: STARTUP },
      ],
      [
        'gRPC without a health service',
        `import grpc\nfrom concurrent import futures\n\n\ndef main():\n    server = grpc.server(futures.ThreadPoolExecutor())\n    server.add_insecure_port("[::]:7300")\n    server.start()\n    server.wait_for_termination()${MARKED_MAIN}`,
        { files: STARTUP },
      ],
      [
        'a route',
        `import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {"status": "ok"}\n\n\nif __name__ == "__main__":\n    uvicorn.run(app, port=7300)\n`,
        { files: STARTUP },
      ],
      [
        'a ZeroMQ action',
        `import zmq\n\n\ndef main():\n    socket = zmq.Context().socket(zmq.REP)\n    socket.bind("tcp://*:7300")\n    while True:\n        request = socket.recv_json()\n        if request.get("action") in ("health", "health_check", "ping"):\n            socket.send_json({"status": "ok"})${MAIN}`,
        { files: STARTUP },
      ],
      [
        'a dispatch',
        `import zmq\n\n\nclass Worker:\n    def __init__(self):\n        self.socket = zmq.Context().socket(zmq.REP)\n        self.socket.bind("tcp://*:7300")\n        self.actions = {"health_check": self.report}\n\n    def report(self):\n        return {"status": "ok"}\n\n    def run(self):\n        while True:\n            self.socket.send_json(self.actions[self.socket.recv_string()]())\n\n\nif __name__ == "__main__":\n    Worker().run()\n`,
        { files: STARTUP },
      ],
      [
        'a gRPC health service',
        `import grpc\nfrom concurrent import futures\nfrom grpc_health.v1 import health, health_pb2_grpc\n\n\ndef main():\n    server = grpc.server(futures.ThreadPoolExecutor())\n    health_pb2_grpc.add_HealthServicer_to_server(health.HealthServicer(), server)\n    server.add_insecure_port("[::]:7300")\n    server.start()\n    server.wait_for_termination()${MAIN}`,
        { files: STARTUP },
      ],
      [
        'a heir of the base agent',
        'from common.base_agent import BaseAgent\n\n\nclass Worker(BaseAgent):\n    def run(self):\n        while True:\n            pass\n\n\nif __name__ == "__main__":\n    Worker(name="Worker").run()\n',
        { files: BASE },
      ],
      [
        'a heir of a package’s agent',
        'from acme.agents import ServiceAgent\n\n\nclass Worker(ServiceAgent):\n    def run(self):\n        while True:\n            pass\n\n\nif __name__ == "__main__":\n    Worker().run()\n',
        { files: STARTUP },
      ],
      [
        'a helper of the project',
        `import time\nfrom common.health import start_health_server\n\n\ndef main():\n    start_health_server(8300)\n    while True:\n        time.sleep(1)${MAIN}`,
        {
          files: {
            ...STARTUP,
            'common/health.py':
              'from http.server import HTTPServer\n\ndef start_health_server(port):\n    HTTPServer(("", port), None).serve_forever()\n',
          },
        },
      ],
      [
        'a server that answers every path',
        `from http.server import BaseHTTPRequestHandler, HTTPServer\n\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n\n\ndef main():\n    HTTPServer(("", 8300), Handler).serve_forever()${MAIN}`,
        { files: STARTUP },
      ],
      [
        'a script that no startup file lists',
        `import time\n\n\ndef main():\n    while True:\n        time.sleep(1)${MAIN}`,
      ],
      [
        'an agent that is asked for its port',
        `import time\n\n\ndef main():\n    while True:\n        time.sleep(1)${MAIN}`,
        { files: TCP_STARTUP },
      ],
      [
        'an application of another file',
        `import uvicorn\n\n\ndef main():\n    uvicorn.run("acme.api:app", port=7300)${MAIN}`,
        { files: STARTUP },
      ],
      [
        'a health thread',
        `import threading\nimport time\n\n\nclass Worker:\n    def _health_loop(self):\n        self.health_socket.send_json({"status": "ok"})\n\n    def run(self):\n        threading.Thread(target=self._health_loop).start()\n        while True:\n            time.sleep(1)\n\n\nif __name__ == "__main__":\n    Worker().run()\n`,
        { files: STARTUP },
      ],
    ]),
    ...casesOf('missing-health-check', 'gateway/server.js', [
      [
        'Express without a health route',
        "const express = require('express');\nconst app = express();\napp.get('/items', (req, res) => res.json([]));\napp.listen(7300); <<<\n",
        { files: NODE_STARTUP },
      ],
      [
        'Express with one',
        "const express = require('express');\nconst app = express();\napp.get('/health', (req, res) => res.json({ status: 'ok' }));\napp.listen(7300);\n",
        { files: NODE_STARTUP },
      ],
      [
        'node:http that answers everything',
        "const http = require('node:http');\nhttp.createServer((req, res) => { if (req.url === '/healthz') res.end('ok'); else res.end(); }).listen(7300);\n",
        { files: NODE_STARTUP },
      ],
    ]),
  ],
};
