import type { DocumentKind } from './document';
import { looksLikeCompose } from './looks-like-compose';
import { looksLikeStartupFile } from '@agent-preflight/stack/definition/recognise';

const BY_EXTENSION: Readonly<Record<string, DocumentKind>> = {
  py: 'python',
  pyi: 'python',
  pyw: 'python',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  rs: 'rust',
  yml: 'yaml',
  yaml: 'yaml',
  env: 'env',
};

/** Text files without a language of their own, looked at for what may stand in any text (known secret formats). */
const TEXT_EXTENSIONS = new Set([
  'sh',
  'bash',
  'zsh',
  'ps1',
  'bat',
  'cmd',
  'md',
  'txt',
  'toml',
  'ini',
  'cfg',
  'conf',
  'json',
  'service',
  'xml',
  'properties',
  'tf',
]);

/** What a file is by its path alone; null for files nobody looks at. YAML is told apart further by `kindOf`. */
export function kindOfPath(path: string): DocumentKind | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^\.env(\..+)?$|^\.envrc$|\.env$/.test(name)) return 'env';
  if (/^(Dockerfile|Containerfile|Makefile)/.test(name)) return 'text';
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return BY_EXTENSION[extension] ?? (TEXT_EXTENSIONS.has(extension) ? 'text' : null);
}

/** What a file is by path and content; null for files nobody looks at. */
export function kindOf(path: string, text: string): DocumentKind | null {
  const kind = kindOfPath(path);
  if (kind !== 'yaml') return kind;
  if (/(^|\/)(docker-)?compose[^/]*\.ya?ml$|[._-](docker-)?compose\.ya?ml$/i.test(path)) return 'compose';
  if (looksLikeCompose(text)) return 'compose';
  return looksLikeStartupFile({ path, text }) ? 'startup' : 'yaml';
}
