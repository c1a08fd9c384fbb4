import { Document, type Node, type ToStringOptions } from 'yaml';

/** For readers of YAML 1.1 (`on`, `012`, `12:30`) as well as 1.2. */
const OPTIONS = { compat: 'yaml-1.1', merge: true } as const;
const FORMAT: ToStringOptions = { lineWidth: 0, defaultKeyType: 'PLAIN' };

/** A document to write; aliases are made with it. */
export function yamlDocument(value: unknown): Document<Node> {
  return new Document<Node>(value, { ...OPTIONS, aliasDuplicateObjects: false });
}

/** The text of a document, with a comment in front. */
export function yamlText(document: Document<Node>, comment: readonly string[] = []): string {
  const head = comment.map((line) => (line === '' ? '#\n' : `# ${line}\n`)).join('');
  return head + document.toString(FORMAT);
}

/** The text of a value, with a comment in front. */
export function yamlOf(value: unknown, comment: readonly string[] = []): string {
  return yamlText(yamlDocument(value), comment);
}

/** The fields that have something to say. */
export function present<T extends object>(fields: T): Partial<T> {
  const isEmpty = (value: unknown) =>
    value === undefined ||
    value === null ||
    (Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))) as Partial<T>;
}
