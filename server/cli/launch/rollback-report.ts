import path from 'node:path';
import type { Colors } from 'picocolors/types';
import { isSecret } from '@agent-preflight/stack/environment/secrets';
import type { KeptConfiguration } from '@agent-preflight/stack/rollback/configuration';
import { unifiedDiff } from '@agent-preflight/stack/rollback/line-diff';
import type { RestoredFile } from '@agent-preflight/stack/rollback/restore';
import { duration } from './health-table';

/** Lines of one file's difference; longer ones are cut. */
const MOST_LINES = 80;

/** `3 min ago (commit 1a2b3c4, 9 agents)`. */
export function describeKept({ readyAt, startedAt, gitCommit, agents }: KeptConfiguration, now: number): string {
  const commit = gitCommit === null ? '' : `commit ${gitCommit.slice(0, 7)}, `;
  return `${duration(now - (readyAt ?? startedAt))} ago (${commit}${agents.length} ${agents.length === 1 ? 'agent' : 'agents'})`;
}

/** What a rollback writes, file by file, with the differences where they can be shown. Values of secrets are hidden. */
export function showDifferences(
  files: readonly RestoredFile[],
  contents: readonly Buffer[],
  cwd: string,
  colors: Colors,
): string {
  return files
    .map(({ file, present }, index) => {
      const name = path.relative(cwd, file.path) || file.path;
      if (present === null) return `${colors.bold(name)}  is written anew\n`;
      const diff = unifiedDiff(present.toString('utf8'), contents[index]!.toString('utf8'));
      if (diff === null) return `${colors.bold(name)}  is another file altogether\n`;
      const shown = diff.slice(0, MOST_LINES).map((line) => paint(hideSecret(line), colors));
      const more = diff.length > shown.length ? [colors.dim(`… ${diff.length - shown.length} more lines`)] : [];
      return `${colors.bold(name)}\n${[...shown, ...more].map((line) => `  ${line}\n`).join('')}`;
    })
    .join('\n');
}

function paint(line: string, colors: Colors): string {
  if (line.startsWith('@@')) return colors.cyan(line);
  return line.startsWith('+') ? colors.green(line) : line.startsWith('-') ? colors.red(line) : line;
}

/** `API_KEY: …`, `"token" = "…"`: the name stays, the value does not. */
function hideSecret(line: string): string {
  return line.replace(
    /(["']?)([A-Za-z_][\w-]*)\1(\s*[:=]\s*)(["']?)([^"'\s,}]+)/g,
    (whole, quote: string, name: string, between: string, open: string, value: string) =>
      isSecret(name, value) ? `${quote}${name}${quote}${between}${open}•••` : whole,
  );
}
