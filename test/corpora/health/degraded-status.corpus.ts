import type { Corpus } from '../corpus';
import { TOPIC, casesOf } from './health-cases';

const FASTAPI =
  'from fastapi import FastAPI, HTTPException, Response, status\nfrom fastapi.responses import JSONResponse\nfrom http import HTTPStatus\n\napp = FastAPI()\n\n\n';
const FLASK = 'from flask import Flask, jsonify, make_response\n\napp = Flask(__name__)\n\n\n';
const AIOHTTP = 'from aiohttp import web\n\n\n';
const EXPRESS = "import express from 'express';\nconst app = express();\n";
const FASTIFY = "import Fastify from 'fastify';\nconst app = Fastify();\n";

export const corpus: Corpus = {
  ...TOPIC,
  rules: ['degraded-health-status'],
  cases: [
    ...casesOf('degraded-health-status', 'agents/api.py', [
      [
        'FastAPI: degraded with 503',
        `${FASTAPI}@app.get("/health")\nasync def health():\n    return JSONResponse(status_code=503, content={"status": "degraded"}) <<<\n`,
      ],
      [
        'FastAPI: content first',
        `${FASTAPI}@app.get("/healthz")\nasync def health():\n    return JSONResponse({"status": "DEGRADED", "checks": {}}, 503) <<<\n`,
      ],
      [
        'FastAPI: a named status',
        `${FASTAPI}@app.get("/health")\nasync def health():\n    return JSONResponse(\n        content={"status": "degraded"},\n        status_code=status.HTTP_503_SERVICE_UNAVAILABLE, <<<\n    )\n`,
      ],
      [
        'FastAPI: an HTTPStatus',
        `${FASTAPI}@app.get("/health")\nasync def health():\n    return JSONResponse({"status": "warning"}, status_code=HTTPStatus.SERVICE_UNAVAILABLE) <<<\n`,
      ],
      [
        'FastAPI: the response given to the handler',
        `${FASTAPI}@app.get("/health")\ndef health(response: Response):\n    if slow():\n        response.status_code = 503 <<<\n        return {"status": "degraded"}\n    return {"status": "ok"}\n`,
      ],
      [
        'FastAPI: a choice that forgets degraded',
        `${FASTAPI}@app.get("/health")\ndef health():\n    state = "healthy"\n    if slow():\n        state = "degraded"\n    if broken():\n        state = "unhealthy"\n    code = 200 if state == "healthy" else 503 <<<\n    return JSONResponse({"status": state}, status_code=code)\n`,
      ],
      [
        'FastAPI: error as a plain dictionary',
        `${FASTAPI}@app.get("/health")\ndef health():\n    try:\n        ask()\n        return {"status": "healthy"}\n    except Exception as e:\n        return {"status": "unhealthy", "error": str(e)} <<<\n`,
      ],
      [
        'FastAPI: error by condition',
        `${FASTAPI}@app.get("/health")\ndef health():\n    ok = ask()\n    return {"status": "ok" if ok else "error"} <<<\n`,
      ],
      [
        'FastAPI: error in a model',
        `${FASTAPI}@app.get("/health", response_model=Health)\ndef health():\n    if not ask():\n        return Health(status="error", detail="no database") <<<\n    return Health(status="ok")\n`,
      ],
      [
        'FastAPI: a payload in a variable',
        `${FASTAPI}@app.get("/health")\ndef health():\n    payload = {"status": "degraded", "queue": size()}\n    return JSONResponse(payload, status_code=503) <<<\n`,
      ],
      [
        'an APIRouter with a prefix',
        `from fastapi import APIRouter\nfrom fastapi.responses import ORJSONResponse\nrouter = APIRouter(prefix="/health")\n@router.get("/")\ndef overall():\n    return ORJSONResponse({"status": "degraded"}, status_code=500) <<<\n`,
      ],
      [
        'Flask: degraded with 503',
        `${FLASK}@app.route("/health")\ndef health():\n    return jsonify({"status": "degraded"}), 503 <<<\n`,
      ],
      [
        'Flask: keywords of jsonify',
        `${FLASK}@app.route("/health", methods=["GET"])\ndef health():\n    return jsonify(status="degraded"), 503 <<<\n`,
      ],
      [
        'Flask: error with 200',
        `${FLASK}@app.get("/health")\ndef health():\n    return jsonify({"status": "error"}), 200 <<<\n`,
      ],
      [
        'Flask: error with nothing',
        `${FLASK}@app.get("/health")\ndef health():\n    return jsonify({"status": "down"}) <<<\n`,
      ],
      [
        'Flask: make_response',
        `${FLASK}@app.route("/healthcheck")\ndef check():\n    return make_response(jsonify({"status": "degraded"}), 503) <<<\n`,
      ],
      [
        'Flask: both conditional',
        `${FLASK}@app.route("/health")\ndef health():\n    healthy = ask()\n    return jsonify({"status": "ok" if healthy else "degraded"}), 200 if healthy else 503 <<<\n`,
      ],
      [
        'Flask: body and status in variables of one branch',
        `${FLASK}@app.route("/health")\ndef health():\n    body = {"status": "healthy"}\n    code = 200\n    try:\n        ask()\n    except Exception:\n        body = {"status": "degraded"}\n        code = 503 <<<\n    return jsonify(body), code\n`,
      ],
      [
        'FastAPI: a status that is put into the body later',
        `${FASTAPI}@app.get("/health")\nasync def health():\n    report = {"status": "healthy", "checks": {}}\n    if slow():\n        report["status"] = "degraded"\n    code = 200 if report["status"] == "healthy" else 503 <<<\n    return JSONResponse(content=report, status_code=code)\n`,
      ],
      [
        'FastAPI: an error that is put into the body later',
        `${FASTAPI}@app.get("/health")\nasync def health():\n    report = {"status": "healthy"}\n    if broken():\n        report["status"] = "unhealthy" <<<\n    return report\n`,
      ],
      [
        'FastAPI: an error put in, and its status set in another branch',
        `${FASTAPI}@app.get("/health")\nasync def health(response: Response):\n    report = {"status": "healthy"}\n    try:\n        ask()\n    except OSError:\n        report["status"] = "unhealthy"\n        response.status_code = 503\n    return report\n`,
      ],
      [
        'Tornado',
        `import tornado.web\n\nclass HealthHandler(tornado.web.RequestHandler):\n    def get(self):\n        self.set_status(503) <<<\n        self.write({"status": "degraded"})\n\napp = tornado.web.Application([(r"/health", HealthHandler)])\n`,
      ],
      [
        'aiohttp: degraded with 503',
        `${AIOHTTP}async def health(request):\n    return web.json_response({"status": "degraded"}, status=503) <<<\n\n\napp = web.Application()\napp.router.add_get("/health", health)\n`,
      ],
      [
        'aiohttp: error with 200',
        `${AIOHTTP}class Agent:\n    async def handle_health(self, request):\n        return web.json_response({"status": "error"}) <<<\n\n    def routes(self, app):\n        app.router.add_get("/health", self.handle_health)\n`,
      ],
      [
        'Starlette',
        `from starlette.applications import Starlette\nfrom starlette.responses import JSONResponse\nfrom starlette.routing import Route\n\nasync def health(request):\n    return JSONResponse({"status": "degraded"}, status_code=503) <<<\n\napp = Starlette(routes=[Route("/health", health)])\n`,
      ],
      [
        'http.server',
        `import json\nfrom http.server import BaseHTTPRequestHandler\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path == "/health":\n            self.send_response(503) <<<\n            self.end_headers()\n            self.wfile.write(json.dumps({"status": "degraded"}).encode())\n`,
      ],
      [
        'http.server: error with 200',
        `import json\nfrom http.server import BaseHTTPRequestHandler\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path == "/health":\n            self.send_response(200) <<<\n            self.end_headers()\n            self.wfile.write(json.dumps({"status": "unhealthy"}).encode("utf-8"))\n        else:\n            self.send_response(404)\n            self.end_headers()\n`,
      ],
      [
        'Django',
        `from django.http import JsonResponse\nfrom django.urls import path\n\ndef health(request):\n    return JsonResponse({"status": "degraded"}, status=503) <<<\n\nurlpatterns = [path("health", health)]\n`,
      ],
      [
        'statuses as they should be',
        `${FASTAPI}@app.get("/health")\ndef health():\n    state = probe()\n    if state == 1:\n        return JSONResponse({"status": "degraded"}, status_code=200)\n    if state == 2:\n        return JSONResponse({"status": "error"}, status_code=503)\n    return {"status": "ok"}\n`,
      ],
      [
        'degraded by itself',
        `${FASTAPI}@app.get("/health")\ndef health():\n    return {"status": "degraded" if slow() else "ok"}\n`,
      ],
      [
        'readiness may refuse',
        `${FASTAPI}@app.get("/ready")\ndef ready():\n    return JSONResponse({"status": "degraded"}, status_code=503)\n`,
      ],
      [
        'readiness below health',
        `${FASTAPI}@app.get("/health/ready")\ndef ready():\n    return JSONResponse({"status": "degraded"}, status_code=503)\n`,
      ],
      [
        'parts of a service',
        `${FASTAPI}@app.get("/health")\ndef health():\n    return {"status": "ok", "checks": {"cache": {"status": "error"}, "queue": {"status": "down"}}}\n`,
      ],
      ['another route', `${FASTAPI}@app.get("/jobs/{id}")\ndef job(id: str):\n    return {"status": "failed"}\n`],
      [
        'a choice that counts degraded in',
        `${FASTAPI}@app.get("/health")\ndef health():\n    state = "ok"\n    if slow():\n        state = "degraded"\n    if broken():\n        state = "error"\n    return JSONResponse({"status": state}, status_code=503 if state == "error" else 200)\n`,
      ],
      [
        'a choice by membership',
        `${FASTAPI}@app.get("/health")\ndef health():\n    state = "ok"\n    if slow():\n        state = "degraded"\n    if broken():\n        state = "error"\n    return JSONResponse({"status": state}, status_code=200 if state in ("ok", "degraded") else 503)\n`,
      ],
      [
        'a status set beside the word',
        `${FASTAPI}@app.get("/health")\ndef health():\n    state, code = "ok", 200\n    if broken():\n        state = "error"\n        code = 503\n    return JSONResponse({"status": state}, status_code=code)\n`,
      ],
      [
        'an error that is raised',
        `${FASTAPI}@app.get("/health")\ndef health():\n    if broken():\n        raise HTTPException(status_code=503, detail={"status": "error"})\n    return {"status": "ok"}\n`,
      ],
      [
        'the response set before an error',
        `${FASTAPI}@app.get("/health")\ndef health(response: Response):\n    if broken():\n        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE\n        return {"status": "error"}\n    return {"status": "ok"}\n`,
      ],
      [
        'the response set under a condition',
        `${FASTAPI}@app.get("/health")\ndef health(response: Response):\n    state = "ok" if ask() else "unhealthy"\n    if state == "unhealthy":\n        response.status_code = 503\n    return {"status": state}\n`,
      ],
      [
        'Flask: 500 on errors is an error, too',
        `${FLASK}@app.route("/health")\ndef health():\n    try:\n        ask()\n    except Exception:\n        return jsonify({"status": "error"}), 500\n    return jsonify({"status": "ok"}), 200\n`,
      ],
      [
        'a log line',
        `${FLASK}@app.route("/health")\ndef health():\n    events.append({"status": "error"})\n    return jsonify({"status": "ok"})\n`,
      ],
      [
        'a status that only the run knows',
        `${FLASK}@app.route("/health")\ndef health():\n    result = checker.run()\n    return jsonify({"status": result.status}), result.code\n`,
      ],
      [
        'an own helper without a status',
        `${FLASK}@app.route("/health")\ndef health():\n    return answer({"status": "error"})\n`,
      ],
      [
        'http.server: what a helper returns is no answer yet',
        `import json\nfrom http.server import BaseHTTPRequestHandler\n\nclass Handler(BaseHTTPRequestHandler):\n    def get_health_status(self):\n        return {"status": "error"}\n\n    def do_GET(self):\n        if self.path == "/health":\n            report = self.get_health_status()\n            self.send_response(code_of(report))\n            self.wfile.write(json.dumps(report).encode())\n`,
      ],
      [
        'http.server: another path',
        `import json\nfrom http.server import BaseHTTPRequestHandler\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        if self.path == "/health":\n            self.send_response(200)\n            self.wfile.write(b"ok")\n        elif self.path == "/jobs":\n            self.send_response(200)\n            self.wfile.write(json.dumps({"status": "failed"}).encode())\n`,
      ],
    ]),
    ...casesOf('degraded-health-status', 'gateway/server.ts', [
      [
        'Express: degraded with 503',
        `${EXPRESS}app.get('/health', (req, res) => {\n  res.status(503).json({ status: 'degraded' }); <<<\n});\n`,
      ],
      [
        'Express: error with nothing',
        `${EXPRESS}app.get('/healthz', async (req, res) => {\n  try {\n    await db.ping();\n    res.json({ status: 'ok' });\n  } catch (e) {\n    res.json({ status: 'error', message: String(e) }); <<<\n  }\n});\n`,
      ],
      [
        'Express: error with 200',
        `${EXPRESS}app.get('/health', (req, res) => res.status(200).send({ status: 'unhealthy' })); <<<\n`,
      ],
      [
        'Express: a choice',
        `${EXPRESS}app.get('/health', async (_req, res) => {\n  const status = (await slow()) ? 'degraded' : 'healthy';\n  res.status(status === 'healthy' ? 200 : 503).json({ status }); <<<\n});\n`,
      ],
      [
        'Express: a statement in front',
        `${EXPRESS}app.get('/health', (req, res) => {\n  res.statusCode = 503; <<<\n  res.json({ status: 'degraded' });\n});\n`,
      ],
      [
        'Fastify: code',
        `${FASTIFY}app.get('/health', async (request, reply) => {\n  return reply.code(503).send({ status: 'degraded' }); <<<\n});\n`,
      ],
      [
        'Fastify: a returned error',
        `${FASTIFY}app.get('/health', async () => {\n  return { status: 'error' }; <<<\n});\n`,
      ],
      [
        'node:http',
        `import http from 'node:http';\nhttp.createServer((req, res) => {\n  if (req.url === '/health') {\n    res.writeHead(503, { 'content-type': 'application/json' }); <<<\n    res.end(JSON.stringify({ status: 'degraded' }));\n  }\n}).listen(8080);\n`,
      ],
      [
        'Hono',
        `import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/health', (c) => c.json({ status: 'degraded' }, 503)); <<<\n`,
      ],
      [
        'Koa',
        `import Router from '@koa/router';\nconst router = new Router();\nrouter.get('/health', (ctx) => {\n  ctx.status = 503; <<<\n  ctx.body = { status: 'degraded' };\n});\n`,
      ],
      [
        'Express as it should be',
        `${EXPRESS}app.get('/health', (req, res) => {\n  const status = probe() ? 'degraded' : 'ok';\n  res.status(200).json({ status });\n});\n`,
      ],
      [
        'Express: an error with 503',
        `${EXPRESS}app.get('/health', (req, res) => {\n  if (broken()) return res.status(503).json({ status: 'error' });\n  return res.json({ status: 'ok' });\n});\n`,
      ],
      [
        'Express: membership',
        `${EXPRESS}app.get('/health', (req, res) => {\n  const status = broken() ? 'error' : slow() ? 'degraded' : 'ok';\n  res.status(['ok', 'degraded'].includes(status) ? 200 : 503).json({ status });\n});\n`,
      ],
      ['another route', `${EXPRESS}app.get('/orders', (req, res) => res.json({ status: 'failed' }));\n`],
      [
        'a client',
        `import axios from 'axios';\nexport async function health(url: string) {\n  try { await axios.get(url + '/health'); return { status: 'ok' }; } catch { return { status: 'error' }; }\n}\n`,
      ],
      [
        'Fastify: the code in front',
        `${FASTIFY}app.get('/health', async (request, reply) => {\n  reply.code(503);\n  return { status: 'error' };\n});\n`,
      ],
    ]),
    ...casesOf('degraded-health-status', 'src/main.rs', [
      [
        'axum: degraded with 503',
        'use axum::{routing::get, Json, Router, http::StatusCode, response::IntoResponse};\nasync fn health() -> impl IntoResponse {\n    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "degraded"}))) <<<\n}\nfn app() -> Router { Router::new().route("/health", get(health)) }\n',
      ],
      [
        'axum: error with 200',
        'use axum::{routing::get, Json, Router, http::StatusCode};\nasync fn health() -> (StatusCode, Json<Value>) {\n    if broken() {\n        return (StatusCode::OK, Json(json!({"status": "error"}))); <<<\n    }\n    (StatusCode::OK, Json(json!({"status": "ok"})))\n}\nfn app() -> Router { Router::new().route("/health", get(health)) }\n',
      ],
      [
        'axum: an error with nothing',
        'use axum::{routing::get, Json, Router};\nasync fn health() -> Json<Value> {\n    Json(json!({"status": "unhealthy"})) <<<\n}\nfn app() -> Router { Router::new().route("/health", get(health)) }\n',
      ],
      [
        'actix: degraded with 503',
        'use actix_web::{get, HttpResponse, Responder};\n#[get("/health")]\nasync fn health() -> impl Responder {\n    HttpResponse::ServiceUnavailable().json(json!({"status": "degraded"})) <<<\n}\n',
      ],
      [
        'actix: error with Ok',
        'use actix_web::{get, HttpResponse, Responder};\n#[get("/health")]\nasync fn health() -> impl Responder {\n    match db.ping().await {\n        Ok(_) => HttpResponse::Ok().json(json!({"status": "ok"})),\n        Err(_) => HttpResponse::Ok().json(json!({"status": "error"})), <<<\n    }\n}\n',
      ],
      [
        'actix: a struct',
        'use actix_web::{get, HttpResponse, Responder};\n#[get("/health")]\nasync fn health() -> impl Responder {\n    HttpResponse::ServiceUnavailable().json(Health { status: "degraded".to_string() }) <<<\n}\n',
      ],
      [
        'axum as it should be',
        'use axum::{routing::get, Json, Router, http::StatusCode};\nasync fn health() -> (StatusCode, Json<Value>) {\n    if broken() { return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "error"}))); }\n    (StatusCode::OK, Json(json!({"status": "degraded"})))\n}\nfn app() -> Router { Router::new().route("/health", get(health)) }\n',
      ],
      [
        'parts in Rust',
        'use actix_web::{get, HttpResponse, Responder};\n#[get("/health")]\nasync fn health() -> impl Responder {\n    HttpResponse::Ok().json(json!({"status": "ok", "db": {"status": "error"}}))\n}\n',
      ],
      [
        'another route in Rust',
        'use actix_web::{get, HttpResponse, Responder};\n#[get("/jobs/{id}")]\nasync fn job() -> impl Responder {\n    HttpResponse::Ok().json(json!({"status": "failed"}))\n}\n',
      ],
    ]),
  ],
};
