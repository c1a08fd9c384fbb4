import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { HOME_VARIABLE } from '../rendezvous/stack-paths';
import type { Ensured, EnsureOptions } from './ensure-exporter';
import { ExporterKeeper } from './exporter-keeper';
import { exporterPlaces } from './exporter-places';
import { dropWish, readWish, writeWish } from './wish';

describe('looking after the exporter', () => {
  let home: string;
  let told: string[];
  let asked: EnsureOptions[];
  let answer: Ensured;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'keeper-'));
    told = [];
    asked = [];
    answer = { kind: 'running', process: { pid: 7, startTicks: '1' }, port: 9091, started: true };
    mkdirSync(dirname(places().wishFile), { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const environment = () => ({ [HOME_VARIABLE]: home });
  const places = () => exporterPlaces(environment());
  const keeper = () =>
    new ExporterKeeper({
      environment: environment(),
      log: (line) => told.push(line),
      ensure: (options) => {
        asked.push(options);
        return Promise.resolve(answer);
      },
    });
  const settled = async (fits: () => boolean) => {
    for (const end = Date.now() + 5000; !fits() && Date.now() < end;) await new Promise((go) => setTimeout(go, 2));
    assert.ok(fits());
  };

  it('starts none that nobody wants', async () => {
    keeper().look({ enabled: false, port: 9091 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(asked, []);
  });

  it('starts the one that the project wants, and asks again before it does', async () => {
    const kept = keeper();
    kept.look({ enabled: true, port: 9100 });
    kept.look({ enabled: true, port: 9100 });
    await settled(() => told.length === 1);
    assert.deepEqual(
      asked.map(({ port }) => port),
      [9100],
      'once, however often it looks',
    );
    assert.equal(await asked[0]!.isWanted!(), true);
    assert.match(told[0]!, /^metrics: http:\/\/127\.0\.0\.1:9091\/metrics, pid 7$/);
    assert.equal(kept.problem, null);
  });

  it('starts one anew where it was before, until it is stopped', async () => {
    await writeWish(places().wishFile, { version: 1, port: 9200 });
    keeper().look({ enabled: false, port: 9091 });
    await settled(() => asked.length === 1);
    assert.equal(asked[0]!.port, 9200);
    await dropWish(places().wishFile);
    assert.equal(await asked[0]!.isWanted!(), false, 'stopped in the meantime');
    assert.equal(await readWish(places().wishFile), null);
  });

  it('says once why there is none', async () => {
    answer = { kind: 'failed', message: 'port 9091 is held by pushgateway (pid 5)' };
    const kept = keeper();
    kept.look({ enabled: true, port: 9091 });
    await settled(() => kept.problem !== null);
    assert.equal(kept.problem, 'no metrics: port 9091 is held by pushgateway (pid 5)');
    assert.deepEqual(told, [kept.problem]);
  });
});
