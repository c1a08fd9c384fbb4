/** `A, B, C and 7 more` */
export function namesOf(agents: readonly { readonly name: string }[]): string {
  const shown = agents.slice(0, 3).map(({ name }) => name);
  const more = agents.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
