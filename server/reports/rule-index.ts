import type { Rule, RuleChecks } from '../rules/rule';
import { htmlOfMarkdown, escapeHtml } from './markdown-html';
import { ruleMarkdown } from './rule-markdown';

/** What a rule's best fix is worth: applied unseen, to be looked at, or not there. */
export type FixKind = 'safe' | 'review' | 'none';

export interface IndexedRule {
  readonly rule: Rule;
  readonly fix: FixKind;
}

/** What people call the files that a check looks at. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  python: ['Python'],
  typescript: ['TypeScript'],
  rust: ['Rust'],
  code: ['Python', 'TypeScript', 'Rust'],
  startup: ['startup file'],
  compose: ['Compose'],
  dockerfile: ['Dockerfile'],
  workflow: ['CI workflow'],
  unit: ['systemd unit'],
  models: ['model manifest'],
  env: ['.env'],
  yaml: ['YAML'],
  text: ['any text'],
  suppressions: ['any text'],
};

const FIXES: Readonly<Record<FixKind, string>> = { safe: '✔', review: '◐', none: '' };

export function fileKindsOf(rule: Rule): readonly string[] {
  const checks = Object.keys(rule.checks) as (keyof RuleChecks)[];
  return [...new Set(checks.flatMap((check) => KINDS[check] ?? [check]))];
}

/** The list of all rules as Markdown, a table for each topic. */
export function ruleIndexMarkdown(rules: readonly IndexedRule[]): string {
  const parts = [
    '# Rules',
    'Made from the rules themselves by `npm run docs`. `agent-preflight explain <rule>` and the hover show the same texts; [index.html](index.html) is this list with filters.',
    'Fix: ✔ safe, part of fix-all · ◐ to be looked at.',
  ];
  for (const topic of topicsOf(rules)) {
    const rows = rules
      .filter(({ rule }) => rule.topic === topic)
      .map(({ rule, fix }) => {
        const cells = [
          `[${rule.id}](${rule.id}.md)`,
          rule.documentation.summary.replaceAll('|', '\\|'),
          fileKindsOf(rule).join(', '),
          FIXES[fix],
          rule.severity,
        ];
        return `| ${cells.join(' | ')} |`;
      });
    parts.push(
      `## ${topic}`,
      ['| rule | | looks at | fix | severity |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

/** The same as one HTML page with filters. It needs nothing but itself: no network, no other file. */
export function ruleIndexHtml(rules: readonly IndexedRule[]): string {
  const kinds = [...new Set(rules.flatMap(({ rule }) => fileKindsOf(rule)))].sort();
  const filters = [
    select('topic', 'Topic', topicsOf(rules)),
    select('kind', 'Looks at', kinds),
    select('fix', 'Fix', ['safe', 'review', 'none']),
    select('severity', 'Severity', ['error', 'warning', 'information', 'off']),
  ];
  return PAGE.replace('{filters}', () => filters.join('\n')).replace('{rules}', () => rules.map(entry).join('\n'));
}

function entry({ rule, fix }: IndexedRule): string {
  const kinds = fileKindsOf(rule);
  const data = { topic: rule.topic, kind: kinds.join('|'), fix, severity: rule.severity };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escapeHtml(value)}"`);
  const facts = [rule.topic, kinds.join(', '), fix === 'none' ? 'no fix' : `${fix} fix`, rule.severity];
  // The page's own title is in the summary already.
  const page = htmlOfMarkdown(ruleMarkdown(rule).replace(/^# .*\n/, ''));
  return [
    `<details class="rule" id="${rule.id}" ${attributes.join(' ')}>`,
    `<summary><code>${rule.id}</code> <span>${htmlOfMarkdown(rule.documentation.summary).replace(/^<p>|<\/p>$/g, '')}</span> <small>${escapeHtml(facts.join(' · '))}</small></summary>`,
    page,
    '</details>',
  ].join('\n');
}

function select(name: string, label: string, values: readonly string[]): string {
  const options = values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
  return `<label>${label} <select name="${name}"><option value="">any</option>${options}</select></label>`;
}

function topicsOf(rules: readonly IndexedRule[]): readonly string[] {
  return [...new Set(rules.map(({ rule }) => rule.topic))].sort();
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Agent Preflight: rules</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
  form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; position: sticky; top: 0; padding: .75rem 0; background: Canvas; }
  label { display: grid; font-size: .85rem; }
  select, input { font: inherit; padding: .2rem .4rem; }
  .rule { border-top: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); padding: .5rem 0; }
  .rule > summary { cursor: pointer; }
  .rule > summary small { display: block; opacity: .75; margin-left: 1rem; }
  pre { overflow-x: auto; padding: .75rem; background: color-mix(in srgb, CanvasText 8%, Canvas); }
  h2, h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
</style>
</head>
<body>
<h1>Rules</h1>
<form role="search">
<label>Search <input name="words" type="search" autocomplete="off"></label>
{filters}
<output aria-live="polite"></output>
</form>
<main>
{rules}
</main>
<script>
const form = document.querySelector('form');
const rules = [...document.querySelectorAll('.rule')];
const names = ['words', 'topic', 'kind', 'fix', 'severity'];
function show() {
  const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim().toLowerCase()]));
  const words = wanted.words.split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const rule of rules) {
    const fits = names.slice(1).every((name) => wanted[name] === '' || rule.dataset[name].toLowerCase().split('|').includes(wanted[name]));
    const text = words.length > 0 ? rule.textContent.toLowerCase() : '';
    rule.hidden = !(fits && words.every((word) => text.includes(word)));
    if (!rule.hidden) shown++;
  }
  form.querySelector('output').value = shown + ' of ' + rules.length;
  const query = new URLSearchParams(names.filter((name) => wanted[name] !== '').map((name) => [name, wanted[name]])).toString();
  history.replaceState(null, '', (query === '' ? location.pathname : '?' + query) + location.hash);
}
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = names.includes(name) ? form.elements[name] : null;
  if (!field) continue;
  field.value = field.options ? ([...field.options].find((option) => option.value.toLowerCase() === value) || { value: '' }).value : value;
}
form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', open);
function open() {
  const rule = location.hash === '' ? null : document.getElementById(location.hash.slice(1));
  if (rule) { rule.open = true; rule.scrollIntoView(); }
}
show();
open();
</script>
</body>
</html>
`;
