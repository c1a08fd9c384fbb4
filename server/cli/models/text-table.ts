import type { Colors } from 'picocolors/types';

const COLOUR = new RegExp(String.raw`\u001b\[\d+m`, 'g');

/** Columns as wide as they need to be; a column that is empty in all rows is left out. Cells may be coloured. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const used = header.map((_, column) => column).filter((column) => rows.some((row) => row[column] !== ''));
  const width = (text: string): number => text.replace(COLOUR, '').length;
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => width(row[column] ?? ''))));
  const line = (cells: readonly string[]): string =>
    used
      .map((column) => `${cells[column] ?? ''}${' '.repeat(widths[column]! - width(cells[column] ?? ''))}`)
      .join('  ')
      .trimEnd();
  return `${[colors.dim(line(header)), ...rows.map(line)].join('\n')}\n`;
}
