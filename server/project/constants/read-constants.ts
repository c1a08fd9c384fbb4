import type { DocumentKind } from '../../documents/document';
import { pythonConstants } from './python-constants';
import { rustConstants } from './rust-constants';
import { typescriptConstants } from './typescript-constants';
import type { ModuleConstants } from './module-constants';

/** Null for files without constants that name none of others either. */
export function moduleConstants(path: string, kind: DocumentKind | null, text: string): ModuleConstants | null {
  const read =
    kind === 'python'
      ? pythonConstants(text)
      : kind === 'typescript' || kind === 'javascript'
        ? typescriptConstants(text)
        : kind === 'rust'
          ? rustConstants(text)
          : null;
  if (read === null || (isEmpty(read.values) && isEmpty(read.imports))) return null;
  return { path, ...read };
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}
