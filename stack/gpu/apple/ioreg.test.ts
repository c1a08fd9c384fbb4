import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppleVendor } from './apple';
import { parseIoreg } from './ioreg';

const fixture = (name: string) => readFileSync(join(__dirname, '../fixtures', name), 'utf8');

describe('Apple GPUs', () => {
  it('reads name, use and memory, whatever the order of the keys', () => {
    assert.deepEqual(parseIoreg(fixture('ioreg-m1-pro.txt')), [
      {
        index: 0,
        uuid: '0x10000087c',
        name: 'Apple M1 Pro',
        memoryTotalMb: null,
        memoryUsedMb: 325,
        utilizationPercent: 2,
        temperatureC: null,
      },
    ]);
    const [m4] = parseIoreg(fixture('ioreg-m4.txt'));
    assert.deepEqual([m4?.name, m4?.memoryUsedMb, m4?.utilizationPercent], ['Apple M4', 335, 21]);
  });

  it('takes what is not told as unknown', () => {
    const [gpu] = parseIoreg('+-o AGXAcceleratorG17X  <class AGXAcceleratorG17X, id 0x100000775>\n    {\n    }\n');
    assert.deepEqual([gpu?.name, gpu?.memoryUsedMb, gpu?.utilizationPercent], ['AGXAcceleratorG17X', null, null]);
    assert.deepEqual(parseIoreg(''), []);
  });

  it('does not take the graphics of a Mac with an Intel processor for one that computes', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'ioreg-'));
    try {
      const command = join(folder, 'ioreg');
      const intel =
        '+-o IntelAccelerator  <class IntelAccelerator, id 0x100000411, registered>\n    {\n      "model" = <"Intel UHD Graphics 630">\n    }\n';
      writeFileSync(join(folder, 'text'), intel);
      writeFileSync(command, `#!/bin/sh\ncat '${join(folder, 'text')}'\n`);
      chmodSync(command, 0o755);
      const vendor = new AppleVendor({ command });
      assert.equal((await vendor.detect()).reason, 'no Apple GPU');
      writeFileSync(join(folder, 'text'), intel + fixture('ioreg-m4.txt'));
      const { gpus, reason } = await vendor.detect();
      assert.deepEqual(
        gpus.map(({ name }) => name),
        ['Apple M4'],
      );
      assert.match(reason, /shares the machine's memory/);
      assert.equal((await new AppleVendor({ command: join(folder, 'absent') }).detect()).vendor, 'none');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
