import assert from 'node:assert/strict';
import type { Rule } from '../rule';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as rootUser } from './container-root-user';
import { rule as shellForm } from './container-shell-form';
import { rule as healthcheck } from './missing-container-healthcheck';
import { rule as unpinned } from './unpinned-base-image';

/** The file after the first fix of its first finding; null where none is offered. */
async function fixed(rule: Rule, text: string): Promise<{ text: string | undefined; safety: string } | null> {
  const before = await RuleWorkspace.create([rule], { 'compose.yaml': text });
  const [finding] = before.findings();
  assert.ok(finding, 'no finding');
  const [fix] = finding.fixes;
  return fix === undefined ? null : { text: before.apply(fix.edits()).files['compose.yaml'], safety: fix.safety };
}

function service(...lines: readonly string[]): string {
  return ['services:', '  a:', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

// What the rules for Dockerfiles say about Compose files.
describe('container rules in Compose files', () => {
  it('name a user, for review: the folders it writes to may belong to root', async () => {
    assert.deepEqual(await fixed(rootUser, service('image: python:3.12', 'user: "0:0" # for now')), {
      text: service('image: python:3.12', 'user: "1000:1000" # for now'),
      safety: 'review',
    });
    assert.deepEqual(await fixed(rootUser, service('image: python:3.12')), {
      text: service('image: python:3.12', 'user: "1000:1000"'),
      safety: 'review',
    });
  });

  it('write a version, and keep the variant', async () => {
    assert.equal(
      (await fixed(unpinned, service('image: redis:alpine # cache')))?.text,
      service('image: redis:7.4-alpine # cache'),
    );
    assert.equal(
      (await fixed(unpinned, service('image: "redis:latest" # cache')))?.text,
      service('image: "redis:7.4" # cache'),
    );
    assert.equal(await fixed(unpinned, service('image: acme/agent:latest')), null, 'nobody here knows its versions');
    assert.equal(
      await fixed(unpinned, service('image: redis:${TAG:-latest}')),
      null,
      'the tag is for its variable to change',
    );
  });

  it('ask well-known images in their own way, where the dollar sign stays the shell’s', async () => {
    const result = await fixed(healthcheck, service('image: postgres:16.4'));
    assert.equal(result?.safety, 'safe');
    assert.ok(
      result.text?.includes(
        'test: ["CMD-SHELL", "pg_isready -U \\"$${POSTGRES_USER:-postgres}\\""]\n      interval: 10s',
      ),
      result.text,
    );
    assert.equal(await fixed(healthcheck, service('image: acme/agent:1')), null);
  });

  it('put exec in front of the last command', async () => {
    assert.equal(
      (await fixed(shellForm, service('image: a:1', 'command: ["sh", "-c", "./migrate && python -m agent"]')))?.text,
      service('image: a:1', 'command: ["sh", "-c", "./migrate && exec python -m agent"]'),
    );
    assert.equal(
      (await fixed(shellForm, service('image: a:1', 'command:', '  - sh', '  - -c', '  - python -m agent # why')))
        ?.text,
      service('image: a:1', 'command:', '  - sh', '  - -c', '  - exec python -m agent # why'),
    );
    assert.equal(await fixed(shellForm, service('image: a:1', 'command: sh -c "python -m agent | tee log"')), null);
  });
});
