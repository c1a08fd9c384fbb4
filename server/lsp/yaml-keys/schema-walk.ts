/** As much of JSON Schema as our own schemas use. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly then?: Schema;
  readonly else?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What a schema says below a path of keys; empty where it says nothing. All branches of a choice count. */
export function schemasAt(root: Schema, from: Schema, path: readonly string[]): Schema[] {
  let current = branches(root, from);
  for (const key of path) {
    current = current.flatMap(({ properties, additionalProperties }) => {
      const next = properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      return next === undefined ? [] : branches(root, next);
    });
  }
  return current;
}

/** The schema with its references followed and its choices spread out; the first one is the outermost, with its description. */
function branches(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 8) return [];
  const target = schema.$ref === undefined ? undefined : root.definitions?.[schema.$ref.replace('#/definitions/', '')];
  const { anyOf = [], oneOf = [], then, else: otherwise } = schema;
  const choices = [...anyOf, ...oneOf, ...[target, then, otherwise].filter((one) => one !== undefined)];
  return [schema, ...choices.flatMap((choice) => branches(root, choice, depth + 1))];
}

export function descriptionOf(schemas: readonly Schema[]): string | null {
  return schemas.find(({ description }) => description !== undefined)?.description ?? null;
}

/** The keys a map may hold here, each with what is known of it. */
export function keysOf(root: Schema, schemas: readonly Schema[]): Map<string, Schema[]> {
  const keys = new Map<string, Schema[]>();
  for (const { properties } of schemas) {
    for (const [key, schema] of Object.entries(properties ?? {})) keys.set(key, branches(root, schema));
  }
  return keys;
}

/** The words a value may be, where there are only so many. */
export function wordsOf(schemas: readonly Schema[]): string[] {
  const words = schemas.flatMap((schema) => schema.enum?.map(String) ?? []);
  const isSwitch = schemas.some(({ type }) => type === 'boolean' || (Array.isArray(type) && type.includes('boolean')));
  return [...new Set([...words, ...(isSwitch ? ['true', 'false'] : [])])];
}

/** Whether a value is written on further lines: a map. */
export function isMap(schemas: readonly Schema[]): boolean {
  return schemas.some(({ properties, additionalProperties, type }) => {
    return properties !== undefined || (type === 'object' && typeof additionalProperties === 'object');
  });
}
