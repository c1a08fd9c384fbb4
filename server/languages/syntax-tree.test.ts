import assert from 'node:assert/strict';
import { LineIndex } from '../documents/line-index';
import { testGrammars } from '../rules/testing/rule-workspace';
import type { GrammarName } from './grammars';
import type { SyntaxNode } from './syntax-node';
import { SyntaxTree } from './syntax-tree';

/** All that rules can see of a tree, one line a node. */
function shown(root: SyntaxNode): string {
  const lines: string[] = [];
  const visit = (node: SyntaxNode, depth: number): void => {
    const flags = `${node.named ? 'n' : '-'}${node.hasError ? 'e' : '-'}${node.missing ? 'm' : '-'}`;
    lines.push(`${' '.repeat(depth)}${node.type} ${node.field ?? ''} ${node.start}-${node.end} ${flags}`);
    for (const child of node.children) {
      assert.equal(child.parent, node, `the parent of ${child.type} at ${child.start}`);
      visit(child, depth + 1);
    }
  };
  visit(root, 0);
  return lines.join('\n');
}

/** The same numbers every time: a failure must be repeatable. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * limit) % Math.max(1, limit);
  };
}

const PYTHON = [
  '"""Docs with 🚀 and ünïcode."""',
  'import os',
  '',
  'class Memory(BaseAgent):',
  '    def __init__(self, port=7200, **kwargs):',
  '        super().__init__(name="Memory", port=port, **kwargs)',
  "        self.url = f\"tcp://{os.getenv('HOST', 'größer')}:{port}\"",
  '',
  '    def run(self):',
  '        while True:',
  "            request = self.socket.recv_json()  # 'quoted'",
  '            if request["action"] == "store":',
  '                self.store(request)',
  '',
  '',
  'if __name__ == "__main__":',
  '    Memory().run()',
  '',
].join('\n');

const TYPESCRIPT = [
  "import { connect } from 'nats';",
  'export async function main(url: string = `nats://${process.env.NATS_HOST ?? "nats"}:4222`) {',
  '  const connection = await connect({ servers: url, name: "🚀" });',
  '  for await (const message of connection.subscribe("a.*")) message.respond(answer(message));',
  '}',
  '',
].join('\n');

const RUST = [
  'use std::env;',
  '#[tokio::main]',
  'async fn main() -> Result<()> {',
  '    let url = env::var("NATS_URL").unwrap_or_else(|_| "nats://nats:4222".to_string());',
  '    println!("größer 🚀 {url}");',
  '    Ok(())',
  '}',
  '',
].join('\n');

const INSERTED: Readonly<Record<string, readonly string[]>> = {
  python: [
    'x',
    '"',
    "'",
    '"""',
    '\n',
    '\n    ',
    '(',
    ')',
    '{',
    '}',
    '#',
    '🚀',
    'é',
    ':',
    'def f():\n    pass\n',
    'f"',
    '\\',
    ' ',
    'return',
    '\t',
  ],
  typescript: [
    'x',
    '"',
    "'",
    '`',
    '${',
    '}',
    '\n',
    '(',
    ')',
    '{',
    '//',
    '/*',
    '*/',
    '🚀',
    'é',
    '=>',
    'class A {}\n',
    ';',
    '<',
    '?.',
  ],
  rust: [
    'x',
    '"',
    "'",
    'r#"',
    '"#',
    '\n',
    '(',
    ')',
    '{',
    '}',
    '//',
    '/*',
    '🚀',
    'é',
    '::',
    'fn f() {}\n',
    ';',
    '#[test]',
    '&',
    '!',
  ],
};

function describeGrammar(grammar: GrammarName, start: string, seeds: readonly number[]): void {
  for (const seed of seeds) {
    it(`${grammar}: stays what a fresh parse gives, over 120 random edits (seed ${seed})`, async () => {
      const parser = (await testGrammars()).parser(grammar);
      const random = numbers(seed);
      const words = INSERTED[grammar] ?? [];
      let text = start;
      let lines = LineIndex.of(text);
      const tree = new SyntaxTree(parser, text);
      try {
        for (let round = 0; round < 120; round++) {
          const from = boundary(text, random(text.length + 1));
          const removed = random(3) === 0 ? boundary(text, Math.min(text.length, from + random(40))) : from;
          const until = Math.max(from, removed);
          const added =
            random(4) === 0 ? '' : Array.from({ length: 1 + random(3) }, () => words[random(words.length)]).join('');
          const next = text.slice(0, from) + added + text.slice(until);
          const nextLines = LineIndex.of(next);
          tree.update({ start: from, oldEnd: until, newEnd: from + added.length }, lines, next, nextLines);
          const fresh = new SyntaxTree(parser, next);
          const expected = shown(fresh.root);
          fresh.dispose();
          assert.equal(
            shown(tree.root),
            expected,
            `round ${round}: ${JSON.stringify(text.slice(from, until))} → ${JSON.stringify(added)} at ${from}`,
          );
          // Texts grow until they are all errors: start over now and then, as an undo would.
          text = next;
          lines = nextLines;
          if (round % 40 === 39) {
            tree.update({ start: 0, oldEnd: text.length, newEnd: start.length }, lines, start, LineIndex.of(start));
            text = start;
            lines = LineIndex.of(start);
          }
        }
      } finally {
        tree.dispose();
      }
    });
  }
}

/** Editors never cut a surrogate pair in two. */
function boundary(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

describe('SyntaxTree', () => {
  describeGrammar('python', PYTHON, [1, 2, 3, 4]);
  describeGrammar('typescript', TYPESCRIPT, [5, 6]);
  describeGrammar('rust', RUST, [7, 8]);

  it('keeps the very nodes that an edit does not touch, wherever they move to', async () => {
    const parser = (await testGrammars()).parser('python');
    const tree = new SyntaxTree(parser, PYTHON);
    const before = tree.root.children.at(-1);
    const oldStart = before?.start ?? 0;
    const next = PYTHON.replace('import os\n', 'import os\nimport sys\n');
    const at = PYTHON.indexOf('import os\n') + 'import os\n'.length;
    tree.update({ start: at, oldEnd: at, newEnd: at + 11 }, LineIndex.of(PYTHON), next, LineIndex.of(next));
    tree.dispose();
    const after = tree.root.children.at(-1);
    assert.equal(after, before);
    assert.equal(after?.start, oldStart + 11);
  });

  it('tells the ranges whose structure changed, behind the edit too', async () => {
    const parser = (await testGrammars()).parser('python');
    const before = 'a = 1\nb = (2)\nc = 3\n';
    const tree = new SyntaxTree(parser, before);
    const after = before.replace('a = 1', 'a = (1').replace('(2)', '2)');
    tree.update(
      { start: 0, oldEnd: before.length, newEnd: after.length },
      LineIndex.of(before),
      after,
      LineIndex.of(after),
    );
    const changed = tree.update(
      { start: 4, oldEnd: 5, newEnd: 4 },
      LineIndex.of(after),
      after.replace('(1', '1'),
      LineIndex.of(after.replace('(1', '1')),
    );
    tree.dispose();
    assert.ok(Math.max(...changed.map((range) => range.end)) > 6, JSON.stringify(changed));
  });
});
