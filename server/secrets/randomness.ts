/** The pairs of letters that make up four fifths of English text and of names in code, most frequent first. */
const COMMON_PAIRS = new Set(
  (
    'thheinerancereonatndtiesortetoofedisitalarstntngsehasouioleveconemedehiriroicnaesslllrataliteseltaimonhoacec' +
    'urmaecelunnottplpereprnsrsditseolosifoemomchwhwiwesusidabepoabloutmpctadcafaacrirtviitfihtviivbekeagigobgeiddrsacogrltdefrsto' +
    'tyourryavlypappsupubusckefouspaluliulmimuofowbldybactrockepkekinwotrulvesyskipapaueyoyswortsecdatemodotoploadabra'
  ).match(/../g) ?? [],
);

/** How much of a text reads like words: the share of its neighbouring letters that words are made of, 0–1, with their number. */
export function wordiness(text: string): { readonly share: number; readonly pairs: number } {
  const lower = text.toLowerCase();
  let pairs = 0;
  let common = 0;
  for (let at = 1; at < lower.length; at++) {
    if (!isLetter(lower.charCodeAt(at - 1)) || !isLetter(lower.charCodeAt(at))) continue;
    pairs++;
    if (COMMON_PAIRS.has(lower.slice(at - 1, at + 1))) common++;
  }
  return { share: pairs === 0 ? 0 : common / pairs, pairs };
}

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** Bits a symbol, by how often each occurs in the text. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const symbol of text) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether a text is as random as keys are: several kinds of symbols, no words, an entropy near the highest for its length and alphabet. */
export function isRandom(text: string): boolean {
  if (text.length < 8) return false;
  if (signs(text) >= 6) return true;
  const digits = text.replace(/\D/g, '').length;
  const { share, pairs } = wordiness(text);
  const isHexadecimal = text.length >= 20 && digits > 0 && /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text);
  if (!isHexadecimal && pairs >= 5 && share > (digits / text.length >= 0.25 ? 0.75 : 0.55)) return false;
  if (digits === 0) {
    // Letters alone have to be many, and of both cases or unlike any word.
    if (text.length < 16 || isJoinedWords(text)) return false;
    if (!/[a-z].*[A-Z].*[a-z]|[A-Z].*[a-z].*[A-Z]/.test(text) && share > 0.4) return false;
    if (/^(?:[A-Z]?[a-z]+[-_. ]?)+$/.test(text) && share > 0.35) return false;
  }
  if (digits === text.length) return text.length >= 20;
  const alphabet = /^[0-9a-f-]+$/i.test(text) ? 16 : 62;
  return entropy(text) >= Math.max(2.4, Math.log2(Math.min(text.length, alphabet)) * 0.65);
}

/** `voice-hub-cache`, `voice-hub-2024`: words in small letters, each with a vowel, and short numbers, joined by signs. */
export function isJoinedWords(text: string): boolean {
  const parts = text.split(/[-_.]/);
  const words = parts.filter((part) => /^(?=.*[aeiouy])[a-z]{2,12}$/.test(part)).length;
  return words > 1 && parts.every((part) => /^(?:(?=.*[aeiouy])[a-z]{2,12}|v?\d{1,4})$/.test(part));
}

/** How many different signs a text holds: generators mix in many, names and words few. */
export function signs(text: string): number {
  return new Set(text.replace(/[A-Za-z0-9\s]/g, '')).size;
}
