import type { Fix } from '../finding';
import type { CodeContext } from '../rule';
import type { GrowingStream } from './node-log-streams';

/** Adds the library's own limits behind the last option; null where it has none. */
export function limitStream({ code, document }: CodeContext, { limits }: GrowingStream): Fix | null {
  const last = limits?.options.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
  if (limits === null || last === undefined) return null;
  const { uri, lineEnding } = document;
  return {
    title: 'Rotate the log file at 20 MB, keeping 5 old ones',
    safety: 'safe',
    edits: () => {
      const lineStart = code.text.lastIndexOf('\n', last.start - 1) + 1;
      const lead = code.text.slice(lineStart, last.start);
      const separator = /^[ \t]+$/.test(lead) ? `,${lineEnding}${lead}` : ', ';
      const newText = limits.text
        .split(', ')
        .map((option) => `${separator}${option}`)
        .join('');
      return [{ uri, range: { start: last.end, end: last.end }, newText }];
    },
  };
}
