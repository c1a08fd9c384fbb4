import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { ComposeContext, EnvContext, StartupContext, UnitContext } from '../rule';

/** A variable with its value, where a file sets it. */
export interface DeclaredValue {
  readonly name: string;
  /** Without quotes; placeholders as they stand. */
  readonly value: string;
  /** The value without its quotes. */
  readonly range: TextRange;
}

export function valuesOfEnvFile({ env }: EnvContext): DeclaredValue[] {
  return env.entries.map(({ name, value, valueRange }) => ({ name, value, range: valueRange }));
}

/** Those of the file and those of its agents. */
export function valuesOfStartupFile({ definition }: StartupContext): DeclaredValue[] {
  return [definition.environment, ...definition.agents.map(({ environment }) => environment)].flatMap((entries) =>
    entries.map(({ name, value }) => ({ name: name.value, value: value.value, range: value.range })),
  );
}

/** Of `environment:` and of build arguments, as a map or as a list. Values that come in through an anchor count where the anchor stands. */
export function valuesOfComposeFile({ yaml, document }: ComposeContext): DeclaredValue[] {
  return yaml.scalars.flatMap(({ path, key, value, range }) => {
    if (typeof path.at(-1) === 'string')
      return path.some((part) => part === 'environment' || isShared(part)) ? [{ name: key, value, range }] : [];
    if (path.at(-2) !== 'environment' && !isShared(path.at(-2))) return [];
    const pair = /^([A-Za-z_]\w*)=/.exec(value);
    if (pair === null) return [];
    const start = range.start + pair[0].length;
    return [{ name: pair[1] ?? '', value: document.text.slice(start, range.end), range: { start, end: range.end } }];
  });
}

/** `x-environment: &environment` holds what services merge in. */
function isShared(part: string | number | undefined): boolean {
  return typeof part === 'string' && /^x-.*env/i.test(part);
}

/** `Environment=A=1 "B=2 3"`, each variable by itself. */
export function valuesOfUnit({ unit, document }: UnitContext): DeclaredValue[] {
  return unit.entries.flatMap(({ section, key, valueRange }) => {
    if (section !== 'Service' || key !== 'Environment') return [];
    const text = document.slice(valueRange);
    return [
      ...text.matchAll(
        /(?:^|\s)(?:"([A-Za-z_]\w*)=([^"\n]*)"|'([A-Za-z_]\w*)=([^'\n]*)'|([A-Za-z_]\w*)=(?:"([^"\n]*)"|'([^'\n]*)'|(\S*)))/g,
      ),
    ].map((match) => {
      const [whole] = match;
      const name = match[1] ?? match[3] ?? match[5] ?? '';
      const value = match[2] ?? match[4] ?? match[6] ?? match[7] ?? match[8] ?? '';
      const start = valueRange.start + match.index + whole.lastIndexOf(value);
      return { name, value, range: { start, end: start + value.length } };
    });
  });
}
