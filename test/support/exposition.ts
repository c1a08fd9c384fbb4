/** Metrics in Prometheus' text format, read back by its own grammar and not by ours. */
export interface Exposition {
  /** The value of the series with exactly these labels; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Names of the series that are there, `_bucket`, `_sum` and `_count` included. */
  readonly names: ReadonlySet<string>;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)",?/g;

/** Throws for a line that is none. */
export function readExposition(text: string): Exposition {
  const values = new Map<string, number>();
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
    const read = Object.fromEntries([...labels.matchAll(LABEL)].map(([, key, raw]) => [key!, unescape(raw!)]));
    const series = seriesOf(name, read);
    if (values.has(series)) throw new Error(`twice: ${line}`);
    values.set(series, value === '+Inf' ? Infinity : Number(value));
    names.add(name);
  }
  return { value: (name, labels = {}) => values.get(seriesOf(name, labels)), names };
}

function seriesOf(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
