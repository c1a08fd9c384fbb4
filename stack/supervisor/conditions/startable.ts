import type { StartCondition } from './start-condition';

/** The plan found a program to start. */
export const startable: StartCondition = ({ fault }) =>
  fault ? { kind: 'fail', cause: fault.kind, text: fault.text } : { kind: 'met' };
