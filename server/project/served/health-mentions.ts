import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { DocumentKind } from '../../documents/document';

/** Where a file that is no code names a path of health checks: a probe of Kubernetes, a script with curl, the configuration of a proxy. */
export interface HealthMentions {
  readonly path: string;
  readonly mentions: readonly HealthMention[];
}

export interface HealthMention {
  /** The last part of the path: `healthz`. */
  readonly name: string;
  readonly range: TextRange;
}

const CODE: ReadonlySet<DocumentKind | null> = new Set<DocumentKind | null>([
  'python',
  'typescript',
  'javascript',
  'rust',
]);
const MAY_MENTION = /health|ping|status|alive|livez|heartbeat|\/hc\b/;
const MENTION =
  /\/(_*health[-_]?(?:z|checks?)?_*|ping|status|is[-_]?alive|alive|livez|heartbeat|hc)\/?(?=["'`?#\s,;)\]}|>&]|$)/g;
const SETTINGS =
  /\.(?:ya?ml|sh|bash|zsh|fish|ps1|bat|cmd|conf|cfg|ini|toml|service|socket|timer|tf|hcl|properties|tpl|tmpl|j2|env|http|rest)$|(?:^|\/)(?:Makefile|GNUmakefile|[Jj]ustfile|Procfile|Caddyfile|(?:Docker|Container)file[^/]*|package\.json)$/i;

/** Whether a file by its path may ask a service how it is; documentation and code are no such files. */
export function mayMentionHealth(path: string): boolean {
  return SETTINGS.test(path);
}

/** Null for files that name no such path. */
export function healthMentions(path: string, kind: DocumentKind | null, text: string): HealthMentions | null {
  if (CODE.has(kind) || !MAY_MENTION.test(text)) return null;
  const mentions = Array.from(text.matchAll(MENTION), ({ 1: name = '', index }): HealthMention => {
    return { name, range: { start: index + 1, end: index + 1 + name.length } };
  });
  return mentions.length === 0 ? null : { path, mentions };
}
