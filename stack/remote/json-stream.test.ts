import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonStream, timeField } from './json-stream';

describe('values in a stream of JSON', () => {
  it('are found wherever the stream is cut', () => {
    const object = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.constant({ '}': ['"{', '\\'] })));
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (values, length, pretty) => {
          const text = values.map((value) => JSON.stringify(value, null, pretty ? 2 : 0)).join('\n');
          const stream = new JsonStream();
          const found: unknown[] = [];
          for (let at = 0; at < text.length; at += length) found.push(...stream.push(text.slice(at, at + length)));
          assert.deepEqual(found, JSON.parse(JSON.stringify(values)));
        },
      ),
    );
  });

  it('come behind what is none', () => {
    const stream = new JsonStream();
    assert.deepEqual(stream.push('Warning: "old" cluster\n{"a": 1}} {bad} [2]'), [{ a: 1 }, [2]]);
  });

  it('tell times, but not the year 1', () => {
    assert.equal(timeField({ at: '2026-05-20T08:20:18Z' }, 'at'), Date.UTC(2026, 4, 20, 8, 20, 18));
    assert.equal(timeField({ at: '0001-01-01T00:00:00Z' }, 'at'), null);
    assert.equal(timeField({}, 'at'), null);
  });
});
