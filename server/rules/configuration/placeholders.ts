import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SourceDocument } from '../../documents/document';
import type { YamlModel } from '../../languages/yaml/yaml-model';

/** `${NAME}`, `${NAME:-default}` in a value of a YAML file. */
export interface Placeholder {
  readonly name: string;
  /** From the `$` to the closing brace. */
  readonly range: TextRange;
  /** `-`, `:-`, `?`, `:?`, `+`, `:+`; null where there is none. */
  readonly operator: string | null;
  /** What stands behind the operator. */
  readonly operand: string | null;
  /** Keys and list positions that lead to the value. */
  readonly path: readonly (string | number)[];
}

const PLACEHOLDER = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-?+=])([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}/g;
/** As Compose reads it, which also fills in names without braces. */
const WITH_BARE = new RegExp(`${PLACEHOLDER.source}|\\$([A-Za-z_]\\w*)`, 'g');

/** The placeholders of all values, in the order of the text. Texts in block style are programs and prompts; `bare` ones are asked for, they count as well. */
export function placeholdersIn(yaml: YamlModel, document: SourceDocument, { bare = false } = {}): Placeholder[] {
  const found: Placeholder[] = [];
  for (const { range, style, path } of yaml.scalars) {
    if (style === 'block' && !bare) continue;
    const text = document.text.slice(range.start, range.end);
    if (!text.includes('$')) continue;
    for (const match of text.matchAll(bare ? WITH_BARE : PLACEHOLDER)) {
      const name = match[1] ?? match[4];
      if (name === undefined) continue;
      const start = range.start + match.index;
      found.push({
        name,
        range: { start, end: start + match[0].length },
        operator: match[2] ?? null,
        operand: match[3] ?? null,
        path,
      });
    }
  }
  return found;
}
