import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { stated, statementOf } from './stated-status';
import { RESPONSES, type StatusSource } from './status-source';

/** What carries a body on unchanged: `json.dumps(body).encode()`. */
const CARRIERS =
  /^(?:dumps|dumpb|jsonify|encode|stringify|dict|model_dump|model_dump_json|json_encode|from|bytes|str|jsonable_encoder|asdict|toString)$/;

/** The status that a call gives to the body it is handed; `through` where it only carries the body on. */
export function callStatus(
  code: CodeModel,
  call: SyntaxNode,
  from: SyntaxNode,
  scope: SyntaxNode,
): StatusSource | 'through' | null {
  const callee = call.childForField('function') ?? call.childForField('constructor');
  if (callee === null) return null;
  // `….encode()`: the body stands in front of the call.
  if (callee.start <= from.start && from.end <= callee.end && /\.(?:encode|toString)$/.test(code.textOf(callee)))
    return 'through';
  const text = code.textOf(callee);
  const name = /([\w$]+)$/.exec(text)?.[1] ?? '';
  const receiver = callee.childForField('object');
  if (CARRIERS.test(name) && from !== callee) return 'through';
  const statement = statementOf(call);
  const args = (call.childForField('arguments')?.namedChildren ?? []).filter(({ type }) => type !== 'comment');
  const named = args.find(
    (argument) =>
      argument.type === 'keyword_argument' &&
      /^status(?:_code)?$/.test(code.textOf(argument.childForField('name') ?? argument)),
  );
  const expression = named?.childForField('value') ?? null;
  if (expression !== null) return { kind: 'explicit', expression };
  const options = args.at(-1);
  if (args.length > 1 && options?.type === 'object') {
    const status = options.namedChildren
      .find((pair) => pair.type === 'pair' && code.textOf(pair.childForField('key') ?? pair) === 'status')
      ?.childForField('value');
    if (status) return { kind: 'explicit', expression: status };
  }
  const plain = args.filter(
    (argument) => argument.type !== 'keyword_argument' && argument.type !== 'object' && argument.type !== 'dictionary',
  );
  const numeric = plain.find(
    (argument) => isStatus(code, argument, scope) && !(argument.start <= from.start && from.end <= argument.end),
  );
  if (/^(?:write|end|sendall)$/.test(name))
    return (
      stated(code, statement, scope) ??
      (receiver !== null && /^res/.test(code.textOf(receiver)) ? { kind: 'implicit', form: { kind: 'none' } } : null)
    );
  if (/^(?:json|jsonp|send|view|type)$/.test(name) && receiver !== null && call.type === 'call_expression') {
    const inChain = /\.(?:status|code)$/.test(code.textOf(receiver.childForField('function') ?? receiver));
    const inner = inChain ? receiver.childForField('arguments')?.namedChildren[0] : undefined;
    if (inner !== undefined) return { kind: 'explicit', expression: inner };
    if (numeric !== undefined) return { kind: 'explicit', expression: numeric };
    const owner = code.textOf(receiver);
    if (/^(?:c|ctx|context)$/.test(owner))
      return { kind: 'implicit', form: { kind: 'argument', call, name: null, wrapped: false } };
    if (/^(?:Next)?Response$/.test(owner))
      return { kind: 'implicit', form: { kind: 'argument', call, name: 'status', wrapped: true } };
    if (!/^(?:res|resp|response|reply|rep|_?res)$/i.test(owner)) return null;
    return (
      stated(code, statement, scope) ?? {
        kind: 'implicit',
        form: { kind: 'method', receiver, name: /^rep/.test(owner) ? 'code' : 'status' },
      }
    );
  }
  if (/Exception$/.test(name)) {
    if (/^ServiceUnavailable/.test(name)) return null;
    return numeric === undefined ? null : { kind: 'explicit', expression: numeric };
  }
  if (numeric !== undefined) return { kind: 'explicit', expression: numeric };
  if (name === 'make_response') return 'through';
  if (RESPONSES.test(name)) {
    const python = call.type === 'call';
    const argument = python
      ? /^(?:json_response|JsonResponse|json|HTTPResponse)$/.test(name)
        ? 'status'
        : 'status_code'
      : 'status';
    return { kind: 'implicit', form: { kind: 'argument', call, name: argument, wrapped: !python } };
  }
  // A model's constructor carries its values on.
  return /^[A-Z]/.test(name) && !/(?:Error|Event|Logger)$/.test(name) ? 'through' : null;
}

function isStatus(code: CodeModel, node: SyntaxNode, scope: SyntaxNode): boolean {
  const value = code.integerValue(node);
  if (value !== null) return value >= 100 && value < 600;
  const text = code.textOf(node);
  if (/(?:^|\.)(?:HTTPStatus|HttpStatus|StatusCodes?)\.\w+|HTTP_[1-5]\d\d/.test(text)) return true;
  return (
    node.type === 'identifier' &&
    /^(?:status_?code|http_?(?:status|code)|code|http_?status_?code)$/i.test(text) &&
    scope.start <= node.start
  );
}
