import type { Corpus, CorpusCase } from '../corpus';

const js = (title: string, text: string, files?: Readonly<Record<string, string>>): CorpusCase => ({
  title,
  path: 'src/store.js',
  text,
  ...(files === undefined ? {} : { files }),
});
const ts = (title: string, text: string, files?: Readonly<Record<string, string>>): CorpusCase => ({
  ...js(title, text, files),
  path: 'src/store.ts',
});
const manifest = (range: string, section = 'dependencies'): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({ name: 'agent', [section]: { 'js-yaml': range } }, null, 2),
});
const LOAD = "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.load(text);";

/** Loaders of JavaScript that run what they read; which version of js-yaml is installed says what `load` does. */
export const corpus: Corpus = {
  topic: 'deserialization',
  rules: ['unsafe-deserialization'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    js(
      'node-serialize',
      "const serialize = require('node-serialize');\nmodule.exports = (req) => serialize.unserialize(req.cookies.profile); <<<\n",
    ),
    js(
      'unserialize taken out of the module',
      "const { unserialize } = require('node-serialize');\nmodule.exports = (text) => unserialize(text); <<<\n",
    ),
    ts(
      'node-serialize as an import',
      "import * as serialize from 'node-serialize';\nexport const f = (text: string) => serialize.unserialize(text); <<<\n",
    ),
    ts(
      'node-serialize by its default',
      "import serialize from 'node-serialize';\nexport const f = (text: string) => serialize.unserialize(text); <<<\n",
    ),
    js(
      'a cookie that is decoded first',
      "const serialize = require('node-serialize');\nmodule.exports = (req) => {\n  const text = Buffer.from(req.cookies.profile, 'base64').toString();\n  return serialize.unserialize(text); <<<\n};\n",
    ),
    js(
      'serialize-to-js',
      "const { deserialize } = require('serialize-to-js');\nmodule.exports = (text) => deserialize(text); <<<\n",
    ),
    js(
      'funcster',
      "const funcster = require('funcster');\nmodule.exports = (text) => funcster.deepDeserialize(JSON.parse(text)); <<<\n",
    ),
    js('cryo', "const cryo = require('cryo');\nmodule.exports = (text) => cryo.parse(text); <<<\n"),
    js('v8', "const v8 = require('v8');\nmodule.exports = (buffer) => v8.deserialize(buffer); <<<\n"),
    ts('v8 of node', "import v8 from 'node:v8';\nexport const f = (buffer: Buffer) => v8.deserialize(buffer); <<<\n"),
    ts(
      'deserialize of v8 by name',
      "import { deserialize } from 'node:v8';\nexport const f = (buffer: Buffer) => deserialize(buffer); <<<\n",
    ),
    ts(
      'bson that runs functions',
      "import { deserialize } from 'bson';\nexport const f = (buffer: Buffer) => deserialize(buffer, { evalFunctions: true }); <<<\n",
    ),
    js(
      'js-yaml with the schema of everything',
      "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.load(text, { schema: yaml.DEFAULT_FULL_SCHEMA }); <<<\n",
    ),
    js(
      'js-yaml with the types of JavaScript',
      "const yaml = require('js-yaml');\nconst unsafe = require('js-yaml-js-types').all;\nconst schema = yaml.DEFAULT_SCHEMA.extend(unsafe);\nmodule.exports = (text) => yaml.load(text, { schema }); <<<\n",
    ),
    js('js-yaml 3', `${LOAD} <<<\n`, manifest('^3.14.1')),
    js('js-yaml 3 by tilde', `${LOAD} <<<\n`, manifest('~3.13.0')),
    js('js-yaml 3 by its number', `${LOAD} <<<\n`, manifest('3.12.2')),
    js('js-yaml 3.x', `${LOAD} <<<\n`, manifest('3.x')),
    js('js-yaml below 4', `${LOAD} <<<\n`, manifest('>=3.0.0 <4.0.0')),
    js('js-yaml 2', `${LOAD} <<<\n`, manifest('2.1.0')),
    js('js-yaml 3 for development', `${LOAD} <<<\n`, manifest('^3.14.1', 'devDependencies')),
    js('js-yaml 3 under another name', `${LOAD} <<<\n`, manifest('npm:js-yaml@^3.14.1')),
    js(
      'load of js-yaml 3 by name',
      "const { load } = require('js-yaml');\nmodule.exports = (text) => load(text); <<<\n",
      manifest('^3.14.1'),
    ),
    ts(
      'js-yaml 3 as an import',
      "import * as yaml from 'js-yaml';\nexport const f = (text: string) => yaml.load(text); <<<\n",
      manifest('^3.14.1'),
    ),
    ts(
      'loadAll of js-yaml 3',
      "import yaml from 'js-yaml';\nexport const f = (text: string) => yaml.loadAll(text, () => undefined); <<<\n",
      manifest('^3.14.1'),
    ),
    js('js-yaml 3 in the package beside', `${LOAD} <<<\n`, {
      'package.json': '{ "name": "root", "dependencies": { "js-yaml": "^4.1.0" } }',
      'src/package.json': '{ "name": "agent", "dependencies": { "js-yaml": "^3.14.1" } }',
    }),
    js(
      'js-yaml 3 and a file that others write',
      "const fs = require('fs');\nconst yaml = require('js-yaml');\nmodule.exports = (path) => yaml.load(fs.readFileSync(path, 'utf8')); <<<\n",
      manifest('^3.14.1'),
    ),
    js(
      'js-yaml 3 with the schema of everything by name',
      "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.load(text, { schema: yaml.DEFAULT_FULL_SCHEMA, filename: 'a' }); <<<\n",
      manifest('^3.14.1'),
    ),

    js('JSON.parse', 'module.exports = (text) => JSON.parse(text);\n'),
    js(
      'serialize of node-serialize',
      "const serialize = require('node-serialize');\nmodule.exports = (value) => serialize.serialize(value);\n",
    ),
    js(
      'unserialize of a constant',
      "const serialize = require('node-serialize');\nmodule.exports = () => serialize.unserialize('{\"a\":1}');\n",
    ),
    js(
      'unserialize of another module',
      "const { unserialize } = require('php-serialize');\nmodule.exports = (text) => unserialize(text);\n",
    ),
    js(
      'deserialize of its own',
      'const deserialize = (text) => JSON.parse(text);\nmodule.exports = (text) => deserialize(text);\n',
    ),
    ts(
      'a copy by way of v8',
      "import v8 from 'node:v8';\nexport const copy = <T>(value: T): T => v8.deserialize(v8.serialize(value)) as T;\n",
    ),
    ts(
      'statistics of v8',
      "import v8 from 'node:v8';\nexport const used = () => v8.getHeapStatistics().used_heap_size;\n",
    ),
    ts(
      'bson as it is',
      "import { deserialize } from 'bson';\nexport const f = (buffer: Buffer) => deserialize(buffer);\n",
    ),
    js('js-yaml 4', `${LOAD}\n`, manifest('^4.1.0')),
    js('js-yaml of which nobody knows the version', `${LOAD}\n`),
    js('js-yaml at its latest', `${LOAD}\n`, manifest('latest')),
    js('js-yaml 3 or 4', `${LOAD}\n`, manifest('^3.14.1 || ^4.0.0')),
    js('js-yaml from 3 on', `${LOAD}\n`, manifest('>=3.14.0')),
    js('js-yaml from the workspace', `${LOAD}\n`, manifest('workspace:*')),
    js(
      'safeLoad of js-yaml 3',
      "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.safeLoad(text);\n",
      manifest('^3.14.1'),
    ),
    js(
      'load of js-yaml 3 with the safe schema',
      "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.load(text, { schema: yaml.SAFE_SCHEMA });\n",
      manifest('^3.14.1'),
    ),
    js(
      'load of js-yaml 3 with the schema of JSON',
      "const yaml = require('js-yaml');\nmodule.exports = (text) => yaml.load(text, { schema: yaml.JSON_SCHEMA });\n",
      manifest('^3.14.1'),
    ),
    js(
      'load of js-yaml 3 with the failsafe schema',
      "const { load, FAILSAFE_SCHEMA } = require('js-yaml');\nmodule.exports = (text) => load(text, { schema: FAILSAFE_SCHEMA });\n",
      manifest('^3.14.1'),
    ),
    js(
      'js-yaml 3 dumps',
      "const yaml = require('js-yaml');\nmodule.exports = (value) => yaml.dump(value);\n",
      manifest('^3.14.1'),
    ),
    js(
      'js-yaml 3 loads what it just dumped',
      "const yaml = require('js-yaml');\nmodule.exports = (value) => yaml.load(yaml.dump(value));\n",
      manifest('^3.14.1'),
    ),
    js('js-yaml 4 in the package beside', `${LOAD}\n`, {
      'package.json': '{ "name": "root", "dependencies": { "js-yaml": "^3.14.1" } }',
      'src/package.json': '{ "name": "agent", "dependencies": { "js-yaml": "^4.1.0" } }',
    }),
    js(
      'another YAML',
      "const YAML = require('yaml');\nmodule.exports = (text) => YAML.parse(text);\n",
      manifest('^3.14.1'),
    ),
    ts('superjson', "import superjson from 'superjson';\nexport const f = (text: string) => superjson.parse(text);\n"),
    ts('devalue', "import { parse } from 'devalue';\nexport const f = (text: string) => parse(text);\n"),
    ts(
      'msgpack',
      "import { decode } from '@msgpack/msgpack';\nexport const f = (buffer: Uint8Array) => decode(buffer);\n",
    ),
    ts(
      'a query string',
      "import { parse } from 'node:querystring';\nexport const f = (text: string) => parse(text);\n",
    ),
    js('toml', "const toml = require('toml');\nmodule.exports = (text) => toml.parse(text);\n"),
    js(
      'in a comment',
      '// serialize.unserialize(text) of node-serialize was here\nmodule.exports = (text) => JSON.parse(text);\n',
    ),
  ],
};
