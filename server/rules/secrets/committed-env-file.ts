import { isTestPath } from '../../documents/path-class';
import { findTokensOf } from '../../secrets/find-tokens';
import { secretKindOf } from '../../secrets/secret-names';
import { looksLikeSecret } from '../../secrets/secret-values';
import { findUrlCredentials } from '../../secrets/url-credentials';
import type { EnvFileEntry } from '../../languages/env/env-file';
import type { Fix } from '../finding';
import { type EnvContext, defineRule } from '../rule';
import { isEnvTemplate } from './in-settings';

// No secret of anybody, and none that a scanner would report.
const SAMPLE = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');

export const rule = defineRule({
  id: 'committed-env-file',
  topic: 'secrets',
  severity: 'warning',
  impact: 9,
  effort: 1,
  triggers: ['='],
  crossFile: true,
  documentation: {
    summary: 'Reports a .env file with secrets that git does not ignore.',
    whatItDoes:
      'Reports a `.env` file, once, when it holds passwords, keys or tokens and no `.gitignore` covers it. Silent for `.env.example` and other templates, and for files without secrets.',
    whyItMatters:
      'The next `git add .` publishes it, and a secret that was published once has to be replaced everywhere.',
    examples: [
      {
        path: '.env',
        bad: `LOG_LEVEL=info\nDB_PASSWORD=${SAMPLE}\n`,
        good: 'LOG_LEVEL=info\nDB_PASSWORD=\n',
      },
    ],
    fixSafety:
      'One line is added to `.gitignore`. A file that git already tracks stays tracked: take it out with `git rm --cached`, and change its secrets.',
    references: ['https://12factor.net/config', 'https://git-scm.com/docs/gitignore'],
    remediation: {
      steps: [
        'Apply the quick fix.',
        'If the file was ever committed: `git rm --cached` it, and change every secret in it.',
        'Write the names without values to .env.example.',
      ],
      test: '`git check-ignore -v .env` names the line that covers it.',
      rollback: 'Take the line out of .gitignore.',
      dependsOn: [],
    },
  },
  checks: { env: check },
});

function check(context: EnvContext): void {
  const { document, env, project } = context;
  const { path } = document;
  // What git ignores is not among the project's files.
  if (isEnvTemplate(path) || isTestPath(path) || !project.exists(path) || isCovered(context)) return;
  const secrets = env.entries.filter((entry) => holdsSecret(context, entry));
  const [first, ...others] = secrets;
  if (first === undefined) return;
  const which = others.length === 0 ? first.name : `${first.name} and ${others.length} more`;
  context.report({
    range: first.nameRange,
    message: `${path} holds secrets (${which}) and git does not ignore it: add it to .gitignore`,
    related: others.slice(0, 20).map(({ name, nameRange }) => ({
      uri: document.uri,
      range: nameRange,
      message: `${name} is one, too`,
    })),
    fixes: [ignoreFix(context)],
  });
}

function holdsSecret({ document }: EnvContext, { name, value, valueRange }: EnvFileEntry): boolean {
  const kind = secretKindOf(name);
  if (kind !== null && looksLikeSecret(value, kind, name)) return true;
  if (findTokensOf(document.text).some(({ range }) => range.start < valueRange.end && valueRange.start < range.end))
    return true;
  return findUrlCredentials(value).length > 0;
}

/** Only the project's own `.gitignore` is known here; what others cover is not among its files. */
function isCovered({ project, document: { path } }: EnvContext): boolean {
  const lines = project.smallText('.gitignore')?.split(/\r?\n/) ?? [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  return lines.some((line) => {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#') || pattern.startsWith('!')) return false;
    const target = pattern.slice(0, -1).includes('/') ? path : name;
    return matches(pattern.replace(/^(?:\*\*)?\//, ''), target);
  });
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  return new RegExp(`^${source}$`).test(text);
}

function ignoreFix({ project, document: { path } }: EnvContext): Fix {
  // One file by its path; `.env` alone covers those of all folders.
  const line = path.endsWith('/.env') || path === '.env' ? '.env' : `/${path}`;
  return {
    title: `Add ${line} to .gitignore`,
    safety: 'safe',
    edits: () => [{ uri: project.uriOf('.gitignore'), appendLine: line }],
  };
}
