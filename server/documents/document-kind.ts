import type { DocumentKind } from './document';
import { looksLikeUnit } from '../languages/unit/unit-file';
import { looksLikeCompose } from './looks-like-compose';
import { looksLikeModelManifest } from '@agent-preflight/stack/definition/models/read';
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
  ...(
    'tfvars hcl fish ksh psm1 mdx rst adoc log json5 jsonc ipynb plist cnf config settings timer socket mount automount target slice swap pem key ppk asc ovpn kdl ' +
    'go java kt kts scala groovy gradle rb erb php cs fs vb c h cc cpp hpp m mm swift dart lua pl pm r sql hs ex exs erl clj ' +
    'vue svelte astro html htm jsp graphql proto http rest bru j2 tpl tmpl template example sample dist'
  ).split(' '),
]);

/** Files with a name instead of an ending that hold settings, credentials or commands. */
const TEXT_NAMES =
  /^(?:Makefile|Jenkinsfile|Vagrantfile|Procfile|Gemfile|Rakefile|Justfile|justfile|kubeconfig|credentials|id_(?:rsa|dsa|ecdsa|ed25519)|[._]netrc|\.?pgpass|\.(?:npmrc|yarnrc|pypirc|condarc|git-credentials|gitconfig|dockercfg|s3cfg|boto|curlrc|wgetrc|esmtprc|msmtprc|fetchmailrc|bash_profile|bash_history|bashrc|zshrc|zshenv|profile|ftpconfig|vault-token|remote-sync|htpasswd))$/;

/** What a file is by its path alone; null for files nobody looks at. YAML is told apart further by `kindOf`. */
export function kindOfPath(path: string): DocumentKind | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^\.env(\..+)?$|^\.envrc$|\.env$/.test(name)) return 'env';
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  const known = BY_EXTENSION[extension];
  if (known !== undefined) return known;
  if (isDockerfileName(name, extension)) return 'dockerfile';
  if (/^(Dockerfile|Containerfile|Makefile)/.test(name) || TEXT_NAMES.test(name)) return 'text';
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

/** Some formats have no ending of their own. */
function kindOfText(path: string, text: string): DocumentKind {
  if (looksLikeUnit(path, text)) return 'unit';
  return path.endsWith('.json') && looksLikeModelManifest({ path, text }) ? 'models' : 'text';
}

/**
 * What a file is by path and content; null for files nobody looks at.
 *
 * @param uri what a startup file will be read under: told here, the reading that recognises it is the one that serves everybody after
 */
export function kindOf(path: string, text: string, uri = path): DocumentKind | null {
  if (last.path === path && last.text === text) return last.kind;
  const kind = recognise(path, text, uri);
  last = { path, text, kind };
  return kind;
}

/** A file is asked about several times in a row, and some YAML files have to be read to be told apart. */
let last: { readonly path: string; readonly text: string; readonly kind: DocumentKind | null } = {
  path: '',
  text: '',
  kind: null,
};

function recognise(path: string, text: string, uri: string): DocumentKind | null {
  const kind = kindOfPath(path);
  if (kind === 'text') return kindOfText(path, text);
  if (kind !== 'yaml') return kind;
  if (WORKFLOW.test(path)) return 'workflow';
  if (/(^|[/._-])(docker-|podman-)?compose(\d*|[._-][^/]*)\.ya?ml$/i.test(path)) return 'compose';
  if (looksLikeCompose(text)) return 'compose';
  if (looksLikeStartupFile({ path, text, file: uri })) return 'startup';
  return looksLikeModelManifest({ path, text }) ? 'models' : 'yaml';
}
