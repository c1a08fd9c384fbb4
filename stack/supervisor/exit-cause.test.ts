import assert from 'node:assert/strict';
import { explainExit, type ExitFacts } from './exit-cause';

const facts: ExitFacts = { exit: { code: 1, signal: null }, lines: [], lifeMs: 2_500, kernelKilled: false, at: 0 };
const traceback = ['Traceback (most recent call last):', '  File "a.py", line 3, in <module>', '    connect()'];

describe('the cause of an end', () => {
  it('is the exit code or the signal when nothing better is known', () => {
    assert.deepEqual([explainExit(facts).kind, explainExit(facts).text], ['exit-code', 'exit code 1 after 2.5 s']);
    const killed = explainExit({ ...facts, exit: { code: null, signal: 'SIGSEGV' } });
    assert.deepEqual([killed.kind, killed.signal], ['signal', 'SIGSEGV']);
    assert.equal(explainExit({ ...facts, exit: { code: 0, signal: null } }).kind, 'exit-zero');
    assert.equal(explainExit({ ...facts, exit: null }).kind, 'unobserved');
  });

  it('is the last line of the traceback, also behind a few words more and with exit code 0', () => {
    for (const line of [
      'ZeroDivisionError: division by zero',
      'zmq.error.ZMQError: Address already in use',
      'KeyboardInterrupt',
    ]) {
      const cause = explainExit({
        ...facts,
        lines: [...traceback, line, 'shutting down'],
        exit: { code: 0, signal: null },
      });
      assert.equal(cause.kind, 'python-exception', line);
      assert.ok(cause.text.startsWith(line), cause.text);
    }
  });

  it('is the place of a syntax error, which comes without a traceback', () => {
    const lines = [
      '  File "agents/hub.py", line 7',
      '    def run(',
      '           ^',
      "SyntaxError: '(' was never closed",
    ];
    assert.ok(
      explainExit({ ...facts, lines }).text.startsWith("SyntaxError: '(' was never closed (agents/hub.py, line 7)"),
    );
    // A program that speaks of syntax errors has none of its own.
    assert.equal(explainExit({ ...facts, lines: ['SyntaxError: in your query'] }).kind, 'exit-code');
  });

  it('is not a traceback that was survived long ago', () => {
    const lines = [...traceback, 'TimeoutError: slow', ...Array.from({ length: 50 }, (_, index) => `working ${index}`)];
    assert.equal(explainExit({ ...facts, lines }).kind, 'exit-code');
  });

  it('is memory, the GPU’s before the machine’s', () => {
    const gpu = 'torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB';
    assert.equal(explainExit({ ...facts, lines: [...traceback, gpu] }).kind, 'gpu-out-of-memory');
    assert.equal(explainExit({ ...facts, lines: [...traceback, 'MemoryError'] }).kind, 'out-of-memory');
    const exit = { code: null, signal: 'SIGKILL' as const };
    assert.equal(explainExit({ ...facts, exit, kernelKilled: true }).kind, 'out-of-memory');
    assert.equal(explainExit({ ...facts, exit, kernelKilled: false }).kind, 'signal');
  });

  it('comes with the last lines, not too many and not too long', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(1000)}`);
    const { lastLines } = explainExit({ ...facts, lines });
    assert.equal(lastLines.length, 20);
    assert.ok(lastLines.at(-1)!.startsWith('99 ') && lastLines.every((line) => line.length <= 300));
  });
});
