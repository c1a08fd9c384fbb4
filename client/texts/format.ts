import * as l10n from '@vscode/l10n';

/** Numbers as people read them in a narrow column: short, and steady enough not to flicker. */

/** @param milliseconds a duration, e.g. of a probe */
export function formatLatency(milliseconds: number): string {
  if (milliseconds < 1) return l10n.t('<1 ms');
  if (milliseconds < 10) return l10n.t('{0} ms', Math.round(milliseconds));
  if (milliseconds < 1000) return l10n.t('{0} ms', twoDigits(milliseconds));
  return l10n.t('{0} s', (milliseconds / 1000).toFixed(1));
}

/** @param milliseconds how long something has been going on; negative counts as zero (clocks are set back) */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return l10n.t('{0} h {1} min', hours, minutes % 60);
  return l10n.t('{0} d {1} h', Math.floor(hours / 24), hours % 24);
}

/** @param bytes an amount of memory, shown in binary units */
export function formatBytes(bytes: number): string {
  return formatMegabytes(bytes / 1024 / 1024);
}

/** @param megabytes MiB */
export function formatMegabytes(megabytes: number): string {
  if (megabytes < 1024) return l10n.t('{0} MB', megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes));
  return l10n.t('{0} GB', (megabytes / 1024).toFixed(1));
}

/** @param percent 100 is one core */
export function formatPercent(percent: number): string {
  return l10n.t('{0} %', percent < 10 ? percent.toFixed(1) : Math.round(percent));
}

/** Two significant digits: 123 → 120. */
function twoDigits(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.round(value / unit) * unit;
}

/** A sentence's list of names, cut short so that it stays one line. */
export function formatNames(names: readonly string[], limit = 3): string {
  if (names.length <= limit) return names.join(', ');
  return l10n.t('{0} and {1} more', names.slice(0, limit).join(', '), names.length - limit);
}
