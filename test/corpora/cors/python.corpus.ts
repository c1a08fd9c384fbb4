import type { Corpus, CorpusCase } from '../corpus';

const py = (title: string, text: string, path = 'app.py'): CorpusCase => ({ title, path, text });
const FLASK = 'from flask import Flask\nfrom flask_cors import CORS, cross_origin\n\napp = Flask(__name__)\n';
const FASTAPI = 'from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\n';

export const corpus: Corpus = {
  topic: 'cors',
  rules: ['permissive-cors'],
  target: { recall: 0.75, precision: 0.95 },
  cases: [
    py('Flask, everything left as it is', `${FLASK}CORS(app) <<<\n`),
    py('Flask, every origin named', `${FLASK}CORS(app, origins="*") <<<\n`),
    py('Flask, every origin in a list', `${FLASK}CORS(app, origins=["*"], supports_credentials=True) <<<\n`),
    py('Flask, credentials and no origins', `${FLASK}CORS(app, supports_credentials=True) <<<\n`),
    py('Flask, every origin of a resource', `${FLASK}CORS(app, resources={r"/api/*": {"origins": "*"}}) <<<\n`),
    py('Flask, a resource without origins', `${FLASK}CORS(app, resources=r"/api/*") <<<\n`),
    py(
      'Flask, a decorator left as it is',
      `${FLASK}\n@app.route("/")\n@cross_origin() <<<\ndef index():\n    return "x"\n`,
    ),
    py(
      'Flask, a decorator',
      `${FLASK}\n@app.route("/")\n@cross_origin(origins="*") <<<\ndef index():\n    return "x"\n`,
    ),
    py(
      'Flask, the module by its name',
      'import flask_cors\nfrom flask import Flask\n\napp = Flask(__name__)\nflask_cors.CORS(app) <<<\n',
    ),
    py('FastAPI', `${FASTAPI}app.add_middleware(CORSMiddleware, allow_origins=["*"]) <<<\n`),
    py(
      'FastAPI with credentials over several lines',
      `${FASTAPI}app.add_middleware( <<<\n    CORSMiddleware,\n    allow_origins=["*"],\n    allow_credentials=True,\n    allow_methods=["*"],\n    allow_headers=["*"],\n)\n`,
    ),
    py(
      'FastAPI, the list in a variable',
      `${FASTAPI}origins = ["*"]\napp.add_middleware(CORSMiddleware, allow_origins=origins) <<<\n`,
    ),
    py(
      'FastAPI, a pattern for everything',
      `${FASTAPI}app.add_middleware(CORSMiddleware, allow_origin_regex=".*", allow_credentials=True) <<<\n`,
    ),
    py(
      'FastAPI, a pattern for every address',
      `${FASTAPI}app.add_middleware(CORSMiddleware, allow_origin_regex="https?://.*") <<<\n`,
    ),
    py(
      'Starlette, as a list of middleware',
      'from starlette.middleware import Middleware\nfrom starlette.middleware.cors import CORSMiddleware\n\nmiddleware = [\n    Middleware(CORSMiddleware, allow_origins=["*"]), <<<\n]\n',
    ),
    py(
      'Starlette, wrapped',
      'from starlette.middleware.cors import CORSMiddleware\n\ndef wrap(app):\n    return CORSMiddleware(app, allow_origins=["*"]) <<<\n',
    ),
    py('Django, all', 'CORS_ALLOW_ALL_ORIGINS = True <<<\n', 'settings.py'),
    py(
      'Django, all by the old name',
      'CORS_ORIGIN_ALLOW_ALL = True <<<\nCORS_ALLOW_CREDENTIALS = True\n',
      'settings.py',
    ),
    py('Django, a pattern for everything', 'CORS_ALLOWED_ORIGIN_REGEXES = [r".*"] <<<\n', 'settings.py'),
    py(
      'aiohttp',
      'import aiohttp_cors\n\ndef setup(app):\n    return aiohttp_cors.setup(app, defaults={"*": aiohttp_cors.ResourceOptions(allow_credentials=True)}) <<<\n',
    ),
    py('Socket.IO', 'import socketio\n\nserver = socketio.AsyncServer(cors_allowed_origins="*") <<<\n'),
    py(
      'Socket.IO of Flask',
      'from flask_socketio import SocketIO\n\ndef make(app):\n    return SocketIO(app, cors_allowed_origins="*") <<<\n',
    ),
    py('Litestar', 'from litestar.config.cors import CORSConfig\n\ncors = CORSConfig(allow_origins=["*"]) <<<\n'),
    py('Falcon', 'import falcon\n\napp = falcon.App(cors_enable=True) <<<\n'),
    py(
      'a header of an answer',
      'def f(response):\n    response.headers["Access-Control-Allow-Origin"] = "*" <<<\n    return response\n',
    ),
    py(
      'a header by a call',
      'class Handler:\n    def get(self):\n        self.set_header("Access-Control-Allow-Origin", "*") <<<\n',
    ),
    py(
      'a header of http.server',
      'class Handler:\n    def do_GET(self):\n        self.send_header("Access-Control-Allow-Origin", "*") <<<\n',
    ),
    py('a header added', 'def f(response):\n    response.headers.add("access-control-allow-origin", "*") <<<\n'),
    py(
      'a header of a function in the cloud',
      'def handler(event, context):\n    return {\n        "statusCode": 200,\n        "headers": {\n            "Access-Control-Allow-Origin": "*", <<<\n        },\n    }\n',
    ),
    py(
      'the origin given back',
      'from flask import request\n\ndef f(response):\n    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin") <<<\n    response.headers["Access-Control-Allow-Credentials"] = "true"\n    return response\n',
    ),
    py(
      'the origin given back, Django',
      'def f(request, response):\n    response["Access-Control-Allow-Origin"] = request.META["HTTP_ORIGIN"] <<<\n    return response\n',
    ),

    py('Flask with its origins', `${FLASK}CORS(app, origins=["https://console.example.org"])\n`),
    py(
      'Flask with the origins of a resource',
      `${FLASK}CORS(app, resources={r"/api/*": {"origins": ["https://console.example.org"]}})\n`,
    ),
    py(
      'Flask with origins of the environment',
      `import os\n\n${FLASK}CORS(app, origins=os.environ["ORIGINS"].split(","))\n`,
    ),
    py(
      'Flask with origins in its settings',
      `${FLASK}app.config["CORS_ORIGINS"] = ["https://console.example.org"]\nCORS(app)\n`,
    ),
    py(
      'Flask, a decorator with an origin',
      `${FLASK}\n@app.route("/")\n@cross_origin(origins=["https://console.example.org"])\ndef index():\n    return "x"\n`,
    ),
    py('Flask with unknown options', `${FLASK}\ndef setup(**options):\n    CORS(app, **options)\n`),
    py(
      'FastAPI with its origins',
      `${FASTAPI}app.add_middleware(CORSMiddleware, allow_origins=["https://console.example.org"], allow_credentials=True, allow_methods=["*"], allow_headers=["*"])\n`,
    ),
    py(
      'FastAPI with origins of the settings',
      `${FASTAPI}from settings import settings\n\napp.add_middleware(CORSMiddleware, allow_origins=settings.origins)\n`,
    ),
    py(
      'FastAPI with a pattern of its own',
      `${FASTAPI}app.add_middleware(CORSMiddleware, allow_origin_regex=r"https://.*\\.example\\.org")\n`,
    ),
    py(
      'FastAPI with other middleware',
      'from fastapi import FastAPI\nfrom starlette.middleware.trustedhost import TrustedHostMiddleware\n\napp = FastAPI()\napp.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"])\n',
    ),
    py(
      'Starlette, closed by default',
      'from starlette.middleware.cors import CORSMiddleware\n\ndef wrap(app):\n    return CORSMiddleware(app)\n',
    ),
    py(
      'Django with its origins',
      'CORS_ALLOWED_ORIGINS = ["https://console.example.org"]\nCORS_ALLOW_CREDENTIALS = True\n',
      'settings.py',
    ),
    py('Django, not all', 'CORS_ALLOW_ALL_ORIGINS = False\n', 'settings.py'),
    py(
      'Django, hosts and methods',
      'ALLOWED_HOSTS = ["*"]\nCORS_ALLOW_METHODS = ["*"]\nCORS_ALLOW_HEADERS = ["*"]\n',
      'settings.py',
    ),
    py(
      'aiohttp with an origin',
      'import aiohttp_cors\n\ndef setup(app):\n    return aiohttp_cors.setup(app, defaults={"https://console.example.org": aiohttp_cors.ResourceOptions()})\n',
    ),
    py(
      'Socket.IO with an origin',
      'import socketio\n\nserver = socketio.AsyncServer(cors_allowed_origins=["https://console.example.org"])\n',
    ),
    py('Socket.IO, closed by default', 'import socketio\n\nserver = socketio.AsyncServer()\n'),
    py(
      'Falcon with an origin',
      'import falcon\n\napp = falcon.App(middleware=falcon.CORSMiddleware(allow_origins="https://console.example.org"))\n',
    ),
    py(
      'a header with an origin',
      'def f(response):\n    response.headers["Access-Control-Allow-Origin"] = "https://console.example.org"\n',
    ),
    py(
      'the origin given back when it is known',
      'ALLOWED = {"https://console.example.org"}\n\ndef f(request, response):\n    origin = request.headers.get("Origin")\n    if origin in ALLOWED:\n        response.headers["Access-Control-Allow-Origin"] = origin\n',
    ),
    py(
      'another header',
      'def f(response):\n    response.headers["Access-Control-Allow-Methods"] = "*"\n    response.headers["Access-Control-Allow-Headers"] = "*"\n',
    ),
    py(
      'the header of an answer that is read',
      'def f(response):\n    return response.headers["Access-Control-Allow-Origin"] == "*"\n',
    ),
    py(
      'the header in a request',
      'import requests\n\ndef f(url):\n    return requests.get(url, headers={"Access-Control-Allow-Origin": "*"}, timeout=3)\n',
    ),
    py(
      'a star of something else',
      'def f(cache):\n    cache.set("origins", "*")\n    return {"allow": "*", "cors": None}\n',
    ),
    py('a pattern of files', 'def f(setup):\n    setup(package_data={"*": ["*.txt"]})\n'),
    py(
      'Flask, a decorator without brackets',
      `${FLASK}@app.get("/")\n@cross_origin <<<\ndef index():\n    return "hello"\n`,
    ),
    py('Flask, a pattern for everything between its ends', `${FLASK}CORS(app, origins=r"^.*$") <<<\n`),
    py('Flask, a pattern for something', `${FLASK}CORS(app, origins=r"^https://.+\\.example\\.org$")\n`),
    py('Flask, everything, beside a constant of its own', `${FLASK}MAX_CORS_ORIGINS_LENGTH = 3\nCORS(app) <<<\n`),
    py(
      'Flask, origins in its settings',
      `${FLASK}app.config["CORS_ORIGINS"] = ["https://console.example.org"]\nCORS(app)\n`,
    ),
    py(
      'another decorator without brackets',
      `${FLASK}from functools import cache\n\n@cache\ndef index():\n    return "hello"\n`,
    ),
  ],
};
