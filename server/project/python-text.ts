let latest = { text: '', blanked: '' };

/**
 * Replaces the inside of triple-quoted strings by spaces, so that code quoted in documentation is not taken for code. Offsets and lines stay. Several facts read the
 * same file one after the other: the latest answer is kept.
 */
export function blankLongStrings(text: string): string {
  if (!text.includes('"""') && !text.includes("'''")) return text;
  if (latest.text !== text)
    latest = {
      text,
      blanked: text.replace(/("""|''')(?:(?!\1)[\s\S])*\1/g, (long) => long.replace(/[^\r\n]/g, ' ')),
    };
  return latest.blanked;
}
