// Writes docs/rules from the rules' own documentation: a page for each rule, README.md and index.html. They are not kept in git: what they
// say stands in the rules, and their samples of secrets are put together only when they are made.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import * as tsx from 'tsx/cjs/api';
import './generate-catalogue.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'docs', 'rules');

// The rules are TypeScript, and what their fixes are worth is found out by trying them on their examples.
const load = (file) => tsx.require(path.join(root, file), import.meta.url);
const { catalogue } = load('server/rules/catalogue.generated.ts');
const { ruleMarkdown } = load('server/reports/rule-markdown.ts');
const { ruleIndexHtml, ruleIndexMarkdown } = load('server/reports/rule-index.ts');
const { bestFix } = load('server/rules/testing/best-fix.ts');

const rules = [];
for (const rule of [...catalogue].sort((a, b) => (a.id < b.id ? -1 : 1))) {
  rules.push({ rule, fix: (await bestFix(rule)) ?? (rule.documentation.fixSafety === undefined ? 'none' : 'review') });
}

const pages = new Map(catalogue.map((rule) => [`${rule.id}.md`, ruleMarkdown(rule)]));
pages.set('README.md', ruleIndexMarkdown(rules));
pages.set('index.html', ruleIndexHtml(rules));

const stale = [...pages].filter(([file, text]) => read(file) !== text).map(([file]) => file);
const left = existing().filter((file) => !pages.has(file));
mkdirSync(folder, { recursive: true });
for (const file of stale) writeFileSync(path.join(folder, file), pages.get(file));
for (const file of left) rmSync(path.join(folder, file));
console.log(`docs/rules: ${pages.size} pages, ${stale.length} written, ${left.length} removed`);

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(path.join(folder, file), 'utf8');
  } catch {
    return null;
  }
}

function existing() {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
