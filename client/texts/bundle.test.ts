// Every text that users see can be translated: code and bundle name the same texts, manifest and package.nls.json the same keys.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../..');
const bundlePath = join(root, 'l10n', 'bundle.l10n.json');

describe('texts for translators', () => {
  it('are those of the code (UPDATE_TEXTS=1 writes the bundle anew)', () => {
    const texts = [...new Set(sources().flatMap(textsOf))].sort();
    const bundle = Object.fromEntries(texts.map((text) => [text, text]));
    if (process.env['UPDATE_TEXTS']) writeFileSync(bundlePath, `${JSON.stringify(bundle, null, 2)}\n`);
    assert.deepEqual(JSON.parse(readFileSync(bundlePath, 'utf8')), bundle);
    assert.ok(texts.length > 50, `only ${texts.length} were found`);
  });

  it('of the manifest all have their place in package.nls.json, and none is left over', () => {
    const manifest = readFileSync(join(root, 'package.json'), 'utf8');
    const used = new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    const given = Object.keys(JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as object);
    assert.deepEqual([...used].sort(), given.sort());
  });
});

function sources(): string[] {
  const names = readdirSync(join(root, 'client'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('node_modules'))
    .map((name) => join(root, 'client', name));
}

/** Texts given to `l10n.t`. Fails on a text that is put together at run time: no translator would ever see it. */
function textsOf(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'l10n.t') {
      const [text] = node.arguments;
      assert.ok(text && ts.isStringLiteralLike(text), `${path}: ${node.getText(source)} has no literal text`);
      texts.push(text.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
