export interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  readonly text: string;
  readonly indentation: number;
}

export function previousContent(lines: readonly Line[], index: number): Line | undefined {
  for (let i = index - 1; i >= 0 && i > index - 40; i--) {
    const line = lines[i]!;
    if (line.text.trim() !== '' && !/^\s*#/.test(line.text)) return line;
  }
  return undefined;
}

export function nextContent(lines: readonly Line[], index: number): Line | undefined {
  return lines.slice(index + 1, index + 40).find((line) => line.text.trim() !== '' && !/^\s*#/.test(line.text));
}

export function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length) {
    const lineBreak = text.indexOf('\n', start);
    const next = lineBreak < 0 ? text.length + 1 : lineBreak + 1;
    let end = lineBreak < 0 ? text.length : lineBreak;
    if (text[end - 1] === '\r' && end > start) end--;
    const content = text.slice(start, end);
    lines.push({ start, end, text: content, indentation: content.length - content.trimStart().length });
    start = next;
  }
  return lines;
}

export function lineAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
