import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import startupSchema from '../../schemas/startup.schema.json';
import { readStackDefinition } from './read';

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
