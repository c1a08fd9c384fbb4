import { foldName } from './edit-distance';
import type { ProblemSink } from './problems';
import type { YamlEntry } from './yaml/tree';

/** What the readers of one file share. */
export interface ReadContext {
  readonly file: string;
  readonly problems: ProblemSink;
  readonly spellings: Spellings;
}

/**
 * How a file spells its keys. Launchers look keys up by one spelling: `health-check-port` in one entry of a file that
 * writes `health_check_port` elsewhere is not seen by them.
 */
export class Spellings {
  private readonly byKey = new Map<string, Map<string, YamlEntry[]>>();

  note(known: string, entry: YamlEntry): void {
    const written = this.byKey.get(known) ?? new Map<string, YamlEntry[]>();
    this.byKey.set(known, written);
    const entries = written.get(entry.key) ?? [];
    written.set(entry.key, entries);
    if (!entry.merged) entries.push(entry);
  }

  report(problems: ProblemSink): void {
    for (const written of this.byKey.values()) {
      if (written.size < 2) continue;
      const [usual, ...others] = [...written].sort((a, b) => b[1].length - a[1].length);
      for (const [key, entries] of others) {
        if (foldName(key) !== foldName(usual![0]) || usual![1].length <= entries.length) continue;
        for (const entry of entries) {
          problems.collect(`spelling ${key}`, {
            kind: 'unknown-key',
            severity: 'warning',
            range: entry.keyRange,
            subject: key,
            subjectKind: 'key',
            message: `"${key}" is spelled "${usual![0]}" in the rest of this file: launchers look for one spelling.`,
            repair: { title: `Rename to "${usual![0]}"`, edits: [{ range: entry.keyRange, newText: usual![0] }] },
          });
        }
      }
    }
  }
}
