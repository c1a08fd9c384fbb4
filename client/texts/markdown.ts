/** Agents' names and output in Markdown, so that they can be read and never rendered. */

/** Text for a Markdown paragraph or table cell, on one line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#!|~>]/g, '\\$&')
    .replace(/^(\d*)([.+-])(?= )/, '$1\\$2'); // would begin a list
}

/** A code block that no line of the text can end. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const longest = Math.max(0, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [fence + language, ...lines, fence].join('\n');
}
