import type { AgentCause } from '../protocol/snapshot';

/** Exit codes above this are signals, as shells and containers count them. */
const SIGNAL_BASE = 128;
const NAMES: Readonly<Record<number, string>> = {
  2: 'SIGINT',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** Why a container ended. */
export function causeOf(
  exitCode: number,
  isOutOfMemory: boolean,
  at: number,
  lastLines: readonly string[] = [],
): AgentCause {
  const number = exitCode > SIGNAL_BASE ? exitCode - SIGNAL_BASE : 0;
  const signal = number > 0 && number < 32 ? (NAMES[number] ?? `signal ${number}`) : null;
  const common = { exitCode, signal, lastLines, at };
  if (isOutOfMemory) return { ...common, kind: 'out-of-memory', text: 'out of memory: it needed more than its limit' };
  if (signal !== null) return { ...common, kind: 'signal', text: `ended by ${signal}` };
  if (exitCode === 0) return { ...common, kind: 'exit-zero', text: 'ended by itself, with exit code 0' };
  return { ...common, kind: 'exit-code', text: `exit code ${exitCode}` };
}
