import type { Requirement } from '../definition/model';

/**
 * Whether an agent is required, once the environment is known. Understands what startup files write: a word (`true`, `no`, `1`),
 * or a comparison of two texts (`${RTAP_ENABLED:-false} == 'false'`). Null when the expression is neither.
 */
export function isRequired(requirement: Requirement, expand: (text: string) => string): boolean | null {
  if (requirement.kind === 'fixed') return requirement.required;
  const text = expand(requirement.text).trim();
  const comparison = /^(.*?)\s*(==|!=)\s*(.*)$/s.exec(text);
  if (!comparison) return truth(text);
  const same = unquote(comparison[1]!).toLowerCase() === unquote(comparison[3]!).toLowerCase();
  return comparison[2] === '==' ? same : !same;
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return /^'[^']*'$|^"[^"]*"$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

function truth(text: string): boolean | null {
  const word = unquote(text).toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return true;
  if (['false', 'no', 'off', '0', ''].includes(word)) return false;
  return null;
}
