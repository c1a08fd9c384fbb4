// The rules about imports are only worth something if they catch what they forbid.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** What dependency-cruiser says about a small tree: `rule: from → to`. */
function violations(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'apf-imports-'));
  try {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const tree = {
      'tsconfig.json': '{"compilerOptions":{"moduleResolution":"bundler","module":"preserve"}}',
      ...files,
    };
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = ['--config', join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', ...Object.keys(files)];
    const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
    assert.ok(stdout, stderr);
    const { summary } = JSON.parse(stdout) as {
      summary: { violations: { rule: { name: string }; from: string; to: string }[] };
    };
    const packageName = (path: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
    return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${packageName(to)}`).sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the import rules', () => {
  it('let the intended directions pass', () => {
    assert.deepEqual(
      violations({
        'client/a.ts':
          "import type { P } from '../server/protocol/p'; import { u } from '../stack/u'; export type Q = P; u();",
        'server/protocol/p.ts': 'export interface P { p: 1 }',
        'server/rules/r.ts': "import { d } from '../../stack/definition/d'; d();",
        'server/cli/up.ts': "import { u } from '../../stack/u'; import fs from 'node:fs'; u(); fs.statSync('.');",
        'stack/definition/d.ts': 'export function d(): void {}',
        'stack/u.ts': "import { d } from './definition/d'; export const u = d;",
      }),
      [],
    );
  });

  it('forbid every other direction', () => {
    assert.deepEqual(
      violations({
        'client/a.ts': "import { s } from '../server/s'; export const a = s;",
        'server/s.ts': 'export const s = 1;',
        'server/lsp/l.ts': "import { a } from '../../client/a'; import 'vscode'; export const l = a;",
        'stack/u.ts': "import { s } from '../server/s'; export const u = s;",
        'server/rules/r.ts':
          "import { u } from '../../stack/u'; import { l } from '../lsp/l'; import fs from 'fs'; fs.statSync(u + l);",
      }),
      [
        'client-knows-only-the-protocol-of-the-server: client/a.ts → server/s.ts',
        'core-does-no-io: server/rules/r.ts → fs',
        'core-knows-no-outer-layer: server/rules/r.ts → server/lsp/l.ts',
        'core-takes-definitions-only: server/rules/r.ts → stack/u.ts',
        'nothing-imports-client: server/lsp/l.ts → client/a.ts',
        'only-client-imports-vscode: server/lsp/l.ts → @types/vscode',
        'stack-stands-alone: stack/u.ts → server/s.ts',
      ],
    );
  });

  it('forbid circles, and packages that are not declared', () => {
    assert.deepEqual(
      violations({
        'package.json': '{"name":"x","dependencies":{}}',
        'stack/a.ts': "import { b } from './b'; export const a = (): unknown => b;",
        'stack/b.ts':
          "import { a } from './a'; import { parse } from 'yaml'; export const b = (): unknown => [a, parse];",
        'stack/c.ts': "import './missing'; export {};",
      }),
      [
        'declared-dependencies-only: stack/b.ts → yaml',
        'no-circular: stack/a.ts → stack/b.ts',
        'nothing-unresolvable: stack/c.ts → ./missing',
      ],
    );
  });
});
