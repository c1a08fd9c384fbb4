import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { knowledgeOf } from '../execution/known-text';

/**
 * Where the bytes come from: written in the program itself, a file whose path the program knows, a connection, or nobody knows.
 */
export type DataSource = 'own' | 'known file' | 'network' | 'unknown';

const NETWORK =
  /\b(recv|recv_\w+|recvfrom|recv_multipart|urlopen|get_json|get_data|hgetall|hget|lpop|rpop|blpop|brpop|getresponse|basic_get|next_msg|receive\w*)\s*\(|\b(request|req)\.(\w+)|\brequests\.(get|post)\b|\b(redis\w*|cache|r|conn|client)\.(get|recv)\s*\(|\b(msg|message|response|resp|payload|body)\.(data|content|body|value|payload|read)\b/;
const DUMPS = /(^|\.)(dumps|encode|dump|serialize)$/;
const OPEN = /(^|\.)open$/;

/** `isPath` says that the argument names a file instead of holding its content. */
export function dataSource(code: CodeModel, node: SyntaxNode, isPath: boolean): DataSource {
  const maker = code.originOf(node);
  if (maker !== null) {
    if (DUMPS.test(code.textOf(maker.callee))) return 'own';
    if (OPEN.test(code.textOf(maker.callee))) {
      const path = maker.arguments[0]?.value ?? maker.receiver;
      const file =
        maker.receiver !== null &&
        /^(rb?|r\+b?)$/.test(
          maker.arguments[0] === undefined ? 'r' : (code.stringValue(maker.arguments[0].value)?.constant ?? ''),
        )
          ? maker.receiver
          : path;
      return file !== null && knowledgeOf(code, file, 'code') !== 'unknown' ? 'known file' : 'unknown';
    }
    if (/^readFile(Sync)?$/.test(maker.name)) {
      const file = maker.arguments[0]?.value;
      return file !== undefined && knowledgeOf(code, file, 'code') !== 'unknown' ? 'known file' : 'unknown';
    }
    if (maker.name === 'read' && maker.receiver !== null) return dataSource(code, maker.receiver, false);
    if (/^read_(bytes|text)$/.test(maker.name) && maker.receiver !== null)
      return dataSource(code, maker.receiver, true);
  }
  const knowledge = knowledgeOf(code, node, 'code');
  if (isPath) return knowledge === 'unknown' ? (NETWORK.test(code.textOf(node)) ? 'network' : 'unknown') : 'known file';
  if (knowledge === 'literal' || knowledge === 'harmless') return 'own';
  const texts = [node, ...code.valuesOf(node)].map((value) => code.textOf(value));
  return texts.some((text) => NETWORK.test(text)) ? 'network' : 'unknown';
}
