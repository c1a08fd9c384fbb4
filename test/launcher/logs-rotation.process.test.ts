import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow } from '@agent-preflight/stack/logs/follow';
import { logFiles, openLog } from '@agent-preflight/stack/logs/log-file';
import { rotate } from '@agent-preflight/stack/logs/rotate';

const LINES = 60_000;
/** More than the limit at which the log is rotated. */
const BURST = 4_000;
/** Unbuffered, one write per line, as an agent with PYTHONUNBUFFERED prints. A burst for every byte it is sent. */
const WRITER = `
import os
for number in range(${LINES}):
    if number % ${BURST} == 0:
        os.read(0, 1)
    os.write(1, b"line %06d %s\\n" % (number, b"x" * 40))
`;

describe('rotation under a writer that knows nothing of it', () => {
  it('keeps order, tears no line, repeats none and loses next to nothing', async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
    try {
      const log = join(folder, 'agent.log');
      const handle = await openLog(log);
      const child = spawn('python3', ['-c', WRITER], { stdio: ['pipe', handle.fd, 'inherit'] });
      const { stdin } = child;
      assert.ok(stdin);
      const ended = once(child, 'exit');
      await handle.close();
      const stop = new AbortController();
      let followed = 0;
      const following = follow(log, () => followed++, stop.signal, { from: 0, pollMs: 5 });
      let rotations = 0;
      let running = true;
      void ended.then(() => (running = false));
      // A burst ahead, so that the writer is at work while the log is rotated, however fast or slow the machine.
      stdin.on('error', () => {}).write('..');
      while (running) {
        if (await rotate(log, { maxBytes: 200_000, keep: 99 })) {
          rotations++;
          stdin.write('.');
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      for (const end = Date.now() + 5000; followed === 0 && Date.now() < end;)
        await new Promise((go) => setTimeout(go, 5));
      stop.abort();
      await following;

      const text = (await logFiles(log)).map((file) => readFileSync(file, 'utf8')).join('');
      const lines = text.split('\n').slice(0, -1);
      const numbers = lines.map((line) => Number(/^line (\d{6}) x{40}$/.exec(line)?.[1] ?? NaN));
      assert.ok(rotations >= 3, `${rotations} rotations`);
      assert.deepEqual(
        lines.filter((_, index) => Number.isNaN(numbers[index])),
        [],
        'whole lines only',
      );
      assert.ok(
        numbers.every((number, index) => index === 0 || number > numbers[index - 1]!),
        'in order, none twice',
      );
      assert.ok(
        lines.length > LINES * 0.98,
        `${LINES - lines.length} of ${LINES} lines lost in ${rotations} rotations`,
      );
      assert.ok(followed > 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
