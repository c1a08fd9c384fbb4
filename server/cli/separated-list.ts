/** What an option says that takes several names: `a, b` are two, and commas with nothing between them separate nothing. */
export function separatedList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
