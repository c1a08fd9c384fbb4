import type Ajv from 'ajv';
import type { Options } from 'ajv';

type Package = { readonly Ajv: typeof Ajv };

/**
 * A validator for schemas of ours, which the tests have checked. Its package is loaded by the first file with something to validate: it weighs
 * more than all else a supervisor needs to read one, and most startup files hold nothing but the ordinary.
 */
export function createAjv(options: Options): Ajv {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once, and nobody here may wait
  const { Ajv: Validator } = require('ajv') as Package;
  return new Validator({ verbose: true, strict: false, meta: false, validateSchema: false, ...options });
}
