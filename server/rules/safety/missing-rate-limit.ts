import type { Call, CodeModel } from '../../languages/code-model';
import { isTestPath } from '../../documents/path-class';
import { type CodeContext, defineRule } from '../rule';
import { functionPath } from './function-path';

const PYTHON_APP =
  /^(fastapi\.FastAPI|flask\.Flask|quart\.Quart|starlette\.applications\.Starlette|sanic\.Sanic|aiohttp\.web\.Application|litestar\.Litestar|tornado\.web\.Application|falcon(\.asgi)?\.(App|API)|bottle\.Bottle)$/;
const NODE_APP =
  /^(express(\.default)?|fastify(\.default|\.fastify)?|koa(\.default)?|hono\.Hono|@hapi\/hapi\.(server|Server)|restify\.createServer|polka(\.default)?|elysia\.Elysia|(node:)?https?\.createServer|@nestjs\/core\.NestFactory\.create)$/;
const LIMITER =
  /rate[-_ ]?limit|limiter|throttl|slow_?down|slowapi|token_?bucket|leaky_?bucket|bottleneck|express-?brute/i;
const LIMITER_MODULE =
  /^(slowapi|fastapi_limiter|flask_limiter|quart_rate_limiter|aiolimiter|sanic_limiter|ratelimit|limits|pyrate_limiter)(\.|$)/;
const LIMITER_PACKAGES = [
  'express-rate-limit',
  'express-slow-down',
  'express-brute',
  'rate-limiter-flexible',
  '@fastify/rate-limit',
  'fastify-rate-limit',
  'koa-ratelimit',
  'hono-rate-limiter',
  '@nestjs/throttler',
  '@upstash/ratelimit',
];
/** Parts of names and paths that say that the outside comes in here; `edge` is a part of `knowledge`, and `public` one of `publication`. */
const PUBLIC = /gateway|(?<![a-z])(?:public|edge|ingress|internet|proxy)(?![a-z])|front[-_]?door/i;
const PUBLIC_CAMEL = /(?:^|[a-z_])(?:public|Public|Edge|Ingress|Proxy)(?=[A-Z_]|$)/;
const LOOPBACK = /["'`](?:127\.0\.0\.1|localhost|::1)["'`]/;
const ALL_INTERFACES = /["'`](?:0\.0\.0\.0|::)["'`]/;

export const rule = defineRule({
  id: 'missing-rate-limit',
  topic: 'safety',
  severity: 'off',
  impact: 4,
  effort: 4,
  crossFile: true,
  triggers: [
    'FastAPI',
    'Flask',
    'Quart',
    'Starlette',
    'Sanic',
    'Litestar',
    'Application',
    'express',
    'fastify',
    'koa',
    'hono',
    'hapi',
    'restify',
    'NestFactory',
    'falcon',
    'Bottle',
    'polka',
    'Elysia',
    'createServer',
  ],
  documentation: {
    summary: 'Reports gateways to the outside that answer as often as they are asked.',
    whatItDoes:
      'Looks at applications (FastAPI, Flask, Starlette, aiohttp; Express, Fastify, Koa, Hono, NestJS) whose file, title, name or class says that they face the outside (`gateway`, `public`, `edge`, `proxy`). Silent where the file names a limiter, a Python module of the project imports one or the package installs one, and for what listens on this machine alone. ' +
      'Off unless asked for: a proxy in front may do it.',
    whyItMatters:
      'Every request to a model costs seconds of a GPU or money: one caller in a loop is enough to stand in everybody’s way.',
    examples: [
      {
        path: 'gateway.py',
        bad: 'from fastapi import FastAPI\n\napp = FastAPI(title="gateway")\n',
        good: 'from fastapi import FastAPI\nfrom slowapi import Limiter\nfrom slowapi.util import get_remote_address\n\nlimiter = Limiter(key_func=get_remote_address, default_limits=["60/minute"])\napp = FastAPI(title="gateway")\napp.state.limiter = limiter\n',
      },
      {
        path: 'gateway.ts',
        bad: "import express from 'express';\n\nexport const app = express();\n",
        good: "import express from 'express';\nimport { rateLimit } from 'express-rate-limit';\n\nexport const app = express();\napp.use(rateLimit({ windowMs: 60_000, limit: 60 }));\n",
      },
    ],
    references: ['https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/'],
    remediation: {
      steps: ['Limit requests per caller where they come in.'],
      test: 'Send a hundred requests in a second: most are answered with 429.',
      rollback: 'Remove the limiter.',
      dependsOn: [],
    },
  },
  checks: { python: checkApps, typescript: checkApps },
});

function checkApps(context: CodeContext): void {
  const { code, document } = context;
  if (isTestPath(document.path)) return;
  const app = code.calls.find((call) => isApp(code, call) && facesOutside(context, call));
  if (app === undefined || LIMITER.test(withoutComments(code)) || limitsElsewhere(context)) return;
  // Whoever is on the machine already needs no gateway.
  if (LOOPBACK.test(code.text) && !ALL_INTERFACES.test(code.text)) return;
  context.report({
    range: app.callee,
    message:
      'this gateway answers as often as it is asked: one caller in a loop stands in the way of all others; limit requests per caller',
  });
}

function isApp(code: CodeModel, call: Call): boolean {
  if (code.language === 'python') return PYTHON_APP.test(code.calleeOf(call) ?? '');
  return NODE_APP.test(functionPath(code, call) ?? code.calleeOf(call) ?? '');
}

/** Whether the file, the application's title, the name it is given or the class it belongs to says that it faces the outside. */
function facesOutside({ code, document }: CodeContext, app: Call): boolean {
  const titles = app.arguments.map(({ value }) => code.stringValue(value)?.constant ?? '');
  const held = code.assignments.filter(({ value }) => value === app.node).map(({ target }) => code.textOf(target));
  const owner = code.enclosingClass(app.node)?.name ?? '';
  return (
    [document.path, ...titles].some((text) => PUBLIC.test(text)) ||
    [...held, owner].some((name) => /gateway/i.test(name) || PUBLIC_CAMEL.test(name))
  );
}

function withoutComments(code: CodeModel): string {
  return code.language === 'python'
    ? code.text.replace(/#[^\n]*/g, '')
    : code.text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/[^\n]*/g, '');
}

/** A limiter that another file sets up: a Python module imports one, or the package installs one. */
function limitsElsewhere({ code, document, project }: CodeContext): boolean {
  if (code.language !== 'python')
    return LIMITER_PACKAGES.some((name) => project.packageRange(document.path, name) !== null);
  return project.facts.modules.some(({ imports }) => Object.values(imports).some((path) => LIMITER_MODULE.test(path)));
}
