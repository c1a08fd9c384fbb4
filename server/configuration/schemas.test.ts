import assert from 'node:assert/strict';
import Ajv from 'ajv';
import configurationSchema from '../../schemas/configuration.schema.json';
import startupSchema from '../../schemas/startup.schema.json';
import { catalogue } from '../rules/catalogue.generated';

// At run time schemas are trusted, which is most of the time their compilation would take.
describe('schemas that are trusted at run time', () => {
  const ajv = new Ajv({ strict: false });

  it('are schemas', () => {
    for (const schema of [configurationSchema, startupSchema]) {
      assert.ok(ajv.validateSchema(schema), ajv.errorsText());
    }
    assert.ok(!ajv.validateSchema({ type: 'nonsense' }), 'what is none is told');
  });

  it('of options are, too, and accept the defaults', () => {
    for (const rule of catalogue) {
      for (const [name, option] of Object.entries(rule.options ?? {})) {
        assert.ok(ajv.validateSchema(option.schema), `${rule.id}.${name}: ${ajv.errorsText()}`);
        assert.ok(ajv.validate(option.schema, option.default), `${rule.id}.${name}: ${ajv.errorsText()}`);
      }
    }
  });
});
