import type { Template } from '../environment/template';
import { shellWord } from './shell-text';
import type { SplitEnvironment } from './split-environment';
import { constantOf } from './substitute';

/**
 * The command of an agent, through a shell where something has to be worked out at its start. The shell hands over to the program, so that
 * signals reach it.
 */
export function startCommand(
  words: readonly string[],
  args: readonly Template[],
  computed: SplitEnvironment['computed'],
): string[] {
  const constant = args.map(constantOf);
  if (computed.length === 0 && constant.every((arg) => arg !== null)) return [...words, ...constant];
  const assignments = computed.map(({ name, value }) => `export ${name}=${shellWord(value)}; `).join('');
  return ['/bin/sh', '-c', `${assignments}exec "$0" "$@" ${args.map(shellWord).join(' ')}`.trim(), ...words];
}
