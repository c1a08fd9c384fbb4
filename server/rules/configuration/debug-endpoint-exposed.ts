import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { envLookup } from '../../fixes/env-lookup';
import { quoteAt } from '../../fixes/quotes';
import { type Argument, type Call, type CodeModel, argumentOf } from '../../languages/code-model';
import type { Route } from '../../languages/route';
import { isDocumentationPath } from '../../documents/path-class';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import {
  type RoutePlace,
  hasAuthentication,
  isGuarded,
  mentionsGuardOfAll,
  namesAuthentication,
} from '../safety/routes/authentication';
import { type CodeContext, defineRule } from '../rule';
import { isDevelopmentFile } from './development-only';
import { behindFlagFix } from './flag-fix';
import { isBehindFlag } from './flags';

export const rule = defineRule({
  id: 'debug-endpoint-exposed',
  topic: 'configuration',
  severity: 'information',
  impact: 6,
  effort: 2,
  crossFile: true,
  triggers: [
    'debug',
    'DEBUG',
    '/admin',
    '/metrics',
    '/docs',
    '/swagger',
    '/redoc',
    '/openapi',
    '/api-docs',
    '/graphiql',
    '/playground',
    '/actuator',
    'pprof',
    'SwaggerModule',
    'swaggerUi',
    'SwaggerUi',
    'errorhandler',
    'errorHandler',
    'playground',
    'introspection',
    'graphiql',
  ],
  documentation: {
    summary:
      'Reports debug modes, and routes for debugging, administration, metrics and documentation that are open to everybody.',
    whatItDoes:
      'Reports debug modes that are always on (`app.run(debug=True)`, `FastAPI(debug=True)`, `DEBUG = True` of Django, `errorhandler()` of Express, a GraphQL playground), and routes such as `/admin`, `/debug`, `/metrics`, `/docs` ' +
      'that are neither behind a flag nor behind authentication. Silent in files for development, in branches that ask the environment or the settings, where a guard, a dependency or middleware asks who is calling, for servers on loopback, ' +
      'and for the documentation pages that a framework makes by itself.',
    whyItMatters:
      'The debugger of Werkzeug runs any Python for whoever reaches it; a debug page shows the environment; metrics and API documentation tell an attacker where to go on.',
    examples: [
      {
        path: 'hub.py',
        bad: 'from flask import Flask\n\napp = Flask(__name__)\napp.run(host="0.0.0.0", port=7200, debug=True)\n',
        good: 'import os\n\nfrom flask import Flask\n\napp = Flask(__name__)\napp.run(host="0.0.0.0", port=7200, debug=os.getenv("DEBUG") == "1")\n',
      },
      {
        path: 'gateway.py',
        bad: 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/debug/threads")\ndef threads():\n    return dump()\n',
        good: 'from fastapi import Depends, FastAPI\n\napp = FastAPI()\n\n\n@app.get("/debug/threads", dependencies=[Depends(require_admin)])\ndef threads():\n    return dump()\n',
      },
      {
        path: 'gateway.ts',
        bad: "import express from 'express';\n\nexport const app = express();\napp.get('/metrics', (req, res) => res.send(render()));\n",
        good: "import express from 'express';\nimport { requireAuth } from './auth';\n\nexport const app = express();\napp.get('/metrics', requireAuth, (req, res) => res.send(render()));\n",
      },
    ],
    fixSafety:
      'To be reviewed: debug mode is then asked for by a variable and off without it. A route goes behind a variable of its kind (`ENABLE_METRICS=1`), and is not there without it: whoever collects metrics has to set it.',
    references: [
      'https://cwe.mitre.org/data/definitions/489.html',
      'https://flask.palletsprojects.com/en/stable/debugging/',
      'https://fastapi.tiangolo.com/how-to/conditional-openapi/',
    ],
    remediation: {
      steps: [
        'Turn debug mode on by a variable only.',
        'Put the routes behind the authentication of the others, or on a port of their own that is not published.',
      ],
      test: 'Call the route from another machine without a token: it answers 401 or 404.',
      rollback: 'Set the variable.',
      dependsOn: [],
    },
  },
  checks: { code: check },
});

function check(context: CodeContext): void {
  const { code, document } = context;
  if (
    isDevelopmentFile(document.path) ||
    isDocumentationPath(document.path) ||
    /(?:^|\/)(?:examples?|docs?[_-]\w+|samples?|tutorials?)\//.test(document.path)
  )
    return;
  checkModes(context);
  if (code.language === 'python') checkDjangoSettings(context);
  checkRoutes(context);
  checkMounts(context);
}

interface Mode {
  /** The option's value, or the whole call where it is on by being called. */
  readonly node: SyntaxNode;
  readonly what: string;
  /** True where the value can be read from the environment instead. */
  readonly replaceable: boolean;
}

function checkModes(context: CodeContext): void {
  const { code } = context;
  for (const call of code.calls) {
    const mode = modeOf(code, call);
    if (mode === null || isBehindFlag(code, call.node) || code.isInlineTest(call.node)) continue;
    report(
      context,
      mode.node,
      `${mode.what} for everybody who reaches the server: let a variable turn it on`,
      mode.replaceable ? debugFixes(context, mode.node) : [],
    );
  }
}

function modeOf(code: CodeModel, call: Call): Mode | null {
  switch (code.language) {
    case 'python':
      return pythonMode(code, call);
    case 'rust':
      return /(?:^|\.)(?:SwaggerUi|RapiDoc|Redoc)\.(?:new|with_url)$/.test(code.calleeOf(call) ?? '')
        ? { node: call.node, what: 'the documentation of the API is open', replaceable: false }
        : null;
    default:
      return scriptMode(code, call);
  }
}

/** Applications that show what went wrong, with all variables, when told to debug. */
const DEBUG_APPLICATION = /(?:^|\.)(?:FastAPI|Starlette|Litestar|Sanic|Quart|Flask|Dash)$/;
const WEB_MODULE =
  /^(?:flask|quart|fastapi|starlette|litestar|sanic|dash|bottle|tornado|aiohttp|falcon|robyn|nicegui|gradio|flask_socketio|socketio|eve|connexion|apiflask)(?:\.|$)/;

function pythonMode(code: CodeModel, call: Call): Mode | null {
  const debug =
    ['debug', 'use_debugger', 'use_evalex'].map((name) => argumentOf(call, name)).find((one) => one !== null) ?? null;
  if (debug !== null && isTrue(code, debug)) {
    const what = 'debug mode is on';
    const callee = code.resolvedCallee(call) ?? call.name;
    if (isLoopback(code, call)) return null;
    if (DEBUG_APPLICATION.test(callee)) return { node: debug.value, what, replaceable: true };
    const isServer = /^(?:run|run_app|run_server|Application|launch|serve|listen|run_async|run_debug)$/.test(call.name);
    if (
      isServer &&
      (call.receiver !== null || /\./.test(callee)) &&
      code.imports.some(({ module }) => WEB_MODULE.test(module)) &&
      !/asyncio/.test(callee)
    )
      return { node: debug.value, what, replaceable: true };
  }
  if (call.name === 'DebuggedApplication')
    return { node: call.node, what: 'the debugger of Werkzeug answers', replaceable: false };
  return null;
}

/** A server on loopback is nobody's but the developer's. */
function isLoopback(code: CodeModel, call: Call): boolean {
  const host = argumentOf(call, 'host');
  const text = host === null ? null : (code.stringValue(host.value)?.constant ?? null);
  return text !== null && /^(?:localhost|127\.|::1$)/.test(text);
}

function isTrue(code: CodeModel, { value }: Argument): boolean {
  if (/^(?:True|true|1)$/.test(code.textOf(value))) return true;
  const values = value.type === 'identifier' ? code.valuesOf(value) : [];
  return values.length === 1 && values[0] !== undefined && /^(?:True|true)$/.test(code.textOf(values[0]));
}

function scriptMode(code: CodeModel, call: Call): Mode | null {
  const callee = code.resolvedCallee(call) ?? call.name;
  if (
    /^(?:errorhandler|errorHandler)$/.test(call.name) &&
    /^errorhandler\b/.test(code.originOf(call.callee)?.name ?? callee) &&
    code.imports.some(({ module }) => module === 'errorhandler')
  )
    return { node: call.node, what: 'errors are shown with their stack', replaceable: false };
  if (/^(?:ApolloServer|GraphQLServer|createYoga|graphqlHTTP|mercurius|createHandler)$/.test(call.name)) {
    for (const name of ['playground', 'graphiql', 'debug', 'includeStacktraceInErrorResponses']) {
      const option = optionOf(code, call, name);
      if (option !== null) return { node: option, what: `the ${name} of GraphQL is on`, replaceable: true };
    }
  }
  if (callee.endsWith('SwaggerModule.setup'))
    return { node: call.node, what: 'the documentation of the API is open', replaceable: false };
  return null;
}

/** The value `true` of an option in an object that is passed. */
function optionOf(code: CodeModel, call: Call, name: string): SyntaxNode | null {
  for (const argument of call.arguments) {
    if (argument.name === name && code.textOf(argument.value) === 'true') return argument.value;
    if (argument.value.type !== 'object') continue;
    for (const pair of argument.value.namedChildren) {
      const key = pair.childForField('key');
      const value = pair.childForField('value');
      if (key !== null && value !== null && code.textOf(key) === name && code.textOf(value) === 'true') return value;
    }
  }
  return null;
}

/** `DEBUG = True` of Django, and what Flask is told through its attributes and settings. */
function checkDjangoSettings(context: CodeContext): void {
  const { code, document } = context;
  const isSettings =
    /(?:^|\/)(?:settings|config)(?:\/[\w]+)?\.py$/.test(document.path) &&
    /INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF/.test(code.text);
  for (const { target, value } of code.assignments) {
    if (code.textOf(value) !== 'True' || isBehindFlag(code, target)) continue;
    const name = code.textOf(target);
    const isDjango = isSettings && name === 'DEBUG' && code.enclosingFunction(target) === null;
    const isFlask =
      /^\w*app\.(?:debug|config\[["']DEBUG["']\])$/.test(name) &&
      code.imports.some(({ module }) => WEB_MODULE.test(module));
    if (isDjango || isFlask)
      report(
        context,
        value,
        'debug mode is on for everybody who reaches the server: let a variable turn it on',
        debugFixes(context, value),
      );
  }
}

function debugFixes(context: CodeContext, node: SyntaxNode): Fix[] {
  const { code, document, project } = context;
  if (node.hasError) return [];
  return [
    {
      title: 'Turn it on with DEBUG=1 only',
      safety: 'review',
      edits: () => {
        const quote = quoteAt(code, node);
        const lookup = envLookup(code, project, document.uri, { variable: 'DEBUG', defaultExpression: null, quote });
        const equals = code.language === 'python' ? '==' : '===';
        return [
          ...lookup.edits,
          { uri: document.uri, range: rangeOf(node), newText: `${lookup.expression} ${equals} ${quote}1${quote}` },
        ];
      },
    },
  ];
}

function rangeOf({ start, end }: SyntaxNode): TextRange {
  return { start, end };
}

const DEBUG_PART =
  /^_?_?(?:debug|debugger|pprof|console|trace|profiler|phpinfo|actuator|heapdump|threaddump|dump|internals?|env|vars)_?_?$/i;
const ADMIN_PART = /^admin(?:istration|istrator)?$/i;
const METRICS_PART = /^(?:metrics|prometheus|stats_?internal)$/i;
const DOCS_PART =
  /^(?:docs|api-?docs|swagger(?:-ui)?|redoc|openapi(?:\.json|\.yaml)?|swagger\.json|graphiql|playground|api-documentation)$/i;

/** What turns the routes of a kind on. */
const FLAG_VARIABLES: ReadonlyMap<string, string> = new Map([
  ['administration', 'ENABLE_ADMIN_ROUTES'],
  ['metrics', 'ENABLE_METRICS'],
  ['documentation', 'ENABLE_API_DOCS'],
]);

const AUTHENTICATES_ALL = /\.use\([^\n;]{0,80}authenticat|add_middleware\([^\n]{0,80}Authenticat/;

function checkRoutes(context: CodeContext): void {
  const { code, document, project } = context;
  const place: RoutePlace = { code, path: document.path, project };
  const open = code.routes.filter((route) => {
    const kind = kindOfRoute(route);
    if (kind === null || route.handler === null || code.isInlineTest(route.node)) return false;
    return !isAsked(place, route) && !isBehindFlag(code, route.node);
  });
  if (open.length === 0 || mentionsGuardOfAll(code) || AUTHENTICATES_ALL.test(code.text)) return;
  const seen = new Set<string>();
  for (const route of open) {
    const kind = kindOfRoute(route);
    // Where the project can tell who is asking, unauthenticated-route speaks of the routes that do something.
    if (kind === 'administration' && route.function !== null && hasAuthentication(place)) continue;
    // The pages of one tool are one finding.
    const key = `${kind} ${route.path?.split('/').slice(0, 2).join('/')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    report(
      context,
      route.pathNode ?? route.node,
      `${route.path ?? 'this route'} is open to everybody who reaches the server: put ${kind} behind a flag or authentication, or on a port that is not published`,
      behindFlagFix(context, route.node, FLAG_VARIABLES.get(kind ?? '') ?? 'ENABLE_DEBUG_ROUTES'),
    );
  }
}

/** `app.mount("/metrics", make_asgi_app())`, `app.use('/docs', swaggerUi.serve, …)` */
function checkMounts(context: CodeContext): void {
  const { code } = context;
  for (const call of code.calls) {
    if (!/^(?:mount|use)$/.test(call.name) || call.receiver === null || call.arguments.length < 2) continue;
    const [first] = call.arguments;
    const path = first === undefined ? null : (code.stringValue(first.value)?.constant ?? null);
    if (first === undefined || path === null || !path.startsWith('/')) continue;
    const parts = path.split('/').filter((part) => part !== '');
    const last = parts.at(-1) ?? '';
    const kind = DOCS_PART.test(last) ? 'documentation' : METRICS_PART.test(last) ? 'metrics' : null;
    const text = code.textOf(call.node);
    // Pages that were written by hand are served as files: they are there to be read.
    if (
      kind === null ||
      /static|ServeDir|StaticFiles/i.test(text) ||
      namesAuthentication(text) ||
      /authenticat/i.test(text)
    )
      continue;
    if (isBehindFlag(code, call.node) || mentionsGuardOfAll(code) || AUTHENTICATES_ALL.test(code.text)) continue;
    report(
      context,
      first.value,
      `${path} is open to everybody who reaches the server: put ${kind} behind a flag or authentication, or on a port that is not published`,
      behindFlagFix(context, call.node, FLAG_VARIABLES.get(kind) ?? 'ENABLE_DEBUG_ROUTES'),
    );
  }
}

function kindOfRoute({ path, methods }: Route): string | null {
  const parts = (path ?? '').split('/').filter((part) => part !== '');
  // `/users/{id}/env` belongs to the user: what comes late in a path is part of something else.
  const first = parts
    .slice(0, /^(?:api|v\d+|internal|system|\{.*\})$/.test(parts[0] ?? '') ? 3 : 2)
    .filter((part) => !/^(?:api|v\d+)$/.test(part));
  if (first.some((part) => ADMIN_PART.test(part)))
    return /login|logout|auth/i.test(path ?? '') ? null : 'administration';
  if (DEBUG_PART.test(first[0] ?? '') || /^debug$/i.test(first[1] ?? '')) return 'debugging';
  const last = parts.at(-1) ?? '';
  // What a dashboard shows under `/api/system/metrics` is another thing than what Prometheus collects.
  const isCollected =
    parts.length === 1 ||
    (parts.length === 2 &&
      /^(?:api|v\d+|_?internal|_|actuator|admin|monitoring|prometheus|health)$/.test(parts[0] ?? ''));
  if (METRICS_PART.test(last) && isCollected) return methods.length === 0 || methods.includes('GET') ? 'metrics' : null;
  return DOCS_PART.test(first[0] ?? '') ? 'documentation' : null;
}

function isAsked(place: RoutePlace, route: Route): boolean {
  if (isGuarded(place, route)) return true;
  const { code } = place;
  // Names of handlers that are defined elsewhere: `app.get('/admin', requireAdmin, page)`.
  const around = route.node.type === 'call_expression' ? code.textOf(route.node).slice(0, 400) : '';
  if (namesAuthentication(around) || /authenticat/i.test(around)) return true;
  return route.function !== null && answersForbidden(code, route.function.node);
}

/** A handler that turns callers away, or asks a setting whether it may answer. */
function answersForbidden(code: CodeModel, node: SyntaxNode): boolean {
  return /\b(?:401|403|HTTP_40[13]\w*|Forbidden|Unauthorized|UNAUTHORIZED|FORBIDDEN)\b|\bif\s*\(?\s*(?:not\s+|!)?[\w.]*(?:debug|enable|DEBUG|ENABLE)/.test(
    code.textOf(node),
  );
}

function report(context: CodeContext, node: SyntaxNode, message: string, fixes: readonly Fix[]): void {
  context.report({ range: rangeOf(node), message, fixes });
}
