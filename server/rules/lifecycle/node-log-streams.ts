import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

/** A place that opens or writes a log file in Node for as long as the process lives. */
export interface GrowingStream {
  /** What is underlined. */
  readonly node: SyntaxNode;
  /** The subject of the finding. */
  readonly message: string;
  /** What the logging library would take to rotate: properties for an object of options, in place of nothing. */
  readonly limits: { readonly options: SyntaxNode; readonly text: string } | null;
}

/** winston's file transport without `maxsize`, log4js, bunyan and pino files, append streams and synchronous appends to `*.log`. */
export function growingStream(code: CodeModel): GrowingStream[] {
  const logs4 = code.imports.some(({ module }) => module === 'log4js') || /require\(['"]log4js['"]\)/.test(code.text);
  return [
    ...code.calls.flatMap((call) => streamOf(code, call) ?? []),
    ...(logs4 ? code.strings.flatMap((string) => fileAppender(code, string) ?? []) : []),
  ];
}

function streamOf(code: CodeModel, call: Call): GrowingStream | null {
  const callee = code.calleeOf(call) ?? '';
  const found = (message: string, limits: GrowingStream['limits'] = null): GrowingStream => ({
    node: call.callee,
    message,
    limits,
  });
  if (/(?:^|\.)transports\.File$/.test(callee)) {
    if (argumentOf(call, 'maxsize') !== null || hasSpreadKeywords(call)) return null;
    const options = call.argumentList?.namedChildren.find(({ type }) => type === 'object') ?? null;
    const text = `maxsize: 20 * 1024 * 1024${argumentOf(call, 'maxFiles') === null ? ', maxFiles: 5' : ''}`;
    return found('This log file has no size limit', options === null ? null : { options, text });
  }
  if (/^pino(?:\.default)?\.destination$/.test(callee)) {
    const file = argumentOf(call, 'dest', 0)?.value;
    return file !== undefined && isLogFile(code, file) ? found('This log file is only ever appended to') : null;
  }
  if (/^bunyan(?:\.default)?\.createLogger$/.test(callee)) return bunyanFile(code, call);
  if (!/^(?:node:)?fs(?:-extra)?(?:[./]promises)?\.(?:createWriteStream|appendFile|appendFileSync)$/.test(callee))
    return null;
  const file = call.arguments[0]?.value;
  if (file === undefined || !isLogFile(code, file)) return null;
  if (callee.endsWith('createWriteStream')) {
    const flags = argumentOf(call, 'flags')?.value ?? call.arguments[1]?.value;
    if (flags === undefined || !/["'`]a\+?["'`]/.test(code.textOf(flags))) return null;
  }
  return found('This log file is only ever appended to');
}

/** The last part of the text is known and ends in `.log`. */
function isLogFile(code: CodeModel, file: SyntaxNode): boolean {
  return code.stringValue(file)?.parts.at(-1)?.text?.endsWith('.log') === true;
}

/** `streams: [{ path: 'a.log' }]`: rotated only with `type: 'rotating-file'`. */
function bunyanFile(code: CodeModel, call: Call): GrowingStream | null {
  let path: SyntaxNode | null = null;
  call.argumentList?.walk((node) => {
    if (node.type !== 'object') return true;
    const properties = new Map(node.namedChildren.flatMap((pair) => propertyOf(code, pair)));
    const file = properties.get('path');
    const type = properties.get('type');
    if (file !== undefined && (type === undefined || code.stringValue(type)?.constant === 'file')) path ??= file;
    return true;
  });
  return path === null ? null : { node: path, message: 'This log file is only ever appended to', limits: null };
}

/** `{ type: 'file', filename: 'a.log' }` among log4js's appenders. */
function fileAppender(code: CodeModel, string: SyntaxNode): GrowingStream | null {
  const options = string.parent?.parent;
  if (string.parent?.type !== 'pair' || options?.type !== 'object') return null;
  if (code.stringValue(string)?.constant !== 'file') return null;
  const properties = new Map(options.namedChildren.flatMap((pair) => propertyOf(code, pair)));
  if (properties.get('type') !== string || !properties.has('filename') || properties.has('maxLogSize')) return null;
  if (options.namedChildren.some(({ type }) => type === 'spread_element')) return null;
  const text = `maxLogSize: 20 * 1024 * 1024${properties.has('backups') ? '' : ', backups: 5'}`;
  return { node: string, message: 'This log file has no size limit', limits: { options, text } };
}

function propertyOf(code: CodeModel, pair: SyntaxNode): [name: string, value: SyntaxNode][] {
  const key = pair.type === 'pair' ? pair.childForField('key') : null;
  const value = pair.childForField('value');
  if (key === null || value === null) return [];
  return [[code.stringValue(key)?.constant ?? code.textOf(key), value]];
}
