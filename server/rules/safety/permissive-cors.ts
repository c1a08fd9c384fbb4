import { quoted, preferredQuote } from '../../fixes/quotes';
import { requiredEnvLookup } from '../../fixes/env-lookup';
import { isToolSettings } from '../../languages/typescript/browser-code';
import type { Fix } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import { type CorsGap, ORIGINS_VARIABLE } from './cors/cors-gap';
import { headerGaps } from './cors/header-cors';
import { pythonCorsGaps } from './cors/python-cors';
import { rustCorsGaps } from './cors/rust-cors';
import { typescriptCorsGaps } from './cors/typescript-cors';

export const rule = defineRule({
  id: 'permissive-cors',
  topic: 'safety',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: [
    'CORS',
    'cors',
    'Cors',
    'Access-Control-Allow-Origin',
    'access-control-allow-origin',
    'cross_origin',
    'ACCESS_CONTROL_ALLOW_ORIGIN',
    'allow_origin',
    '.origins(',
    'AllowedOrigins',
  ],
  documentation: {
    summary: 'Reports servers that let pages of any origin read their answers.',
    whatItDoes:
      'Knows Flask-CORS, FastAPI and Starlette, django-cors-headers, aiohttp-cors, Sanic, Quart, Litestar, Falcon, Socket.IO; Express, Fastify, Koa, NestJS, Hono, Hapi; tower-http, actix-cors, rocket_cors, warp; and the header ' +
      'written by hand. Reports `*`, patterns that match everything, and origins given back as they came. With credentials it is an error. Silent where the origin is compared with a list, and in requests and build settings.',
    whyItMatters:
      "Any page that somebody on the network opens may talk to the agent with that person's browser, from inside the network, and with credentials also as that person.",
    examples: [
      {
        path: 'agents/gateway.py',
        bad: 'import os\n\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)\n',
        good: 'import os\n\nfrom fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=os.environ["ALLOWED_ORIGINS"].split(","), allow_credentials=True)\n',
      },
      {
        path: 'gateway.ts',
        bad: "import cors from 'cors';\nimport express from 'express';\n\nexport const app = express();\napp.use(cors({ origin: '*' }));\n",
        good: "import cors from 'cors';\nimport express from 'express';\n\nexport const app = express();\napp.use(cors({ origin: ['https://console.example.org'] }));\n",
      },
      {
        path: 'src/gateway.rs',
        bad: 'use tower_http::cors::CorsLayer;\n\npub fn layer() -> CorsLayer {\n    CorsLayer::permissive()\n}\n',
        good: 'use tower_http::cors::CorsLayer;\n\npub fn layer() -> CorsLayer {\n    CorsLayer::new().allow_origin(["https://console.example.org".parse().unwrap()])\n}\n',
      },
    ],
    fixSafety: `Reads the origins from ${ORIGINS_VARIABLE}, separated by commas: to be reviewed, as somebody has to know them.`,
    references: [
      'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS',
      'https://cwe.mitre.org/data/definitions/942.html',
    ],
    remediation: {
      steps: ['List the origins of your own pages.', 'Leave credentials off unless a page needs them.'],
      test: 'Send a request with `Origin: https://example.org`: the answer has no Access-Control-Allow-Origin.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) => reportGaps(context, [...pythonCorsGaps(context.code), ...headerGaps(context.code)]),
    typescript(context) {
      if (isToolSettings(context.document.path)) return;
      reportGaps(context, [...typescriptCorsGaps(context.code), ...headerGaps(context.code)]);
    },
    rust: (context) => reportGaps(context, [...rustCorsGaps(context.code), ...headerGaps(context.code)]),
  },
});

function reportGaps(context: CodeContext, gaps: readonly CorsGap[]): void {
  const { code } = context;
  for (const gap of gaps) {
    if (code.isInlineTest(code.root.descendantAt(gap.range.start))) continue;
    const who = gap.kind === 'any' ? 'pages of any origin' : 'every origin that asks';
    const worst = gap.credentials ? ", with the visitor's own credentials" : '';
    const fix = originsFix(context, gap);
    context.report({
      range: gap.range,
      severity: gap.credentials ? 'error' : 'warning',
      message: `${who} may read the answers of this server${worst}: list the origins of your own pages`,
      fixes: fix === null ? [] : [fix],
    });
  }
}

function originsFix(context: CodeContext, { value, replacement }: CorsGap): Fix | null {
  const { code, document } = context;
  if (replacement !== undefined && !code.root.hasError)
    return {
      title: `Read the allowed origins from ${ORIGINS_VARIABLE}`,
      safety: 'review',
      edits: () => [{ uri: document.uri, ...replacement }],
    };
  if (value === null || code.language === 'rust') return null;
  return {
    title: `Read the allowed origins from ${ORIGINS_VARIABLE}`,
    safety: 'review',
    edits() {
      const quote = preferredQuote(code.text);
      const split = `.split(${quoted(',', quote)})`;
      if (code.language !== 'python') {
        // Without the variable nobody is let in.
        const lookup = `(process.env.${ORIGINS_VARIABLE} ?? ${quoted('', quote)})`;
        return [{ uri: document.uri, range: value, newText: `${lookup}${split}` }];
      }
      const lookup = requiredEnvLookup(code, document.uri, ORIGINS_VARIABLE);
      return [...lookup.edits, { uri: document.uri, range: value, newText: `${lookup.expression}${split}` }];
    },
  };
}
