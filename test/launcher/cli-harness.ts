import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { bundles, esbuildOptions, wasmFiles, writeExecutable } from '../../scripts/lib/bundles.mjs';

let program: Promise<string> | null = null;

/** Bundles the command line with what lies beside it, once per test run, as the package does. */
export function commandLine(): Promise<string> {
  program ??= (async () => {
    const outdir = mkdtempSync(join(tmpdir(), 'preflight-cli-'));
    process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
    const wanted = bundles.filter(({ name }) =>
      ['cli', 'check-worker', 'supervisor', 'metrics-exporter'].includes(name),
    );
    await Promise.all(wanted.map((bundle) => build(esbuildOptions(bundle, { production: false, outdir }))));
    for (const bundle of wanted) writeExecutable(bundle, outdir);
    for (const file of wasmFiles()) copyFileSync(file, join(outdir, basename(file)));
    return join(outdir, 'cli.js');
  })();
  return program;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One command line in a process of its own. */
export class CliProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  stdout = '';
  stderr = '';

  private constructor(cli: string, args: readonly string[], { cwd, env }: RunOptions) {
    const child = spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child = child;
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      // 'close' and not 'exit': a supervisor that inherited our output would be seen here as a command that never ends.
      child.once('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  static async start(args: readonly string[], options: RunOptions): Promise<CliProcess> {
    return new CliProcess(await commandLine(), args, options);
  }

  static async run(args: readonly string[], options: RunOptions): Promise<Ran> {
    return (await CliProcess.start(args, options)).ended;
  }
}
