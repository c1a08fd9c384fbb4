import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TARGETS, type TargetName } from '@agent-preflight/stack/export/targets';
import { SAMPLES } from './support/samples';
import { StackProject } from './support/stack-project';

const ROOT = path.resolve(__dirname, '../..');
const targets = Object.keys(TARGETS) as TargetName[];

interface Report {
  readonly findings: readonly {
    readonly file: string;
    readonly rule: string;
    readonly message: string;
    readonly line: number;
  }[];
}

function commandLine(cwd: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const words = [
    '--import',
    path.join(ROOT, 'node_modules/tsx/dist/loader.mjs'),
    path.join(ROOT, 'server/cli/main.ts'),
    ...args,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd, encoding: 'utf8', maxBuffer: 64 << 20 });
  return { code: status, stdout, stderr };
}

function findings(project: string): string[] {
  const { stdout, stderr } = commandLine(project, 'check', 'deploy', '--format', 'json');
  assert.ok(stdout.startsWith('{'), stderr);
  return (
    (JSON.parse(stdout) as Report).findings
      // Scripts that the startup file names and the project lacks are told as losses.
      .filter(({ rule, message }) => rule !== 'service-exec' || !message.startsWith('The project has no'))
      .map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}`)
  );
}

describe('exports, under the rules of this project', () => {
  for (const [title, { startup, files }] of Object.entries(SAMPLES)) {
    it(`have no findings: ${title}`, async () => {
      const project = new StackProject(startup, files);
      try {
        for (const target of targets) await project.export(target);
        assert.deepEqual(findings(project.root), []);
      } finally {
        project.remove();
      }
    });
  }

  for (const example of readdirSync(path.join(ROOT, 'examples'))) {
    it(`have no findings: the example ${example}`, () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'export-'));
      const project = path.join(folder, example);
      try {
        cpSync(path.join(ROOT, 'examples', example), project, { recursive: true });
        for (const startup of ['config/startup.yaml', 'edge/config/startup.yaml']) {
          for (const target of targets) {
            const output = `deploy/${target}${startup.startsWith('edge') ? '-edge' : ''}`;
            const { code, stderr } = commandLine(project, 'export', target, startup, '--output', output);
            assert.equal(code, 0, stderr);
          }
        }
        assert.deepEqual(findings(project), []);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }

  it('hold no secret', async () => {
    const { startup, files } = SAMPLES['secrets in the clear and by name']!;
    const project = new StackProject(startup, files);
    try {
      const handover = await project.handover();
      const secrets = ['hunter2', 's3cr3t', 'correcthorse', 'k'.repeat(24), 'p'.repeat(16)];
      for (const target of targets) {
        const { folder, losses } = await project.export(target);
        const texts = readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((file) => file.isFile())
          .map((file) => readFileSync(path.join(file.parentPath, file.name), 'utf8'));
        const all = texts.join('\n') + JSON.stringify(losses);
        for (const secret of secrets) assert.ok(!all.includes(secret), `${target}: ${secret.slice(0, 3)}…`);
        if (target === 'compose') assert.match(all, /OPENAI_API_KEY: \$\{OPENAI_API_KEY\}/);
        if (target === 'kubernetes') assert.match(all, /secretKeyRef:\s+name: voice-env\s+key: OPENAI_API_KEY/);
      }
      assert.ok(!JSON.stringify(handover).includes('hunter2'));
    } finally {
      project.remove();
    }
  });
});
