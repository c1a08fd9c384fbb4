/** A pattern for lines cannot be used; the message says why and what to write instead, in one line. */
export class UnusablePattern extends Error {
  override readonly name = 'UnusablePattern';
}
