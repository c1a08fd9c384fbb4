import { RE2JS } from 're2js';
import { UnusablePattern } from './unusable-pattern';

/** A test for one line. */
export type LineTest = (line: string) => boolean;

export interface LinePattern {
  /** A regular expression, or the very text where `isFixed` is set. */
  readonly text: string;
  readonly isFixed: boolean;
  readonly ignoreCase: boolean;
}

const LONGEST_PATTERN = 4096;

/**
 * What people write behind `--grep`: a regular expression in any case, or between slashes one with flags (`/Time ?out/`, `/x/i`), in which
 * case counts unless there is an `i`.
 */
export function readPattern(text: string): LinePattern {
  const written = /^\/(.+)\/([a-z]*)$/s.exec(text);
  if (!written) return { text, isFixed: false, ignoreCase: true };
  const [, source = '', flags = ''] = written;
  const unknown = /[^ims]/.exec(flags);
  if (unknown) throw new UnusablePattern(`unknown flag "${unknown[0]}" behind /${source}/; there are i, m and s`);
  return { text: source, isFixed: false, ignoreCase: flags.includes('i') };
}

/**
 * A test that takes time in proportion to the line, whatever the pattern: it may come from anybody, the line from any agent, and the
 * supervisor has health to look after meanwhile. So there is no backtracking, and what would need it is refused.
 *
 * Throws {@link UnusablePattern}.
 */
export function compilePattern({ text, isFixed, ignoreCase }: LinePattern): LineTest {
  if (text.length > LONGEST_PATTERN) {
    throw new UnusablePattern(`the pattern has ${text.length} characters; ${LONGEST_PATTERN} are the most`);
  }
  if (isFixed && !ignoreCase) return (line) => line.includes(text);
  try {
    const source = isFixed ? RE2JS.quote(text) : text;
    const pattern = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return (line) => pattern.test(line);
  } catch (error) {
    throw new UnusablePattern(explain(text, error as Error));
  }
}

function explain(text: string, error: Error): string {
  if (/\(\?<?[=!]/.test(text)) {
    return `"${text}" looks ahead or behind, which cannot be searched for in time proportional to the line`;
  }
  if (/\\[1-9]|\\k</.test(text)) {
    return `"${text}" refers back to a group, which cannot be searched for in time proportional to the line`;
  }
  // Without the part it quotes: flags of ours may stand in it.
  const why = error.message.replace(/^error parsing regexp: /, '').replace(/: `.*$/s, '');
  return `"${text}" is no regular expression (${why}); to look for the very text, add --fixed`;
}
