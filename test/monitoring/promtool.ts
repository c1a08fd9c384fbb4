import { spawnSync } from 'node:child_process';

/** The layer says where it is; for a run of a single spec file it has to be on the PATH. */
const PROMTOOL = process.env['AGENT_PREFLIGHT_PROMTOOL'] ?? 'promtool';

export interface Judged {
  readonly status: number | null;
  readonly output: string;
}

export function promtool(args: readonly string[], input = ''): Judged {
  const { status, stdout, stderr, error } = spawnSync(PROMTOOL, args, { input, encoding: 'utf8' });
  if (error) throw error;
  return { status, output: stdout + stderr };
}
