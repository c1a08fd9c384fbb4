import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { alertRules } from '../../stack/metrics/alert-rules';
import { dashboard, dashboardQueries } from '../../stack/metrics/dashboard';
import { FAMILIES } from '../../stack/metrics/families';
import { promtool } from './promtool';

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const docs = join(__dirname, '..', '..', 'docs', 'monitoring');
const rules = () => (parse(alertRules()) as RuleFile).groups.flatMap((group) => group.rules);

describe('alert rules', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rules-'));
    writeFileSync(join(folder, 'alert-rules.yaml'), alertRules());
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are what Prometheus takes for rules', () => {
    const { status, output } = promtool(['check', 'rules', join(folder, 'alert-rules.yaml')]);
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(`SUCCESS: ${rules().length} rules found`));
  });

  it('call people when they should, and only then', () => {
    copyFileSync(join(__dirname, 'alert-rules.promtool.yaml'), join(folder, 'tests.yaml'));
    const { status, output } = promtool(['test', 'rules', join(folder, 'tests.yaml')]);
    assert.equal(status, 0, output);
  });

  it('are each tried', () => {
    const tests = readFileSync(join(__dirname, 'alert-rules.promtool.yaml'), 'utf8');
    const untried = rules().filter(({ alert }) => !tests.includes(`alertname: ${alert}\n`));
    assert.deepEqual(
      untried.map(({ alert }) => alert),
      [],
    );
  });
});

describe('rules and dashboard', () => {
  const known = new Set(
    Object.values(FAMILIES).flatMap(({ name, type }) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  );

  it('name metrics and labels that there are', () => {
    for (const expr of [...rules().map((rule) => rule.expr), ...dashboardQueries()]) {
      const names = expr.match(/agent_preflight_\w+/g) ?? [];
      assert.ok(names.length > 0, expr);
      assert.deepEqual(
        names.filter((name) => !known.has(name)),
        [],
        expr,
      );
    }
  });

  it('are all explained in docs/monitoring.md, which names none that is not there', () => {
    const page = readFileSync(join(docs, '..', 'monitoring.md'), 'utf8');
    const named = new Set(page.match(/agent_preflight_\w+/g));
    assert.deepEqual(
      [...named].sort(),
      Object.values(FAMILIES)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('lie in docs/monitoring as the command line prints them', () => {
    const remedy =
      'write them anew: agent-preflight metrics rules > docs/monitoring/alert-rules.yaml, … dashboard > … grafana-dashboard.json';
    assert.equal(readFileSync(join(docs, 'alert-rules.yaml'), 'utf8'), alertRules(), remedy);
    assert.equal(readFileSync(join(docs, 'grafana-dashboard.json'), 'utf8'), dashboard(), remedy);
  });

  it('of the dashboard: every query is one, and every panel has its place', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
    try {
      const file = join(folder, 'queries.yaml');
      const recorded = dashboardQueries().map((expr, index) => ({
        record: `query:${index}`,
        expr: expr.replaceAll('$__rate_interval', '1m'),
      }));
      writeFileSync(file, stringify({ groups: [{ name: 'dashboard', rules: recorded }] }));
      const { status, output } = promtool(['check', 'rules', file]);
      assert.equal(status, 0, output);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const { panels } = JSON.parse(dashboard()) as {
      panels: { id: number; gridPos: { x: number; y: number; w: number; h: number } }[];
    };
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const taken = new Set<string>();
    for (const { id, gridPos } of panels) {
      assert.ok(gridPos.x + gridPos.w <= 24, `panel ${id}`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.ok(!taken.has(`${x} ${y}`), `panel ${id} lies over another one`);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });
});
