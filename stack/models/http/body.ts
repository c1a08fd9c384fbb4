import type { IncomingMessage } from 'node:http';

/** So much is kept before the server is made to wait, in bytes. */
const MOST_WAITING_BYTES = 2 * 1024 * 1024;

/**
 * The body of an answer, collected from the moment this is made: before the caller has decided what to do with it, the connection may have
 * broken already, and what had come by then counts.
 */
export class Body {
  /** Called whenever something comes, whether or not anybody has asked for it yet. */
  onArrival: () => void = () => undefined;
  #waiting: Buffer[] = [];
  #size = 0;
  #over: { readonly error: Error | null } | null = null;
  #wake: () => void = () => undefined;

  constructor(private readonly response: IncomingMessage) {
    response.on('data', (piece: Buffer) => {
      this.onArrival();
      this.#waiting.push(piece);
      this.#size += piece.length;
      if (this.#size > MOST_WAITING_BYTES) response.pause();
      this.#wake();
    });
    response.once('end', () => this.#finish(null));
    response.on('error', (error) => this.#finish(error));
    response.once('close', () => this.#finish(new Error('the connection was closed')));
  }

  /** Gives up: what waits is forgotten, and whoever reads gets the error. */
  abort(error: Error): void {
    this.#waiting = [];
    this.#size = 0;
    this.#finish(error);
    this.response.destroy();
  }

  /** In large pieces, as they come. Ends when the body does; throws what it broke by, after everything that came has been handed out. */
  async *pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      if (this.#waiting.length > 0) {
        const [first] = this.#waiting;
        const piece = this.#waiting.length === 1 && first ? first : Buffer.concat(this.#waiting, this.#size);
        this.#waiting = [];
        this.#size = 0;
        this.response.resume();
        yield piece;
      } else if (this.#over !== null) {
        if (this.#over.error) throw this.#over.error;
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  #finish(error: Error | null): void {
    this.#over ??= { error };
    this.#wake();
  }
}
