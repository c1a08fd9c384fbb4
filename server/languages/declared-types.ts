import type { CodeModel } from './code-model';

/** The path of a written name, its first part replaced by what the file imported it as; `separator` is what the language writes between parts. */
export function importedPath(model: CodeModel, written: string, separator = '.'): string {
  const parts = written.split(separator);
  const [head = '', ...rest] = parts;
  const imported = model.imports.find(({ local }) => local === head);
  return [imported?.path ?? head, ...rest].join('.');
}
