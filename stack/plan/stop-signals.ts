import { constants } from 'node:os';

/**
 * The signals an agent is asked to end with, in order; SIGKILL always comes last and is not among them. An agent that wants another
 * one first (SIGINT, where a base class cleans up only on KeyboardInterrupt) still gets SIGTERM after it.
 */
export function stopSignals(declared: string | null): NodeJS.Signals[] {
  const first = declared && signalByName(declared);
  if (!first || first === 'SIGTERM' || first === 'SIGKILL') return ['SIGTERM'];
  return [first, 'SIGTERM'];
}

/** Accepts `SIGINT`, `int` and `2`; null for what is no signal here. */
function signalByName(text: string): NodeJS.Signals | null {
  const name = text.trim().toUpperCase();
  const known = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  return (
    known.find(([signal, number]) => signal === name || signal === `SIG${name}` || String(number) === name)?.[0] ?? null
  );
}
