import assert from 'node:assert/strict';
import type { StackSnapshot } from '../../stack/protocol/snapshot';
import { ExampleProject } from './example-project';

const MAIN = 'config/startup.yaml';
const EDGE = 'edge/config/startup.yaml';
/** Two runs of the tests on one machine must not meet on their ports. */
const lane = process.pid % 100;

interface CheckResult {
  readonly findings: readonly { file: string; rule: string; severity: string; fix: unknown }[];
}

function snapshotOf(stdout: string): StackSnapshot {
  const { stacks } = JSON.parse(stdout) as { stacks: { snapshot: StackSnapshot }[] };
  return stacks[0]!.snapshot;
}

function statesOf(stdout: string): Record<string, string> {
  return Object.fromEntries(snapshotOf(stdout).agents.map(({ name, state }) => [name, state]));
}

describe('the examples, from the first check to the last process', function () {
  this.timeout(120_000);
  let project: ExampleProject;

  describe('legacy-stack', () => {
    beforeEach(() => {
      project = new ExampleProject('legacy-stack');
      project.rewrite(
        (file) => /\.(?:py|ya?ml|json|tsv|env)$/.test(file),
        (text) => text.replace(/\b17(3\d\d)\b/g, (_, port: string) => String(20_000 + lane * 100 + Number(port) - 300)),
      );
    });
    afterEach(() => project.clean(MAIN));

    it('does not start as it is, is repaired by its fixes, starts, and ends', async () => {
      const refused = await project.run('up', MAIN);
      assert.equal(refused.code, 1, refused.stdout + refused.stderr);
      assert.match(refused.stdout, /^config\/startup\.yaml:\d+:\d+: error: .*\[dependency-cycle\]$/m);
      assert.match(refused.stdout, /nothing was started/);
      assert.deepEqual(await project.processes(MAIN), []);

      const fixed = await project.run('fix', '--unsafe');
      assert.match(fixed.stdout + fixed.stderr, /Fixed \d+ findings/);
      const again = await project.run('fix', '--unsafe');
      assert.match(again.stdout + again.stderr, /Nothing to fix/);

      const { findings } = JSON.parse((await project.run('check', '--format', 'json')).stdout) as CheckResult;
      assert.deepEqual(
        findings.filter(({ file, fix }) => file === MAIN || !file.endsWith('.yaml') || fix !== null),
        [],
        'what is left is for a person to decide, in other startup files',
      );

      const up = await project.run('up', MAIN, '--wait', '--format', 'json');
      assert.equal(up.code, 0, up.stdout + up.stderr);
      const states = statesOf(up.stdout);
      assert.ok(Object.keys(states).length >= 10, Object.keys(states).join(', '));
      assert.deepEqual(new Set(Object.values(states)), new Set(['ready']), JSON.stringify(states));

      assert.equal((await project.run('down', MAIN)).code, 0);
      assert.deepEqual(await project.processes(MAIN), []);
    });
  });

  describe('voice-stack', () => {
    const offset = 5000 + lane * 60;

    beforeEach(() => (project = new ExampleProject('voice-stack', { PORT_OFFSET: String(offset) })));
    afterEach(() => project.clean(EDGE, MAIN));

    it('starts on both machines, answers a request through the hub, and ends', async () => {
      for (const file of [MAIN, EDGE]) {
        const up = await project.run('up', file, '--wait', '--format', 'json');
        assert.equal(up.code, 0, up.stdout + up.stderr);
        const states = statesOf(up.stdout);
        const { agents, gpu } = snapshotOf(up.stdout);
        const model = agents.find(({ name }) => name === 'ModelServer');
        if (model && gpu.vendor === 'none') {
          assert.match(model.reason ?? '', /^runs on the CPU: ./, 'less than it should be, and no fault');
          assert.equal(states.ModelServer, 'degraded');
          delete states.ModelServer;
        }
        assert.deepEqual(new Set(Object.values(states)), new Set(['ready']), JSON.stringify(states));
      }
      const answer = await fetch(`http://127.0.0.1:${17_210 + offset}/ask`, {
        method: 'POST',
        body: JSON.stringify({ text: 'what is 12 times 7' }),
      });
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /84|eighty-four/);
      for (const file of [EDGE, MAIN]) {
        assert.equal((await project.run('down', file)).code, 0);
        assert.deepEqual(await project.processes(file), []);
      }
    });
  });
});
