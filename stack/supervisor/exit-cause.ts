import type { ExitStatus } from '../process/spawn-agent';
import type { AgentCause, CauseKind } from '../protocol/snapshot';

export interface ExitFacts {
  /** Null when nobody saw it end. */
  readonly exit: ExitStatus | null;
  /** The last lines of this incarnation, oldest first, secrets masked. */
  readonly lines: readonly string[];
  /** Milliseconds from start to end. */
  readonly lifeMs: number;
  /** The kernel's out-of-memory killer struck somewhere on this machine during its life. */
  readonly kernelKilled: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const SHOWN_LINES = 20;
const LONGEST_LINE = 300;

const GPU_OUT_OF_MEMORY =
  /CUDA out of memory|CUDA error: out of memory|torch\.(?:cuda\.)?OutOfMemoryError|CUBLAS_STATUS_ALLOC_FAILED|HIP out of memory/;
const OUT_OF_MEMORY = /^MemoryError\b|Cannot allocate memory|std::bad_alloc|JavaScript heap out of memory/;
/** The last line of a traceback: a dotted class name at the start of the line, with a message or without. */
const EXCEPTION =
  /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Timeout|Warning|Failure)\b(?::.*)?$|^(?:[A-Za-z_]\w*\.)+[A-Z]\w*: .+$/;

const SYNTAX_ERROR = /^(?:SyntaxError|IndentationError|TabError): /;
const SOURCE_PLACE = /^ {2}File "([^"]+)", line (\d+)/;

/** Why an agent ended, in one line, from how it ended and what it wrote last. */
export function explainExit(facts: ExitFacts): AgentCause {
  const { exit, lines } = facts;
  const tail = lines.slice(-SHOWN_LINES).map((line) => shorten(line));
  const cause = (kind: CauseKind, text: string): AgentCause => {
    return { kind, text, exitCode: exit?.code ?? null, signal: exit?.signal ?? null, lastLines: tail, at: facts.at };
  };
  const how = describeExit(facts);
  const gpu = lines.findLast((line) => GPU_OUT_OF_MEMORY.test(line));
  if (gpu) return cause('gpu-out-of-memory', `out of GPU memory: ${shorten(gpu.trim())} (${how})`);
  const memory = lines.findLast((line) => OUT_OF_MEMORY.test(line.trim()));
  if (memory) return cause('out-of-memory', `out of memory: ${shorten(memory.trim())} (${how})`);
  if (exit?.signal === 'SIGKILL' && facts.kernelKilled) {
    return cause('out-of-memory', 'ended by the kernel because the machine or its memory limit ran out of memory');
  }
  const exception = lastException(lines) ?? syntaxError(lines);
  if (exception) return cause('python-exception', `${shorten(exception)} (${how})`);
  if (!exit) return cause('unobserved', how);
  if (exit.signal) return cause('signal', how);
  return cause(exit.code === 0 ? 'exit-zero' : 'exit-code', how);
}

function describeExit({ exit, lifeMs }: ExitFacts): string {
  const after = `after ${duration(lifeMs)}`;
  if (!exit) return 'it ended while no supervisor watched';
  if (exit.signal) return `ended by ${exit.signal} ${after}`;
  if (exit.code === 0) return `exit code 0 ${after} although nobody asked it to end`;
  return `exit code ${exit.code} ${after}`;
}

/** The exception of the last traceback, unless much was written after it: then it was survived. */
function lastException(lines: readonly string[]): string | null {
  const start = lines.findLastIndex((line) => line.includes('Traceback (most recent call last)'));
  if (start < 0) return null;
  const found = lines.findIndex((line, index) => index > start && EXCEPTION.test(line.trimEnd()));
  return found >= 0 && lines.length - found <= SHOWN_LINES ? lines[found]!.trim() : null;
}

/** A script that cannot be parsed ends without a traceback: its place stands a few lines above the error. */
function syntaxError(lines: readonly string[]): string | null {
  const end = lines.findLastIndex((line) => SYNTAX_ERROR.test(line));
  if (end < 0 || lines.length - end > SHOWN_LINES) return null;
  const place = lines.slice(Math.max(0, end - 5), end).findLast((line) => SOURCE_PLACE.test(line));
  const [, file, line] = SOURCE_PLACE.exec(place ?? '') ?? [];
  return file === undefined ? null : `${lines[end]!.trim()} (${file}, line ${line})`;
}

function shorten(line: string): string {
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line;
}

/** `0.3 s`, `42 s`, `3 min`, `5 h`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
