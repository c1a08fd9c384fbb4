import assert from 'node:assert/strict';
import { composeFiles } from '../testing/compose-files';
import { rule } from './excess-capabilities';

const { fixed, workspace } = composeFiles(rule);

describe('excess-capabilities', () => {
  it('adds back what well-known images need, and what a start as root takes', async () => {
    assert.match((await fixed('services:\n  a:\n    image: nats:2.10\n')) ?? '', /cap_drop:\n {6}- ALL\n$/);
    assert.match((await fixed('services:\n  a:\n    image: a:1\n    user: "1000"\n')) ?? '', /cap_drop:\n {6}- ALL\n$/);
    const database = (await fixed('services:\n  a:\n    image: postgres:16\n')) ?? '';
    assert.match(database, /cap_add:\n {6}- CHOWN\n[^]*- SETUID\n$/);
    assert.match(
      (await fixed('services:\n  a:\n    image: a:1\n    cap_add: [CHOWN]\n')) ?? '',
      /cap_add: \[CHOWN, DAC_OVERRIDE/,
    );
  });

  it('takes dangerous ones away with the rest, for review', async () => {
    const before = await workspace('services:\n  a:\n    image: a:1\n    cap_add:\n      - SYS_ADMIN\n');
    const fix = before.findings()[0]?.fixes[0];
    assert.equal(fix?.safety, 'review');
    assert.equal(
      before.apply(fix.edits()).files['compose.yaml'],
      'services:\n  a:\n    image: a:1\n    cap_drop:\n      - ALL\n',
    );
    assert.equal(
      await fixed('services:\n  a:\n    image: a:1\n    cap_drop: [ALL]\n    cap_add: [CHOWN, NET_ADMIN]\n'),
      'services:\n  a:\n    image: a:1\n    cap_drop: [ALL]\n    cap_add: [CHOWN]\n',
    );
  });

  it('is one finding a service', async () => {
    const findings = (await workspace('services:\n  a:\n    image: a:1\n    cap_add: [ALL, SYS_ADMIN]\n')).findings();
    assert.equal(findings.length, 1);
    assert.match(findings[0]?.message ?? '', /ALL, SYS_ADMIN.*cap_drop: \[ALL\]/);
  });

  it('asks for a review where a service works on devices or networks', async () => {
    const safety = async (lines: string): Promise<string | undefined> =>
      (await workspace(`services:\n  a:\n    ${lines}\n`)).findings()[0]?.fixes[0]?.safety;
    assert.equal(await safety('build: .'), 'safe');
    for (const lines of [
      'image: a:1\n    devices: [/dev/snd]',
      'image: a:1\n    network_mode: host',
      'image: pihole/pihole:2024.07.0',
    ]) {
      assert.equal(await safety(lines), 'review', lines);
    }
  });
});
