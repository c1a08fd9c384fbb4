import assert from 'node:assert/strict';
import { LogWindow } from './log-window';

describe('the window on a log', () => {
  it('appends while there is room, and then keeps the end', () => {
    const window = new LogWindow({ maximumLines: 4, keptLines: 2 });
    assert.deepEqual(window.reset(['a', 'b', 'c']), { kind: 'replace', text: 'b\nc\n' });
    assert.deepEqual(window.append(['d', 'e']), { kind: 'append', text: 'd\ne\n' });
    assert.deepEqual(window.append(['f']), { kind: 'replace', text: 'e\nf\n' });
    assert.deepEqual(window.append(['g']), { kind: 'append', text: 'g\n' });
    assert.equal(window.append([]), null);
  });

  it('keeps its bound when more arrives at once than it holds', () => {
    const window = new LogWindow({ maximumLines: 4, keptLines: 2 });
    const many = Array.from({ length: 1000 }, (_, index) => String(index));
    assert.deepEqual(window.append(many), { kind: 'replace', text: '998\n999\n' });
  });
});
