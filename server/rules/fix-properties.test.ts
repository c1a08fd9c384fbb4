import { catalogue } from './catalogue.generated';
import type { RuleExample as Example } from './rule-documentation';
import { checkFixes } from './testing/fix-checks';

/** The same example as other people would have typed it. */
const VARIANTS: Readonly<Record<string, (text: string) => string>> = {
  'as written': (text) => text,
  'with CRLF line ends': (text) => text.replaceAll('\n', '\r\n'),
  'with non-ASCII text above': (text) => text,
  'with a byte order mark': (text) => `\ufeff${text}`,
  'with CRLF and no line end at its end': (text) => text.trimEnd().replaceAll('\n', '\r\n'),
};

function variant(example: Example, name: string): Example {
  const change = VARIANTS[name] ?? ((text: string) => text);
  const bad = name === 'with non-ASCII text above' ? commented(example.path) + example.bad : change(example.bad);
  return { ...example, bad };
}

/** A first line that moves every offset and holds characters of two UTF-16 code units. */
function commented(path: string): string {
  return /\.(ts|js|rs)$/.test(path) ? '// größer 🚀\n' : '# größer 🚀\n';
}

describe('fixes', () => {
  for (const rule of catalogue) {
    for (const [index, example] of rule.documentation.examples.entries()) {
      for (const name of Object.keys(VARIANTS)) {
        it(`${rule.id}, example ${index + 1}, ${name}: parse, end, add nothing, keep line ends`, async () => {
          const { path, files, bad } = variant(example, name);
          await checkFixes(catalogue, [rule.id], path, { ...files, [path]: bad });
        });
      }
    }
  }
});
