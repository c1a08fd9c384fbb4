import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { type SecretKind, secretKindOf } from './secret-names';
import { looksLikeSecret } from './secret-values';

export interface AssignedSecret {
  readonly name: string;
  readonly kind: SecretKind;
  readonly value: TextRange;
}

/** `export NAME=value`, `set NAME=value`, `ENV NAME=value`, `$env:NAME = "value"`, `name = "value"`, `"name": "value"`, one a line. */
const ASSIGNMENT =
  /^[ \t]*(?:-[ \t]+)?(?:(?:export|set|setx|ENV|ARG|declare(?: -x)?|readonly)[ \t]+|\$env:|\$)?(["']?)([A-Za-z_][\w.-]{2,60})\1[ \t]*[=:][ \t]*(["']?)([^"'\s#,;]{4,300})\3[ \t]*[,;]?[ \t]*(?:#.*)?$/gm;

/** Secrets that lines of scripts, settings and JSON files give a name to. */
export function findAssignedSecrets(text: string): AssignedSecret[] {
  const found: AssignedSecret[] = [];
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [whole, , name = '', quote = '', value = ''] = match;
    const kind = secretKindOf(name);
    if (kind === null || !looksLikeSecret(value, kind, name)) continue;
    // Without quotes a word may be a command, a type or another name.
    if (quote === '' && !/\d/.test(value)) continue;
    // In files of translations and forms, a word behind `password` is its label.
    if (kind === 'password' && !/[^A-Za-z]/.test(value)) continue;
    const start = match.index + whole.lastIndexOf(value);
    found.push({ name, kind, value: { start, end: start + value.length } });
  }
  return found;
}
