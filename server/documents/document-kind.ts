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
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const known = BY_EXTENSION[extension];
  if (known !== undefined) return known;
  if (isDockerfileName(name, extension)) return 'dockerfile';
  if (/^(Dockerfile|Containerfile|Makefile)/.test(name)) return 'text';
  return TEXT_EXTENSIONS.has(extension) ? 'text' : null;
}

/** Templates are no Dockerfiles before something fills them in; `Dockerfile.dockerignore` and notes never become one. */
const NO_DOCKERFILE = new Set(
  'dockerignore template tmpl tpl j2 jinja jinja2 erb in md txt json toml sh bak orig'.split(' '),
);

/** `Dockerfile`, `Containerfile`, `Dockerfile.gpu`, `dockerfile-dev`, `agent.Dockerfile`. */
function isDockerfileName(name: string, extension: string): boolean {
  if (/^(dockerfile|containerfile)$/i.test(name) || /\.(dockerfile|containerfile)$/i.test(name)) return true;
  return /^(dockerfile|containerfile)[._-]/i.test(name) && !NO_DOCKERFILE.has(extension);
}

/** Where continuous integration services look for their files. */
const WORKFLOW =
  /(^|\/)(\.(github|gitea|forgejo)\/workflows\/[^/]+|\.circleci\/[^/]+|(\.github\/actions\/.+\/)?action|\.gitlab-ci|[^/]*\.gitlab-ci|\.gitlab\/(ci\/)?.+|azure-pipelines[^/]*|\.azure-pipelines\/.+|\.azuredevops\/.+|bitbucket-pipelines|\.drone|\.woodpecker|\.woodpecker\/[^/]+|cloudbuild[^/]*|buildspec[^/]*)\.ya?ml$/;

/** What a file is by path and content; null for files nobody looks at. */
export function kindOf(path: string, text: string): DocumentKind | null {
  const kind = kindOfPath(path);
  if (kind !== 'yaml') return kind;
  if (WORKFLOW.test(path)) return 'workflow';
  if (/(^|\/)(docker-)?compose[^/]*\.ya?ml$|[._-](docker-)?compose\.ya?ml$/i.test(path)) return 'compose';
  if (looksLikeCompose(text)) return 'compose';
  return looksLikeStartupFile({ path, text }) ? 'startup' : 'yaml';
}
