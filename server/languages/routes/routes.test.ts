import assert from 'node:assert/strict';
import type { DocumentKind } from '../../documents/document';
import { modelOf } from '../testing/model-of';

/** `METHODS path handler`, one a route; a handler in place is shown as `fn`, guards follow in brackets. */
async function routesOf(kind: DocumentKind, text: string): Promise<string[]> {
  const model = await modelOf(kind, text);
  return model.routes.map(({ methods, path, handler, function: definition, guards }) => {
    const name = definition?.name ?? '';
    const shown =
      name !== ''
        ? name
        : handler === null
          ? '-'
          : /^[\w.:]+$/.test(model.textOf(handler))
            ? model.textOf(handler)
            : 'fn';
    const before = guards.length === 0 ? '' : ` [${guards.map((guard) => model.textOf(guard)).join(' ')}]`;
    return `${methods.join('|') || 'ANY'} ${path ?? 'every path'} ${shown}${before}`;
  });
}

type Case = readonly [title: string, text: string, expected: readonly string[]];

function check(kind: DocumentKind, cases: readonly Case[]): void {
  for (const [title, text, expected] of cases)
    it(title, async () => assert.deepEqual(await routesOf(kind, text), expected));
}

describe('routes of Python', () => {
  check('python', [
    [
      'Flask with methods, shortcut and blueprint',
      [
        'from flask import Flask, Blueprint',
        'app = Flask(__name__)',
        'bp = Blueprint("v1", __name__, url_prefix="/v1")',
        '@app.route("/run", methods=["POST", "put"])',
        '@login_required',
        'def run(): pass',
        '@bp.get("/items/<int:id>")',
        'def item(id): pass',
        '@bp.route("")',
        'def root(): pass',
        'app.register_blueprint(bp, url_prefix="/api")',
        'app.add_url_rule("/late", "late", run)',
        'app.add_url_rule("/later", view_func=run, methods=["DELETE"])',
      ].join('\n'),
      [
        'POST|PUT /run run [@login_required]',
        'GET /api/v1/items/<int:id> item',
        'GET /api/v1 root',
        'GET /late run',
        'DELETE /later run',
      ],
    ],
    [
      'FastAPI with routers, dependencies and sockets',
      [
        'import fastapi as f',
        'router = f.APIRouter(prefix="/api", dependencies=[Depends(auth)])',
        '@router.post(path=BASE + "/x")',
        'async def x(): ...',
        '@router.websocket("/ws")',
        'async def ws(s): ...',
        '@router.api_route("/y", methods=["GET"])',
        'async def y(): ...',
        'app = f.FastAPI()',
        'app.include_router(router, prefix="/v2")',
        'app.add_api_route("/z", y, methods=["GET"], dependencies=[Depends(other)])',
        'BASE = "/base"',
      ].join('\n'),
      [
        'POST /v2/api/base/x x [Depends(auth)]',
        'WEBSOCKET /v2/api/ws ws [Depends(auth)]',
        'GET /v2/api/y y [Depends(auth)]',
        'GET /z y [Depends(other)]',
      ],
    ],
    [
      'aiohttp in its three ways',
      [
        'from aiohttp import web',
        'routes = web.RouteTableDef()',
        '@routes.get("/a")',
        'async def a(r): ...',
        'class S:',
        '    async def b(self, r): ...',
        '    def setup(self, app):',
        '        app.router.add_post("/b", self.b)',
        '        app.router.add_route("*", "/c", self.b)',
        '        app.add_routes([web.get("/d", a), web.route("DELETE", "/e", a)])',
      ].join('\n'),
      ['GET /a a', 'POST /b b', 'ANY /c b', 'GET /d a', 'DELETE /e a'],
    ],
    [
      'Starlette’s and Django’s tables',
      [
        'from starlette.routing import Route, Mount',
        'from django.urls import path, include, re_path',
        'r = [Mount("/api", routes=[Route("/h", endpoint=h, methods=["GET"])])]',
        'urlpatterns = [path("admin/", admin.site.urls), path("x/", include("x.urls")), re_path(r"^health/$", views.health)]',
        'def h(request): ...',
      ].join('\n'),
      ['GET /api/h h', 'ANY /admin/ admin.site.urls', 'ANY /health/ views.health'],
    ],
    [
      'Falcon, Flask-RESTful and Tornado',
      'app.add_route("/f", Resource())\napi.add_resource(Thing, "/t")\ntornado.web.Application([(r"/ping", Ping), ("/x$", X)])\n',
      ['ANY /f fn', 'ANY /t Thing', 'ANY /ping Ping', 'ANY /x X'],
    ],
    [
      'request handlers of the standard library',
      [
        'class H(BaseHTTPRequestHandler):',
        '    def do_GET(self):',
        '        if self.path == "/health": return',
        '        elif self.path in ("/ready", "/live"): return',
        '        elif urlparse(self.path).path.rstrip("/") == "/m": return',
        '        if self.path.startswith("/api/"): return',
        '        if self.kind == "/no": return',
        '    def do_POST(self):',
        '        self.send_response(200)',
      ].join('\n'),
      [
        'GET /health do_GET',
        'GET /ready do_GET',
        'GET /live do_GET',
        'GET /m do_GET',
        'GET /api/ do_GET',
        'POST every path do_POST',
      ],
    ],
    [
      'nothing that only looks alike',
      '@cache.get("key")\ndef f(): ...\nrequests.get("/x")\n@mock.patch("/x")\n@click.option("/x")\ndef g(): ...\n@property\ndef h(self): ...\nos.path.get("/x", h)\n',
      [],
    ],
  ]);
});

describe('routes of TypeScript', () => {
  check('typescript', [
    [
      'Express with middleware, chains and mounted routers',
      [
        "import express, { Router } from 'express';",
        'const app = express();',
        'const router = Router();',
        "router.get('/items/:id', auth, limit, show);",
        "router.route('/two').get(show).post(auth, (req, res) => {});",
        "app.use('/api', router);",
        "app.all('*', async (req, res) => {});",
        "app.get('trust proxy');",
        'function show(req, res) {}',
      ].join('\n'),
      ['GET /api/items/:id show [auth limit]', 'GET /api/two show', 'POST /api/two fn [auth]', 'ANY /* fn'],
    ],
    [
      'Fastify with options, descriptions and plugins',
      [
        "const fastify = require('fastify')();",
        "fastify.get('/a', { schema }, async () => ({}));",
        "fastify.route({ method: ['GET', 'HEAD'], url: '/b', preHandler: [auth], handler: show });",
        "async function plugin(instance, opts) { instance.post('/c', show); }",
        "fastify.register(plugin, { prefix: '/v1' });",
        'const show = () => 1;',
      ].join('\n'),
      ['GET /a fn [{ schema }]', 'GET|HEAD /b show [auth]', 'POST /v1/c show'],
    ],
    [
      'Koa and Hono',
      "import Router from '@koa/router';\nconst r = new Router({ prefix: '/k' });\nr.get('/a', ctx => {});\nimport { Hono } from 'hono';\nconst h = new Hono();\nh.post('/b', (c) => c.text(''));\n",
      ['GET /k/a fn', 'POST /b fn'],
    ],
    [
      'NestJS controllers',
      [
        "@Controller('cats')",
        '@UseGuards(JwtGuard)',
        'export class Cats {',
        "  @Get(':id')",
        '  one() {}',
        '  @Post()',
        '  @UseGuards(Admin)',
        '  make(@Body() dto: Dto) {}',
        '  helper() {}',
        '}',
        "@Controller({ path: 'dogs' })",
        'class Dogs { @All() any() {} }',
        "@Injectable() class No { @Get('x') get() {} }",
      ].join('\n'),
      [
        'GET /cats/:id one [@UseGuards(JwtGuard)]',
        'POST /cats make [@UseGuards(JwtGuard) @UseGuards(Admin)]',
        'ANY /dogs any',
      ],
    ],
    [
      'plain servers',
      [
        "import http from 'node:http';",
        'http.createServer((req, res) => {',
        "  if (req.method === 'GET' && req.url === '/health') return res.end();",
        "  switch (new URL(req.url, base).pathname) { case '/a': case '/b': break; }",
        "  if (mode === '/no') return;",
        '});',
        'Bun.serve({ fetch(req) { return new Response(); } });',
      ].join('\n'),
      ['ANY /health fn', 'ANY /a fn', 'ANY /b fn', 'ANY every path fetch'],
    ],
    [
      'nothing of clients',
      [
        "axios.get('/users', { params });",
        "const api = axios.create(); api.post('/x', body);",
        "api.get('/x', (e) => e);",
        "$.get('/x', (data) => {});",
        "map.get('/x'); request(app).get('/x');",
        "http.get('/x', (res) => {}); cache.delete('/x', key);",
        "import { http as mock } from 'msw'; mock.get('/x', () => {});",
      ].join('\n'),
      [],
    ],
  ]);
});

describe('routes of Rust', () => {
  check('rust', [
    [
      'axum with method routers, nesting and layers',
      [
        'use axum::{Router, routing::{get, post, any}};',
        'fn api() -> Router { Router::new().route("/items", get(list).post(create)) }',
        'fn app() -> Router {',
        '    Router::new().route("/health", get(|| async { "ok" })).nest("/api", api())',
        '        .nest("/in", Router::new().route("/x", any(list).layer(auth)))',
        '        .route("/y", axum::routing::delete(handlers::drop))',
        '}',
        'async fn list() {}',
        'async fn create() {}',
      ].join('\n'),
      [
        'GET /api/items list',
        'POST /api/items create',
        'GET /health fn',
        'DELETE /y handlers::drop',
        'ANY /in/x list [auth]',
      ],
    ],
    [
      'actix-web with attributes, scopes and resources',
      [
        'use actix_web::{get, web, App};',
        '#[get("/health")]',
        '/// Says ok.',
        'async fn health() -> impl Responder { "" }',
        'fn f() {',
        '    App::new().service(web::scope("/api").route("/a", web::post().to(a)).service(web::resource("/b").route(web::get().to(a)).to(a)));',
        '}',
      ].join('\n'),
      ['GET /health health', 'POST /api/a a', 'GET /api/b a', 'ANY /api/b a'],
    ],
    [
      'Rocket with mounts',
      '#[get("/x?<q>")]\nfn x() {}\n#[post("/y", data = "<d>")]\nfn y() {}\nfn r() { rocket::build().mount("/r", routes![x, y]); }\n',
      ['GET /r/x x', 'POST /r/y y'],
    ],
    [
      'warp, Tide and hyper',
      [
        'fn f() {',
        '    let a = warp::path!("api" / u32).and(warp::get()).and_then(show);',
        '    let b = warp::post().and(warp::path("b")).map(|| "");',
        '    app.at("/t").get(show);',
        '    match (req.method(), req.uri().path()) { (&Method::GET, "/h") => ok(), _ => no() }',
        '    match name { "/no" => 1, _ => 2 };',
        '    map.get("/no");',
        '}',
      ].join('\n'),
      ['GET /api/{u32} show', 'POST /b fn', 'GET /t show', 'GET /h f'],
    ],
  ]);
});
