import type { StartCondition } from './start-condition';

/** Those it depends on in this stack are ready. */
export const dependenciesReady: StartCondition = (plan, { gate }) => {
  const passed = gate(plan);
  return passed.kind === 'open' ? { kind: 'met' } : { kind: 'hold', state: passed.kind, reason: passed.reason };
};
