import assert from 'node:assert/strict';
import { HOLE, textWithHoles } from '../code-model';
import { modelOf } from '../testing/model-of';

describe('the model of TypeScript code', () => {
  const callees: readonly [string, string | null][] = [
    ["import axios from 'axios';\naxios.get('x');", 'axios.get'],
    ["import { connect as open } from 'nats';\nopen('x');", 'nats.connect'],
    ["import * as zmq from 'zeromq';\nconst s = new zmq.Reply();\ns.bind('x');", 'zeromq.Reply.bind'],
    ["const http = require('node:http');\nhttp.get('x');", 'http.get'],
    ["const client = axios.create({});\nclient.get('x');", 'axios.create.get'],
    ["class A { private s = make(); run() { this.s.get('x'); } }", 'make.get'],
    ["async function f() { const c = await connect('y'); c.get('x'); }", 'connect.get'],
    ["const { connect: open } = await import('nats');\nopen('x');", 'nats.connect'],
    ["list[0].get('x');", null],
  ];
  for (const [text, expected] of callees) {
    it(`resolves the callee with 'x' in ${JSON.stringify(text.slice(0, 70))}`, async () => {
      const model = await modelOf('typescript', text);
      const call = model.calls.find(
        ({ arguments: [first] }) => first !== undefined && model.textOf(first.value) === "'x'",
      );
      const callee = call === undefined ? undefined : model.resolvedCallee(call);
      assert.equal(callee, expected);
    });
  }

  const texts: readonly [string, string | null][] = [
    ["'plain'", 'plain'],
    ['"a\\n\\u{1F680}"', 'a\n🚀'],
    ['`tcp://${HOST}:${PORT}`', 'tcp://localhost:7200'],
    ['`tcp://${HOST}:${other}`', `tcp://localhost:${HOLE}`],
    ["'tcp://' + HOST", 'tcp://localhost'],
    ["'tcp://'.concat(HOST, ':', PORT)", 'tcp://localhost:7200'],
    ["['a', HOST, other].join('/')", `a/localhost/${HOLE}`],
    ['String.raw`C:\\new`', 'C:\\new'],
    ["items.join('/')", null],
    ["('a' as string)", 'a'],
    ["'a' satisfies string", 'a'],
    ['other', null],
    ['7', null],
  ];
  for (const [expression, expected] of texts) {
    it(`reads ${expression} as a text`, async () => {
      const model = await modelOf(
        'typescript',
        `const HOST = 'localhost';\nconst PORT = 7200;\nconst value = ${expression};\n`,
      );
      const value = model.assignments.find(({ path }) => path === 'value')?.value;
      const text = value === undefined ? null : model.stringValue(value);
      assert.equal(text === null ? null : textWithHoles(text), expected);
    });
  }

  const lookups: readonly [string, string][] = [
    ['process.env.X_HOST', 'X_HOST - process.env'],
    ["process.env['X_HOST']", 'X_HOST - process.env'],
    ["process.env.X_HOST ?? 'd'", "X_HOST 'd' process.env"],
    ["process.env.X_HOST || 'd'", "X_HOST 'd' process.env"],
    ["process.env.X_HOST! || 'd'", "X_HOST 'd' process.env"],
    ["process.env.A_HOST ?? process.env.B_HOST ?? 'd'", "A_HOST 'd' process.env, B_HOST 'd' process.env"],
    ["import.meta.env.VITE_X ?? 'd'", "VITE_X 'd' import.meta.env"],
    ["Deno.env.get('X_HOST') ?? 'd'", "X_HOST 'd' Deno.env.get"],
    ["getEnv('X_HOST', 'd')", "X_HOST 'd' getEnv"],
    ["this.configService.get<string>('X_HOST', 'd')", "X_HOST 'd' this.configService.get"],
    ["this.configService.get('X_HOST') || 'd'", "X_HOST 'd' this.configService.get"],
    ["cache.get('X_HOST') ?? 'd'", ''],
    ["process.env.X_HOST === 'd'", 'X_HOST - process.env'],
  ];
  for (const [expression, expected] of lookups) {
    it(`finds the lookups in ${expression}`, async () => {
      const model = await modelOf('typescript', `const x = ${expression};\n`);
      const found = model.envLookups.map(
        ({ variable, defaultValue, via }) =>
          `${variable} ${defaultValue === null ? '-' : model.textOf(defaultValue)} ${via}`,
      );
      assert.equal(found.join(', '), expected);
    });
  }

  const wholes: readonly [string, string][] = [
    ["const { A_HOST = 'd', B_PORT: port = '1', C, D: d } = process.env;", "A_HOST 'd', B_PORT '1', C -, D -"],
    ["import { env } from 'node:process';\nconst x = env.A_HOST ?? 'd';", "A_HOST 'd'"],
    ["import process from 'process';\nconst x = process.env.A_HOST;", 'A_HOST -'],
    ["const env = process.env;\nconst x = env['A_HOST'] || 'd';", "A_HOST 'd'"],
    ['const { a } = options.env;\nconst y = env.A_HOST;', ''],
    ["const x = Bun.env.A_HOST ?? 'd';", "A_HOST 'd'"],
  ];
  for (const [text, expected] of wholes) {
    it(`finds the lookups in ${JSON.stringify(text.slice(0, 60))}`, async () => {
      const model = await modelOf('typescript', text);
      const found = model.envLookups.map(
        ({ variable, defaultValue }) => `${variable} ${defaultValue === null ? '-' : model.textOf(defaultValue)}`,
      );
      assert.equal(found.join(', '), expected);
    });
  }

  it('leaves module names and directives out of the strings', async () => {
    const model = await modelOf(
      'typescript',
      "'use strict';\nimport a from 'a';\nexport * from 'b';\ntype T = 'c';\nconst x = 'data';\n",
    );
    assert.deepEqual(
      model.strings.map((node) => model.textOf(node)),
      ["'data'"],
    );
  });
});

describe('receivers that are declared with a type, in TypeScript', () => {
  const cases: readonly (readonly [what: string, text: string, callee: string])[] = [
    ['a parameter', "import { Redis } from 'ioredis';\nfunction f(r: Redis) { r.get('a'); }\n", 'ioredis.Redis.get'],
    [
      'perhaps null',
      "import { Redis } from 'ioredis';\nconst f = (r: Redis | null) => r.get('a');\n",
      'ioredis.Redis.get',
    ],
    [
      'an interface',
      "import type { AxiosInstance } from 'axios';\nfunction f(a: AxiosInstance) { a.get('u'); }\n",
      'axios.create.get',
    ],
    [
      'a field',
      "import { Redis } from 'ioredis';\nclass A {\n  private r: Redis;\n  f() { this.r.get('a'); }\n}\n",
      'ioredis.Redis.get',
    ],
    ['a type that says nothing', 'function f(s: string) { s.trim(); }\n', 's.trim'],
  ];
  for (const [what, text, callee] of cases)
    it(what, async () => {
      const code = await modelOf('typescript', text);
      assert.equal(code.resolvedCallee(code.calls.at(-1)!), callee);
    });
});
