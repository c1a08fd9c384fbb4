import { type CodeModel, argumentOf } from '../../languages/code-model';
import { argumentRemoval } from '../python-arguments';
import type { Patch } from './patch';

/**
 * Drops the log file that a script set up for itself: the supervisor keeps, and rotates, what an agent writes to its output. Level, format and
 * the other handlers stay.
 */
export function migrateLogFile(code: CodeModel, patch: Patch): void {
  for (const call of code.calls) {
    if (code.calleeOf(call) !== 'logging.basicConfig' || patch.covers(call.node)) continue;
    const handlers = argumentOf(call, 'handlers');
    if (handlers !== null && handlers.value.type === 'list') {
      const items = handlers.value.namedChildren.filter((child) => child.type !== 'comment');
      const files = items.filter((item) => item.type === 'call' && isFileHandler(code, item));
      if (files.length === 0) continue;
      if (files.length === items.length) patch.replace(argumentRemoval(code, call, handlers), '');
      else {
        const list = {
          ...call,
          arguments: items.map((item) => ({ name: null, value: item, node: item, spread: false })),
        };
        for (const file of files) {
          const item = list.arguments.find(({ node }) => node === file);
          if (item !== undefined) patch.replace(argumentRemoval(code, list, item), '');
        }
      }
      continue;
    }
    for (const name of ['filename', 'filemode', 'encoding', 'errors']) {
      const argument = argumentOf(call, 'filename') === null ? null : argumentOf(call, name);
      if (argument !== null) patch.replace(argumentRemoval(code, call, argument), '');
    }
  }
}

function isFileHandler(code: CodeModel, item: { readonly start: number; readonly end: number }): boolean {
  return code.calls.some(
    (call) =>
      call.node.start === item.start && call.node.end === item.end && code.calleeOf(call) === 'logging.FileHandler',
  );
}
