import { spawn } from 'node:child_process';
import type { Asked, ProbeResult } from './probe-result';
import { quote } from './status-words';

const OUTPUT_LIMIT_BYTES = 16 * 1024;

/**
 * Runs the command the startup file gives, without a shell; exit code 0 is healthy, any other unhealthy. On timeout or abort
 * the command and everything it started in its process group are killed.
 */
export async function probeExec(
  command: readonly string[],
  options: Asked & { cwd?: string; env?: NodeJS.ProcessEnv },
  signal?: AbortSignal,
): Promise<ProbeResult> {
  const started = performance.now();
  const finish = (verdict: ProbeResult['verdict'], detail: string): ProbeResult => ({
    verdict,
    kind: 'exec',
    port: null,
    latencyMs: performance.now() - started,
    detail,
  });
  const [file, ...args] = command;
  if (!file) return finish('unhealthy', 'the startup file gives the exec probe no command');
  signal?.throwIfAborted();

  const group = process.platform !== 'win32';
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: group,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const kill = () => {
    try {
      if (group && child.pid) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  };
  let timedOut = false;
  const timer = setTimeout(() => ((timedOut = true), kill()), options.timeoutMs);
  signal?.addEventListener('abort', kill, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-OUTPUT_LIMIT_BYTES)));
  }
  try {
    // 'exit', not 'close': a grandchild that inherited the pipe must not hold the probe up.
    const [code, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (...ended) => setImmediate(resolve, ended));
    });
    signal?.throwIfAborted();
    if (timedOut) return finish('unhealthy', `${file} did not end within ${options.timeoutMs / 1000} s`);
    const last = output.trimEnd().split('\n').at(-1) ?? '';
    const said = last ? `: ${quote(last)}` : '';
    if (code === 0) return finish('healthy', `${file} exits with 0${said}`);
    return finish(
      'unhealthy',
      code === null ? `${file} was ended by ${by}${said}` : `${file} exits with ${code}${said}`,
    );
  } catch (error) {
    signal?.throwIfAborted();
    return finish('unhealthy', `${file} cannot be run: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    if (group) kill(); // what the probe left behind in its group
    child.stdout.destroy();
    child.stderr.destroy();
  }
}
