import type { Corpus, CorpusCase } from '../corpus';

const ts = (title: string, text: string, path = 'server.ts'): CorpusCase => ({ title, path, text });
const js = (title: string, text: string): CorpusCase => ({ title, path: 'server.js', text });
const EXPRESS = "import cors from 'cors';\nimport express from 'express';\nconst app = express();\n";

export const corpus: Corpus = {
  topic: 'cors',
  rules: ['permissive-cors'],
  target: { recall: 0.75, precision: 0.95 },
  cases: [
    ts('Express, everything left as it is', `${EXPRESS}app.use(cors()); <<<\n`),
    ts('Express, every origin', `${EXPRESS}app.use(cors({ origin: '*' })); <<<\n`),
    ts(
      'Express, every origin over several lines',
      `${EXPRESS}app.use(cors({ <<<\n  methods: ['GET'],\n  origin: '*',\n}));\n`,
    ),
    ts('Express, given back', `${EXPRESS}app.use(cors({ origin: true, credentials: true })); <<<\n`),
    ts('Express, a star in a list', `${EXPRESS}app.use(cors({ origin: ['*'] })); <<<\n`),
    ts('Express, a pattern for everything', `${EXPRESS}app.use(cors({ origin: /.*/ })); <<<\n`),
    ts(
      'Express, a function that agrees',
      `${EXPRESS}app.use(cors({ origin: (origin, done) => done(null, true) })); <<<\n`,
    ),
    ts(
      'Express, a function that gives back',
      `${EXPRESS}app.use(cors({ origin(origin, done) { done(null, origin); } })); <<<\n`,
    ),
    ts(
      'Express, options kept apart',
      `${EXPRESS}const options = { origin: '*', credentials: true };\napp.use(cors(options)); <<<\n`,
    ),
    ts('Express, credentials and no origin', `${EXPRESS}app.use(cors({ credentials: true })); <<<\n`),
    js(
      'Express, required',
      "const cors = require('cors');\nconst app = require('express')();\napp.options('*', cors()); <<<\n",
    ),
    js('Express, required in place', "const app = require('express')();\napp.use(require('cors')()); <<<\n"),
    js(
      'Fastify',
      "const fastify = require('fastify')();\nfastify.register(require('@fastify/cors'), { origin: '*' }); <<<\n",
    ),
    ts(
      'Fastify, given back',
      "import cors from '@fastify/cors';\nimport Fastify from 'fastify';\nconst app = Fastify();\nawait app.register(cors, { origin: true }); <<<\n",
    ),
    js('Koa', "const cors = require('@koa/cors');\nmodule.exports = (app) => app.use(cors()); <<<\n"),
    ts(
      'NestJS',
      "import { NestFactory } from '@nestjs/core';\nasync function start(module: unknown) {\n  const app = await NestFactory.create(module);\n  app.enableCors(); <<<\n}\n",
    ),
    ts(
      'NestJS, every origin',
      "import { NestFactory } from '@nestjs/core';\nasync function start(module: unknown) {\n  const app = await NestFactory.create(module);\n  app.enableCors({ origin: '*', credentials: true }); <<<\n}\n",
    ),
    ts(
      'NestJS, when it is made',
      "import { NestFactory } from '@nestjs/core';\nexport const start = (module: unknown) => NestFactory.create(module, { cors: true }); <<<\n",
    ),
    ts(
      'Hono',
      "import { Hono } from 'hono';\nimport { cors } from 'hono/cors';\nconst app = new Hono();\napp.use('/api/*', cors()); <<<\n",
    ),
    ts(
      'Hono, given back',
      "import { cors } from 'hono/cors';\nexport const layer = cors({ origin: (origin) => origin, credentials: true }); <<<\n",
    ),
    ts(
      'Socket.IO',
      "import { Server } from 'socket.io';\nexport const io = (http: unknown) => new Server(http, { cors: { origin: '*' } }); <<<\n",
    ),
    ts(
      'a gateway of NestJS',
      "import { WebSocketGateway } from '@nestjs/websockets';\n@WebSocketGateway({ cors: { origin: '*' } }) <<<\nexport class Events {}\n",
    ),
    js(
      'Hapi',
      "const Hapi = require('@hapi/hapi');\nmodule.exports = () => Hapi.server({ port: 1, routes: { cors: true } }); <<<\n",
    ),
    js(
      'Apollo',
      "const { ApolloServer } = require('apollo-server');\nmodule.exports = (schema) => new ApolloServer({ schema, cors: { origin: '*', credentials: true } }); <<<\n",
    ),
    js('a header', "module.exports = (req, res) => res.setHeader('Access-Control-Allow-Origin', '*'); <<<\n"),
    js('a header, lower case', "module.exports = (req, res) => res.header('access-control-allow-origin', '*'); <<<\n"),
    js(
      'a header when the head is written',
      "module.exports = (req, res) => {\n  res.writeHead(200, { 'Access-Control-Allow-Origin': '*' }); <<<\n};\n",
    ),
    js(
      'headers that are set',
      "module.exports = (req, res) => {\n  res.set({\n    'Content-Type': 'text/plain',\n    'Access-Control-Allow-Origin': '*', <<<\n  });\n};\n",
    ),
    ts(
      'a new Response',
      "export const GET = () => new Response('x', { headers: { 'Access-Control-Allow-Origin': '*' } }); <<<\n",
    ),
    js(
      'the origin given back',
      "module.exports = (req, res) => {\n  res.setHeader('Access-Control-Allow-Origin', req.headers.origin); <<<\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n};\n",
    ),
    js(
      'the origin given back through a name',
      "module.exports = (req, res) => {\n  const origin = req.get('origin') || '*';\n  res.header('Access-Control-Allow-Origin', origin); <<<\n};\n",
    ),
    js(
      'null for an origin',
      "module.exports = (req, res) => res.setHeader('Access-Control-Allow-Origin', 'null'); <<<\n",
    ),

    ts(
      'Express with its origins',
      `${EXPRESS}app.use(cors({ origin: ['https://console.example.org'], credentials: true }));\n`,
    ),
    ts('Express with one origin', `${EXPRESS}app.use(cors({ origin: 'https://console.example.org' }));\n`),
    ts('Express, closed', `${EXPRESS}app.use(cors({ origin: false }));\n`),
    ts('Express with a pattern of its own', `${EXPRESS}app.use(cors({ origin: /\\.example\\.org$/ }));\n`),
    ts(
      'Express with a function that asks',
      `${EXPRESS}const known = new Set(['https://console.example.org']);\napp.use(cors({ origin: (origin, done) => done(null, known.has(origin ?? '')) }));\n`,
    ),
    ts(
      'Express with a function that refuses',
      `${EXPRESS}app.use(cors({\n  origin(origin, done) {\n    if (origin === 'https://console.example.org') done(null, true);\n    else done(new Error('no'));\n  },\n}));\n`,
    ),
    ts('Express with origins of the environment', `${EXPRESS}app.use(cors({ origin: process.env.ORIGIN }));\n`),
    ts(
      'Express with options that nobody knows',
      `${EXPRESS}import { options } from './options';\napp.use(cors(options));\n`,
    ),
    ts(
      'Express with spread options',
      `${EXPRESS}import { options } from './options';\napp.use(cors({ ...options, credentials: true }));\n`,
    ),
    js('a function of the file called cors', 'function cors() {\n  return null;\n}\ncors();\n'),
    ts(
      'Fastify with its origins',
      "import cors from '@fastify/cors';\nimport Fastify from 'fastify';\nconst app = Fastify();\nawait app.register(cors, { origin: ['https://console.example.org'] });\n",
    ),
    ts(
      'another plugin',
      "import helmet from '@fastify/helmet';\nimport Fastify from 'fastify';\nconst app = Fastify();\nawait app.register(helmet);\n",
    ),
    ts(
      'NestJS with its origins',
      "import { NestFactory } from '@nestjs/core';\nasync function start(module: unknown) {\n  const app = await NestFactory.create(module);\n  app.enableCors({ origin: 'https://console.example.org' });\n}\n",
    ),
    ts(
      'NestJS, not open',
      "import { NestFactory } from '@nestjs/core';\nexport const start = (module: unknown) => NestFactory.create(module, { cors: false });\n",
    ),
    ts(
      'Hono with its origins',
      "import { cors } from 'hono/cors';\nexport const layer = cors({ origin: ['https://console.example.org'] });\n",
    ),
    ts(
      'Socket.IO with its origin',
      "import { Server } from 'socket.io';\nexport const io = (http: unknown) => new Server(http, { cors: { origin: 'https://console.example.org' } });\n",
    ),
    js(
      'a header with an origin',
      "module.exports = (req, res) => res.setHeader('Access-Control-Allow-Origin', 'https://console.example.org');\n",
    ),
    js(
      'the origin given back when it is known',
      "const allowed = ['https://console.example.org'];\nmodule.exports = (req, res) => {\n  if (allowed.includes(req.headers.origin)) res.setHeader('Access-Control-Allow-Origin', req.headers.origin);\n};\n",
    ),
    ts(
      'the header in a request',
      "export const f = (url: string) => fetch(url, { headers: { 'Access-Control-Allow-Origin': '*' }, signal: AbortSignal.timeout(9) });\n",
    ),
    ts('a build tool', 'export default { server: { cors: true } };\n', 'vite.config.ts'),
    js('other headers', "module.exports = (req, res) => res.setHeader('Access-Control-Allow-Headers', '*');\n"),
    ts(
      'a mode of fetch',
      "export const f = (url: string) => fetch(url, { mode: 'cors', signal: AbortSignal.timeout(9) });\n",
    ),
    js(
      'an image of another origin',
      "module.exports = (image) => {\n  image.crossOrigin = 'anonymous';\n  image.load({ origin: '*' });\n};\n",
    ),
    js(
      'given back, where only the path is looked at',
      "exports.f = (req, res) => {\n  if (PUBLIC.test(req.path)) return res.end();\n  res.setHeader('access-control-allow-origin', req.headers.origin); <<<\n};\n",
    ),
    js(
      'given back from the body, among other headers',
      "exports.f = (req, res) => {\n  res.writeHead(200, {\n    'content-type': 'text/plain',\n    'access-control-allow-origin': req.body.origin, <<<\n  });\n};\n",
    ),
    js(
      'given back by a function that checks it',
      "exports.f = (req, res) => {\n  res.setHeader('Access-Control-Allow-Origin', sanitizeOrigin(req.headers.origin));\n};\n",
    ),
    js(
      'given back where a list holds it',
      "exports.f = (req, res) => {\n  const from = req.headers.origin;\n  if (CONSOLES.includes(from)) {\n    res.setHeader('Access-Control-Allow-Origin', from);\n  }\n};\n",
    ),
    js(
      'the origin of the address, handed to the library',
      "const cors = require('cors');\nexports.f = (app, req) => {\n  const from = url.parse(req.url, true).query.origin;\n  app.use(cors({ origin: from })); <<<\n};\n",
    ),
    js(
      'null, with credentials',
      "exports.f = (req, res) => {\n  res.setHeader('Access-Control-Allow-Origin', null); <<<\n  res.setHeader('Access-Control-Allow-Credentials', true);\n};\n",
    ),
    js('null, without credentials', "exports.f = (req, res) => res.setHeader('Access-Control-Allow-Origin', null);\n"),
  ],
};
