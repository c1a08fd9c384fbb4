/** A value that only the environment knows, or that a template fills in. */
export function isTemplate(value: string): boolean {
  return /\$\{|\{\{|^\$[A-Z_]|^<[^>]*>$/i.test(value);
}
