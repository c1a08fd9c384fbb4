import assert from 'node:assert/strict';
import { SourceDocument, applyChanges } from '../documents/document';
import { kindOf } from '../documents/document-kind';
import { type AddOptions, suppressBlock, suppressFile, suppressLine } from './add-suppression';
import { readSuppressions } from './read-suppressions';
import { covers } from './suppression';

/** A document with a finding between « and ». */
function place(path: string, marked: string): { document: SourceDocument; range: { start: number; end: number } } {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace(/[«»]/g, '');
  return {
    document: new SourceDocument(`file:///${path}`, path, kindOf(path, text) ?? 'text', text),
    range: { start, end },
  };
}

const plain: AddOptions = { surroundings: () => 'code', reason: false };

/** As if one stretch of the text were a literal or JSX. */
function inside(text: string, literal: string, kind: 'text' | 'jsx'): AddOptions {
  const start = text.indexOf(literal);
  const end = start + literal.length;
  return { reason: false, surroundings: (offset) => (start < offset && offset < end ? kind : 'code') };
}

/** The text with the rule silenced on the line; made sure of that it is. */
function line(path: string, marked: string, options = plain): string | null {
  const { document, range } = place(path, marked);
  const changes = suppressLine(document, range, 'a-rule', options);
  if (changes === null) return null;
  const after = applyChanges(document.text, changes);
  const [change] = changes;
  const shift = change !== undefined && change.range.start <= range.start ? after.length - document.text.length : 0;
  const changed = new SourceDocument(document.uri, path, document.kind, after);
  const now = { start: range.start + shift, end: range.end + shift };
  const holds = readSuppressions(changed).some(
    (suppression) => covers(suppression, changed.lines, now) && suppression.rules.some(({ id }) => id === 'a-rule'),
  );
  assert.ok(holds, `nothing is silenced in:\n${after}`);
  return after;
}

describe('adding a suppression', () => {
  describe('for a line', () => {
    const cases: [path: string, before: string, after: string][] = [
      ['a.py', 'x = «1»\ny = 2\n', 'x = 1  # preflight: ignore[a-rule]\ny = 2\n'],
      ['a.py', 'x = «1»   \n', 'x = 1  # preflight: ignore[a-rule]\n'],
      ['a.py', 'x = «1»  # preflight: ignore[other] why\n', 'x = 1  # preflight: ignore[other, a-rule] why\n'],
      ['a.py', '# preflight: ignore[other] why\nx = «1»\n', '# preflight: ignore[other, a-rule] why\nx = 1\n'],
      ['a.py', 'x = «1»  # preflight: ignore[]\n', 'x = 1  # preflight: ignore[a-rule]\n'],
      [
        'a.py',
        'if x:\n    y = 1 + \\\n        «2»\n',
        'if x:\n    y = 1 + \\\n        2  # preflight: ignore[a-rule]\n',
      ],
      [
        'a.py',
        'if x:\n    y = «1» + \\\n        2\n',
        'if x:\n    # preflight: ignore[a-rule]\n    y = 1 + \\\n        2\n',
      ],
      ['a.ts', 'x(«1»);\r\ny();\r\n', 'x(1); // preflight: ignore[a-rule]\r\ny();\r\n'],
      ['a.yaml', 'a: «1»\n', 'a: 1 # preflight: ignore[a-rule]\n'],
      ['.env', 'A=«1»\n', '# preflight: ignore[a-rule]\nA=1\n'],
      ['Dockerfile', 'RUN a \\\n  && «b»\n', '# preflight: ignore[a-rule]\nRUN a \\\n  && b\n'],
      ['agent.service', '[Service]\nExecStart=«/x»\n', '[Service]\n# preflight: ignore[a-rule]\nExecStart=/x\n'],
      ['a.md', 'See «x».\n', '<!-- preflight: ignore[a-rule] -->\nSee x.\n'],
      ['tsconfig.json', '{\n  "a": «1»\n}\n', '{\n  "a": 1 // preflight: ignore[a-rule]\n}\n'],
    ];
    for (const [path, before, after] of cases) {
      it(`${path}: ${JSON.stringify(before)}`, () => assert.equal(line(path, before), after));
    }

    it('above a text that runs over lines, and nowhere inside it', () => {
      const literal = '"""a\nb\nc"""';
      const text = `x = ${literal}\n`;
      assert.equal(
        line('a.py', `x = «${literal}»\n`, inside(text, literal, 'text')),
        `# preflight: ignore[a-rule]\n${text}`,
      );
      assert.equal(line('a.py', 'x = """a\n«b»\nc"""\n', inside(text, literal, 'text')), null);
    });

    it('between tags, in braces', () => {
      const literal = '<p>\n  <a href="x" />\n</p>';
      assert.equal(
        line('a.tsx', 'f(<p>\n  <a href=«"x"» />\n</p>);\n', inside(`f(${literal});\n`, literal, 'jsx')),
        'f(<p>\n  {/* preflight: ignore[a-rule] */}\n  <a href="x" />\n</p>);\n',
      );
    });

    it('with a place for the reason, which is none yet', () => {
      const after = line('a.py', 'x = «1»\n', { ...plain, reason: true });
      assert.equal(after, 'x = 1  # preflight: ignore[a-rule] <reason>\n');
      assert.equal(readSuppressions(place('a.py', after).document)[0]?.reason, '');
    });

    it('is not possible where nothing can be said', () => {
      assert.equal(line('a.json', '{ "a": «1» }\n'), null);
      assert.equal(line('a.bat', 'set A=«1»\n'), null);
    });
  });

  describe('for a file', () => {
    const cases: [path: string, before: string, after: string][] = [
      ['a.py', 'x = 1\n', '# preflight: ignore-file[a-rule]\nx = 1\n'],
      [
        'a.py',
        '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\nx = 1\n',
        '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# preflight: ignore-file[a-rule]\nx = 1\n',
      ],
      ['a.py', '#!/usr/bin/env python3', '#!/usr/bin/env python3\n# preflight: ignore-file[a-rule]\n'],
      ['a.py', '\ufeffx = 1\n', '\ufeff# preflight: ignore-file[a-rule]\nx = 1\n'],
      ['a.py', '# preflight: ignore-file[other] why\n', '# preflight: ignore-file[other, a-rule] why\n'],
      ['a.rs', '#![allow(dead_code)]\n', '// preflight: ignore-file[a-rule]\n#![allow(dead_code)]\n'],
      [
        'Dockerfile',
        '# syntax=docker/dockerfile:1\nFROM a\n',
        '# syntax=docker/dockerfile:1\n# preflight: ignore-file[a-rule]\nFROM a\n',
      ],
      ['a.md', '---\ntitle: x\n---\n# X\n', '---\ntitle: x\n---\n<!-- preflight: ignore-file[a-rule] -->\n# X\n'],
      [
        'a.xml',
        '<?xml version="1.0"?>\r\n<a/>\r\n',
        '<?xml version="1.0"?>\r\n<!-- preflight: ignore-file[a-rule] -->\r\n<a/>\r\n',
      ],
    ];
    for (const [path, before, after] of cases) {
      it(`${path}: ${JSON.stringify(before)}`, () => {
        const { document } = place(path, `${before}«»`);
        const changes = suppressFile(document, 'a-rule', plain);
        assert.equal(changes && applyChanges(document.text, changes), after);
      });
    }
  });

  describe('for a block', () => {
    const block = (path: string, text: string, first: number, last: number, options = plain): string | null => {
      const { document } = place(path, `${text}«»`);
      const changes = suppressBlock(document, first, last, ['a', 'b'], options);
      return changes && applyChanges(document.text, changes);
    };

    it('encloses its lines, indented as they are', () => {
      assert.equal(
        block('a.py', 'def f():\n    x = 1\n    y = 2\n    z = 3\n', 1, 2, { ...plain, reason: true }),
        'def f():\n    # preflight: ignore-start[a, b] <reason>\n    x = 1\n    y = 2\n    # preflight: ignore-end\n    z = 3\n',
      );
    });

    it('goes on where a statement does', () => {
      const literal = '"""a\nb"""';
      const text = `v = 0\nx = 1 + \\\n  2\ny = ${literal}\nz = 3\n`;
      assert.equal(
        block('a.py', text, 2, 3, inside(text, literal, 'text')),
        `v = 0\n# preflight: ignore-start[a, b]\nx = 1 + \\\n  2\ny = ${literal}\n# preflight: ignore-end\nz = 3\n`,
      );
    });

    it('holds at the end of a file and with its line ends', () => {
      assert.equal(
        block('.env', 'A=1\r\nB=2', 0, 1),
        '# preflight: ignore-start[a, b]\r\nA=1\r\nB=2\r\n# preflight: ignore-end',
      );
    });

    it('is not possible where nothing can be said', () => {
      assert.equal(block('a.json', '{\n}\n', 0, 1), null);
    });
  });
});
