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
const ts = at('src/routes/admin.ts');
const js = at('src/routes/admin.js');
const rs = at('src/admin.rs');
const AUTH: Files = {
  'src/auth.ts':
    "import jwt from 'jsonwebtoken';\n\nexport function requireAuth(req, res, next) {\n  jwt.verify(req.token, process.env.KEY);\n  next();\n}\n",
};
const EXPRESS = "import express, { Router } from 'express';\nimport { requireAuth } from '../auth';\n\n";
const ROUTER = "import { Router } from 'express';\n\nexport const router = Router();\n";
const HANDLER = '(req, res) => res.json({}));';
const app = (lines: string, imports = "import { router as admin } from './routes/admin';\n"): Files => ({
  ...AUTH,
  'src/app.ts': `import express from 'express';\nimport { requireAuth } from './auth';\n${imports}\nconst app = express();\n${lines}`,
});
const NEST = "import { Controller, Post, UseGuards } from '@nestjs/common';\n\n";
const AXUM = 'use axum::{routing::post, Router};\nuse axum_login::login_required;\n\n';

/** Routes of Node's and Rust's frameworks that do powerful things, with and without somebody at the door. */
export const corpus: Corpus = {
  topic: 'routes',
  rules: ['unauthenticated-route'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    ts(
      'an open route beside a guarded one',
      `${EXPRESS}const app = express();\napp.get('/me', requireAuth, ${HANDLER}\napp.post('/exec', ${HANDLER} <<<\n`,
      AUTH,
    ),
    ts(
      'a router that nobody guards',
      `${ROUTER}router.post('/admin/restart', ${HANDLER} <<<\n`,
      app("app.use('/api', admin);\n"),
    ),
    ts(
      'mounted under a powerful path',
      `${ROUTER}router.post('/restart-all', ${HANDLER} <<<\n`,
      app("app.use('/admin', admin);\n"),
    ),
    ts(
      'the guard comes after the router',
      `${ROUTER}router.post('/admin/restart', ${HANDLER} <<<\n`,
      app("app.use('/api', admin);\napp.use(requireAuth);\n"),
    ),
    ts(
      'the guard holds for another path',
      `${ROUTER}router.post('/admin/restart', ${HANDLER} <<<\n`,
      app("app.use('/me', requireAuth, profile);\napp.use('/api', admin);\n"),
    ),
    ts(
      'a guard on another router of the same file',
      "import { Router } from 'express';\nimport { requireAuth } from '../auth';\n\nconst users = Router();\nusers.use(requireAuth);\nconst tools = Router();\ntools.post('/tools/run', (req, res) => res.json({})); <<<\n",
      AUTH,
    ),
    ts(
      'routers for logins are no guards',
      `${EXPRESS}import authRouter from './auth.routes';\n\nconst app = express();\napp.use('/auth', authRouter);\napp.post('/exec', ${HANDLER} <<<\n`,
      AUTH,
    ),
    ts(
      'sessions are no guards',
      `${EXPRESS}import session from 'express-session';\n\nconst app = express();\napp.use(session({ secret }));\napp.post('/exec', ${HANDLER} <<<\n`,
      AUTH,
    ),
    ts(
      'passport that is only set up',
      `${EXPRESS}import passport from 'passport';\n\nconst app = express();\napp.use(passport.initialize());\napp.use(passport.session());\napp.post('/exec', ${HANDLER} <<<\n`,
      AUTH,
    ),
    ts(
      'a handler of another file',
      `${ROUTER}import * as controller from '../controllers/ops';\nrouter.post('/admin/restart', controller.restart); <<<\n`,
      app("app.use('/api', admin);\n"),
    ),
    ts(
      'chained methods',
      `${ROUTER}router.route('/admin/jobs').get(list).post(create); <<<\n`,
      app('app.use(admin);\n'),
    ),
    js(
      'CommonJS',
      "const express = require('express');\nconst router = express.Router();\nrouter.delete('/users/:id', (req, res) => res.end()); <<<\nmodule.exports = router;\n",
      {
        'src/auth.js':
          "const jwt = require('jsonwebtoken');\nexports.requireAuth = (req, res, next) => next(jwt.verify(req.token, key));\n",
        'src/app.js':
          "const express = require('express');\nconst { requireAuth } = require('./auth');\nconst app = express();\napp.use('/', require('./routes/admin'));\napp.use('/me', requireAuth, require('./routes/me'));\n",
      },
    ),
    ts(
      'Fastify',
      "import fastify from 'fastify';\nimport { requireAuth } from '../auth';\n\nconst app = fastify();\napp.get('/me', { preHandler: requireAuth }, async () => ({}));\napp.post('/exec', async () => ({})); <<<\n",
      AUTH,
    ),
    ts(
      'Fastify with a description',
      "import fastify from 'fastify';\nimport { requireAuth } from '../auth';\n\nconst app = fastify();\napp.route({\n  method: 'POST',\n  url: '/admin/flush', <<<\n  handler: async () => ({}),\n});\n",
      AUTH,
    ),
    ts(
      'Koa',
      "import Router from '@koa/router';\nimport { requireAuth } from '../auth';\n\nconst router = new Router();\nrouter.post('/exec', async (ctx) => { <<<\n  ctx.body = {};\n});\n",
      AUTH,
    ),
    ts(
      'Hono',
      "import { Hono } from 'hono';\nimport { bearerAuth } from 'hono/bearer-auth';\n\nconst app = new Hono();\napp.use('/me/*', bearerAuth({ token }));\napp.post('/exec', (c) => c.json({})); <<<\n",
    ),
    ts(
      'a controller of NestJS',
      `${NEST}import { AuthGuard } from '../auth.guard';\n\n@Controller('admin')\nexport class Admin {\n  @Post('restart') <<<\n  restart() {\n    return 1;\n  }\n\n  @UseGuards(AuthGuard)\n  @Post('stop')\n  stop() {\n    return 1;\n  }\n}\n`,
    ),
    ts(
      'NestJS with a guard that only counts',
      `${NEST}@Controller('admin')\nexport class Admin {\n  @Post('restart') <<<\n  restart() {\n    return 1;\n  }\n}\n`,
      {
        ...AUTH,
        'src/app.module.ts':
          "import { APP_GUARD } from '@nestjs/core';\nimport { ThrottlerGuard } from '@nestjs/throttler';\n\n@Module({ providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }] })\nexport class AppModule {}\n",
      },
    ),
    rs(
      'axum',
      `${AXUM}async fn execute() {}\n\npub fn routes() -> Router {\n    Router::new().route("/exec", post(execute)) <<<\n}\n`,
    ),
    rs(
      'actix',
      'use actix_web::{post, HttpResponse};\nuse actix_web_httpauth::extractors::bearer::BearerAuth;\n\n#[post("/admin/restart")] <<<\nasync fn restart() -> HttpResponse {\n    HttpResponse::Ok().finish()\n}\n',
    ),
    rs(
      'Rocket',
      'use rocket::post;\n\nfn verify_token(token: &str) -> bool {\n    !token.is_empty()\n}\n\n#[post("/shutdown")] <<<\nfn shutdown() -> &\'static str {\n    "bye"\n}\n',
    ),

    ts('a guard of the route', `${EXPRESS}const app = express();\napp.post('/exec', requireAuth, ${HANDLER}\n`, AUTH),
    ts(
      'a list of guards',
      `${EXPRESS}const app = express();\napp.post('/exec', [limit, requireAuth], ${HANDLER}\n`,
      AUTH,
    ),
    ts(
      'a guard made in place',
      `${EXPRESS}const app = express();\napp.post('/exec', passport.authenticate('jwt', { session: false }), ${HANDLER}\n`,
      AUTH,
    ),
    ts(
      'a guard of the router',
      `${EXPRESS}const router = Router();\nrouter.use(requireAuth);\nrouter.post('/exec', ${HANDLER}\n`,
      AUTH,
    ),
    ts(
      'a guard of the application',
      `${EXPRESS}const app = express();\napp.use(express.json(), requireAuth);\napp.post('/exec', ${HANDLER}\n`,
      AUTH,
    ),
    ts(
      'a guard written in place',
      `${EXPRESS}const app = express();\napp.use((req, res, next) => {\n  if (req.headers.authorization !== process.env.KEY) return res.sendStatus(401);\n  next();\n});\napp.post('/exec', ${HANDLER}\n`,
      AUTH,
    ),
    ts(
      'a guard where the router is mounted',
      `${ROUTER}router.post('/restart', ${HANDLER}\n`,
      app("app.use('/admin', requireAuth, admin);\n"),
    ),
    ts(
      'a guard before the router is mounted',
      `${ROUTER}router.post('/admin/restart', ${HANDLER}\n`,
      app("app.use(express.json());\napp.use(requireAuth);\napp.use('/api', admin);\n"),
    ),
    ts(
      'a guard before the router, by its path',
      `${ROUTER}router.post('/restart', ${HANDLER}\n`,
      app("app.use('/admin', requireAuth);\napp.use('/admin', admin);\n"),
    ),
    ts('a guard two files above', `${ROUTER}router.post('/admin/restart', ${HANDLER}\n`, {
      ...AUTH,
      'src/routes/index.ts':
        "import { Router } from 'express';\nimport { router as admin } from './admin';\n\nconst api = Router();\napi.use(admin);\nexport default api;\n",
      'src/app.ts':
        "import express from 'express';\nimport { requireAuth } from './auth';\nimport api from './routes';\n\nconst app = express();\napp.use('/api', requireAuth, api);\n",
    }),
    ts('a guard on the router between', `${ROUTER}router.post('/admin/restart', ${HANDLER}\n`, {
      ...AUTH,
      'src/routes/index.ts':
        "import { Router } from 'express';\nimport { requireAuth } from '../auth';\nimport { router as admin } from './admin';\n\nexport const api = Router();\napi.use(requireAuth);\napi.use(admin);\n",
      'src/app.ts':
        "import express from 'express';\nimport { api } from './routes/index.js';\n\nexpress().use('/api', api);\n",
    }),
    ts(
      'a guard on a local router that takes it',
      `${ROUTER}router.post('/admin/restart', ${HANDLER}\n`,
      app("const closed = express.Router();\nclosed.use(admin);\napp.use('/closed', requireAuth, closed);\n"),
    ),
    ts(
      'by an alias of the configuration',
      `${ROUTER}router.post('/admin/restart', ${HANDLER}\n`,
      app("app.use('/api', requireAuth, admin);\n", "import { router as admin } from '@/routes/admin';\n"),
    ),
    ts(
      'a function that takes the application',
      "export function adminRoutes(app) {\n  app.post('/admin/restart', (req, res) => res.json({}));\n}\n// express\n",
      app('app.use(requireAuth);\nadminRoutes(app);\n', "import { adminRoutes } from './routes/admin';\n"),
    ),
    ts(
      'a router that is made by a function',
      "import { Router } from 'express';\n\nexport default function makeAdmin(deps) {\n  const router = Router();\n  router.post('/admin/restart', (req, res) => res.json({}));\n  return router;\n}\n",
      app("app.use('/api', requireAuth, makeAdmin(deps));\n", "import makeAdmin from './routes/admin';\n"),
    ),
    js(
      'CommonJS, required in place',
      "const router = require('express').Router();\nrouter.post('/admin/restart', (req, res) => res.end());\nmodule.exports = router;\n",
      {
        'src/app.js':
          "const express = require('express');\nconst { requireAuth } = require('./auth');\nconst app = express();\napp.use('/api', requireAuth, require('./routes/admin'));\n",
      },
    ),
    ts(
      'a hook of Fastify',
      "import fastify from 'fastify';\nimport { requireAuth } from '../auth';\n\nconst app = fastify();\napp.addHook('onRequest', requireAuth);\napp.post('/exec', async () => ({}));\n",
      AUTH,
    ),
    ts(
      'a hook of the plugin',
      "import { requireAuth } from '../auth';\n\nexport default async function routes(fastify) {\n  fastify.addHook('preHandler', requireAuth);\n  fastify.post('/exec', async () => ({}));\n}\n",
      AUTH,
    ),
    ts(
      'a guard in the options of Fastify',
      "import fastify from 'fastify';\nimport { requireAuth } from '../auth';\n\nconst app = fastify();\napp.post('/exec', { preHandler: [requireAuth] }, async () => ({}));\n",
      AUTH,
    ),
    ts(
      'a guard in the description of Fastify',
      "import fastify from 'fastify';\nimport { requireAuth } from '../auth';\n\nconst app = fastify();\napp.route({ method: 'POST', url: '/admin/flush', preHandler: requireAuth, handler: async () => ({}) });\n",
      AUTH,
    ),
    ts(
      'a hook of the application that registers the plugin',
      "export default async function routes(fastify) {\n  fastify.post('/exec', async () => ({}));\n}\n",
      {
        ...AUTH,
        'src/app.ts':
          "import fastify from 'fastify';\nimport { requireAuth } from './auth';\nimport admin from './routes/admin';\n\nconst app = fastify();\napp.addHook('onRequest', requireAuth);\napp.register(admin, { prefix: '/admin' });\n",
      },
    ),
    ts(
      'middleware of Koa',
      "import Router from '@koa/router';\nimport { requireAuth } from '../auth';\n\nconst router = new Router();\nrouter.use(requireAuth);\nrouter.post('/exec', async (ctx) => {\n  ctx.body = {};\n});\n",
      AUTH,
    ),
    ts(
      'middleware of Hono by its path',
      "import { Hono } from 'hono';\nimport { bearerAuth } from 'hono/bearer-auth';\n\nconst app = new Hono();\napp.use('/admin/*', bearerAuth({ token }));\napp.post('/admin/exec', (c) => c.json({}));\n",
    ),
    ts(
      'a guard of the class in NestJS',
      `${NEST}import { AuthGuard } from '../auth.guard';\n\n@UseGuards(AuthGuard)\n@Controller('admin')\nexport class Admin {\n  @Post('restart')\n  restart() {\n    return 1;\n  }\n}\n`,
    ),
    ts(
      'a guard of the whole application in NestJS',
      `${NEST}@Controller('admin')\nexport class Admin {\n  @Post('restart')\n  restart() {\n    return 1;\n  }\n}\n`,
      {
        'src/app.module.ts':
          "import { APP_GUARD } from '@nestjs/core';\nimport { JwtAuthGuard } from './jwt-auth.guard';\n\n@Module({ providers: [{ provide: APP_GUARD, useClass: JwtAuthGuard }] })\nexport class AppModule {}\n",
      },
    ),
    ts(
      'global guards of NestJS',
      `${NEST}@Controller('admin')\nexport class Admin {\n  @Post('restart')\n  restart() {\n    return 1;\n  }\n}\n`,
      {
        'src/main.ts':
          "import { NestFactory } from '@nestjs/core';\nimport { AuthGuard } from './auth.guard';\n\nconst app = await NestFactory.create(AppModule);\napp.useGlobalGuards(new AuthGuard());\n",
      },
    ),
    ts('a project that asks nobody', `${ROUTER}router.post('/exec', ${HANDLER}\n`, {
      'src/app.ts':
        "import express from 'express';\nimport { router } from './routes/admin';\n\nexpress().use(router);\n",
    }),
    ts('plain things', `${EXPRESS}const app = express();\napp.post('/items', ${HANDLER}\n`, AUTH),
    ts('logging in', `${EXPRESS}const app = express();\napp.post('/admin/login', ${HANDLER}\n`, AUTH),
    ts('looking at tools', `${EXPRESS}const app = express();\napp.get('/tools', ${HANDLER}\n`, AUTH),
    ts(
      'a client with the same verbs',
      "import axios from 'axios';\nimport { requireAuth } from '../auth';\n\nexport const restart = () => axios.post('/admin/restart', { now: true });\n",
      AUTH,
    ),
    rs(
      'a layer of axum',
      'use axum::{middleware::from_fn, routing::post, Router};\n\nasync fn execute() {}\n\npub fn routes() -> Router {\n    Router::new().route("/exec", post(execute)).layer(from_fn(require_auth))\n}\n',
    ),
    rs(
      'a layer of axum over several lines',
      'use axum::{middleware, routing::post, Router};\n\nasync fn execute() {}\n\npub fn routes() -> Router {\n    Router::new()\n        .route("/exec", post(execute))\n        .route_layer(middleware::from_fn_with_state(\n            state,\n            require_auth,\n        ))\n}\n',
    ),
    rs(
      'a layer of axum where the router is nested',
      'use axum::{routing::post, Router};\n\nasync fn execute() {}\n\npub fn routes() -> Router {\n    Router::new().route("/exec", post(execute))\n}\n',
      {
        'src/main.rs':
          'use axum::{middleware::from_fn, Router};\nuse axum_login::login_required;\n\nmod admin;\n\nfn app() -> Router {\n    Router::new().nest("/admin", admin::routes()).layer(from_fn(require_auth))\n}\n',
      },
    ),
    rs(
      'an extractor of axum',
      `${AXUM}async fn execute(claims: Claims) {}\n\npub fn routes() -> Router {\n    Router::new().route("/exec", post(execute))\n}\n`,
    ),
    rs(
      'a wrap of actix',
      'use actix_web::{web, App};\n\nfn app() -> App<()> {\n    App::new().wrap(HttpAuthentication::bearer(validator)).service(web::resource("/exec").to(execute))\n}\n',
    ),
  ],
};
