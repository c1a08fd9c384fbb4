import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EffectiveUnit, isYes } from '../../server/languages/unit/effective-unit';
import { readUnit } from '../../server/languages/unit/unit-file';
import { MEASURES } from '../../server/rules/services/hardening-measures';
import { rule as serviceExec } from '../../server/rules/services/service-exec';
import { RuleWorkspace } from '../../server/rules/testing/rule-workspace';

const LEAST_UNITS = 100;
const FOLDERS = ['/usr/lib/systemd/system', process.env['AGENT_PREFLIGHT_UNITS'] ?? ''];

/** Name and text of every service; of the same name one. */
const services = new Map(
  FOLDERS.filter((folder) => folder !== '' && existsSync(folder)).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      // Links are aliases, or masks (to /dev/null).
      .filter((file) => file.isFile() && file.name.endsWith('.service'))
      .map((file) => [file.name, readFileSync(path.join(file.parentPath, file.name), 'utf8')] as const)
      .filter(([, text]) => /^ExecStart=/m.test(text)),
  ),
);

function analyze(folder: string, name: string, text: string, ...command: string[]): { output: string; errors: string } {
  // A template is judged as one of its instances.
  const file = path.join(folder, name.replace(/@\.service$/, '@1.service'));
  writeFileSync(file, text);
  const { stdout, stderr } = spawnSync('systemd-analyze', [...command, file], { encoding: 'utf8' });
  return { output: stdout, errors: stderr };
}

describe('units of Debian', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'units-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`are ${LEAST_UNITS} or more`, () => assert.ok(services.size >= LEAST_UNITS, `${services.size}`));

  it('are as hard, and run as the same users, as systemd-analyze security says', () => {
    const differences: string[] = [];
    let compared = 0;
    for (const [name, text] of services) {
      const { output } = analyze(folder, name, text, 'security', '--offline=true', '--no-pager', '--json=short');
      if (!output.startsWith('[')) continue;
      compared++;
      const verdicts = JSON.parse(output) as { json_field: string; set: boolean | null; description: string }[];
      const unit = new EffectiveUnit(readUnit(name, text));
      const user = unit.value('Service', 'User') ?? 'root';
      const ours: Record<string, boolean> = {
        UserOrDynamicUser: isYes(unit.value('Service', 'DynamicUser')) || !/^(?:root|0)$/.test(user),
        ...Object.fromEntries(MEASURES.map(({ key, isSet }) => [key, isSet(unit)])),
      };
      for (const { json_field: key, set, description } of verdicts) {
        // `full` and `read-only` are half measures to systemd, and enough for us.
        if (/limited write access|read-only access/.test(description)) continue;
        if (key in ours && set !== null && ours[key] !== set)
          differences.push(`${name}: ${key} ${ours[key]}, not ${set}`);
      }
    }
    assert.deepEqual(differences, []);
    assert.ok(compared >= LEAST_UNITS, `${compared} compared`);
  });

  it('can be run, as systemd-analyze verify says', async () => {
    const wrong: string[] = [];
    for (const [name, text] of services) {
      const workspace = await RuleWorkspace.create([serviceExec], { [`units/${name}`]: text });
      // What takes long or lies elsewhere is no fault that verify knows of.
      for (const { severity, message } of workspace.findings())
        if (severity === 'error') wrong.push(`${name}: ${message}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('cannot be run with a relative program, as both say', async () => {
    let tried = 0;
    for (const [name, text] of [...services].slice(0, 40)) {
      const broken = text.replace(/^(ExecStart=[-@:+!]*)\/\S+/m, '$1bin/nothing');
      if (broken === text) continue;
      tried++;
      const { errors } = analyze(folder, name, broken, 'verify', '--man=no');
      assert.match(errors, /absolute/, `${name}: ${errors}`);
      const workspace = await RuleWorkspace.create([serviceExec], { [`units/${name}`]: broken });
      assert.match(
        workspace
          .findings()
          .map(({ message }) => message)
          .join('\n'),
        /relative path/,
        name,
      );
    }
    assert.ok(tried > 20);
  });
});
