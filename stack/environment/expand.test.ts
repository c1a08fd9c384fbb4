import assert from 'node:assert/strict';
import { expand, resolvePort } from './expand';

const set = (values: Record<string, string>) => (name: string) => values[name];

describe('expanding variables', () => {
  const lookup = set({ HOST: 'gpu-box', EMPTY: '', REDIS_PREFIX: 'r', A1_b: 'x' });
  const cases: [string, string, string[]?][] = [
    ['plain', 'plain'],
    ['http://$HOST:80', 'http://gpu-box:80'],
    ['${HOST}/${A1_b}', 'gpu-box/x'],
    ['${PREFIX:-service_registry:}', 'service_registry:'],
    ['${URL:-tcp://127.0.0.1:${PORT:-7200}}', 'tcp://127.0.0.1:7200'],
    ['${JSON:-{"a": {"b": 1}}}', '{"a": {"b": 1}}'],
    ['${EMPTY:-filled}', 'filled'],
    ['${EMPTY-filled}', ''],
    ['${NONE-}', ''],
    ['${HOST:+set}${NONE:+set}', 'set'],
    ['cost $$5 and $5', 'cost $5 and $5'],
    ['${NONE}', '', ['NONE']],
    ['$NONE $NONE ${OTHER}', '  ', ['NONE', 'OTHER']],
    ['${HOST:-$NONE}', 'gpu-box'],
    ['${NONE:-${OTHER}}', '', ['OTHER']],
    ['${unclosed', '${unclosed'],
    ['${not a name}', '${not a name}'],
    ["${RTAP_ENABLED:-false} == 'false'", "false == 'false'"],
    ['ends with $', 'ends with $'],
  ];
  for (const [text, value, missing = []] of cases) {
    it(JSON.stringify(text), () => {
      const expanded = expand(text, lookup);
      assert.equal(expanded.value, value);
      assert.deepEqual(expanded.missing, missing);
    });
  }

  it('keeps the message of a variable the text insists on', () => {
    const { missing, demanded } = expand('${DB_URL:?point it at the registry} ${EMPTY:?} ${HOST:?}', lookup);
    assert.deepEqual(missing, ['DB_URL', 'EMPTY']);
    assert.deepEqual(
      [...demanded],
      [
        ['DB_URL', 'point it at the registry'],
        ['EMPTY', ''],
      ],
    );
  });

  it('ends on defaults nested without end', () => {
    const deep = '${A:-'.repeat(5000) + 'x' + '}'.repeat(5000);
    assert.equal(typeof expand(deep, lookup).value, 'string');
  });
});

describe('resolving ports', () => {
  const port = (text: string, values: Record<string, string> = {}) =>
    resolvePort({ text, base: null, offsetVariable: null }, set(values));

  it('adds offsets, an unset or empty one counting as 0', () => {
    assert.equal(port('${PORT_OFFSET}+7200'), 7200);
    assert.equal(port('${PORT_OFFSET}+7200', { PORT_OFFSET: '' }), 7200);
    assert.equal(port('${PORT_OFFSET:-0}+7200', { PORT_OFFSET: '100' }), 7300);
    assert.equal(port('$PORT_OFFSET + 7200', { PORT_OFFSET: '-200' }), 7000);
    assert.equal(port('7200'), 7200);
    assert.equal(port('${PORT:-5555}'), 5555);
  });

  it('is null for what is no port', () => {
    for (const text of ['', '${PORT}', 'abc', '0', '65536', '7200-7210', '${PORT_OFFSET}+', '72.5']) {
      assert.equal(port(text), null, text);
    }
    assert.equal(port('${PORT_OFFSET}+7200', { PORT_OFFSET: 'ten' }), null);
  });
});
