const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
  t: 1e12,
  tb: 1e12,
  tib: 1024 ** 4,
};

/**
 * The bytes that a size stands for: `4.1GB`, `512 MiB`, `4100000000`, `4_100_000_000`. Null for anything else, negative numbers included.
 *
 * @param unit the unit of a number without one, as its key tells (`size_mb`); bytes by default.
 */
export function parseSize(text: string, unit = 'b'): number | null {
  const match = /^~?\s*(\d[\d_,]{0,18}(?:\.\d{1,9})?(?:e\d{1,2})?)\s*([kmgt]?i?b?)(?:ytes)?$/i.exec(text.trim());
  if (match === null) return null;
  const number = Number((match[1] ?? '').replace(/[_,]/g, ''));
  const factor = UNITS[(match[2] || unit).toLowerCase()];
  return factor === undefined || !Number.isFinite(number) ? null : Math.round(number * factor);
}

/** The unit that a key carries at its end: `gb` for `size_gb`, `mb` for `vramMb`; null without one. */
export function unitOfKey(key: string): string | null {
  const match = /(?:_|(?<=[a-z])(?=[A-Z]))(bytes|[kmgt]i?b)$/i.exec(key);
  const unit = match?.[1]?.toLowerCase();
  return unit === undefined ? null : unit === 'bytes' ? 'b' : unit;
}
