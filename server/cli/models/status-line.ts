import type { CliContext } from '../context';

export interface StatusLine {
  /** Shows lines in place of those shown before; only where somebody looks. */
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

const REDRAW_MS = 100;

/** Lines on standard error that are written over. Silent where standard error is no terminal. */
export function statusLine({ showsProgress, stderr }: Pick<CliContext, 'showsProgress' | 'stderr'>): StatusLine {
  let lines = 0;
  let shownAt = -Infinity;
  const clear = (): void => {
    if (lines > 0) stderr(`${lines > 1 ? `\u001b[${lines - 1}A` : ''}\r\u001b[J`);
    lines = 0;
  };
  const show = (text: string): void => {
    const now = performance.now();
    if (!showsProgress || now - shownAt < REDRAW_MS) return;
    shownAt = now;
    clear();
    const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
    const cut = text.split('\n').map((line) => line.slice(0, width));
    stderr(cut.join('\n'));
    lines = cut.length;
  };
  return { show, clear };
}
