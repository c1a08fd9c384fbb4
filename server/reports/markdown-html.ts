/**
 * The Markdown that the rules' documentation is written in, as HTML: headings, paragraphs, lists, fenced code, and inline code, emphasis and
 * links. Anything else stays the text it is; no HTML gets through.
 */
export function htmlOfMarkdown(markdown: string): string {
  const lines = markdown.split('\n');
  const html: string[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? '';
    const fence = /^(`{3,})(\w*)$/.exec(line);
    const heading = /^(#{1,5}) (.*)$/.exec(line);
    if (line.trim() === '') at++;
    else if (fence !== null) {
      const end = lines.indexOf(fence[1] ?? '```', at + 1);
      const code = lines.slice(at + 1, end < 0 ? undefined : end);
      html.push(`<pre><code>${escapeHtml(code.join('\n'))}</code></pre>`);
      at = end < 0 ? lines.length : end + 1;
    } else if (heading !== null) {
      const level = (heading[1]?.length ?? 1) + 1;
      html.push(`<h${level}>${inline(heading[2] ?? '')}</h${level}>`);
      at++;
    } else {
      const tag = /^- /.test(line) ? 'ul' : /^\d+\. /.test(line) ? 'ol' : null;
      const block: string[] = [];
      for (; at < lines.length && (lines[at] ?? '').trim() !== ''; at++) block.push(lines[at] ?? '');
      html.push(tag === null ? `<p>${inline(block.join(' '))}</p>` : listOf(tag, block));
    }
  }
  return html.join('\n');
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function listOf(tag: 'ul' | 'ol', lines: readonly string[]): string {
  const items: string[] = [];
  for (const line of lines) {
    const start = /^(?:- |\d+\. )(.*)$/.exec(line);
    if (start !== null) items.push(start[1] ?? '');
    else items.push(`${items.pop() ?? ''} ${line.trim()}`);
  }
  return `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`;
}

const CODE = /(`+)(.+?)\1(?!`)/;

function inline(text: string): string {
  const code = CODE.exec(text);
  if (code !== null) {
    const before = text.slice(0, code.index);
    const after = text.slice(code.index + code[0].length);
    return `${inline(before)}<code>${escapeHtml(code[2] ?? '')}</code>${inline(after)}`;
  }
  return escapeHtml(text)
    .replace(/\[([^\]]+)\]\((https?:\/\/[^\s)]+|[\w./-]+\.md)\)/g, '<a href="$2">$1</a>')
    .replace(/(^|\s)(https?:\/\/[^\s<]+[^\s<.,;)])/g, '$1<a href="$2">$2</a>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replace(/(^|[\s(])\*([^*\s][^*]*)\*(?=$|[\s.,;:)])/g, '$1<em>$2</em>');
}
