import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Dockerfile, Heredoc, Instruction } from './dockerfile-model';
import { JoinedText } from './joined-text';
import { splitCommands } from './shell-commands';
import { readStages } from './stages';
import { readAssignments, readExecForm, readFlags, splitWords } from './words';

/** What follows is not read: nobody writes such a file, and images have at most 127 layers. */
const MAX_INSTRUCTIONS = 2000;

/** Instructions whose arguments may be a JSON list. */
const LISTS = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'VOLUME', 'COPY', 'ADD']);
/** Instructions with flags; `CMD --help` has none. */
const FLAGGED = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK']);
const RUNS = new Set(['RUN', 'CMD', 'ENTRYPOINT']);

/**
 * Reads any text as a Dockerfile, as BuildKit does: parser directives, continued lines with comments between them, heredocs, both forms of
 * commands. Unknown instructions are kept, broken ones are read as far as they make sense.
 */
export function readDockerfile(text: string): Dockerfile {
  const escape = escapeCharacter(text);
  const instructions: Instruction[] = [];
  const lines = new Lines(text);
  for (let line = lines.next(); line !== null && instructions.length < MAX_INSTRUCTIONS; line = lines.next()) {
    const content = text.slice(line.start, line.end);
    if (/^\s*(?:#|$)/.test(content)) continue;
    const { joined, end } = continued(text, line, lines, escape);
    const match = /^\s*([A-Za-z]+)(?=\s|$)/.exec(joined.text);
    if (match?.[1] === undefined) continue;
    const keyword = match[1].toUpperCase();
    const heredocs =
      keyword === 'RUN' || keyword === 'COPY' || keyword === 'ADD' ? readHeredocs(joined, text, lines) : [];
    const start = joined.sourceOf(match[0].length - match[1].length);
    const range = { start, end: heredocs.length > 0 ? lines.lastEnd : end };
    instructions.push(instructionOf(text, match[1], joined.slice(match[0].length - match[1].length, joined.text.length), range, heredocs, escape)); // prettier-ignore
  }
  return { instructions, escape, ...readStages(instructions) };
}

/** The physical lines of a text, one after the other. */
class Lines {
  private at: number;
  /** End of the line given last. */
  lastEnd = 0;

  constructor(private readonly text: string) {
    this.at = text.startsWith('\ufeff') ? 1 : 0;
  }

  /** The next line without its line end; null at the end of the text. */
  next(): TextRange | null {
    if (this.at >= this.text.length) return null;
    const start = this.at;
    const feed = this.text.indexOf('\n', start);
    this.at = feed === -1 ? this.text.length : feed + 1;
    const end = feed === -1 ? this.text.length : feed;
    this.lastEnd = end > start && this.text[end - 1] === '\r' ? end - 1 : end;
    return { start, end: this.lastEnd };
  }
}

/** `# escape=\`` counts only among the comments at the very top. */
function escapeCharacter(text: string): '\\' | '`' {
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/, 10)) {
    const directive = /^#[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*(.+?)[ \t]*$/.exec(line);
    if (directive === null) break;
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] === '`' ? '`' : '\\';
  }
  return '\\';
}

function continued(text: string, first: TextRange, lines: Lines, escape: string): { joined: JoinedText; end: number } {
  const parts: { text: string; offset: number }[] = [];
  let end = first.end;
  for (let line: TextRange | null = first; line !== null; line = lines.next()) {
    const content = text.slice(line.start, line.end);
    if (line !== first && /^\s*(?:#|$)/.test(content)) continue;
    const open = content.trimEnd();
    end = line.end;
    if (!open.endsWith(escape)) {
      parts.push({ text: content, offset: line.start });
      break;
    }
    parts.push({ text: open.slice(0, -1), offset: line.start });
  }
  return { joined: JoinedText.of(parts), end };
}

function readHeredocs(joined: JoinedText, text: string, lines: Lines): Heredoc[] {
  const heredocs: Heredoc[] = [];
  for (const [, dash, , name] of joined.text.matchAll(/(?<![<\w$(])<<(-?)(["']?)([A-Za-z_]\w*)\2(?=\s|$|[;|&)>])/g)) {
    if (name === undefined) continue;
    const start = lines.lastEnd;
    const content: TextRange[] = [];
    for (let line = lines.next(); line !== null; line = lines.next()) {
      const written = text.slice(line.start, line.end);
      if ((dash === '-' ? written.replace(/^\t+/, '') : written) === name) break;
      content.push(line);
    }
    heredocs.push({ name, content: { start: content[0]?.start ?? start, end: content.at(-1)?.end ?? start } });
  }
  return heredocs;
}

function instructionOf(
  text: string,
  written: string,
  joined: JoinedText,
  range: TextRange,
  heredocs: readonly Heredoc[],
  escape: string,
): Instruction {
  const keyword = written.toUpperCase();
  const afterKeyword = joined.from(written.length);
  const { flags, end } = FLAGGED.has(keyword) ? readFlags(afterKeyword) : { flags: [], end: 0 };
  const body = afterKeyword.from(end);
  const list = LISTS.has(keyword) ? readExecForm(body) : null;
  const inner = innerOf(text, keyword, body, range, escape);
  return {
    keyword,
    keywordRange: joined.rangeOf(0, written.length),
    range,
    flags,
    body,
    form: list === null ? 'shell' : 'exec',
    words: list ?? splitWords(body, escape),
    assignments: /^(?:ENV|ARG|LABEL)$/.test(keyword) ? readAssignments(body, keyword, escape) : [],
    heredocs,
    commands: inner?.commands ?? (RUNS.has(keyword) ? commandsOf(text, body, list, heredocs) : []),
    inner,
  };
}

/** `ONBUILD RUN …` and `HEALTHCHECK CMD …` hold an instruction of their own. */
function innerOf(
  text: string,
  keyword: string,
  body: JoinedText,
  range: TextRange,
  escape: string,
): Instruction | null {
  if (keyword !== 'ONBUILD' && keyword !== 'HEALTHCHECK') return null;
  const match = /^\s*([A-Za-z]+)(?=\s|$)/.exec(body.text);
  if (match?.[1] === undefined || (keyword === 'HEALTHCHECK' && match[1].toUpperCase() !== 'CMD')) return null;
  if (match[1].toUpperCase() === 'ONBUILD') return null;
  const start = match[0].length - match[1].length;
  const inner = { start: body.sourceOf(start), end: range.end };
  return instructionOf(text, match[1], body.from(start), inner, [], escape);
}

function commandsOf(
  text: string,
  body: JoinedText,
  list: Instruction['words'] | null,
  heredocs: readonly Heredoc[],
): Instruction['commands'] {
  const scripts = heredocs.map(({ content }) =>
    JoinedText.of([{ text: text.slice(content.start, content.end), offset: content.start }]),
  );
  const [script] = scripts;
  // `RUN <<EOF` runs the heredoc's lines; `RUN cat <<EOF > file` does not.
  if (script !== undefined && /^\s*(?:(?:ba|da|a)?sh\b[^<]*)?<</.test(body.text)) return splitCommands(script);
  if (list === null) return splitCommands(body);
  const [first, ...args] = list;
  if (first === undefined) return [];
  const whole = { start: first.range.start, end: (args.at(-1) ?? first).range.end };
  const name = first.value.replace(/^.*\//, '');
  const command = { name, args, assignments: [], words: list, operator: '', range: whole };
  const flag = /^(?:ba|da|a|z)?sh$/.test(name) ? args.findIndex((word) => /^-[a-z]*c$/.test(word.value)) : -1;
  const inner = flag === -1 ? undefined : args[flag + 1];
  if (inner === undefined) return [command];
  const offset = inner.range.start + 1;
  return [command, ...splitCommands(JoinedText.of([{ text: inner.value, offset }]), 1)];
}
