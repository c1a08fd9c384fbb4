/**
 * The line ending of a text, for whatever is written into it: the one of its first line. Files that mix them are told apart no better by any other line, and everybody
 * who writes has to come to the same answer.
 */
export function lineEndingOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}
