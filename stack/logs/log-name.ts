/** The name of an agent's log in its stack's directory of logs. Agents' names are people's words; file names are not. */
export function logFileName(agent: string): string {
  const name = agent
    .replace(/[^A-Za-z0-9._-]/g, (character) => `%${character.codePointAt(0)!.toString(16)}`)
    .replace(/^\./, '%2e');
  return `${name}.log`;
}
