import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ranged,
  sampleBytes,
  serveModel,
  sha256,
  status,
  type Answer,
  type ModelServer,
} from '../../stack/models/testing/model-server';
import { CliProcess, type Ran } from './cli-harness';
import { eventually, freePorts, TestStack } from './harness';

interface Listed {
  readonly models: readonly { readonly name: string; readonly state: string; readonly verified: boolean | null }[];
}

describe('models on the command line', function () {
  this.timeout(60_000);
  const body = sampleBytes(400_000);
  let stack: TestStack;
  let server: ModelServer;

  afterEach(async () => {
    await server.close();
    await stack.clean();
  });

  const run = (...args: string[]): Promise<Ran> =>
    CliProcess.run(['models', ...args], { cwd: stack.directory, env: { ...stack.environment, NO_COLOR: '1' } });
  const inStack = (name: string): string => join(stack.directory, name);

  async function project(...answers: Answer[]): Promise<void> {
    const [port = 0] = await freePorts(1);
    server = await serveModel(body, ...answers);
    stack = new TestStack({ Thinker: { port, extra: ['models: [phi]'] } });
    mkdirSync(inStack('.git'));
    declare({
      phi: { url: server.url, sha256: sha256(body), path: 'weights/phi.gguf' },
      spare: { url: server.url, path: 'spare.gguf' },
    });
  }

  function declare(models: Record<string, object>): void {
    writeFileSync(inStack('models.yaml'), JSON.stringify({ models }));
  }

  async function states(): Promise<Record<string, string>> {
    const { models } = JSON.parse((await run('list', '--format', 'json')).stdout) as Listed;
    return Object.fromEntries(models.map(({ name, state, verified }) => [name, `${state} ${verified}`]));
  }

  it('fetch brings what agents need, list shows it, verify compares it', async () => {
    await project(ranged({ breakAfter: 100_000 }), ranged());
    assert.deepEqual(await states(), { phi: 'missing null', spare: 'missing null' });

    const fetched = await run('fetch');
    assert.equal(fetched.code, 0, fetched.stderr);
    assert.match(fetched.stdout, /^phi {2}fetched: weights\/phi\.gguf \(400 kB\)$/m);
    assert.deepEqual(readFileSync(inStack('weights/phi.gguf')), body);
    assert.ok(!existsSync(inStack('spare.gguf')), 'no agent needs it');
    assert.deepEqual(await states(), { phi: 'present true', spare: 'missing null' });
    assert.match((await run('fetch')).stdout, /^phi {2}is here/m);
    assert.equal((await run('verify', 'phi')).code, 0);

    const listed = await run('list');
    assert.match(listed.stdout, /^phi +here +400 kB +weights\/phi\.gguf +Thinker$/m);
  });

  it('verify finds a file that was changed, says how to mend it, and fetch --replace does', async () => {
    await project();
    await run('fetch');
    const file = inStack('weights/phi.gguf');
    chmodSync(file, 0o644);
    writeFileSync(file, sampleBytes(400_000, 'bad'));
    const bad = await run('verify', 'phi');
    assert.equal(bad.code, 1);
    assert.match(
      bad.stdout,
      /wrong: the SHA-256 of weights\/phi\.gguf is .*fetch --replace phi" fetches the right one/,
    );
    const refused = await run('fetch', 'phi');
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /is not the file that the manifest describes/);
    assert.equal((await run('fetch', '--replace', 'phi')).code, 0);
    assert.deepEqual(readFileSync(file), body);
    assert.equal((await run('verify', 'phi')).code, 0);
  });

  it('takes a manifest or a startup file first, and names of models', async () => {
    await project();
    assert.match((await run('fetch', 'models.yaml', 'spare')).stdout, /^spare {2}fetched/m);
    assert.match((await run('fetch', 'startup.yaml', 'spare')).stdout, /^spare {2}is here/m);
    const unknown = await run('fetch', 'phy');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no manifest declares the model phy; did you mean phi\?/);
    assert.equal((await run('fetch', '--jobs', '0')).code, 2);
  });

  it('fails for what cannot be had, but not for what is optional', async () => {
    await project(status(404));
    const failed = await run('fetch', '--format', 'json');
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /answers 404/);
    declare({ phi: { url: server.url, required: false } });
    const skipped = await run('fetch');
    assert.equal(skipped.code, 0, skipped.stdout);
    assert.match(skipped.stdout, /^phi {2}skipped \(optional\): /m);
  });

  it('prune tells what it would remove, and removes it', async () => {
    await project();
    await run('fetch');
    declare({ spare: { url: server.url } });
    const told = await run('prune', '--dry-run');
    assert.match(
      told.stdout,
      /^would remove phi \(400 kB\): .*models\.yaml does not declare it any more; a project still has it/m,
    );
    const done = JSON.parse((await run('prune', '--format', 'json')).stdout) as { removed: { path: string }[] };
    assert.equal(done.removed.length, 1);
    assert.ok(!existsSync(done.removed[0]!.path));
    assert.deepEqual(readFileSync(inStack('weights/phi.gguf')), body);
    assert.match((await run('prune')).stdout, /^Nothing to remove/);
  });

  it('is stopped by Ctrl-C, keeps what came, and goes on with it', async () => {
    await project(ranged({ stallAfter: 100_000 }), ranged());
    const env = { ...stack.environment, NO_COLOR: '1' };
    const fetching = await CliProcess.start(['models', 'fetch'], { cwd: stack.directory, env });
    const part = join(stack.directory, 'home', 'models', 'parts', `${sha256(body)}.part`);
    await eventually(() => existsSync(part) && statSync(part).size >= 100_000, 'some of it is here', 20_000);
    fetching.child.kill('SIGINT');
    const { code, stderr } = await fetching.ended;
    assert.equal(code, 1);
    assert.match(stderr, /Stopped\. What came so far is kept/);
    assert.equal((await run('fetch')).code, 0);
    assert.equal(server.requests[1]!.headers.range, 'bytes=100000-');
  });
});
