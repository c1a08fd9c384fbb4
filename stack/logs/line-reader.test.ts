import assert from 'node:assert/strict';
import { LineReader } from './line-reader';
import { createMasker, MASK } from './mask';

function read(
  chunks: readonly (Buffer | string)[],
  options: ConstructorParameters<typeof LineReader>[1] = {},
): string[] {
  const lines: string[] = [];
  const reader = new LineReader((line) => lines.push(line), options);
  for (const chunk of chunks) reader.push(Buffer.from(chunk as string));
  reader.flush();
  return lines;
}

function inPieces(text: string, size: number): Buffer[] {
  const bytes = Buffer.from(text);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

describe('lines out of chunks', () => {
  it('puts cut characters and cut line ends together', () => {
    const lines = ['grün', '10%', '20%', 'done ✓', '', 'rest'];
    assert.deepEqual(read(inPieces('grün\r\n10%\r20%\rdone ✓\n\nrest', 1)), lines);
  });

  it('takes bytes that are no text as they come', () => {
    const lines = read([Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x80, 0x0a, 0xe2, 0x82])]);
    assert.deepEqual(lines, ['\ufffd\ufffd\0', '\ufffd', '\ufffd']);
  });

  it('hands on a long line in pieces, not a character more or less', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `${index} `).join('');
    const lines = read(inPieces(text, 1000), { longest: 4096 });
    assert.ok(lines.length > 5);
    assert.ok(lines.every((line) => line.length <= 4096));
    assert.equal(lines.join(''), text);
  });

  it('hides a secret wherever the edges of chunks and pieces fall', () => {
    const secret = ['s3cret', 'with', 'length', '20'].join('-');
    const mask = createMasker([secret]);
    for (let before = 0; before < 60; before++) {
      const text = `${'a'.repeat(before)}${secret}${'b'.repeat(5000)}${secret}${'c'.repeat(before)}`;
      for (const size of [1, 7, 64, 100_000]) {
        const joined = read(inPieces(text, size), { mask: () => mask, longest: 32 }).join('');
        assert.equal(joined, text.replaceAll(secret, MASK), `${before} before, chunks of ${size}`);
      }
    }
  });

  it('ends a piece without an empty line when the line ends there', () => {
    const lines = read(['abcdefgh', '\n', 'next\n'], { longest: 4 });
    assert.deepEqual(lines, ['abcd', 'efgh', 'next']);
  });
});
