import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { dataSource } from './data-source';
import type { LoaderGap } from './loader-gap';

export function firstOf(call: Call): SyntaxNode | null {
  return call.arguments[0]?.value ?? null;
}

/** A gap of a call that is given `data`, or the path of a file that holds it; null for data that the program made itself. */
export function gapFor(
  code: CodeModel,
  call: Call,
  data: SyntaxNode | null,
  isPath: boolean,
  what: string,
  remedy: string,
): LoaderGap | null {
  if (data === null) return null;
  const source = dataSource(code, data, isPath);
  if (source === 'own') return null;
  const reach = source === 'network' ? ', and this data comes over the network' : '';
  return { range: call.callee, message: `${what}${reach}: ${remedy}`, information: source === 'known file', fix: null };
}

/** The callee as it is written, for messages. */
export function displayName(code: CodeModel, call: Call): string {
  return code.textOf(call.callee).replace(/\s+/g, '').slice(-60);
}

/** The last part of a dotted name: `loads` of `pickle.loads`. */
export function lastPart(code: CodeModel, node: SyntaxNode): string {
  const text = code.textOf(node);
  return text.slice(text.lastIndexOf('.') + 1);
}

/** A value of this file's own under the name of a module. */
export function isOwnName(code: CodeModel, path: string): boolean {
  const root = path.split('.')[0] ?? '';
  return (
    !code.imports.some(({ local, path: imported }) => local === root || imported.split('.')[0] === root) &&
    code.assignments.some(({ path: assigned }) => assigned === root)
  );
}
