import type { FactName } from './providers';
import { START_PROVIDERS } from './start-providers';

/** Named here so that whoever gathers facts need not load what reads them. */
const FURTHER: Readonly<Record<Exclude<FactName, keyof typeof START_PROVIDERS>, true>> = { secrets: true };

export const FACT_NAMES = Object.keys({ ...START_PROVIDERS, ...FURTHER }) as readonly FactName[];
