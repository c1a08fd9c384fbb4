import type { Corpus } from '../corpus';

const path = 'agent.ts';

/** Calls of Node's libraries that wait for ever, and their neighbours that do not. */
export const corpus: Corpus = {
  topic: 'timeouts',
  rules: ['missing-timeout'],
  target: { recall: 0.9, precision: 0.97 },
  cases: [
    { title: 'fetch', path, text: `const answer = await fetch('https://example.org'); <<<\n` },
    {
      title: 'fetch with options',
      path,
      text: `await fetch(url, { <<<\n  method: 'POST',\n  body: JSON.stringify({ signal: 1 }),\n});\n`,
    },
    {
      title: 'fetch with options in a constant',
      path,
      text: `const options = { method: 'POST' };\nawait fetch(url, options); <<<\n`,
    },
    {
      title: 'fetch with a signal in a constant',
      path,
      text: `const options = { method: 'POST', signal: AbortSignal.timeout(5000) };\nawait fetch(url, options);\n`,
    },
    {
      title: 'fetch with a signal set later',
      path,
      text: `const options: RequestInit = { method: 'POST' };\noptions.signal = AbortSignal.timeout(5000);\nawait fetch(url, options);\n`,
    },
    {
      title: 'fetch with options of the caller',
      path,
      text: `export const get = (url: string, init: RequestInit) => fetch(url, init);\n`,
    },
    {
      title: 'fetch with spread options of the caller',
      path,
      text: `export const get = (url: string, init: RequestInit) => fetch(url, { ...init, method: 'GET' });\n`,
    },
    {
      title: 'fetch with spread options that are known',
      path,
      text: `const base = { headers: {} };\nawait fetch(url, { ...base, method: 'GET' }); <<<\n`,
    },
    { title: 'fetch with a time signal', path, text: `await fetch(url, { signal: AbortSignal.timeout(5000) });\n` },
    {
      title: 'fetch with a controller',
      path,
      text: `const controller = new AbortController();\nconst timer = setTimeout(() => controller.abort(), 5000);\nconst answer = await fetch(url, { signal: controller.signal });\nclearTimeout(timer);\n`,
    },
    {
      title: 'fetch with a signal in short',
      path,
      text: `export async function get(url: string, signal: AbortSignal) {\n  return fetch(url, { signal });\n}\n`,
    },
    {
      title: 'fetch of a request with a signal',
      path,
      text: `const request = new Request(url, { signal: AbortSignal.timeout(5000) });\nawait fetch(request);\n`,
    },
    {
      title: 'fetch of a request without a signal',
      path,
      text: `const asked = new Request(url, { method: 'POST' });\nawait fetch(asked); <<<\n`,
    },
    {
      title: 'fetch with a timeout that the platform does not know',
      path,
      text: `await fetch(url, { timeout: 5000 }); <<<\n`,
    },
    {
      title: 'node-fetch of old knows a timeout',
      path,
      text: `import fetch from 'node-fetch';\nawait fetch(url, { timeout: 5000 });\nawait fetch(url); <<<\n`,
    },
    {
      title: 'fetch from undici',
      path,
      text: `import { fetch, request } from 'undici';\nawait fetch(url); <<<\nawait request(url); <<<\nawait request(url, { headersTimeout: 5000, bodyTimeout: 5000 });\n`,
    },
    { title: 'fetch of the global object', path, text: `await globalThis.fetch(url); <<<\n` },
    {
      title: 'fetch required',
      path: 'agent.js',
      text: `const fetch = require('node-fetch');\n\nfetch(url).then((answer) => answer.json()); <<<\n`,
    },
    {
      title: 'fetch in a race',
      path,
      text: `const late = new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5000));\nawait Promise.race([fetch(url), late]);\nawait Promise.race([fetch(url), timeout(5000)]);\n`,
    },
    {
      title: 'fetch kept for a race',
      path,
      text: `const answer = fetch(url);\nconst result = await Promise.race([answer, sleep(5000)]);\n`,
    },
    { title: 'fetch in a race of servers', path, text: `await Promise.race([fetch(a), other]); <<<\n` },
    {
      title: 'fetch inside a helper that keeps the time',
      path,
      text: `import pTimeout from 'p-timeout';\nawait pTimeout(fetch(url), { milliseconds: 5000 });\nawait withTimeout(fetch(url), 5000);\n`,
    },
    { title: 'fetch of the own page', path, text: `await fetch('/api/agents');\n` },
    {
      title: 'fetch of a class of its own',
      path,
      text: `class Store {\n  fetch(key: string) {\n    return this.items.get(key);\n  }\n  load() {\n    return this.fetch('a');\n  }\n}\n`,
    },
    {
      title: 'a function of its own called fetch',
      path,
      text: `const fetch = (url: string) => wrapped(url, 5000);\nawait fetch('https://example.org');\n`,
    },
    {
      title: 'axios',
      path,
      text: `import axios from 'axios';\nawait axios.get(url); <<<\nawait axios.post(url, { a: 1 }); <<<\nawait axios(url); <<<\nawait axios({ url, method: 'get' }); <<<\nawait axios.request({ url }); <<<\nawait axios.delete(url, { headers: {} }); <<<\n`,
    },
    {
      title: 'axios in time',
      path,
      text: `import axios from 'axios';\nawait axios.get(url, { timeout: 5000 });\nawait axios.post(url, { a: 1 }, { timeout: 5000 });\nawait axios({ url, timeout: 5000 });\nawait axios.request({ url, signal: AbortSignal.timeout(1000) });\n`,
    },
    {
      title: 'axios with a limit of nought',
      path,
      text: `import axios from 'axios';\nawait axios.get(url, { timeout: 0 }); <<<\n`,
    },
    {
      title: 'axios with a body that is no option',
      path,
      text: `import axios from 'axios';\nawait axios.post(url, { timeout: 5000 }, { headers: {} }); <<<\n`,
    },
    {
      title: 'axios with options in a constant',
      path,
      text: `import axios from 'axios';\nconst config = { headers: {} };\nawait axios.get(url, config); <<<\nconst patient = { timeout: 5000 };\nawait axios.get(url, patient);\n`,
    },
    {
      title: 'axios with options of the caller',
      path,
      text: `import axios, { type AxiosRequestConfig } from 'axios';\nexport const get = (url: string, config: AxiosRequestConfig) => axios.get(url, config);\n`,
    },
    {
      title: 'axios required',
      path: 'agent.js',
      text: `const axios = require('axios');\nconst http = require('axios').default;\naxios.get(url).then(use); <<<\n`,
    },
    { title: 'axios under another name', path, text: `import http from 'axios';\nawait http.get(url); <<<\n` },
    {
      title: 'an axios instance without a limit',
      path,
      text: `import axios from 'axios';\nconst api = axios.create({ baseURL: url }); <<<\nawait api.get('/x');\n`,
    },
    {
      title: 'an axios instance with a limit',
      path,
      text: `import axios from 'axios';\nconst api = axios.create({ baseURL: url, timeout: 5000 });\nawait api.get('/x');\nconst other = axios.create(config);\n`,
    },
    {
      title: 'an axios instance given a limit later',
      path,
      text: `import axios from 'axios';\nconst api = axios.create({ baseURL: url });\napi.defaults.timeout = 5000;\nawait api.get('/x');\n`,
    },
    {
      title: 'a limit for all of axios',
      path,
      text: `import axios from 'axios';\naxios.defaults.timeout = 5000;\nawait axios.get(url);\n`,
    },
    {
      title: 'an interceptor of axios that sets a limit',
      path,
      text: `import axios from 'axios';\naxios.interceptors.request.use((config) => ({ ...config, timeout: 5000 }));\nawait axios.get(url);\n`,
    },
    {
      title: 'got',
      path,
      text: `import got from 'got';\nawait got(url); <<<\nawait got.post(url, { json: {} }).json(); <<<\nawait got(url, { timeout: { request: 5000 } });\n`,
    },
    {
      title: 'ky has a default',
      path,
      text: `import ky from 'ky';\nawait ky.get(url).json();\nawait ky.get(url, { timeout: 5000 });\n`,
    },
    {
      title: 'ky with its default switched off',
      path,
      text: `import ky from 'ky';\nawait ky.get(url, { timeout: false }).json(); <<<\n`,
    },
    {
      title: 'superagent',
      path,
      text: `import superagent from 'superagent';\nawait superagent.get(url).set('a', 'b'); <<<\nawait superagent.post(url).send({}).timeout(5000);\n`,
    },
    {
      title: 'request',
      path: 'agent.js',
      text: `const request = require('request');\nrequest(url, (error, answer) => use(answer)); <<<\nrequest.get({ url, timeout: 5000 }, callback);\n`,
    },
    {
      title: 'request that is something else',
      path,
      text: `import request from 'supertest';\nawait request(app).get('/x');\n`,
    },
    {
      title: 'http.get',
      path,
      text: `import http from 'node:http';\nimport * as https from 'https';\nhttp.get('http://example.org', (answer) => answer.resume()); <<<\nhttps.get({ host: 'example.org' }, callback); <<<\nhttps.get({ host: 'example.org', timeout: 5000 }, callback);\n`,
    },
    {
      title: 'http.request with a limit of its own',
      path,
      text: `import http from 'node:http';\nconst request = http.request({ host: 'h' }, callback);\nrequest.setTimeout(5000, () => request.destroy());\nrequest.end();\n`,
    },
    {
      title: 'http.request with none',
      path,
      text: `import { request } from 'node:https';\nconst asked = request({ host: 'h', method: 'POST' }, callback); <<<\nasked.end();\n`,
    },
    {
      title: 'http.request with a chained limit',
      path,
      text: `import http from 'node:http';\nhttp.get(url, callback).setTimeout(5000);\n`,
    },
    {
      title: 'ioredis',
      path,
      text: `import Redis from 'ioredis';\nconst redis = new Redis({ host: 'h' }); <<<\nconst other = new Redis({ host: 'h', commandTimeout: 5000 });\n`,
    },
    {
      title: 'processes',
      path,
      text: `import { execSync, spawnSync } from 'node:child_process';\nimport * as cp from 'child_process';\nexecSync('make'); <<<\nspawnSync('make', ['all']); <<<\ncp.execFileSync('make', [], { cwd: '/' }); <<<\nexecSync('make', { timeout: 60000 });\n`,
    },
    {
      title: 'asynchronous processes',
      path,
      text: `import { exec, spawn } from 'node:child_process';\nexec('make');\nspawn('make', []);\n`,
    },
    {
      title: 'gRPC',
      path,
      text: `import * as grpc from '@grpc/grpc-js';\nconst client = new hello.Greeter('h:1', grpc.credentials.createInsecure());\nclient.sayHello({ name: 'a' }, (error, answer) => use(answer)); <<<\nclient.sayHello({ name: 'a' }, { deadline: Date.now() + 5000 }, (error, answer) => use(answer));\n`,
    },
    {
      title: 'ZeroMQ',
      path,
      text: `import * as zmq from 'zeromq';\nconst socket = new zmq.Request();\nsocket.connect(address);\nconst [answer] = await socket.receive(); <<<\n`,
    },
    {
      title: 'ZeroMQ in time',
      path,
      text: `import * as zmq from 'zeromq';\nconst socket = new zmq.Request({ receiveTimeout: 5000 });\nconst [answer] = await socket.receive();\nconst other = new zmq.Request();\nother.receiveTimeout = 5000;\nawait other.receive();\n`,
    },
    {
      title: 'a stream that keeps the time',
      path,
      text: `import { from, timeout } from 'rxjs';\nfrom(fetch(url)).pipe(timeout(5000)).subscribe(callback);\n`,
    },
    {
      title: 'a service worker',
      path: 'sw.js',
      text: `self.addEventListener('fetch', (event) => {\n  event.respondWith(fetch('https://example.org'));\n});\n`,
    },
    { title: 'a page', path: 'Page.tsx', text: `const answer = await fetch('https://example.org');\n` },
    {
      title: 'a hook of a page',
      path: 'use-agents.ts',
      text: `import { useEffect } from 'react';\nexport const load = () => fetch('https://example.org');\n`,
    },
  ],
};
