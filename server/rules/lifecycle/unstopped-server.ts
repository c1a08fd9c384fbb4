import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';

/** A server in Node or Rust that nobody ends when SIGTERM comes. */
export interface UnstoppedServer {
  readonly node: SyntaxNode;
  /** `ignored`: a handler is there and does nothing. `interrupt`: only Ctrl-C is waited for. */
  readonly handling: 'none' | 'ignored' | 'interrupt';
  readonly fixes: readonly Fix[];
}
