// Writes docs/rules/<rule-id>.md and docs/rules/README.md from the rules' own documentation. They are not kept in git: what they say stands in the
// rules, and their samples of secrets are put together only when they are made.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { build } from 'esbuild';
import './generate-catalogue.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'docs', 'rules');

// The rules are TypeScript: bundled to a file of its own, which only lives as long as this script needs it.
const bundled = path.join(mkdtempSync(path.join(tmpdir(), 'rule-pages-')), 'rules.cjs');
await build({
  stdin: {
    contents: `export { catalogue } from './server/rules/catalogue.generated'; export { ruleMarkdown } from './server/reports/rule-markdown';`,
    resolveDir: root,
    loader: 'ts',
  },
  bundle: true,
  outfile: bundled,
  format: 'cjs',
  platform: 'node',
  logLevel: 'error',
});
const { catalogue, ruleMarkdown } = createRequire(import.meta.url)(bundled);
rmSync(path.dirname(bundled), { recursive: true });

const pages = new Map(catalogue.map((rule) => [`${rule.id}.md`, ruleMarkdown(rule)]));
pages.set('README.md', overview(catalogue));

function overview(rules) {
  const topics = [...new Set(rules.map((rule) => rule.topic))];
  const rows = (topic) =>
    rules
      .filter((rule) => rule.topic === topic)
      .map(
        (rule) =>
          `| [${rule.id}](${rule.id}.md) | ${rule.documentation.summary} | ${rule.severity} | ${rule.documentation.fixSafety === undefined ? '' : '✔'} |`,
      );
  const tables = topics.map(
    (topic) => `## ${topic}\n\n| rule | | severity | fix |\n| --- | --- | --- | --- |\n${rows(topic).join('\n')}`,
  );
  return `# Rules\n\nThese pages are made from the rules themselves by \`npm run docs\`. \`agent-preflight explain <rule>\` shows the same.\n\n${tables.join('\n\n')}\n`;
}

const stale = [...pages].filter(([file, text]) => read(file) !== text).map(([file]) => file);
const left = existing().filter((file) => !pages.has(file));
mkdirSync(folder, { recursive: true });
for (const file of stale) writeFileSync(path.join(folder, file), pages.get(file));
for (const file of left) rmSync(path.join(folder, file));
console.log(`docs/rules: ${pages.size} pages, ${stale.length} written, ${left.length} removed`);

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
