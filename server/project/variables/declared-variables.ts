import type { DocumentKind } from '../../documents/document';

export type DeclarationSource =
  /** `.env`, `.env.production`, `.envrc` */
  | 'env-file'
  /** `.env.example` and its like: names without values to keep. */
  | 'template'
  | 'compose'
  | 'startup'
  | 'unit'
  | 'image'
  | 'workflow'
  /** Other YAML with variables in it, e.g. of Kubernetes. */
  | 'manifest'
  /** Shell scripts, Makefiles, and the settings files of hosting services. */
  | 'script';

export interface Declarations {
  readonly source: DeclarationSource;
  readonly declared: readonly string[];
  readonly passed: readonly string[];
}

/** Longer texts are data. */
const MAX_LENGTH = 500_000;

/** The environment variables that a file declares, read line by line; null for kinds of files that declare none. */
export function declarationsIn(path: string, kind: DocumentKind, text: string): Declarations | null {
  if (text.length > MAX_LENGTH) return null;
  const source = sourceOf(path, kind);
  switch (source) {
    case null:
      return null;
    case 'env-file':
    case 'template':
      return { source, ...split(ofEnvFile(text)) };
    case 'unit':
      return { source, ...split(ofUnit(text)) };
    case 'image':
      return { source, ...split(ofDockerfile(text)) };
    case 'script':
      return { source, ...split(ofScript(text)) };
    default:
      return { source, ...split(ofYaml(text)) };
  }
}

const TEMPLATE_WORD = /(?:^|[./_-])(?:examples?|samples?|templates?|dist|defaults?|tpl|tmpl|schema)(?:[./_-]|$)/i;
const SCRIPT_FILE =
  /(?:\.(?:sh|bash|zsh|fish|ps1|bat|cmd|tfvars)|(?:^|\/)(?:Makefile|GNUmakefile|[Jj]ustfile|Procfile|Jenkinsfile|Vagrantfile|fly\.toml|wrangler\.toml|netlify\.toml|railway\.toml|app\.json|vercel\.json|render\.yaml|devcontainer\.json|\.vscode\/launch\.json|supervisord?\.conf|environment|sysconfig\/\w+))$/;

/** True for `.env.example`, `env.sample`, `example.env`: files that tell which variables there are. */
export function isEnvTemplateName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /(?:^|[._-])env(?:$|[._-])/i.test(name) && TEMPLATE_WORD.test(name);
}

/** Whether a path may declare variables, by its name alone. */
export function mayDeclareVariables(path: string): boolean {
  return (
    /(?:^|\/)\.env(?:\.[^/]*)?$|\.env$|(?:^|\/)\.envrc$/.test(path) ||
    isEnvTemplateName(path) ||
    SCRIPT_FILE.test(path) ||
    // Compose, startup, workflow and Kubernetes files; units and their drop-ins.
    /\.(?:ya?ml|service)$|\.service\.d\/[^/]+\.conf$/i.test(path) ||
    isImageFile(path)
  );
}

function isImageFile(path: string): boolean {
  return /(?:^|\/)(?:Dockerfile|Containerfile)(?:[._-][^/]*)?$|\.(?:Dockerfile|Containerfile)$/i.test(path);
}

function sourceOf(path: string, kind: DocumentKind): DeclarationSource | null {
  switch (kind) {
    case 'env':
      return TEMPLATE_WORD.test(path.slice(path.lastIndexOf('/') + 1)) ? 'template' : 'env-file';
    case 'compose':
    case 'startup':
    case 'unit':
    case 'workflow':
      return kind;
    case 'dockerfile':
      return 'image';
    case 'yaml':
      return 'manifest';
    case 'text':
      if (isEnvTemplateName(path)) return 'template';
      return SCRIPT_FILE.test(path) ? 'script' : null;
    default:
      return null;
  }
}

interface Found {
  readonly name: string;
  /** What stands behind it on the line, for telling what is only handed on; null where no value is given. */
  readonly value: string | null;
}

/** `X=${X}` and a bare `X` hand on what the environment holds. */
function split(found: readonly Found[]): { declared: string[]; passed: string[] } {
  const declared = new Set<string>();
  const passed = new Set<string>();
  for (const { name, value } of found) {
    (value === null || /^["']?\$\{?(\w+)(?:[}"']|$|:?\?)/.exec(value.trim())?.[1] === name ? passed : declared).add(
      name,
    );
  }
  return { declared: [...declared], passed: [...passed].filter((name) => !declared.has(name)) };
}

/** A line that is commented out documents its variable as well. */
function ofEnvFile(text: string): Found[] {
  return [...text.matchAll(/^[ \t]*(?:#[ \t]*)?(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=([^\r\n]{0,80})/gm)].map(
    ([, name = '', value = '']) => ({ name, value }),
  );
}

function ofUnit(text: string): Found[] {
  const found: Found[] = [];
  for (const [, key, list = ''] of text.matchAll(/^[ \t]*(Environment|PassEnvironment)[ \t]*=((?:[^\\\n]|\\[^])*)/gm)) {
    if (key === 'PassEnvironment') for (const name of list.match(/\w+/g) ?? []) found.push({ name, value: null });
    else
      for (const [, name = '', value = ''] of list.matchAll(/(?:^|[\s"'])([A-Za-z_]\w*)=(\S{0,80})/g))
        found.push({ name, value });
  }
  return found;
}

function ofDockerfile(text: string): Found[] {
  const found: Found[] = [];
  for (const [, list = ''] of text.matchAll(/^[ \t]*(?:ENV|ARG)[ \t]+((?:[^\\\n]|\\[^])*)/gim)) {
    const first = /^([A-Za-z_]\w*)(?=[ \t\r]|$)/.exec(list)?.[1];
    if (first !== undefined) found.push({ name: first, value: '' });
    else for (const [, name = ''] of list.matchAll(/(?:^|[\s"'])([A-Za-z_]\w*)=/g)) found.push({ name, value: '' });
  }
  return found;
}

/** Assignments, exports, `docker run -e X=…`, `$env:X = …`, and keys of JSON and TOML. */
function ofScript(text: string): Found[] {
  return [
    ...text.matchAll(
      /(?:^|[\s;&|("'{,]|\$env:|\$\{|-e)([A-Z][A-Z0-9_]+)(?:["']?[ \t]*[?:+]?[=:]|(?=[ \t]*\r?$))(?=([^\r\n]{0,80}))/gm,
    ),
  ].map(([, name = '', value = '']) => ({ name, value: value.trim() }));
}

/** `X: value`, `- X=value`, `- X`, and `name: X` as Kubernetes writes it. Keys in capitals are variables, whatever map they stand in. */
function ofYaml(text: string): Found[] {
  const found: Found[] = [];
  for (const [, key, value, item, itemValue, named] of text.matchAll(
    /(?:^[ \t]*(?:-[ \t]+)?|[{,][ \t]*)["']?([A-Z][A-Z0-9_]+)["']?:(?=[ \t\r\n]|$)[ \t]*(?=([^\r\n]{0,80}))|^[ \t]*-[ \t]+["']?([A-Z][A-Z0-9_]+)(?:=(?=([^\r\n]{0,80}))|["']?[ \t]*\r?$)|^[ \t]*(?:-[ \t]+)?(?:name|key):[ \t]*["']?([A-Z][A-Z0-9_]+)["']?[ \t]*\r?$/gm,
  )) {
    if (key !== undefined) found.push({ name: key, value: value === undefined || value === '' ? null : value });
    else if (item !== undefined) found.push({ name: item, value: itemValue ?? null });
    else if (named !== undefined) found.push({ name: named, value: '' });
  }
  return found;
}
