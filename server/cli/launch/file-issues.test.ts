import assert from 'node:assert/strict';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { fileIssues } from './file-issues';

const read = (text: string, file = 'config/startup.yaml') => readStackDefinition({ file, text });
const entry = (name: string, port: number, dependencies = '') =>
  `    ${name}:\n      script_path: ${name.toLowerCase()}.py\n      port: ${port}\n      dependencies: [${dependencies}]\n`;
const nested = (...entries: string[]) => `agent_groups:\n  core:\n${entries.join('')}`;

describe('faults of a startup file before a launch', () => {
  const brief = (text: string, others: ReturnType<typeof read>[] = []) =>
    fileIssues(read(text), others).map(({ severity, code, agent }) => `${severity} ${code} ${agent}`);

  it('are none where there are none, whatever the order of the entries', () => {
    assert.deepEqual(brief(nested(entry('Hub', 7200, 'Registry'), entry('Registry', 7201))), []);
  });

  it('stop the launch where an agent could not start', () => {
    assert.deepEqual(brief(nested(entry('A', 7200), entry('B', 7200))), ['error port-conflict B']);
    const cycle = fileIssues(read(nested(entry('A', 1200, 'B'), entry('B', 1201, 'A'), entry('C', 1202, 'A'))), []);
    assert.deepEqual(
      cycle.map(({ code }) => code),
      ['dependency-cycle'],
    );
    assert.match(cycle[0]!.message, /→ .*; C would wait for them forever/);
  });

  it('are told and do not stop it where the launcher can go on', () => {
    assert.deepEqual(brief(nested(entry('A', 7200, 'Regisry'), entry('Registry', 7201))), [
      'warning unknown-dependency A',
    ]);
    const other = read(nested(entry('Far', 7300)), 'pc2/config/startup.yaml');
    assert.deepEqual(brief(nested(entry('A', 7200, 'Far')), [other]), ['information unknown-dependency A']);
  });

  it('stand at the place that is to be changed', () => {
    const text = nested(entry('A', 7200), entry('B', 7200));
    const [issue] = fileIssues(read(text), []);
    assert.equal(text.slice(issue!.range.start, issue!.range.end), '7200');
    assert.ok(issue!.range.start > text.indexOf('B:'));
  });
});
