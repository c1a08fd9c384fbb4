/** Stands for a value that only the machine's environment knows. No text that YAML can hold contains it. */
export const UNKNOWN = '\uffff';

const REFERENCE = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-?+])([^${}]*(?:\$\{[^${}]*\}[^${}]*)*))?\}|\$([A-Za-z_]\w*)/g;

/**
 * A value with every variable at its default, as Compose fills it in where nothing is set; `UNKNOWN` stands for variables without a default.
 * A nested default (`${A:-${B:-x}}`) is followed to its end.
 */
export function withDefaults(text: string): string {
  if (!text.includes('$')) return text;
  return text.replace(
    REFERENCE,
    (whole, name: string | undefined, operator: string | undefined, operand: string | undefined) => {
      if (whole === '$$') return '$';
      if (name === undefined || (operator !== '-' && operator !== ':-')) return UNKNOWN;
      return withDefaults(operand ?? '');
    },
  );
}

/** The names of the variables that a value reads, in order. */
export function variablesIn(text: string): string[] {
  if (!text.includes('$')) return [];
  return [...text.matchAll(REFERENCE)].flatMap(([, name, , operand, bare]) => [
    ...(name === undefined ? [] : [name]),
    ...(bare === undefined ? [] : [bare]),
    ...(operand === undefined ? [] : variablesIn(operand)),
  ]);
}
