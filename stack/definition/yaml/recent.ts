import { parseYaml } from './parse';

type Parsed = ReturnType<typeof parseYaml>;

/** Enough for the readers that look at one file in a row: is it a startup file, what does it say, what is wrong with it. */
const KEPT = 4;
const recent: { readonly text: string; readonly parsed: Parsed }[] = [];

/** `parseYaml`, remembering the last few texts. The result is shared: nobody changes it. */
export function parseYamlOnce(text: string): Parsed {
  const known = recent.find((entry) => entry.text === text);
  if (known !== undefined) return known.parsed;
  const parsed = parseYaml(text);
  recent.unshift({ text, parsed });
  recent.length = Math.min(recent.length, KEPT);
  return parsed;
}
