import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type CodeContext, defineRule } from '../rule';

/** What checks a body against a description of it. */
const SCHEMA =
  /\b(model_validate\w*|parse_obj|parse_raw|validate_python|TypeAdapter|BaseModel|jsonschema|fastjsonschema|[vV]alidat\w*|marshmallow|cerberus|voluptuous|[sS]chema\w*|safeParse\w*|zod|yup|[jJ]oi|ajv|superstruct|valibot|plainToInstance|plainToClass|celebrate|struct\.load|from_dict|msgspec|dacite|TypeCheck|isInstance|is_valid)\b|\.(parse|parseAsync|decode)\(|isinstance\(|typeof\s|\b[A-Z]\w+\(\*\*/;
const PYTHON_BODY = /^(flask\.|quart\.)?(request|req)\.(get_json|json|get_data)$/;
const NODE_BODY = /^(req|request|ctx\.request|c\.req)\.body$/;
const MODEL_ARGUMENTS = /(\btool_?[cC]all\w*|\bfunction(_call)?|\bcall)\.(function\.)?arguments$/;

export const rule = defineRule({
  id: 'unvalidated-input',
  topic: 'safety',
  severity: 'off',
  impact: 4,
  effort: 4,
  triggers: ['get_json', 'request.json', 'req.json', 'request.body', 'req.body', 'arguments'],
  documentation: {
    summary: 'Reports bodies of requests and arguments of tools that are used as they come.',
    whatItDoes:
      'Looks for `request.get_json()`, `await request.json()`, `req.body` and the arguments of a tool call that a model wrote, in functions that name no schema and no check. One finding a function. Silent for handlers with typed parameters (pydantic, zod, DTOs). ' +
      'Off unless asked for: it is a matter of style as much as of safety.',
    whyItMatters:
      'A field that is missing, too long or of another kind is found far behind the door, where it is a crash, or a query nobody meant.',
    examples: [
      {
        path: 'agents/api.py',
        bad: 'from flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.post("/say")\ndef say():\n    data = request.get_json()\n    return {"text": data["text"]}\n',
        good: 'from flask import Flask, request\n\nfrom messages import Say\n\napp = Flask(__name__)\n\n\n@app.post("/say")\ndef say():\n    message = Say.model_validate(request.get_json())\n    return {"text": message.text}\n',
      },
      {
        path: 'api.ts',
        bad: "import express from 'express';\n\nexport const app = express();\napp.post('/say', (req, res) => res.json({ text: req.body.text }));\n",
        good: "import express from 'express';\nimport { Say } from './messages';\n\nexport const app = express();\napp.post('/say', (req, res) => res.json({ text: Say.parse(req.body).text }));\n",
      },
    ],
    references: ['https://cwe.mitre.org/data/definitions/20.html'],
    remediation: {
      steps: [
        'Describe the body as a model (pydantic, zod).',
        'Parse it where it comes in, and use only what the model gives.',
      ],
      test: 'Send a body with a field of another kind: the answer is 400 or 422.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) => reportOncePerFunction(context, [...bodyCalls(context.code), ...modelArguments(context.code)]),
    typescript: (context) =>
      reportOncePerFunction(context, [...bodyMembers(context.code), ...modelArguments(context.code)]),
  },
});

function bodyCalls(code: CodeModel): SyntaxNode[] {
  const calls = code.calls.filter(
    (call) => PYTHON_BODY.test(code.textOf(call.callee)) || PYTHON_BODY.test(code.calleeOf(call) ?? ''),
  );
  const nodes = calls.map(({ node }) => node);
  // Flask's `request.json` is no call.
  if (code.imports.some(({ path }) => /^(flask|quart)\.request$/.test(path))) {
    code.root.walk((node) => {
      if (node.type === 'attribute' && node.field !== 'function' && code.textOf(node) === 'request.json')
        nodes.push(node);
    });
  }
  return nodes;
}

function bodyMembers(code: CodeModel): SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  code.root.walk((node) => {
    if (node.type === 'member_expression' && NODE_BODY.test(code.textOf(node))) nodes.push(node);
  });
  return nodes;
}

/** `json.loads(tool_call.function.arguments)`, `JSON.parse(call.arguments)` */
function modelArguments(code: CodeModel): SyntaxNode[] {
  const isParse = (call: Call): boolean =>
    call.name === 'loads' || (call.name === 'parse' && code.textOf(call.callee) === 'JSON.parse');
  return code.calls.flatMap((call) => {
    const [first] = call.arguments;
    return first !== undefined && isParse(call) && MODEL_ARGUMENTS.test(code.textOf(first.value)) ? [call.node] : [];
  });
}

function reportOncePerFunction(context: CodeContext, nodes: readonly SyntaxNode[]): void {
  const { code } = context;
  const told = new Set<SyntaxNode>();
  for (const node of [...nodes].sort((a, b) => a.start - b.start)) {
    const around = code.enclosingFunction(node)?.node ?? null;
    if (around === null || told.has(around)) continue;
    told.add(around);
    const route = code.routes.find((candidate) => candidate.function?.node === around);
    const before = route?.guards.map((guard) => code.textOf(guard)).join(' ') ?? '';
    // `JSON.parse` is where the text is read, not where it is checked.
    if (SCHEMA.test(code.textOf(around).replaceAll('JSON.parse(', '')) || SCHEMA.test(before)) continue;
    context.report({
      range: node,
      message: `${code.textOf(node).slice(0, 60)} is used as it comes: a field that is missing or of another kind is found far behind the door; parse it with a schema here`,
    });
  }
}
