import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import startupSchema from '../../schemas/startup.schema.json';
import { isOrdinary } from './ordinary-types';
import { readStackDefinition } from './read';
import { parseYaml } from './yaml/parse';
import { entryOf, type YamlMap } from './yaml/tree';

const page = readFileSync(path.resolve(__dirname, '../../docs/startup-files.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml (\S+)\n([^]*?)^```$/gm)].map(([, dialect, text]) => ({
  dialect: dialect!,
  text: text!,
}));

describe('the page on startup files', () => {
  it('shows every dialect', () => {
    const shown = new Set(examples.map((example) => example.dialect));
    assert.deepEqual([...shown].sort(), [
      'container-groups',
      'flat',
      'grouped-list',
      'names',
      'nested',
      'settings',
      'topology',
    ]);
  });

  for (const [index, { dialect, text }] of examples.entries()) {
    it(`example ${index + 1} is ${dialect} and free of problems`, () => {
      const definition = readStackDefinition({ file: 'startup.yaml', text });
      assert.equal(definition.dialect, dialect);
      assert.deepEqual(definition.problems, []);
      assert.ok(definition.agents.length > 0);
    });
  }
});

describe('schemas/startup.schema.json', () => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addKeyword('errorMessage');
  const validate = ajv.compile(startupSchema);

  it('accepts every dialect', () => {
    for (const { text } of examples) assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
  });

  it('rejects what would fail at start', () => {
    for (const fields of [
      'port: seven',
      'port: 70000',
      'dependencies: A',
      'required: perhaps',
      'env_vars: x',
      'script_path: [a.py]',
    ]) {
      assert.equal(
        validate(
          parse(`agent_groups:\n  core:\n    A: { script_path: a.py, port: 1, ${fields} }\n`, { uniqueKeys: false }),
        ),
        false,
        fields,
      );
    }
    assert.equal(validate(parse('core_services:\n  - { script_path: a.py }\n')), false, 'no name');
  });
});

describe('the quick check of types', () => {
  it('lets nothing pass that the schema rejects', () => {
    const values = [
      '1',
      '-1',
      '70000',
      '1.5',
      'word',
      '"7200"',
      '"${A}+7200"',
      '${A}',
      'true',
      '"true"',
      '[]',
      '[a]',
      '[1]',
      '[[a]]',
      '{}',
      '{a: 1}',
      '{a: [1]}',
      '{a: b}',
      '{port: x}',
      '2020-01-01',
      'yes',
      '0x10',
      '.inf',
      '"${A}+99999"',
      '{a: -1}',
    ];
    const keys = Object.keys(startupSchema.definitions.agent.properties);
    for (const key of keys) {
      for (const value of values) {
        const text = `agents:\n  A: { script_path: a.py, port: 1 }\n  B:\n    x: 1\n    ${key}: ${value}\n`;
        const map = parseYaml(text).tree.roots[0];
        assert.ok(map?.kind === 'map');
        const agents = entryOf(map, 'agents')!.value;
        assert.ok(agents.kind === 'map');
        const node = entryOf(entryOf(agents, 'B')!.value as YamlMap, key)!.value;
        if (!isOrdinary(key, node)) continue;
        const parsed = parse(text, { uniqueKeys: false }) as { agents: { B: unknown } };
        assert.ok(validateAgent(parsed.agents.B), `${key}: ${value} ${JSON.stringify(validateAgent.errors)}`);
      }
    }
  });

  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addKeyword('errorMessage');
  ajv.addSchema(startupSchema, 'startup');
  const validateAgent = ajv.compile({ $ref: 'startup#/definitions/agent' });
});
