import assert from 'node:assert/strict';
import { argumentTexts, literalText } from './call-text';

/** The arguments behind the first bracket of a text. */
const argumentsOf = (text: string): string[] | null => argumentTexts(text, text.indexOf('(') + 1);

describe('arguments of a call, without a tree', () => {
  it('are told apart at commas that stand between them alone', () => {
    assert.deepEqual(argumentsOf("use('/a,b', guard({ a: 1, b: [2, 3] }), (req, res) => f(req, res))"), [
      "'/a,b'",
      'guard({ a: 1, b: [2, 3] })',
      '(req, res) => f(req, res)',
    ]);
    assert.deepEqual(argumentsOf('include_router(\n    router,\n    prefix="/v1",\n)'), ['router', 'prefix="/v1"']);
    assert.deepEqual(argumentsOf('use()'), []);
  });

  it('pass over brackets in strings and comments', () => {
    assert.deepEqual(argumentsOf("use(')', `(${x}`, 'it\\'s )')"), ["')'", '`(${x}`', "'it\\'s )'"]);
    assert.deepEqual(argumentsOf('use(a, // a (comment\n  b)')?.length, 2);
    assert.deepEqual(argumentsOf('path("a", b)  # )'), ['"a"', 'b']);
    assert.deepEqual(argumentsOf('f("""a ) b""", c)'), ['"""a ) b"""', 'c']);
  });

  it('are not known where the call does not end', () => {
    for (const text of ['use(', "use('a", 'use([1, 2', `use(${'a, '.repeat(4000)}`])
      assert.equal(argumentsOf(text), null);
  });

  it('are literal only as plain text between quotes', () => {
    assert.equal(literalText("'/api'"), '/api');
    assert.equal(literalText('r"^x/$"'), null);
    assert.equal(literalText('r"x/"'), 'x/');
    for (const text of ['`/api/${x}`', "'/a' + b", 'PREFIX', '']) assert.equal(literalText(text), null, text);
  });
});
