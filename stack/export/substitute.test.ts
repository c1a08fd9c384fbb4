import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expand, expandTemplate } from '../environment/expand';
import { parseTemplate } from '../environment/template';
import { constantOf, substitute, withoutSecrets } from './substitute';

const NAMES = ['A', 'B', 'C', 'D'];
const word = fc.constantFrom('', 'x', 'a b', '$$', '}', ':', '/p/');
const reference: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom('', ':-', '-', ':+', '+', ':?', '?'),
    fc.constantFrom('', 'v', '${D:-w}', '$C'),
  )
  .map(([name, operator, operand]) => (operator === '' ? `\${${name}}` : `\${${name}${operator}${operand}}`));
const text = fc.array(fc.oneof(word, reference), { maxLength: 6 }).map((parts) => parts.join(''));

describe('templates with what is known filled in', () => {
  it('come to the same as with everything known at once', () => {
    const values = fc.constantFrom('', 'one', 'two words');
    fc.assert(
      fc.property(text, values, values, fc.option(values, { nil: undefined }), (written, a, b, c) => {
        // A and B are the file's own; C and D are for the surroundings to set, or not.
        const known = new Map([
          ['A', parseTemplate(a)],
          ['B', parseTemplate(b)],
        ]);
        const surroundings: Record<string, string | undefined> = { C: c };
        const all: Record<string, string | undefined> = { ...surroundings, A: a, B: b };
        const filled = substitute(parseTemplate(written), known);
        assert.equal(
          expandTemplate(filled, (name) => surroundings[name]),
          expand(written, (name) => all[name]).value,
        );
      }),
    );
  });

  it('keep following the surroundings where what is known does', () => {
    const known = new Map([['LEVEL', parseTemplate('${LEVEL:-INFO}')]]);
    const filled = substitute(parseTemplate('at ${LEVEL}'), known);
    assert.equal(
      expandTemplate(filled, () => undefined),
      'at INFO',
    );
    assert.equal(
      expandTemplate(filled, (name) => (name === 'LEVEL' ? 'DEBUG' : undefined)),
      'at DEBUG',
    );
    const orElse = substitute(parseTemplate('${PLACE:-there}'), new Map([['PLACE', parseTemplate('${SITE}')]]));
    assert.equal(
      expandTemplate(orElse, () => undefined),
      'there',
    );
  });
});

describe('templates without secrets', () => {
  const password = ['hunter2', 'hunter2'].join('');
  const cases: readonly (readonly [name: string, written: string, shown: boolean])[] = [
    ['DB_PASSWORD', password, false],
    ['DB_PASSWORD', `\${DB_PASSWORD:-${password}}`, false],
    ['DB_URL', `postgres://voice:${password}@db/voice`, false],
    ['DB_URL', `\${DB_URL:-postgres://voice:${password}@db/voice}`, false],
    ['CACHE_URL', `\${HOST:-\${DB_PASSWORD:-${password}}}`, false],
    ['LEVEL', `${password}-is-no-secret-here`, true],
  ];
  for (const [name, written, shown] of cases) {
    it(`${name}: ${written.replace(password, '…')}`, () => {
      const { value, removed } = withoutSecrets(name, parseTemplate(written));
      assert.equal(JSON.stringify(value).includes(password), shown);
      assert.equal(removed, !shown);
    });
  }

  it('stay what they are where there is nothing to hide', () => {
    for (const written of ['${API_KEY}', 'redis://:${REDIS_PASSWORD}@cache:6379', '', 'MAX=${MAX_TOKENS:-2000}']) {
      const template = parseTemplate(written);
      assert.deepEqual(withoutSecrets('CACHE_URL', template), { value: template, removed: false });
    }
    assert.equal(constantOf(withoutSecrets('MAX_TOKENS', parseTemplate('2000')).value), '2000');
  });
});
