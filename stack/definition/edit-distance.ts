/**
 * Damerau–Levenshtein distance (optimal string alignment) of two short texts, or `limit + 1` as soon as it exceeds `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, beforePrevious[j - 2]! + 1);
      }
      current.push(value);
      best = Math.min(best, value);
    }
    if (best > limit) return limit + 1;
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length]!;
}

/** The part of a name that its spelling leaves open: `script-path`, `scriptPath` and `script_path` are one. */
export function foldName(name: string): string {
  return name.replace(/[_\-\s.]/g, '').toLowerCase();
}

/** The candidate nearest to a name, if it is near enough to be a slip of the keyboard: at most 2 edits, 1 in short names. */
export function nearestName(
  name: string,
  candidates: Iterable<string>,
  limit = name.length <= 4 ? 1 : 2,
): string | null {
  const folded = foldName(name);
  let nearest: string | null = null;
  let smallest = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const distance = foldName(candidate) === folded ? 0 : editDistance(folded, foldName(candidate), limit);
    if (distance < smallest) {
      smallest = distance;
      nearest = candidate;
    }
  }
  return nearest;
}
