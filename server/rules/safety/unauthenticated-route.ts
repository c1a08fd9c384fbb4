import { type CodeContext, defineRule } from '../rule';
import {
  type RoutePlace,
  guardsAllRoutes,
  handlerMayAsk,
  hasAuthentication,
  isGuarded,
  servedPaths,
} from './routes/authentication';

/** Parts of a path behind which something is done that not everybody may do. */
const POWERFUL =
  /^(admin\w*|exec|execute|execution|run|run[-_]?(code|command|tool|script)|shell|bash|command|commands|cmd|eval|invoke|shutdown|restart|reboot|kill|deploy|sudo|terminal|console|call[-_]?tool|tool[-_]?calls?|execute[-_]\w+|exec[-_]\w+)$/i;
/** Only what changes something needs a caller: everybody may look at the list of tools. */
const POWERFUL_TO_CHANGE =
  /^(tools?|plugins?|agents?[-_]?control|models?[-_]?(load|unload)|config(uration)?|settings|users?|secrets?|keys?)$/i;
const FOR_EVERYBODY =
  /^(health\w*|healthz|live\w*|ready\w*|ping|status|metrics|version|login|logout|signin|sign-in|signup|register|token|oauth2?|callback|auth|docs|openapi(\.json)?|favicon\.ico|static|public)$/i;
const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE', 'WEBSOCKET']);

export const rule = defineRule({
  id: 'unauthenticated-route',
  topic: 'safety',
  severity: 'warning',
  impact: 8,
  effort: 3,
  crossFile: true,
  triggers: [
    'FastAPI',
    'APIRouter',
    'flask',
    'quart',
    'sanic',
    'import bottle',
    'from bottle',
    'falcon',
    'starlette',
    'litestar',
    'tornado',
    'urlpatterns',
    'aiohttp',
    'add_url_rule',
    'HTTPRequestHandler',
    'RouteTableDef',
    '.route(',
    'router.',
    'Router()',
    'new Router',
    'app.post',
    'app.get',
    'app.put',
    'app.patch',
    'app.delete',
    'app.all',
    'app.websocket',
    "'express'",
    '"express"',
    'fastify',
    'hono',
    'koa',
    'Controller(',
    'createServer',
    'axum',
    'actix_web',
    'rocket',
    'warp::',
  ],
  documentation: {
    summary: 'Reports routes that do powerful things for anybody, in projects that can tell who is asking.',
    whatItDoes:
      'Looks at routes whose path says `admin`, `exec`, `run`, `shell`, `tools`, `shutdown` and the like, in all frameworks it knows. Silent where a guard, a dependency, a decorator, middleware or the handler itself names authentication, ' +
      'for health, metrics and login, and in projects that authenticate nobody: there the network is the border.',
    whyItMatters:
      'One route that was forgotten is enough: it runs what the whole network may ask for, with the rights of the agent.',
    examples: [
      {
        path: 'agents/gateway.py',
        bad: 'from fastapi import Depends, FastAPI\n\nfrom security import get_current_user\n\napp = FastAPI()\n\n\n@app.get("/me")\ndef me(user=Depends(get_current_user)):\n    return user\n\n\n@app.post("/admin/restart")\ndef restart():\n    return {"ok": True}\n',
        good: 'from fastapi import Depends, FastAPI\n\nfrom security import get_current_user\n\napp = FastAPI()\n\n\n@app.get("/me")\ndef me(user=Depends(get_current_user)):\n    return user\n\n\n@app.post("/admin/restart")\ndef restart(user=Depends(get_current_user)):\n    return {"ok": user.is_admin}\n',
      },
      {
        path: 'gateway.ts',
        bad: "import express from 'express';\nimport { requireAuth } from './auth';\n\nexport const app = express();\napp.get('/me', requireAuth, (req, res) => res.json({}));\napp.post('/exec', (req, res) => res.json({}));\n",
        good: "import express from 'express';\nimport { requireAuth } from './auth';\n\nexport const app = express();\napp.get('/me', requireAuth, (req, res) => res.json({}));\napp.post('/exec', requireAuth, (req, res) => res.json({}));\n",
      },
    ],
    references: [
      'https://cwe.mitre.org/data/definitions/306.html',
      'https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/',
    ],
    remediation: {
      steps: [
        'Put the guard that the other routes have before this one.',
        'Let it ask for a role, too, not only for any user.',
      ],
      test: 'Call the route without a token: it answers 401.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: { code: checkRoutes },
});

function checkRoutes(context: CodeContext): void {
  const { code, document, project } = context;
  const place: RoutePlace = { code, path: document.path, project };
  const candidates = code.routes.flatMap((route) => {
    if (route.handler === null || code.isInlineTest(route.node)) return [];
    const path = servedPaths(place, route).find((served) => isPowerful(served, route.methods));
    return path === undefined ? [] : [{ route, path }];
  });
  if (candidates.length === 0 || guardsAllRoutes(place)) return;
  const open = candidates.filter(({ route }) => !isGuarded(place, route) && !handlerMayAsk(place, route));
  if (open.length === 0 || !hasAuthentication(place)) return;
  for (const { route, path } of open) {
    context.report({
      range: route.pathNode ?? route.node,
      message: `anybody may call ${path}, while the project can tell who is asking: put its authentication before this route`,
    });
  }
}

function isPowerful(path: string, methods: readonly string[]): boolean {
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => FOR_EVERYBODY.test(part))) return false;
  if (parts.some((part) => POWERFUL.test(part))) return true;
  return methods.some((method) => CHANGES.has(method)) && parts.some((part) => POWERFUL_TO_CHANGE.test(part));
}
