import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isPlaceholder } from './placeholders';

const IDENTIFIED =
  /\b(?:identified(?:\s{1,20}with\s{1,20}\w+)?\s{1,20}(?:by|as)|(?:user|role|login|password|for)\b[^;'"\n]{0,120}?\bpassword(?:\s{0,20}=|\s{0,20}\()?)\s{0,20}(?:(\\?['"])([^'"\\\s]{4,200})\1|([A-Za-z][\w#@!]{5,60})(?=[\s;\\"')]|$))/gi;

/** `CREATE USER … IDENTIFIED BY '…'`, `ALTER ROLE … PASSWORD '…'` in any file. */
export function findSqlPasswords(text: string): TextRange[] {
  if (!/identified\s|\b(?:user|role|login)\b[^;\n]{0,120}?\bpassword\b/i.test(text)) return [];
  return [...text.matchAll(IDENTIFIED)].flatMap((match) => {
    const [whole, quote = '', quoted, bare = ''] = match;
    const value = quoted ?? bare;
    // Without quotes, words of the language follow as often.
    if (quoted === undefined && !/[a-z]\w*\d|\d\w*[a-z]/.test(bare)) return [];
    if (isPlaceholder(value) || /[{}$%]/.test(value)) return [];
    const start = match.index + whole.length - quote.length - value.length;
    return [{ start, end: start + value.length }];
  });
}
