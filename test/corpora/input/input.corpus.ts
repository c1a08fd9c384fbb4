import type { Corpus, CorpusCase } from '../corpus';

const at =
  (path: string) =>
  (title: string, text: string): CorpusCase => ({ title, path, text });
const py = at('agents/api.py');
const ts = at('src/api.ts');
const FLASK = 'from flask import Flask, request\n\napp = Flask(__name__)\n\n\n';
const FASTAPI = 'from fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n';
const EXPRESS = "import express from 'express';\n\nexport const app = express();\n";

/** Bodies of requests and arguments of tools that are used as they come, and those that something looks at first. */
export const corpus: Corpus = {
  topic: 'input',
  rules: ['unvalidated-input'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    py(
      'a list of numbers is typed',
      `${FASTAPI}@app.post("/say")\nasync def say(ids: list[int], counts: dict[str, int]):\n    return {"count": len(ids)}\n`,
    ),
    ts(
      'a body that is handed on',
      "export async function proxy(request) {\n  return fetch(target, { method: 'POST', body: request.body });\n}\n",
    ),
    {
      title: 'a controller whose route checks',
      path: 'src/controllers/say.ts',
      text: 'export const say = async (req, res) => res.json({ text: req.body.text });\n',
      files: { 'package.json': '{ "dependencies": { "express": "^5.0.0", "joi": "^17.0.0" } }' },
    },

    py(
      'get_json that takes anything',
      `${FLASK}@app.put("/say")\ndef say():\n    data = request.get_json(force=True, silent=True) <<<\n    return {"text": data["text"]}\n`,
    ),
    py(
      'a list as the body in FastAPI',
      `${FASTAPI}@app.put("/say/{name}")\nasync def say(name: str, rows: list): <<<\n    return {"count": len(rows)}\n`,
    ),
    py(
      'a body that may be missing in FastAPI',
      `${FASTAPI}@app.patch("/say")\nasync def say(data: dict | None = None): <<<\n    return {"text": (data or {}).get("text")}\n`,
    ),
    py(
      'a body of Django that is decoded first',
      'import json\n\nfrom django.http import JsonResponse\n\n\ndef say(request):\n    data = json.loads(request.body.decode("utf-8")) <<<\n    return JsonResponse({"text": data["text"]})\n',
    ),
    ts(
      'a form of Hono',
      "import { Hono } from 'hono';\n\nexport const app = new Hono();\napp.post('/say', async (c) => {\n  const { text } = await c.req.parseBody(); <<<\n  return c.text(text);\n});\n",
    ),
    py(
      'a dictionary that is no body',
      `from fastapi import Depends\n\n${FASTAPI}@app.post("/say")\nasync def say(data: Say, settings: dict = Depends(settings)):\n    return {"text": data.text, "by": settings["name"]}\n`,
    ),

    py(
      'get_json of Flask',
      `${FLASK}@app.post("/say")\ndef say():\n    data = request.get_json() <<<\n    return {"text": data["text"]}\n`,
    ),
    py('json of Flask', `${FLASK}@app.post("/say")\ndef say():\n    return {"text": request.json["text"]} <<<\n`),
    py(
      'json of Flask by get',
      `${FLASK}@app.post("/say")\ndef say():\n    return {"text": request.json.get("text", "")} <<<\n`,
    ),
    py(
      'flask as a whole module',
      'import flask\n\napp = flask.Flask(__name__)\n\n\n@app.post("/say")\ndef say():\n    return flask.request.get_json()["text"] <<<\n',
    ),
    py('a form of Flask', `${FLASK}@app.post("/say")\ndef say():\n    return {"text": request.form["text"]} <<<\n`),
    py(
      'raw data that is parsed by hand',
      `import json\n\n${FLASK}@app.post("/say")\ndef say():\n    data = json.loads(request.data) <<<\n    return data["text"]\n`,
    ),
    py(
      'get_data that is parsed by hand',
      `import json\n\n${FLASK}@app.post("/say")\ndef say():\n    data = json.loads(request.get_data()) <<<\n    return data["text"]\n`,
    ),
    py(
      'json of a request of FastAPI',
      `${FASTAPI}@app.post("/say")\nasync def say(request: Request):\n    data = await request.json() <<<\n    return {"text": data["text"]}\n`,
    ),
    py(
      'a dictionary as the body in FastAPI',
      `${FASTAPI}@app.post("/say")\nasync def say(data: dict): <<<\n    return {"text": data["text"]}\n`,
    ),
    py(
      'any body in FastAPI',
      `from typing import Any\n\nfrom fastapi import Body\n\n${FASTAPI}@app.post("/say")\nasync def say(data: dict[str, Any] = Body(...)): <<<\n    return {"text": data["text"]}\n`,
    ),
    py(
      'json of aiohttp',
      'from aiohttp import web\n\n\nasync def say(request):\n    data = await request.json() <<<\n    return web.json_response({"text": data["text"]})\n',
    ),
    py(
      'json of Starlette',
      'from starlette.responses import JSONResponse\n\n\nasync def say(request):\n    body = await request.json() <<<\n    return JSONResponse({"text": body["text"]})\n',
    ),
    py(
      'json of Quart',
      'from quart import Quart, request\n\napp = Quart(__name__)\n\n\n@app.post("/say")\nasync def say():\n    data = await request.get_json() <<<\n    return {"text": data["text"]}\n',
    ),
    py(
      'json of Sanic',
      'from sanic import Sanic\nfrom sanic.response import json\n\napp = Sanic("agent")\n\n\n@app.post("/say")\nasync def say(request):\n    return json({"text": request.json["text"]}) <<<\n',
    ),
    py(
      'a body of Django',
      'import json\n\nfrom django.http import JsonResponse\n\n\ndef say(request):\n    data = json.loads(request.body) <<<\n    return JsonResponse({"text": data["text"]})\n',
    ),
    py(
      'POST of Django',
      'from django.http import JsonResponse\n\n\ndef say(request):\n    return JsonResponse({"text": request.POST["text"]}) <<<\n',
    ),
    py(
      'data of Django REST framework',
      'from rest_framework.response import Response\nfrom rest_framework.views import APIView\n\n\nclass Say(APIView):\n    def post(self, request):\n        return Response({"text": request.data["text"]}) <<<\n',
    ),
    py(
      'arguments that a model wrote',
      'import json\n\n\ndef run(tool_call, tools):\n    arguments = json.loads(tool_call.function.arguments) <<<\n    return tools[tool_call.function.name](**arguments)\n',
    ),
    py(
      'arguments of a call that a model wrote',
      'import json\n\n\ndef run(call, tools):\n    return tools[call.name](**json.loads(call.arguments)) <<<\n',
    ),
    py(
      'arguments in a dictionary',
      'import json\n\n\ndef run(message, tools):\n    call = message["tool_calls"][0]\n    args = json.loads(call["function"]["arguments"]) <<<\n    return tools[call["function"]["name"]](**args)\n',
    ),
    py(
      'the input of a tool of Anthropic',
      'def run(block, tools):\n    if block.type == "tool_use":\n        return tools[block.name](**block.input) <<<\n    return None\n',
    ),
    ts(
      'a body of Express',
      `${EXPRESS}app.post('/say', (req, res) => {\n  res.json({ text: req.body.text }); <<<\n});\n`,
    ),
    ts(
      'a body taken apart',
      `${EXPRESS}app.post('/say', (req, res) => {\n  const { text } = req.body; <<<\n  res.json({ text });\n});\n`,
    ),
    ts(
      'a body by another name',
      `${EXPRESS}app.post('/say', (request, response) => {\n  response.json({ text: request.body.text }); <<<\n});\n`,
    ),
    ts(
      'a body cast to a type',
      `${EXPRESS}app.post('/say', (req, res) => {\n  const body = req.body as Say; <<<\n  res.json({ text: body.text });\n});\n`,
    ),
    ts(
      'a named handler',
      `${EXPRESS}function say(req, res) {\n  res.json({ text: req.body.text }); <<<\n}\napp.post('/say', say);\n`,
    ),
    ts(
      'a controller',
      'export class Controller {\n  async say(req: Request, res: Response) {\n    await this.service.say(req.body); <<<\n    res.end();\n  }\n}\n',
    ),
    ts(
      'a body of Koa',
      "import Router from '@koa/router';\n\nexport const router = new Router();\nrouter.post('/say', async (ctx) => {\n  ctx.body = { text: ctx.request.body.text }; <<<\n});\n",
    ),
    ts(
      'a body of Hono',
      "import { Hono } from 'hono';\n\nexport const app = new Hono();\napp.post('/say', async (c) => {\n  const body = await c.req.json(); <<<\n  return c.json({ text: body.text });\n});\n",
    ),
    ts(
      'a body of Fastify',
      "import fastify from 'fastify';\n\nexport const app = fastify();\napp.post('/say', async (request) => {\n  return { text: request.body.text }; <<<\n});\n",
    ),
    ts(
      'a body of Next',
      'export async function POST(request: Request) {\n  const { text } = await request.json(); <<<\n  return Response.json({ text });\n}\n',
    ),
    ts(
      'a body of an older Next',
      'export default async function handler(req, res) {\n  await save(req.body); <<<\n  res.end();\n}\n',
    ),
    ts(
      'a body of NestJS without a type',
      "import { Body, Controller, Post } from '@nestjs/common';\n\n@Controller('say')\nexport class Say {\n  @Post()\n  say(@Body() body: any) { <<<\n    return { text: body.text };\n  }\n}\n",
    ),
    ts(
      'arguments that a model wrote',
      'export function run(toolCall: ToolCall, tools: Tools) {\n  const args = JSON.parse(toolCall.function.arguments); <<<\n  return tools[toolCall.function.name](args);\n}\n',
    ),
    ts(
      'arguments of a call',
      'export const run = (call: Call, tools: Tools) => tools[call.name](JSON.parse(call.arguments)); <<<\n',
    ),
    ts(
      'the input of a tool',
      "export function run(block: ToolUseBlock, tools: Tools) {\n  if (block.type === 'tool_use') return tools[block.name](block.input); <<<\n  return null;\n}\n",
    ),
    ts(
      'a body spread into a call',
      `${EXPRESS}app.post('/say', async (req, res) => {\n  await save({ ...req.body }); <<<\n  res.end();\n});\n`,
    ),

    py(
      'a model by its class',
      `${FASTAPI}@app.post("/say")\nasync def say(data: Say):\n    return {"text": data.text}\n`,
    ),
    py(
      'model_validate',
      `${FLASK}@app.post("/say")\ndef say():\n    message = Say.model_validate(request.get_json())\n    return {"text": message.text}\n`,
    ),
    py(
      'a model that is called',
      `${FLASK}@app.post("/say")\ndef say():\n    message = Say(**request.get_json())\n    return {"text": message.text}\n`,
    ),
    py('parse_obj', `${FLASK}@app.post("/say")\ndef say():\n    return {"text": Say.parse_obj(request.json).text}\n`),
    py(
      'a TypeAdapter',
      `${FLASK}@app.post("/say")\ndef say():\n    return {"count": len(TypeAdapter(list[int]).validate_python(request.json))}\n`,
    ),
    py(
      'a schema of marshmallow',
      `${FLASK}@app.post("/say")\ndef say():\n    data = SaySchema().load(request.get_json())\n    return {"text": data["text"]}\n`,
    ),
    py(
      'jsonschema',
      `import jsonschema\n\n${FLASK}@app.post("/say")\ndef say():\n    data = request.get_json()\n    jsonschema.validate(data, SCHEMA)\n    return {"text": data["text"]}\n`,
    ),
    py(
      'voluptuous',
      `${FLASK}@app.post("/say")\ndef say():\n    data = SCHEMA(request.get_json())\n    return {"text": data["text"]}\n`,
    ),
    py(
      'a form of WTForms',
      `${FLASK}@app.post("/say")\ndef say():\n    form = SayForm(request.form)\n    if not form.validate():\n        return "no", 400\n    return form.text.data\n`,
    ),
    py(
      'checked by hand',
      `${FLASK}@app.post("/say")\ndef say():\n    data = request.get_json()\n    if not isinstance(data, dict) or not isinstance(data.get("text"), str):\n        return "no", 400\n    return {"text": data["text"]}\n`,
    ),
    py(
      'a function that checks',
      `${FLASK}@app.post("/say")\ndef say():\n    data = validate_say(request.get_json())\n    return {"text": data["text"]}\n`,
    ),
    py(
      'a decorator that checks',
      `${FLASK}@app.post("/say")\n@validate_json(SaySchema)\ndef say():\n    return {"text": request.get_json()["text"]}\n`,
    ),
    py(
      'a serializer of Django REST framework',
      'from rest_framework.views import APIView\n\n\nclass Say(APIView):\n    def post(self, request):\n        serializer = SaySerializer(data=request.data)\n        serializer.is_valid(raise_exception=True)\n        return serializer.save()\n',
    ),
    py(
      'a form of Django',
      'def say(request):\n    form = SayForm(request.POST)\n    if form.is_valid():\n        form.save()\n',
    ),
    py(
      'arguments of a tool through a model',
      'import json\n\n\ndef run(tool_call):\n    arguments = Search.model_validate_json(tool_call.function.arguments)\n    return search(arguments.query)\n',
    ),
    py(
      'arguments of a tool that are checked',
      'import json\n\nimport jsonschema\n\n\ndef run(tool_call, tool):\n    arguments = json.loads(tool_call.function.arguments)\n    jsonschema.validate(arguments, tool.parameters)\n    return tool(**arguments)\n',
    ),
    py(
      'a message that is checked',
      'import zmq\n\nsocket = zmq.Context().socket(zmq.REP)\n\n\ndef serve():\n    request = Request.model_validate(socket.recv_json())\n    return request.action\n',
    ),
    py(
      'msgspec',
      'import msgspec\n\n\nasync def say(request):\n    message = msgspec.json.decode(await request.body(), type=Say)\n    return message.text\n',
    ),
    py(
      'a client reads an answer',
      'import requests\n\n\ndef ask(url):\n    return requests.get(url, timeout=5).json()["text"]\n',
    ),
    py(
      'a client by a name like request',
      'import httpx\n\n\ndef ask(url):\n    response = httpx.get(url)\n    return response.json()["text"]\n',
    ),
    py(
      'a file of its own',
      'import json\n\n\ndef settings(path):\n    with open(path) as file:\n        return json.load(file)["text"]\n',
    ),
    py('the method of a request', `${FLASK}@app.post("/say")\ndef say():\n    return {"method": request.method}\n`),
    py(
      'arguments of the command line',
      'import argparse\n\n\ndef main():\n    arguments = argparse.ArgumentParser().parse_args()\n    return arguments.text\n',
    ),
    ts(
      'parse of zod',
      `${EXPRESS}app.post('/say', (req, res) => {\n  const { text } = Say.parse(req.body);\n  res.json({ text });\n});\n`,
    ),
    ts(
      'safeParse of zod',
      `${EXPRESS}app.post('/say', (req, res) => {\n  const body = Say.safeParse(req.body);\n  if (!body.success) return res.sendStatus(400);\n  res.json({ text: body.data.text });\n});\n`,
    ),
    ts(
      'a middleware that checks',
      `${EXPRESS}app.post('/say', validate(Say), (req, res) => res.json({ text: req.body.text }));\n`,
    ),
    ts(
      'celebrate',
      `${EXPRESS}app.post('/say', celebrate({ body: Say }), (req, res) => res.json({ text: req.body.text }));\n`,
    ),
    ts(
      'express-validator',
      `${EXPRESS}app.post('/say', body('text').isString(), (req, res) => {\n  const errors = validationResult(req);\n  if (!errors.isEmpty()) return res.sendStatus(400);\n  res.json({ text: req.body.text });\n});\n`,
    ),
    ts(
      'Joi',
      `${EXPRESS}app.post('/say', (req, res) => {\n  const { error, value } = schema.validate(req.body);\n  if (error) return res.sendStatus(400);\n  res.json({ text: value.text });\n});\n`,
    ),
    ts(
      'ajv',
      `${EXPRESS}const validate = ajv.compile(schema);\napp.post('/say', (req, res) => {\n  if (!validate(req.body)) return res.sendStatus(400);\n  res.json({ text: req.body.text });\n});\n`,
    ),
    ts('valibot', `${EXPRESS}app.post('/say', (req, res) => res.json({ text: v.parse(Say, req.body).text }));\n`),
    ts(
      'class-validator',
      `${EXPRESS}app.post('/say', async (req, res) => {\n  const say = plainToInstance(Say, req.body);\n  await validateOrReject(say);\n  res.json({ text: say.text });\n});\n`,
    ),
    ts(
      'checked by hand',
      `${EXPRESS}app.post('/say', (req, res) => {\n  if (typeof req.body.text !== 'string') return res.sendStatus(400);\n  res.json({ text: req.body.text });\n});\n`,
    ),
    ts(
      'a DTO of NestJS',
      "import { Body, Controller, Post } from '@nestjs/common';\n\n@Controller('say')\nexport class Say {\n  @Post()\n  say(@Body() body: SayDto) {\n    return { text: body.text };\n  }\n}\n",
    ),
    ts(
      'a pipe of NestJS',
      "import { Body, Controller, Post } from '@nestjs/common';\n\n@Controller('say')\nexport class Say {\n  @Post()\n  say(@Body(new ZodPipe(schema)) body: any) {\n    return { text: body.text };\n  }\n}\n",
    ),
    ts(
      'a schema of Fastify',
      "import fastify from 'fastify';\n\nexport const app = fastify();\napp.post('/say', { schema: { body: Say } }, async (request) => ({ text: request.body.text }));\n",
    ),
    ts(
      'a validator of Hono',
      "import { Hono } from 'hono';\n\nexport const app = new Hono();\napp.post('/say', zValidator('json', Say), (c) => c.json({ text: c.req.valid('json').text }));\n",
    ),
    ts(
      'arguments of a tool through zod',
      'export function run(toolCall: ToolCall) {\n  return search(Search.parse(JSON.parse(toolCall.function.arguments)));\n}\n',
    ),
    ts(
      'a body of an answer',
      'export async function ask(url: string) {\n  const response = await fetch(url);\n  return (await response.json()).text;\n}\n',
    ),
    ts(
      'a body that is sent',
      "export const ask = (url: string, text: string) => fetch(url, { method: 'POST', body: JSON.stringify({ text }) });\n",
    ),
    ts('the body of the page', "export const mark = () => document.body.classList.add('dark');\n"),
    ts(
      'a message of a socket through zod',
      "socket.on('message', (data) => {\n  const message = Message.parse(JSON.parse(data.toString()));\n  socket.send(message.text);\n});\n",
    ),
    ts(
      'what is logged',
      `${EXPRESS}app.use((req, res, next) => {\n  console.log(req.method, req.path);\n  next();\n});\n`,
    ),
  ],
};
