import type { Call, CodeModel } from '../../languages/code-model';
import { type CodeContext, defineRule } from '../rule';

const PYTHON_APP =
  /^(fastapi\.FastAPI|flask\.Flask|quart\.Quart|starlette\.applications\.Starlette|sanic\.Sanic|aiohttp\.web\.Application|litestar\.Litestar)$/;
const NODE_APP =
  /^(express(\.default)?|fastify(\.default|\.fastify)?|koa(\.default)?|hono\.Hono|@hapi\/hapi\.server|restify\.createServer|@nestjs\/core\.NestFactory\.create)$/;
const LIMITER = /rate[-_ ]?limit|limiter|throttl|slow_?down|slowapi|token_?bucket|leaky_?bucket|@Throttle|bottleneck/i;
const LIMITER_MODULE =
  /^(slowapi|fastapi_limiter|flask_limiter|quart_rate_limiter|aiolimiter|sanic_limiter|ratelimit|limits|pyrate_limiter)(\.|$)/;
const PUBLIC = /gateway|public|edge|proxy|ingress|front[-_]?door|internet/i;

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
  ],
  documentation: {
    summary: 'Reports gateways to the outside that answer as often as they are asked.',
    whatItDoes:
      'Looks at applications (FastAPI, Flask, Starlette, aiohttp; Express, Fastify, Koa, Hono, NestJS) whose file or title says that they face the outside (`gateway`, `public`, `edge`, `proxy`). Silent where the file names a limiter, or a Python module of the project imports one. ' +
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
  const { code, document, project } = context;
  if (LIMITER.test(code.text)) return;
  const app = code.calls.find((call) => isApp(code, call));
  if (app === undefined || !(PUBLIC.test(document.path) || PUBLIC.test(titleOf(code, app)))) return;
  const elsewhere = project.facts.modules.some(({ imports }) =>
    Object.values(imports).some((path) => LIMITER_MODULE.test(path)),
  );
  if (code.language === 'python' && elsewhere) return;
  context.report({
    range: app.callee,
    message:
      'this gateway answers as often as it is asked: one caller in a loop stands in the way of all others; limit requests per caller',
  });
}

function isApp(code: CodeModel, call: Call): boolean {
  const path = code.calleeOf(call) ?? '';
  return code.language === 'python' ? PYTHON_APP.test(path) : NODE_APP.test(path);
}

function titleOf(code: CodeModel, app: Call): string {
  return app.arguments.map(({ value }) => code.stringValue(value)?.constant ?? '').join(' ');
}
