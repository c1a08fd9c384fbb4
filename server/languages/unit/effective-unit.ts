import { type UnitEntry, type UnitFile, unitName, unitOfDropIn } from './unit-file';

/** An entry and the file it stands in. */
export interface EffectiveEntry extends UnitEntry {
  readonly path: string;
}

/** A unit with its drop-ins, as systemd would load them. */
export class EffectiveUnit {
  private readonly entries: readonly EffectiveEntry[];

  /** @param dropIns in any order; systemd reads them by their names. */
  constructor(
    readonly unit: UnitFile,
    dropIns: readonly UnitFile[] = [],
  ) {
    const files = [unit, ...[...dropIns].sort((a, b) => (unitName(a.path) < unitName(b.path) ? -1 : 1))];
    this.entries = files.flatMap(({ path, entries }) => entries.map((entry) => ({ ...entry, path })));
  }

  /** All entries of a key that count: an empty assignment takes back what came before it. */
  all(section: string, key: string): readonly EffectiveEntry[] {
    let found: EffectiveEntry[] = [];
    for (const entry of this.entries) {
      if (entry.section !== section || entry.key !== key) continue;
      found = entry.value === '' ? [] : [...found, entry];
    }
    return found;
  }

  /** The entry that wins for a key of one value: the last. */
  last(section: string, key: string): EffectiveEntry | null {
    return this.all(section, key).at(-1) ?? null;
  }

  value(section: string, key: string): string | null {
    return this.last(section, key)?.value ?? null;
  }

  has(section: string, ...keys: readonly string[]): boolean {
    return keys.some((key) => this.last(section, key) !== null);
  }

  /** The words of a list such as `After=a.service b.service`, over all of its entries. */
  words(section: string, key: string): ReadonlySet<string> {
    return new Set(this.all(section, key).flatMap(({ value }) => value.split(/\s+/).filter((word) => word !== '')));
  }
}

/** The drop-ins of a unit among the units of a project; those of a template serve its instances. */
export function dropInsOf(unit: UnitFile, units: readonly UnitFile[]): UnitFile[] {
  const name = unitName(unit.path);
  const template = name.replace(/@[^.]+\./, '@.');
  return units.filter(({ path }) => {
    const target = unitOfDropIn(path);
    return target === name || (target !== null && target === template);
  });
}

/** systemd's words for yes. */
export function isYes(value: string | null): boolean {
  return value !== null && /^(?:1|yes|y|true|t|on)$/i.test(value);
}

/** The seconds of a time span: `90`, `5min 20s`, `infinity`; null for anything else. */
export function secondsOf(value: string): number | null {
  if (/^infinity$/i.test(value.trim())) return Number.POSITIVE_INFINITY;
  const units: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  let total = 0;
  for (const part of value.trim().split(/\s+/)) {
    for (const piece of part.match(/[\d.]+[a-z]*/gi) ?? []) {
      const match = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(piece);
      const unit = (match?.[2] ?? '').toLowerCase();
      const name =
        unit === '' || unit.startsWith('sec')
          ? 's'
          : unit.startsWith('min')
            ? 'm'
            : unit
                .replace(/^(msec|usec)$/, (long) => long.slice(0, 2))
                .replace(/^(hour|hr|day|week)s?$/, (long) => long[0] ?? '');
      const factor = units[name];
      if (match === null || factor === undefined) return null;
      total += Number(match[1]) * factor;
    }
  }
  return total;
}
