import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { Fix } from '../../finding';

/** A loop or decorator that retries as it should not. */
export interface RetryFault {
  /** What is underlined: the loop up to its body, or the decorator. */
  readonly node: SyntaxNode & TextRange;
  /** `endless`: no limit and no growing pause; `constant`: bounded, with the same pause each time. */
  readonly kind: 'endless' | 'constant';
  readonly fix: Fix | null;
}

/** Names of calls that reach something that may be down. */
export const REACHES_OUT =
  /connect|request|fetch|urlopen|send|post|get|put|call|invoke|query|execute|download|upload|publish|subscribe|login|dial|register|ping|rpc|api|client|session|open|start|load|acquire|recv|receive|init|try|attempt|run/i;

/** Failures that are no failures: nothing has come yet, or a person typed something else. */
export const NOTHING_YET =
  /\b(Empty|Again|StopIteration|StopAsyncIteration|KeyboardInterrupt|EOFError|QueueEmpty|InterruptedError|BlockingIOError|ValueError|KeyError|IndexError|TypeError|AttributeError|FileExistsError|UnicodeDecodeError|JSONDecodeError|NotImplementedError|CancelledError|ImportError|WouldBlock|TimeoutExpired|SyntaxError)\b/;
