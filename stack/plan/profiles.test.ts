import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPortConflicts } from '../definition/analysis/ports';
import { readStackDefinition } from '../definition/read';
import { DEFAULT_POLICY } from '../policy/stack-policy';
import type { LaunchPlan } from './launch-plan';
import { planStack, type PlanOptions } from './plan-stack';
import { profilesImpliedBy, profilesIn } from './profiles';

describe('profiles and policy in a plan', () => {
  const root = mkdtempSync(join(tmpdir(), 'profiles-'));
  before(() => writeFileSync(join(root, 'a.py'), ''));
  after(() => rmSync(root, { recursive: true, force: true }));

  const text = [
    'agents:',
    '  Base: {script_path: a.py}',
    '  Vision: {script_path: a.py, profiles: [gpu, all], dependencies: [Base]}',
    '  Viewer: {script_path: a.py, dependencies: [Vision], profiles: [all]}',
    '  Debug: {script_path: a.py, profiles: [debug], required: false}',
    '',
  ].join('\n');
  const read = (extra = '') => readStackDefinition({ file: join(root, 'startup.yaml'), text: text + extra });
  const plan = (options: Partial<PlanOptions>, extra?: string): LaunchPlan =>
    planStack(read(extra), { projectRoot: root, environment: { PATH: process.env.PATH }, ...options });
  const names = ({ agents }: LaunchPlan) => agents.map(({ name }) => name);

  it('starts agents without profiles always, others when one of theirs is asked for', () => {
    assert.deepEqual(names(plan({})), ['Base']);
    assert.deepEqual(names(plan({ profiles: ['gpu'] })), ['Base', 'Vision']);
    assert.deepEqual(names(plan({ profiles: ['all', 'nobody'] })), ['Base', 'Vision', 'Viewer']);
    assert.deepEqual(names(plan({ profiles: ['*'] })), ['Base', 'Debug', 'Vision', 'Viewer']);
    assert.deepEqual(plan({ profiles: ['gpu'] }).dormant, [
      { name: 'Viewer', profiles: ['all'] },
      { name: 'Debug', profiles: ['debug'] },
    ]);
  });

  it('keeps an agent back that depends on one whose profile nobody asked for, unless that is optional', () => {
    const needy = plan({}, '  Needy: {script_path: a.py, dependencies: [Vision]}\n');
    assert.match(needy.agents.find(({ name }) => name === 'Needy')?.fault?.text ?? '', /--profile gpu or all/);
    const easy = plan({}, '  Easy: {script_path: a.py, dependencies: [Debug]}\n');
    assert.equal(easy.agents.find(({ name }) => name === 'Easy')?.fault, null);
    assert.match(easy.issues.map(({ message }) => message).join('\n'), /Easy depends on Debug.*it is not waited for/);
  });

  it('takes a name for a request of its profiles', () => {
    const { agents } = read();
    assert.deepEqual(profilesImpliedBy(new Set(['Vision', 'Base']), agents), ['gpu', 'all']);
    assert.deepEqual(profilesIn(agents), ['gpu', 'all', 'debug']);
  });

  it('takes agents of different profiles for alternatives: one port, and even one name', () => {
    const extra = [
      '  Cpu: {script_path: a.py, port: 7200, profiles: [cpu]}',
      '  Gpu: {script_path: a.py, port: 7200, profiles: [gpu]}',
      '',
    ].join('\n');
    const conflicts = (text: string) => findPortConflicts([read(text)], { opensDerivedHealthPort: () => false });
    assert.deepEqual(conflicts(extra), []);
    assert.equal(conflicts(extra.replace('[cpu]', '[gpu, cpu]')).length, 1);
    const listed =
      'agents:\n  - {name: Model, script_path: a.py, port: 1, profiles: [x]}\n  - {name: Model, script_path: a.py, port: 2, profiles: [y]}\n';
    const definition = readStackDefinition({ file: join(root, 'startup.yaml'), text: listed });
    const made = planStack(definition, { projectRoot: root, environment: {}, profiles: ['y'] });
    assert.deepEqual(
      made.agents.map(({ name, port }) => [name, port]),
      [['Model', 2]],
    );
    assert.deepEqual([made.issues, made.dormant], [[], []]);
  });

  it('takes the policy where an entry says nothing, and nothing of it into the fingerprint', () => {
    const extra = '  Own: {script_path: a.py, grace_seconds: 3, restart: {max_restarts: 1}}\n';
    const patient = plan({ policy: { ...DEFAULT_POLICY, graceMs: 60_000 } }, extra);
    const grace = Object.fromEntries(patient.agents.map(({ name, graceMs }) => [name, graceMs]));
    assert.deepEqual(grace, { Base: 60_000, Own: 3000 });
    assert.deepEqual(patient.agents.find(({ name }) => name === 'Own')?.restartLimits, { maxRestarts: 1 });
    const prints = (made: LaunchPlan) => made.agents.map(({ fingerprint }) => fingerprint);
    assert.deepEqual(prints(patient), prints(plan({}, extra)), 'running agents need no restart for it');
  });
});
