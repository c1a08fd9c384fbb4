import type { Corpus, CorpusCase } from '../corpus';

type Files = Readonly<Record<string, string>>;
const at =
  (path: string) =>
  (title: string, text: string, files?: Files): CorpusCase => ({
    title,
    path,
    text,
    ...(files === undefined ? {} : { files }),
  });
const py = at('services/gateway.py');
const ts = at('src/gateway.ts');
const js = at('src/gateway.js');
const plain = at('services/billing.py');
const plainTs = at('src/billing.ts');
const FASTAPI = 'from fastapi import FastAPI\n\n';
const EXPRESS = "import express from 'express';\n";

/** Applications that face the outside, with and without something that limits how often they answer. */
export const corpus: Corpus = {
  topic: 'rate-limit',
  rules: ['missing-rate-limit'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    py('FastAPI', `${FASTAPI}app = FastAPI() <<<\n`),
    py('FastAPI as a whole module', 'import fastapi\n\napp = fastapi.FastAPI(title="agents") <<<\n'),
    py('FastAPI in a function', `${FASTAPI}def create_app():\n    app = FastAPI() <<<\n    return app\n`),
    py('FastAPI in a class', `${FASTAPI}class Server:\n    def __init__(self):\n        self.app = FastAPI() <<<\n`),
    py('Flask', 'from flask import Flask\n\napp = Flask(__name__) <<<\n'),
    py('Quart', 'from quart import Quart\n\napp = Quart(__name__) <<<\n'),
    py('Starlette', 'from starlette.applications import Starlette\n\napp = Starlette(routes=[]) <<<\n'),
    py('Sanic', 'from sanic import Sanic\n\napp = Sanic("agents") <<<\n'),
    py('aiohttp', 'from aiohttp import web\n\napp = web.Application() <<<\n'),
    py('Litestar', 'from litestar import Litestar\n\napp = Litestar([]) <<<\n'),
    py('Tornado', 'import tornado.web\n\napp = tornado.web.Application([]) <<<\n'),
    py('Falcon', 'import falcon\n\napp = falcon.App() <<<\n'),
    py('Bottle', 'from bottle import Bottle\n\napp = Bottle() <<<\n'),
    py('only spoken of in a comment', `${FASTAPI}# TODO: add a rate limiter\napp = FastAPI() <<<\n`),
    py('a limit of tokens is no limit of requests', `${FASTAPI}MAX_TOKENS = 512\napp = FastAPI() <<<\n`),
    py('a limit of how long a body may be', `${FASTAPI}BODY_LIMIT = 1_000_000\napp = FastAPI() <<<\n`),
    plain('by its title', `${FASTAPI}app = FastAPI(title="Public API") <<<\n`),
    plain(
      'by its title in several words',
      `${FASTAPI}app = FastAPI(\n    title="Agent Gateway",\n    version="1",\n)\n`.replace(
        'FastAPI(\n',
        'FastAPI( <<<\n',
      ),
    ),
    plain('by its name', `${FASTAPI}gateway = FastAPI() <<<\n`),
    plain('by its class', `${FASTAPI}class ApiGateway:\n    def __init__(self):\n        self.app = FastAPI() <<<\n`),
    at('edge/main.py')('by its folder', `${FASTAPI}app = FastAPI() <<<\n`),
    at('services/public_api/app.py')(
      'by its folder among others',
      'from flask import Flask\n\napp = Flask(__name__) <<<\n',
    ),
    at('services/reverse-proxy/app.py')('a proxy', 'from flask import Flask\n\napp = Flask(__name__) <<<\n'),
    at('ingress.py')('an ingress', `${FASTAPI}app = FastAPI() <<<\n`),
    ts('Express', `${EXPRESS}const app = express(); <<<\n`),
    js('Express of CommonJS', "const express = require('express');\nconst app = express(); <<<\n"),
    js('Express required in place', "const app = require('express')(); <<<\n"),
    ts('Fastify', "import fastify from 'fastify';\nconst app = fastify(); <<<\n"),
    ts('Fastify by name', "import { fastify } from 'fastify';\nconst app = fastify({ logger: true }); <<<\n"),
    js('Fastify required in place', "const app = require('fastify')({ logger: true }); <<<\n"),
    ts('Koa', "import Koa from 'koa';\nconst app = new Koa(); <<<\n"),
    ts('Hono', "import { Hono } from 'hono';\nconst app = new Hono(); <<<\n"),
    ts('NestJS', "import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(AppModule); <<<\n"),
    ts('hapi', "import Hapi from '@hapi/hapi';\nconst server = Hapi.server({ port: 3000 }); <<<\n"),
    ts('restify', "import restify from 'restify';\nconst server = restify.createServer(); <<<\n"),
    ts('polka', "import polka from 'polka';\nconst app = polka(); <<<\n"),
    ts('Elysia', "import { Elysia } from 'elysia';\nconst app = new Elysia(); <<<\n"),
    ts('plain http', "import http from 'node:http';\nconst server = http.createServer((req, res) => res.end()); <<<\n"),
    ts('only spoken of in a comment', `${EXPRESS}// rate limiting is done later\nconst app = express(); <<<\n`),
    plainTs('by its name', `${EXPRESS}export const publicApi = express(); <<<\n`),
    at('packages/edge/src/main.ts')('by its folder', `${EXPRESS}const app = express(); <<<\n`),
    ts('a limit of bodies', `${EXPRESS}const app = express(); <<<\napp.use(express.json({ limit: '1mb' }));\n`),

    py(
      'slowapi',
      `${FASTAPI}from slowapi import Limiter\n\napp = FastAPI()\napp.state.limiter = Limiter(key_func=key)\n`,
    ),
    py(
      'slowapi as middleware',
      `${FASTAPI}from slowapi.middleware import SlowAPIMiddleware\n\napp = FastAPI()\napp.add_middleware(SlowAPIMiddleware)\n`,
    ),
    py('fastapi-limiter', `${FASTAPI}from fastapi_limiter import FastAPILimiter\n\napp = FastAPI()\n`),
    py(
      'flask-limiter',
      'from flask import Flask\nfrom flask_limiter import Limiter\n\napp = Flask(__name__)\nLimiter(key, app=app)\n',
    ),
    py('a limiter of its own', `${FASTAPI}app = FastAPI()\napp.add_middleware(RateLimitMiddleware, per_minute=60)\n`),
    py(
      'a bucket of its own',
      `${FASTAPI}from common.limits import TokenBucket\n\napp = FastAPI()\nbucket = TokenBucket(10)\n`,
    ),
    py('a function of its own', `${FASTAPI}app = FastAPI()\n\n\ndef check_rate_limit(caller):\n    return True\n`),
    py('a limiter of another file', `${FASTAPI}app = FastAPI()\n`, {
      'services/limits.py': 'from slowapi import Limiter\n\nlimiter = Limiter()\n',
    }),
    py(
      'quart-rate-limiter',
      'from quart import Quart\nfrom quart_rate_limiter import RateLimiter\n\napp = Quart(__name__)\nRateLimiter(app)\n',
    ),
    py(
      'sanic-limiter',
      'from sanic import Sanic\nfrom sanic_limiter import Limiter\n\napp = Sanic("a")\nLimiter(app)\n',
    ),
    py(
      'Litestar configures one',
      'from litestar import Litestar\nfrom litestar.middleware.rate_limit import RateLimitConfig\n\napp = Litestar([], middleware=[RateLimitConfig(("minute", 60)).middleware])\n',
    ),
    py(
      'throttling',
      `${FASTAPI}from common.web import ThrottleMiddleware\n\napp = FastAPI()\napp.add_middleware(ThrottleMiddleware)\n`,
    ),
    py(
      'only for this machine',
      `${FASTAPI}import uvicorn\n\napp = FastAPI()\nuvicorn.run(app, host="127.0.0.1", port=8000)\n`,
    ),
    plain('an inner service', `${FASTAPI}app = FastAPI(title="billing")\n`),
    plain('an inner service of Flask', 'from flask import Flask\n\napp = Flask(__name__)\n'),
    at('agents/knowledge.py')('knowledge is no edge', `${FASTAPI}app = FastAPI()\n`),
    at('agents/ledger/app.py')('a ledger is no edge', `${FASTAPI}app = FastAPI()\n`),
    at('agents/publication.py')('a publication is not public', `${FASTAPI}app = FastAPI()\n`),
    at('agents/republic.py')('a republic is not public', `${FASTAPI}app = FastAPI()\n`),
    at('tests/test_gateway.py')('a test of the gateway', `${FASTAPI}app = FastAPI()\n`),
    py('a client', 'import httpx\n\nclient = httpx.Client(timeout=5)\n'),
    py('only a router', 'from fastapi import APIRouter\n\nrouter = APIRouter()\n'),
    py('a class called Application', 'class Application:\n    pass\n\n\napp = Application()\n'),
    py('a type', `${FASTAPI}def setup(app: FastAPI):\n    app.title = "gateway"\n`),
    ts(
      'express-rate-limit',
      `${EXPRESS}import { rateLimit } from 'express-rate-limit';\nconst app = express();\napp.use(rateLimit({ limit: 60 }));\n`,
    ),
    ts(
      'express-rate-limit under another name',
      `${EXPRESS}import calm from 'express-rate-limit';\nconst app = express();\napp.use(calm());\n`,
    ),
    js(
      'express-brute',
      "const express = require('express');\nconst ExpressBrute = require('express-brute');\nconst app = express();\nconst brute = new ExpressBrute(store);\napp.post('/login', brute.prevent, login);\n",
    ),
    js(
      'express-limiter',
      "const express = require('express');\nconst app = express();\nrequire('express-limiter')(app, redis)({ path: '*' });\n",
    ),
    js(
      'rate-limiter-flexible',
      "const express = require('express');\nconst { RateLimiterRedis } = require('rate-limiter-flexible');\nconst app = express();\nconst limit = new RateLimiterRedis(options);\n",
    ),
    ts(
      'express-slow-down',
      `${EXPRESS}import { slowDown } from 'express-slow-down';\nconst app = express();\napp.use(slowDown({ delayAfter: 10 }));\n`,
    ),
    ts(
      '@fastify/rate-limit',
      "import fastify from 'fastify';\nconst app = fastify();\nawait app.register(import('@fastify/rate-limit'), { max: 60 });\n",
    ),
    js(
      'fastify-rate-limit',
      "const app = require('fastify')();\napp.register(require('fastify-rate-limit'), { max: 60 });\n",
    ),
    js(
      'a limit by route in Fastify',
      "const app = require('fastify')();\napp.post('/login', { config: { rateLimit: { max: 3 } } }, login);\n",
    ),
    ts(
      'koa-ratelimit',
      "import Koa from 'koa';\nimport ratelimit from 'koa-ratelimit';\nconst app = new Koa();\napp.use(ratelimit({ driver: 'memory' }));\n",
    ),
    ts(
      'hono-rate-limiter',
      "import { Hono } from 'hono';\nimport { rateLimiter } from 'hono-rate-limiter';\nconst app = new Hono();\napp.use(rateLimiter({ limit: 60 }));\n",
    ),
    ts(
      'the throttler of NestJS',
      "import { NestFactory } from '@nestjs/core';\nimport { ThrottlerGuard } from '@nestjs/throttler';\nconst app = await NestFactory.create(AppModule);\napp.useGlobalGuards(new ThrottlerGuard());\n",
    ),
    ts(
      'a limiter that the package installs',
      `${EXPRESS}import { limits } from './limits';\nconst app = express();\napp.use(limits);\n`,
      {
        'package.json': '{ "dependencies": { "express": "^5.0.0", "express-rate-limit": "^7.0.0" } }',
      },
    ),
    ts(
      'the throttler that the package installs',
      "import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(AppModule);\n",
      {
        'package.json': '{ "dependencies": { "@nestjs/throttler": "^6.0.0" } }',
      },
    ),
    ts(
      'a limiter of its own',
      `${EXPRESS}import { rateLimiter } from './limits';\nconst app = express();\napp.use(rateLimiter);\n`,
    ),
    ts(
      'only for this machine',
      "import http from 'node:http';\nhttp.createServer((req, res) => res.end()).listen(3000, '127.0.0.1');\n",
    ),
    plainTs('an inner service', `${EXPRESS}const app = express();\n`),
    at('src/knowledge.ts')('knowledge is no edge', `${EXPRESS}const app = express();\n`),
    at('src/gateway.test.ts')('a test of the gateway', `${EXPRESS}const app = express();\n`),
    ts('a router', "import { Router } from 'express';\nexport const router = Router();\n"),
    ts('a client', "import axios from 'axios';\nexport const client = axios.create({ timeout: 1000 });\n"),
    ts(
      'types only',
      "import type { Express } from 'express';\nexport function setup(app: Express) {\n  app.set('trust proxy', 1);\n}\n",
    ),
  ],
};
