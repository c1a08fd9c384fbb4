import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import {
  type GivenStatus,
  type PossibleWord,
  blockOf,
  holdsFor,
  possibleWords,
  statusFor,
} from './health/answer-values';
import { statusSource } from './health/follow-answer';
import type { StatusSource } from './health/status-source';
import { type StatusValue, statusValues } from './health/status-values';
import { healthScopes } from './health/health-scopes';
import { STATUS_KEYS, healthWord, statusLike } from './health/health-words';
import { rustAnswers } from './health/rust-answers';
import { statusFix } from './health/status-fix';

export const rule = defineRule({
  id: 'degraded-health-status',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: {
    test: (text) =>
      /health|heartbeat|\/(?:ping|status|live)/i.test(text) &&
      /degraded|warn|partial|error|unhealthy|down|fail|critical|unavailable/i.test(text) &&
      /\bstatus|state\b/.test(text),
  },
  documentation: {
    summary: 'Reports health checks whose HTTP status says something else than their body.',
    whatItDoes:
      'Looks at what health routes answer in Flask, FastAPI, aiohttp, Starlette, the standard library, Express, Fastify, axum, actix and their relatives: reports `degraded` with a 5xx status, and `error`, `unhealthy` or `down` with a 2xx status, also where the status is the default or chosen by a condition. Silent on readiness routes, on the parts of a service that an answer lists, and where the status cannot be told.',
    whyItMatters:
      'Supervisors, containers and load balancers read the status alone. An agent that is degraded still works: 503 has it restarted and makes a small fault a large one. An agent that is broken and says 200 is never restarted.',
    examples: [
      {
        path: 'agents/api.py',
        bad: 'from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    if cache_is_slow():\n        return JSONResponse({"status": "degraded"}, status_code=503)\n    return {"status": "ok"}\n',
        good: 'from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    if cache_is_slow():\n        return JSONResponse({"status": "degraded"}, status_code=200)\n    return {"status": "ok"}\n',
      },
      {
        path: 'agents/memory.py',
        bad: 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route("/health")\ndef health():\n    try:\n        ask_database()\n    except OSError as reason:\n        return {"status": "error", "reason": str(reason)}\n    return {"status": "ok"}\n',
        good: 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route("/health")\ndef health():\n    try:\n        ask_database()\n    except OSError as reason:\n        return {"status": "error", "reason": str(reason)}, 503\n    return {"status": "ok"}\n',
      },
      {
        path: 'gateway/server.ts',
        bad: "import express from 'express';\n\nconst app = express();\napp.get('/health', (request, response) => {\n  const status = lag() > 5 ? 'degraded' : 'ok';\n  response.status(status === 'ok' ? 200 : 503).json({ status });\n});\n",
        good: "import express from 'express';\n\nconst app = express();\napp.get('/health', (request, response) => {\n  const status = lag() > 5 ? 'degraded' : 'ok';\n  response.status(200).json({ status });\n});\n",
      },
    ],
    fixSafety:
      'Safe: only the status changes: 200 for ok and degraded, 503 for errors. No fix where the answer is put together elsewhere.',
    references: [
      'https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check',
      'https://www.rfc-editor.org/rfc/rfc9110#name-503-service-unavailable',
    ],
    remediation: {
      steps: ['Answer 200 for ok and degraded, 503 for errors.', 'Let alarms read the body to learn of degradation.'],
      test: 'Take a dependency away: the health check says degraded with 200, and the supervisor leaves the agent alone.',
      rollback: 'Revert the status.',
      dependsOn: [],
    },
  },
  checks: {
    python: checkAnswers,
    typescript: checkAnswers,
    rust(context) {
      for (const { node: scope } of healthScopes(context))
        for (const answer of rustAnswers(context.code, scope)) {
          const wanted = wantedFor(answer.word, answer.status);
          if (wanted === null) continue;
          const node = answer.statusNode ?? answer.wordNode;
          report(context, node, answer.word, answer.status, rustFix(context, answer.statusNode, wanted));
        }
    },
  },
});

function checkAnswers(context: CodeContext): void {
  const { code } = context;
  const reported = new Set<SyntaxNode>();
  for (const { node: scope, returnsAnswer } of healthScopes(context)) {
    for (const value of statusValues(code, scope)) {
      const words = wordsOf(context, value, scope);
      if (!words.some(({ text }) => healthWord(text) === 'degraded' || healthWord(text) === 'error')) continue;
      const source = statusSource(code, value.holder, scope);
      if (source === null) continue;
      if (
        source.kind === 'implicit' &&
        source.form.kind === 'returned' &&
        (!returnsAnswer || setsStatus(context, scope))
      )
        continue;
      const statuses = words.map((word) => ({ word, given: givenBy(context, source, word, scope) }));
      for (const { word, given } of statuses) {
        if (given === null) continue;
        const status = given === 'default' ? 200 : given.status;
        const wanted = wantedFor(word.text, status);
        const node = given === 'default' ? word.node : given.node;
        if (wanted === null || reported.has(node)) continue;
        reported.add(node);
        const sharing = statuses.flatMap((other) => (shares(other.given, given) ? [other.word] : []));
        const form = source.kind === 'implicit' ? source.form : null;
        const fix =
          source.kind === 'guarded' && given === 'default'
            ? null
            : statusFix(context, {
                value,
                word,
                words,
                wanted,
                given: given === 'default' ? null : given,
                sharing,
                form,
              });
        report(context, node, word.text, status, fix === null ? [] : [fix]);
      }
    }
  }
}

/** What a status may say: its own words, and those that are put in its place before the answer goes out. */
function wordsOf({ code }: CodeContext, value: StatusValue, scope: SyntaxNode): PossibleWord[] {
  const assignment = value.holder.parent;
  if (assignment === null || !/^(?:assignment|variable_declarator)$/.test(assignment.type))
    return possibleWords(code, value.value, scope);
  const name = code.textOf(assignment.childForField('left') ?? assignment.childForField('name') ?? assignment);
  const later = code.assignments.filter(({ node, target }) => {
    if (node.start < assignment.end || node.end > scope.end) return false;
    const text = code.textOf(target);
    const key = text.startsWith(name) ? /^(?:\[["'](\w+)["']\]|\.(\w+))$/.exec(text.slice(name.length)) : null;
    return key !== null && STATUS_KEYS.test(key[1] ?? key[2] ?? '');
  });
  return [{ value: value.value, node: assignment }, ...later].flatMap(({ value: written, node }) =>
    possibleWords(code, written, scope).map((word) => ({ ...word, block: word.block ?? blockOf(node) })),
  );
}

/** True when the status is set somewhere on the way: which answer it belongs to is not followed through every branch. */
function setsStatus({ code }: CodeContext, scope: SyntaxNode): boolean {
  return /\.status(?:_code|Code)?\s*=[^=]|\.set_status\(/.test(code.textOf(scope));
}

function givenBy(
  { code }: CodeContext,
  source: StatusSource,
  word: PossibleWord,
  scope: SyntaxNode,
): GivenStatus | 'default' | null {
  switch (source.kind) {
    case 'implicit':
      return 'default';
    case 'explicit':
      return statusFor(code, source.expression, word, scope);
    case 'guarded': {
      const holds = holdsFor(code, source.condition, word);
      if (holds === null) return null;
      return holds ? statusFor(code, source.expression, word, scope) : 'default';
    }
  }
}

/** True for words whose status comes from the same place, or might. */
function shares(other: GivenStatus | 'default' | null, given: GivenStatus | 'default'): boolean {
  if (other === null) return true;
  if (other === 'default' || given === 'default') return other === given;
  return other.node === given.node;
}

/** The status that a word should go out with; null where it does. */
function wantedFor(word: string, status: number): 200 | 503 | null {
  const kind = healthWord(word);
  if (kind === 'degraded' && status >= 500) return 200;
  return kind === 'error' && status < 300 ? 503 : null;
}

function report(context: CodeContext, node: SyntaxNode, word: string, status: number, fixes: readonly Fix[]): void {
  context.report({
    range: node,
    message:
      status >= 500
        ? `'${word}' goes out with ${status}: an agent that still works is restarted; answer 200 and say it in the body`
        : `'${word}' goes out with ${status}: supervisors and load balancers read the status and think it well; answer 503`,
    fixes,
  });
}

function rustFix({ code, document }: CodeContext, node: SyntaxNode | null, wanted: 200 | 503): Fix[] {
  const newText = node === null ? null : statusLike(code.textOf(node), wanted);
  if (node === null || newText === null || code.root.hasError) return [];
  return [
    {
      title: wanted === 200 ? 'Answer 200 while degraded' : 'Answer 503 on errors',
      safety: 'safe',
      edits: () => [{ uri: document.uri, range: { start: node.start, end: node.end }, newText }],
    },
  ];
}
