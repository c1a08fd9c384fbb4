import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Tree, TreeCursor } from 'web-tree-sitter';
import { testGrammars } from '../rules/testing/rule-workspace';
import type { GrammarName } from './grammars';
import type { SyntaxNode } from './syntax-node';
import { readTree } from './tree-reader';

// What is read out of the parser's memory is held against what its own interface says: a new version of web-tree-sitter
// or of a grammar that lays its memory out in another way fails here.

/** One line a node, children below their parents: what the reader gives, and what a cursor says of the same nodes. */
function read(root: SyntaxNode): string[] {
  const lines: string[] = [];
  const visit = (node: SyntaxNode, depth: number): void => {
    lines.push(line(depth, node.type, node.field, node.start, node.end, node.named, node.hasError, node.missing));
    for (const child of node.children) visit(child, depth + 1);
  };
  visit(root, 0);
  return lines;
}

function asked(tree: Tree): string[] {
  const lines: string[] = [];
  const visit = (cursor: TreeCursor, depth: number): boolean => {
    const type = cursor.nodeType;
    if (LEFT_OUT.has(type)) return cursor.startIndex === cursor.endIndex;
    const at = lines.push('') - 1;
    let hasError = cursor.nodeIsMissing || type === 'ERROR';
    // `is not` has two tokens below it that say the same.
    if (cursor.nodeIsNamed && !WHOLE.has(type) && cursor.gotoFirstChild()) {
      do hasError = visit(cursor, depth + 1) || hasError;
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    const { currentFieldName, startIndex, endIndex, nodeIsNamed, nodeIsMissing } = cursor;
    lines[at] = line(depth, type, currentFieldName, startIndex, endIndex, nodeIsNamed, hasError, nodeIsMissing);
    return hasError;
  };
  const cursor = tree.walk();
  visit(cursor, 0);
  cursor.delete();
  return lines;
}

function line(
  depth: number,
  type: string,
  field: string | null,
  start: number,
  end: number,
  named: boolean,
  hasError: boolean,
  missing: boolean,
): string {
  const flags = `${named ? 'n' : ''}${hasError ? 'e' : ''}${missing ? 'm' : ''}`;
  return `${'  '.repeat(depth)}${type} ${field ?? '-'} ${start}-${end} ${flags}`;
}

const LEFT_OUT = new Set('( ) [ ] { } , . ; " \' ` :: -> => ${ # @ string_start string_end'.split(' '));
const WHOLE = new Set(['identifier', 'integer', 'comment', 'property_identifier']);

const SNIPPETS: Readonly<Record<GrammarName, string>> = {
  python: [
    '# größer 🚀\n@app.get("/x")\nasync def f(a, *b, c: int = 1, **d) -> dict[str, int]:\n    """Docs"""\n',
    '    async with a as b, c as d:\n        x, y = await f(*z, k=1, **w)  # why\n    return [i for i in x if not i]\n',
    'try:\n    match x:\n        case {"a": [1, *rest]} if y: pass\nexcept (A, B) as e:\n    raise X(f"{a!r:>{w}} {{b}}") from e\nelse: pass\n',
    'from ..a import (b as c, d)\nimport e.f as g\nlambda x=1: x if x else -x\nprint(a := 3, b"x" \'y\', ...)\n',
  ].join(''),
  typescript: [
    'export default class A<T extends B = C> extends D implements E { private static readonly x?: number = 1; constructor(private y: string) { super(); } }\n',
    'const { a = 1, ...b }: X = await import("x"); type Y = { [K in keyof T]?: T[K] } | `a${string}`;\nfor (const x of y!) x?.z ??= <any>w;\n',
    '/** docs */\nfunction f(this: Window, ...args: unknown[]): asserts x is string { label: while (true) { break label; } }\n',
  ].join(''),
  tsx: 'export const A = ({ x, ...rest }: P) => <><B {...rest} a="b" c={d}>text {/* c */}{x as string}</B></>;\n',
  javascript:
    'const a = require("b"), { c: d = 1 } = e;\nclass F { #g = 1; static { h(); } get i() { return this.#g; } }\nexport * as j from "k";\nif (/a+/g.test(`${l}`)) throw new M({ n, [o]: p, async *q() { yield* r; } });\n',
  rust: [
    "//! docs\nuse std::{env, io::{self as i, Read}};\n#[derive(Debug)]\npub(crate) struct A<'a, T: B + ?Sized = C> { pub x: &'a T }\n",
    'impl<T> D for A<\'_, T> where T: E { async unsafe fn f(&mut self, (a, b): (u8, i32)) -> Result<(), Box<dyn F>> { let Some(x) = y else { return Ok(()) }; z!("{}", 1); x?.await } }\n',
    "macro_rules! m { ($($x:expr),*) => { $(g($x);)* } }\nfn main() { match 1 { 0..=9 if true => {}, _ => loop { break 'a 5; } } }\n",
  ].join(''),
};

/** Texts that do not parse: cut off, and with pieces left out. */
function broken(text: string): string[] {
  const variants: string[] = [];
  for (let at = 1; at < text.length; at += 17) {
    variants.push(text.slice(0, at), text.slice(0, at) + text.slice(at + 3), `${text.slice(0, at)}("${text.slice(at)}`);
  }
  return variants;
}

async function compare(grammar: GrammarName, text: string): Promise<void> {
  const tree = (await testGrammars()).parser(grammar).parse(text);
  assert.ok(tree !== null);
  const lines = read(readTree(tree, null));
  const expected = asked(tree);
  tree.delete();
  const at = expected.findIndex((each, index) => each !== lines[index]);
  assert.ok(
    at === -1 && lines.length === expected.length,
    `${lines[at]} where the cursor says ${expected[at]}, in ${JSON.stringify(text.slice(0, 2_000))}`,
  );
}

describe('readTree', () => {
  for (const [grammar, text] of Object.entries(SNIPPETS) as [GrammarName, string][]) {
    it(`${grammar}: reads what the cursor says, from whole and from broken code`, async () => {
      await compare(grammar, text);
      await compare(grammar, '');
      await compare(grammar, `\n\n  \t${text}`);
      await compare(grammar, text.replaceAll('\n', '\r\n'));
      for (const variant of broken(text)) await compare(grammar, variant);
    }).timeout(20_000);
  }

  it('reads real code: this folder and the agents of the example', async () => {
    const agents = path.join(__dirname, '..', '..', 'examples', 'legacy-stack', 'agents');
    for (const [folder, extension, grammar] of [
      [__dirname, '.ts', 'typescript'],
      [agents, '.py', 'python'],
    ] as const) {
      const names = readdirSync(folder).filter((name) => name.endsWith(extension));
      assert.ok(names.length > 3, folder);
      for (const name of names) await compare(grammar, readFileSync(path.join(folder, name), 'utf8'));
    }
  }).timeout(20_000);

  it('reads leaves too long for the eight bytes of a small one, and trees after the memory has grown', async () => {
    await compare('python', `name = "${'x'.repeat(400)}"${' '.repeat(300)}+ ${'y'.repeat(200)}\n`);
    await compare('python', `${' '.repeat(5_000)}\n`.repeat(40) + 'x = 1\n');
    await compare('python', 'def f(a):\n    return g(a, [1, 2, {"k": a}])\n'.repeat(8_000));
    await compare('python', 'x = 1\n');
  }).timeout(60_000);
});
