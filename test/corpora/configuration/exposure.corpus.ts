import type { Corpus } from '../corpus';
import { TARGET, casesOf, lines } from './configuration-cases';

const debug = casesOf('debug-endpoint-exposed');
const flask = (...text: readonly string[]): string =>
  lines('from flask import Flask', '', 'app = Flask(__name__)', ...text);
const fastapi = (...text: readonly string[]): string =>
  lines('from fastapi import Depends, FastAPI', '', 'app = FastAPI()', ...text);
const express = (...text: readonly string[]): string =>
  lines("import express from 'express';", '', 'const app = express();', ...text);

debug.add('Flask', 'a.py', flask('app.run(debug=True) <<<'));
debug.add(
  'Flask on all interfaces',
  'a.py',
  flask('if __name__ == "__main__":', '    app.run(host="0.0.0.0", port=80, debug=True) <<<'),
);
debug.add('Flask through a constant', 'a.py', flask('ALWAYS = True', 'app.run(host="0.0.0.0", debug=ALWAYS) <<<'));
debug.add('an attribute of Flask', 'a.py', flask('app.debug = True <<<'));
debug.add('the settings of Flask', 'a.py', flask('app.config["DEBUG"] = True <<<'));
debug.add('FastAPI', 'a.py', lines('from fastapi import FastAPI', 'app = FastAPI(title="hub", debug=True) <<<'));
debug.add(
  'Starlette under another name',
  'a.py',
  lines('from starlette.applications import Starlette as App', 'app = App(debug=True, routes=routes) <<<'),
);
debug.add('Tornado', 'a.py', lines('import tornado.web', 'app = tornado.web.Application(handlers, debug=True) <<<'));
debug.add(
  'SocketIO',
  'a.py',
  lines(
    'from flask import Flask',
    'from flask_socketio import SocketIO',
    'app = Flask(__name__)',
    'io = SocketIO(app)',
    'io.run(app, debug=True) <<<',
  ),
);
debug.add('Django', 'hub/settings.py', lines('INSTALLED_APPS = []', 'DEBUG = True <<<'));
debug.add(
  'the debugger of Werkzeug',
  'a.py',
  lines('from werkzeug.debug import DebuggedApplication', 'app = DebuggedApplication(app, evalex=True) <<<'),
);
debug.add('a debug route', 'a.py', fastapi('@app.get("/debug/vars") <<<', 'def show():', '    return state'));
debug.add('metrics', 'a.py', flask('@app.route("/metrics") <<<', 'def metrics():', '    return render()'));
debug.add(
  'administration where nobody is asked',
  'a.py',
  flask('@app.route("/admin/reload", methods=["POST"]) <<<', 'def reload():', '    return load()'),
);
debug.add(
  'a blueprint',
  'a.py',
  lines(
    'from flask import Blueprint',
    'bp = Blueprint("d", __name__, url_prefix="/debug")',
    '',
    '@bp.route("/state") <<<',
    'def state():',
    '    return dump()',
  ),
);
debug.add(
  'aiohttp',
  'a.py',
  lines('from aiohttp import web', 'app = web.Application()', 'app.router.add_get("/metrics", metrics) <<<'),
);
debug.add('Express', 'a.ts', express("app.get('/debug', (req, res) => res.json(state)); <<<"));
debug.add(
  'a router of Express',
  'a.js',
  lines("const { Router } = require('express');", 'const router = Router();', "router.get('/metrics', show); <<<"),
);
debug.add(
  'documentation with Swagger',
  'a.ts',
  lines("import { SwaggerModule } from '@nestjs/swagger';", "SwaggerModule.setup('api', app, document); <<<"),
);
debug.add(
  'a playground',
  'a.ts',
  lines(
    "import { ApolloServer } from 'apollo-server';",
    'const server = new ApolloServer({ typeDefs, playground: true }); <<<',
  ),
);
debug.add(
  'axum',
  'src/main.rs',
  lines(
    'use axum::{routing::get, Router};',
    'fn app() -> Router {',
    '    Router::new().route("/debug/state", get(state)) <<<',
    '}',
  ),
);

debug.add('asked for by the environment', 'a.py', flask('import os', 'app.run(debug=os.getenv("DEBUG") == "1")'));
debug.add('asked for by settings', 'a.py', flask('app.run(debug=settings.debug)'));
debug.add('off', 'a.py', flask('app.run(host="0.0.0.0", debug=False)'));
debug.add('on loopback', 'a.py', flask('app.run(host="127.0.0.1", debug=True)'));
debug.add('in a branch', 'a.py', flask('if config.development:', '    app.run(debug=True)'));
debug.add(
  'a tool that is told to debug',
  'a.py',
  lines('import logging', 'client = Client(debug=True)', 'subprocess_run(debug=True)'),
);
debug.add('asyncio', 'a.py', lines('import asyncio', 'asyncio.run(main(), debug=True)'));
debug.add('Django in development', 'hub/settings/dev.py', lines('INSTALLED_APPS = []', 'DEBUG = True'));
debug.add(
  'Django by the environment',
  'hub/settings.py',
  lines('import os', 'INSTALLED_APPS = []', 'DEBUG = os.environ.get("DEBUG") == "1"'),
);
debug.add('DEBUG of a module that is no settings', 'a.py', lines('DEBUG = True'));
debug.add(
  'behind a dependency',
  'a.py',
  fastapi('@app.get("/debug/vars", dependencies=[Depends(require_admin)])', 'def show():', '    return state'),
);
debug.add(
  'behind a parameter that asks',
  'a.py',
  fastapi('@app.get("/admin")', 'def show(user=Depends(get_current_user)):', '    return state'),
);
debug.add(
  'behind a decorator',
  'a.py',
  flask('@app.route("/admin")', '@login_required', 'def admin():', '    return page()'),
);
debug.add(
  'behind a flag',
  'a.py',
  flask(
    'if os.getenv("ENABLE_DEBUG_ROUTES"):',
    '    @app.route("/debug")',
    '    def debug():',
    '        return dump()',
  ),
);
debug.add('behind middleware', 'a.ts', express("app.get('/metrics', requireAuth, (req, res) => res.send(all()));"));
debug.add(
  'behind middleware of the whole application',
  'a.ts',
  express('app.use(authenticate);', "app.get('/metrics', (req, res) => res.send(all()));"),
);
debug.add(
  'a handler that turns away',
  'a.py',
  fastapi(
    '@app.get("/debug")',
    'def show(request):',
    '    if not request.client.host.startswith("10."):',
    '        raise HTTPException(403)',
    '    return state',
  ),
);
debug.add(
  'other routes',
  'a.py',
  fastapi(
    '@app.get("/health")',
    'def health():',
    '    return {}',
    '',
    '@app.get("/users/{id}/environment")',
    'def env(id):',
    '    return {}',
  ),
);
debug.add(
  'the login of the administration',
  'a.py',
  flask('@app.route("/admin/login")', 'def login():', '    return form()'),
);
debug.add('tests', 'tests/test_a.py', flask('app.run(debug=True)'));
debug.add(
  'documentation that a framework makes by itself',
  'a.py',
  fastapi('@app.get("/items")', 'def items():', '    return []'),
);
debug.add(
  'a client of metrics',
  'a.py',
  lines('import requests', 'requests.get("http://hub:7200/metrics", timeout=5)'),
);
debug.add(
  'a playground in development only',
  'a.ts',
  lines(
    "import { ApolloServer } from 'apollo-server';",
    "const server = new ApolloServer({ typeDefs, playground: process.env.NODE_ENV !== 'production' });",
  ),
);

debug.add('the debugger of Flask', 'a.py', flask('app.run(host="0.0.0.0", use_debugger=True) <<<'));
debug.add(
  'metrics that are mounted',
  'a.py',
  fastapi('from prometheus_client import make_asgi_app', 'app.mount("/metrics", make_asgi_app()) <<<'),
);
debug.add(
  'Swagger in Express',
  'a.ts',
  express("app.use('/api-docs', swaggerUi.serve, swaggerUi.setup(document)); <<<"),
);
debug.add(
  'Swagger behind a flag',
  'a.ts',
  express('if (process.env.ENABLE_DOCS) {', "  app.use('/api-docs', swaggerUi.serve, swaggerUi.setup(document));", '}'),
);
debug.add(
  'Swagger behind authentication',
  'a.ts',
  express("app.use('/api-docs', basicAuth({ users }), swaggerUi.serve);"),
);
debug.add('pages written by hand', 'a.py', fastapi('app.mount("/docs", StaticFiles(directory="site"))'));
debug.add('a function of the same name', 'a.py', flask('run(debug=True)'));

const path = casesOf('hardcoded-path');
path.add('a database in a home', 'a.py', lines('DB = "/home/ada/hub/memory.db" <<<'));
path.add('a folder of a Mac', 'a.py', lines('open("/Users/ada/models/chat.gguf") <<<'));
path.add('a drive', 'a.py', lines('MODEL = r"D:\\models\\chat.gguf" <<<'));
path.add('a mounted disk', 'a.py', lines('load(path="/mnt/nas/models/chat.gguf") <<<'));
path.add('the home of root', 'a.py', lines('CACHE = "/root/.cache/hub" <<<'));
path.add('a template', 'a.py', lines('p = f"/home/ada/hub/{name}.db" <<<'));
path.add('TypeScript', 'a.ts', lines("export const db = '/home/ada/hub/memory.db'; <<<"));
path.add(
  'Rust',
  'src/main.rs',
  lines('fn main() {', '    let db = "/home/ada/hub/memory.db"; <<<', '    open(db);', '}'),
);
path.add(
  'a startup file',
  'config/startup.yaml',
  lines('agent_groups:', '  core:', '    Hub:', '      script_path: /home/ada/hub/hub.py <<<', '      port: 7200'),
);
path.add(
  'a mount of Compose',
  'compose.yaml',
  lines('services:', '  hub:', '    image: hub', '    volumes:', '      - /home/ada/models:/models <<<'),
);
path.add(
  'a unit',
  'hub.service',
  lines('[Service]', 'ExecStart=/home/ada/hub/hub <<<', 'WorkingDirectory=/home/ada/hub <<<', 'Restart=always'),
);
path.add(
  'a unit with a script behind its interpreter',
  'hub.service',
  lines('[Service]', 'ExecStart=/usr/bin/python3 /home/ada/hub/hub.py <<<'),
);
path.add(
  'a variable of a unit',
  'hub.service',
  lines('[Service]', 'Environment=MODELS=/mnt/nas/models <<<', 'ExecStart=/opt/hub/hub'),
);
path.add('a database in a folder of the machine', 'a.py', lines('DB = "/data/hub/memory.db" <<<'));
path.add('a model in a folder of the machine', 'a.py', lines('MODEL = "/opt/models/chat.gguf" <<<'));

path.add(
  'temporary files',
  'a.py',
  lines('LOCK = "/tmp/hub.lock"', 'NULL = "/dev/null"', 'CPU = "/proc/cpuinfo"', 'CERTS = "/etc/ssl/certs"'),
);
path.add(
  'a path of the program',
  'a.py',
  lines('from pathlib import Path', 'DB = Path(__file__).parent / "memory.db"'),
);
path.add('a default of a lookup', 'a.py', lines('import os', 'DB = os.getenv("DB", "/home/ada/memory.db")'));
path.add('a comparison', 'a.py', lines('if path == "/home/ada":', '    pass'));
path.add('the shebang', 'a.py', lines('#!/home/ada/venv/bin/python', 'x = 1'));
path.add('a comment', 'a.ts', lines('// /home/ada/hub', 'export const x = 1;'));
path.add('a route', 'a.ts', lines("app.get('/home/', show);", "app.get('/users/me', me);"));
path.add('a database in a container project', 'a.py', lines('DB = "/data/hub/memory.db"'), {
  Dockerfile: lines('FROM python:3.12-slim'),
});
path.add(
  'a folder inside of a container',
  'compose.yaml',
  lines('services:', '  hub:', '    image: hub', '    volumes:', '      - models:/root/.cache/models'),
);
path.add(
  'a unit below /opt',
  'hub.service',
  lines('[Service]', 'ExecStart=/opt/hub/hub', 'WorkingDirectory=/var/lib/hub', 'EnvironmentFile=/etc/hub.env'),
);
path.add('specifiers of systemd', 'hub.service', lines('[Service]', 'ExecStart=%h/hub/hub', 'WorkingDirectory=%h/hub'));
path.add(
  'protected folders of a unit',
  'hub.service',
  lines('[Service]', 'ExecStart=/opt/hub/hub', 'InaccessiblePaths=/home /root', 'ProtectHome=yes'),
);

export const corpus: Corpus = {
  topic: 'configuration',
  rules: ['debug-endpoint-exposed', 'hardcoded-path'],
  target: TARGET,
  cases: [...debug.cases, ...path.cases],
};
