/**
 * What systemd makes of a value (systemd.syntax(7), systemd.service(5)): words by quotes and C escapes, `%%`; in arguments of commands `$$` as well.
 * Specifiers and variables are none of an export's business: one that is left fails the test.
 */
export function systemdWords(value: string, isCommand: boolean): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < value.length) {
    if (value[at] === ' ') {
      at++;
      continue;
    }
    let word = '';
    let quote: string | null = null;
    for (; at < value.length && (quote !== null || value[at] !== ' '); at++) {
      const character = value[at]!;
      if (character === '\\') {
        const [read, length] = escape(value.slice(at + 1));
        word += read;
        at += length;
      } else if (quote === null && (character === '"' || character === "'") && word === '') quote = character;
      else if (character === quote) quote = null;
      else word += character;
    }
    if (quote !== null) throw new Error(`a quote stays open in ${value}`);
    words.push(word);
  }
  return words.map((word, index) => expanded(word, isCommand && index > 0));
}

function escape(text: string): [string, number] {
  const simple: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'", s: ' ' };
  const known = simple[text[0] ?? ''];
  if (known !== undefined) return [known, 1];
  const hex = /^x([0-9a-f]{2})/.exec(text);
  if (hex) return [String.fromCharCode(Number.parseInt(hex[1]!, 16)), 3];
  throw new Error(`systemd knows no \\${text[0] ?? ''}`);
}

function expanded(word: string, isArgument: boolean): string {
  if (/%(?!%)/.test(word.replaceAll('%%', ''))) throw new Error(`a specifier in ${word}`);
  const text = word.replaceAll('%%', '%');
  if (!isArgument) return text;
  if (/\$/.test(text.replaceAll('$$', ''))) throw new Error(`a variable in ${text}`);
  return text.replaceAll('$$', '$');
}
