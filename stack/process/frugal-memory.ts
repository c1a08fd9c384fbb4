/**
 * What a program that lives for weeks and mostly rests is started with, so that it gives memory back. Its nursery is small, which costs it a
 * little time while agents start. The V8 of Node 20 brings its optimizing compiler into memory for the first loop that is run a few hundred
 * times; with a larger budget only for what is hot indeed, such as a search of logs. An editor's Electron does not take the options.
 */
export const FRUGAL_OPTIONS: readonly string[] = process.versions['electron']
  ? []
  : ['--max-semi-space-size=1', ...(process.versions.v8.startsWith('11.') ? ['--interrupt-budget=5000000'] : [])];

/** Told a threshold, in bytes, glibc returns what was freed at the end of its heap instead of keeping it. */
const TRIM_VARIABLE = 'MALLOC_TRIM_THRESHOLD_';
/** An odd number, so that ours is known from one that the user has set for the agents. */
const TRIM_THRESHOLD = '65537';

/** The environment such a program is started with. */
export function frugalEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { [TRIM_VARIABLE]: TRIM_THRESHOLD, ...environment };
}

/** The environment that was meant, without what `frugalEnvironment` has added. */
export function withoutFrugality(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [TRIM_VARIABLE]: threshold, ...rest } = environment;
  return threshold === TRIM_THRESHOLD ? rest : environment;
}
