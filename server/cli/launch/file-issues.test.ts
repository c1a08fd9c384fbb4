import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from '../context';
import { fileIssues } from './file-issues';
import { readStartupFile } from './find-startup-files';

const entry = (name: string, port: number, dependencies = '') =>
  `    ${name}:\n      script_path: ${name.toLowerCase()}.py\n      port: ${port}\n      dependencies: [${dependencies}]\n`;
const nested = (...entries: string[]) => `agent_groups:\n  core:\n${entries.join('')}`;

describe('faults of a startup file before a launch', () => {
  let root: string;
  beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'faults of ünicode ')))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** Writes a project in which every script is there, and looks at its startup file. */
  const issuesOf = async (text: string, files: Record<string, string> = {}, name = 'config/startup.yaml') => {
    const scripts = [...text.matchAll(/script_path: (\S+)/g)].map(
      ([, script]) => [script!, 'print("agent")\n'] as const,
    );
    const all: Record<string, string> = {
      '.agent-preflight.yaml': '',
      ...Object.fromEntries(scripts),
      ...files,
      [name]: text,
    };
    for (const [file, content] of Object.entries(all)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content);
    }
    return fileIssues(await readStartupFile(name, root), []);
  };
  const brief = async (...parameters: Parameters<typeof issuesOf>) =>
    (await issuesOf(...parameters)).map(({ severity, code, agent }) => `${severity} ${code} ${agent}`);

  it('are none where there are none, whatever the order of the entries', async () => {
    assert.deepEqual(await brief(nested(entry('Hub', 7200, 'Registry'), entry('Registry', 7201))), []);
  });

  it('are errors where an agent could not start', async () => {
    assert.deepEqual(await brief(nested(entry('A', 7200), entry('B', 7200))), ['error port-conflict B']);
    const cycle = nested(entry('A', 1200, 'B'), entry('B', 1201, 'A'), entry('C', 1202, 'A'));
    assert.deepEqual(new Set(await brief(cycle)), new Set(['error dependency-cycle A', 'error dependency-cycle B']));
    assert.deepEqual(await brief(nested(entry('A', 7200, 'Nobody'))), ['error unknown-dependency A']);
  });

  it('count the port that the base agent opens beside its health port', async () => {
    const base =
      'import threading\nfrom http.server import HTTPServer\n\n\nclass BaseAgent:\n    def __init__(self, name, port, health_check_port=None):\n' +
      '        self.health_check_port = health_check_port\n        self.server = HTTPServer(("0.0.0.0", self.health_check_port + 1), None)\n';
    const agent = (name: string) =>
      `from common.base_agent import BaseAgent\n\n\nclass ${name}(BaseAgent):\n    pass\n`;
    const declared = (name: string, port: number, health: number) =>
      `    ${name}:\n      script_path: ${name.toLowerCase()}.py\n      port: ${port}\n      health_check_port: ${health}\n`;
    const found = await issuesOf(nested(declared('A', 7200, 8200), declared('B', 7201, 8201)), {
      'common/base_agent.py': base,
      'a.py': agent('A'),
      'b.py': agent('B'),
    });
    assert.deepEqual(
      found.map(({ code }) => code),
      ['port-conflict'],
    );
    assert.match(found[0]!.message, /8201/);
  });

  it('do not stop a launch that can go on', async () => {
    assert.deepEqual(await brief(nested(entry('A', 7200, 'redis'))), ['information unknown-dependency A']);
    const other = { 'pc2_code/config/startup.yaml': nested(entry('Far', 7300)), 'far.py': '' };
    assert.deepEqual(await brief(nested(entry('A', 7200, 'Far')), other), ['information unknown-dependency A']);
  });

  it('say nothing of what has no bearing on the start', async () => {
    const host = ['192', '168', '1', '20'].join('.');
    assert.deepEqual(
      await brief(nested(entry('A', 7200), `    X:\n      script_path: x.py\n      host: ${host}\n`)),
      [],
    );
  });

  it('follow suppressions and the configuration, as in the editor', async () => {
    const clash = nested(entry('A', 7200), entry('B', 7200));
    const quiet = clash.replace(
      /7200(?![\s\S]*7200)/,
      '7200 # preflight: ignore[port-conflict] never started together',
    );
    assert.deepEqual(await brief(quiet), []);
    const configuration = (text: string) => ({ '.agent-preflight.yaml': text });
    assert.deepEqual(await brief(clash, configuration('rules:\n  port-conflict: off\n')), []);
    assert.deepEqual(await brief(clash, configuration('rules:\n  port-conflict: warning\n')), [
      'warning port-conflict B',
    ]);
    await assert.rejects(brief(clash, configuration('rules: [\n')), UsageError);
  });

  it('stand at the place that is to be changed, with the fix', async () => {
    const text = nested(entry('A', 7200), entry('B', 7200));
    const [issue] = await issuesOf(text);
    const { file, line, column } = issue!.place!;
    assert.equal(file, join(root, 'config/startup.yaml'));
    assert.equal(text.split('\n')[line! - 1]!.slice(column! - 1), '7200');
    assert.match(issue!.remedy!, /agent-preflight fix/);
  });

  it('are found in a file that git ignores, and in one outside every project', async () => {
    const text = nested(entry('A', 7200), entry('B', 7200));
    assert.deepEqual(await brief(text, { '.gitignore': 'config/\n' }), ['error port-conflict B']);
    rmSync(join(root, '.agent-preflight.yaml'));
    assert.equal((await fileIssues(await readStartupFile('config/startup.yaml', root), [])).length, 1);
  });
});
