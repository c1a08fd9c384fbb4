import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type CodeContext, defineRule } from '../rule';
import { type Input, pythonInputs, typescriptInputs } from './input/inputs';

/** What checks a body against a description of it. */
const SCHEMA =
  /\b(?:model_validate\w*|parse_obj|parse_raw|validate_python|TypeAdapter|BaseModel|jsonschema|fastjsonschema|marshmallow|cerberus|voluptuous|safeParse\w*|zod|yup|[jJ]oi|ajv|superstruct|valibot|plainToInstance|plainToClass|celebrate|struct\.load|from_dict|msgspec|dacite|TypeCheck|isInstance|zValidator)\b|[vV]alid|[sS]chema|SCHEMA|\w(?:Form|Serializer|Dto|DTO)\(|\.(?:parse|parseAsync|decode)\(|isinstance\(|typeof\s|\b[A-Z]\w+\(\*\*/;

const VALIDATORS = [
  'joi',
  'zod',
  'celebrate',
  'express-validator',
  'ajv',
  'yup',
  'valibot',
  'class-validator',
  'superstruct',
];

export const rule = defineRule({
  id: 'unvalidated-input',
  topic: 'safety',
  severity: 'off',
  impact: 4,
  effort: 4,
  crossFile: true,
  triggers: [
    'get_json',
    'request.json',
    'req.json',
    'request.body',
    'req.body',
    'request.data',
    'request.form',
    'request.POST',
    'get_data',
    'arguments',
    'tool_use',
    '@Body(',
    'parseBody',
    'fastapi',
  ],
  documentation: {
    summary: 'Reports bodies of requests and arguments of tools that are used as they come.',
    whatItDoes:
      'Looks for `request.get_json()`, `await request.json()`, `request.POST`, `req.body`, bodies that are declared to be `dict` or `any`, and the arguments of a tool call that a model wrote, in functions that name no schema and no check. One finding a function. Silent for handlers with typed parameters (pydantic, zod, DTOs). ' +
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
    python: (context) => reportOncePerFunction(context, pythonInputs(context.code)),
    typescript: (context) => reportOncePerFunction(context, typescriptInputs(context.code)),
  },
});

function reportOncePerFunction(context: CodeContext, inputs: readonly Input[]): void {
  const { code } = context;
  const told = new Set<SyntaxNode>();
  for (const { node, name } of [...inputs].sort((a, b) => a.node.start - b.node.start)) {
    const around = functionAround(code, node);
    if (around === null || told.has(around)) continue;
    told.add(around);
    const route = code.routes.find((candidate) => candidate.function?.node === around);
    const before = route?.guards.map((guard) => code.textOf(guard)).join(' ') ?? '';
    // `JSON.parse` is where the text is read, not where it is checked.
    const text = code
      .textOf(around)
      .replaceAll('JSON.parse(', '')
      .replace(/\.decode\((?:["']utf-?8["'])?\)/gi, '');
    if (SCHEMA.test(text) || SCHEMA.test(before)) continue;
    if (route === undefined && installsValidator(context)) continue;
    context.report({
      range: node,
      message: `${name} is used as it comes: a field that is missing or of another kind is found far behind the door; parse it with a schema here`,
    });
  }
}

/** Handlers whose routes stand in another file are checked there, in a package that installs something to check with. */
function installsValidator({ code, document, project }: CodeContext): boolean {
  return code.language !== 'python' && VALIDATORS.some((name) => project.packageRange(document.path, name) !== null);
}

/** The function a place belongs to; a parameter belongs to its own. */
function functionAround(code: CodeModel, node: SyntaxNode): SyntaxNode | null {
  const owner = code.functions.find(({ parameters }) => parameters.some((parameter) => parameter.node === node));
  return owner?.node ?? code.enclosingFunction(node)?.node ?? null;
}
