import assert from 'node:assert/strict';
import { catalogue } from '../rules/catalogue.generated';
import { bestFix } from '../rules/testing/best-fix';
import { htmlOfMarkdown } from './markdown-html';
import { fileKindsOf, ruleIndexHtml, ruleIndexMarkdown } from './rule-index';
import { ruleHover, ruleMarkdown } from './rule-markdown';

const indexed = catalogue.map((rule) => ({ rule, fix: 'none' as const }));

describe('the list of rules', () => {
  it('has every rule once, with its page, what it looks at and how bad it is', () => {
    const lines = ruleIndexMarkdown(indexed).split('\n');
    for (const rule of catalogue) {
      const own = lines.filter((line) => line.startsWith(`| [${rule.id}](${rule.id}.md) |`));
      assert.equal(own.length, 1, rule.id);
      assert.ok(own[0]?.includes(`| ${fileKindsOf(rule).join(', ')} |`), own[0]);
      assert.ok(own[0]?.endsWith(`| ${rule.severity} |`), own[0]);
    }
  });

  it('says of every kind of check what files people know it by', () => {
    for (const rule of catalogue) {
      for (const kind of fileKindsOf(rule)) assert.ok(!(kind in rule.checks), `${kind} is a word of ours`);
    }
  });

  it('is a page that asks nothing of any other place', () => {
    const html = ruleIndexHtml(indexed);
    assert.doesNotMatch(html, /<(?:link|img|iframe)\b|<script[^>]+src|@import|url\(/);
    for (const rule of catalogue) assert.ok(html.includes(`<details class="rule" id="${rule.id}"`), rule.id);
    assert.equal(html.match(/<details/g)?.length, html.match(/<\/details>/g)?.length);
  });

  it('tells what a fix is worth by trying it', async () => {
    const worth = async (id: string): Promise<string | null> => {
      const rule = catalogue.find((candidate) => candidate.id === id);
      return rule ? bestFix(rule) : assert.fail(id);
    };
    assert.equal(await worth('missing-timeout'), 'safe');
    assert.equal(await worth('unused-suppression'), 'review');
  });
});

describe('the documentation of a rule', () => {
  it('is the same text on its page and in a hover, but for the headings', () => {
    const plain = (text: string): string =>
      text
        .replace(/^#+ /gm, '')
        .replace(/^\*\*([a-z-]+)\*\* · /, '$1\n\n')
        .trim();
    for (const rule of catalogue) assert.equal(plain(ruleHover(rule)), plain(ruleMarkdown(rule)));
  });

  const cases: [markdown: string, html: string][] = [
    ['# Title', '<h2>Title</h2>'],
    ['One\ntwo', '<p>One two</p>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
    ['```python\nx < 1\n\n# y\n```', '<pre><code>x &lt; 1\n\n# y</code></pre>'],
    ['````\n```\n````', '<pre><code>```</code></pre>'],
    ['Use `a < b`, *not* **c**.', '<p>Use <code>a &lt; b</code>, <em>not</em> <strong>c</strong>.</p>'],
    ['`**kwargs` and `*args`', '<p><code>**kwargs</code> and <code>*args</code></p>'],
    ['See https://example.org/a.', '<p>See <a href="https://example.org/a">https://example.org/a</a>.</p>'],
    ['<script>x</script>', '<p>&lt;script&gt;x&lt;/script&gt;</p>'],
    ['[x](javascript:y)', '<p>[x](javascript:y)</p>'],
  ];
  for (const [markdown, html] of cases) {
    it(`becomes HTML: ${JSON.stringify(markdown)}`, () => assert.equal(htmlOfMarkdown(markdown), html));
  }
});
