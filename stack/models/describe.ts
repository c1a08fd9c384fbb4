const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the units that sizes of models are written in (powers of ten): `2.2 GB`, `850 kB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `18 s`, `4 min`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far a transfer is: `41 % of 2.2 GB, 85 MB/s, 18 s left`. What is not known is left out. */
export function formatProgress(done: number, total: number | null, bytesPerSecond: number | null): string {
  const known = total !== null && total > 0;
  const share = known
    ? `${Math.min(100, Math.floor((done / total) * 100))} % of ${formatBytes(total)}`
    : formatBytes(done);
  if (bytesPerSecond === null || bytesPerSecond <= 0) return share;
  const left = known && total > done ? `, ${formatSeconds((total - done) / bytesPerSecond)} left` : '';
  return `${share}, ${formatBytes(bytesPerSecond)}/s${left}`;
}
