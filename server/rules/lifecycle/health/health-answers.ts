import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { STATUS_KEYS } from './health-words';

/** Where an answer says how the service is: the value under `status`. */
export interface StatusValue {
  readonly value: SyntaxNode;
  /** The object that holds it: a dictionary, an object, or the call of a model's constructor. */
  readonly holder: SyntaxNode;
}

/** What gives an answer its HTTP status. */
export type StatusSource =
  | { readonly kind: 'explicit'; readonly expression: SyntaxNode }
  /** `if (…) response.status(503)` in front of the answer: the status where the condition holds, 200 elsewhere. */
  | { readonly kind: 'guarded'; readonly condition: SyntaxNode; readonly expression: SyntaxNode }
  /** Nothing does: 200. `add` gives the edits that state another. */
  | { readonly kind: 'implicit'; readonly form: ImplicitForm };

/** How a status is added to an answer that has none. */
export type ImplicitForm =
  /** `return {…}` */
  | { readonly kind: 'returned'; readonly value: SyntaxNode }
  /** `JSONResponse(content)`: one more argument, with this name. */
  | { readonly kind: 'argument'; readonly call: SyntaxNode; readonly name: string | null; readonly wrapped: boolean }
  /** `response.json(…)`: the method goes behind the receiver. */
  | { readonly kind: 'method'; readonly receiver: SyntaxNode; readonly name: string }
  | { readonly kind: 'none' };

const RESPONSES =
  /^(?:(?:ORJSON|UJSON|JSON|PlainText)?Response|JsonResponse|HTTPResponse|json_response|make_response|json|HTTPException|HttpException)$/;

/** The status values at the top of the objects inside a handler; values of objects within objects speak of parts of the service. */
export function statusValues(code: CodeModel, scope: SyntaxNode): StatusValue[] {
  const found: StatusValue[] = [];
  scope.walk((node) => {
    if (node !== scope && /^(?:class_definition|class_declaration)$/.test(node.type)) return false;
    if (node.type === 'pair' || node.type === 'keyword_argument') {
      const key = node.childForField(node.type === 'pair' ? 'key' : 'name');
      const value = node.childForField('value');
      const holder = node.parent;
      if (key === null || value === null || holder === null) return true;
      if (!STATUS_KEYS.test(code.textOf(key).replace(/^["']|["']$/g, ''))) return true;
      if (node.type === 'keyword_argument') {
        const call = holder.parent;
        const name = call === null ? '' : code.textOf(call.childForField('function') ?? call);
        const isModel = /(?:^|\.)(?:[A-Z]\w*|dict|jsonify)$/.test(name) && !RESPONSES.test(name.replace(/^.*\./, ''));
        if (call !== null && isModel) found.push({ value, holder: call });
        return true;
      }
      if (!isInside(holder)) found.push({ value, holder });
    } else if (node.type === 'shorthand_property_identifier' && STATUS_KEYS.test(code.textOf(node))) {
      if (node.parent !== null && !isInside(node.parent)) found.push({ value: node, holder: node.parent });
    }
    return true;
  });
  return found;
}

/** True for an object that is the value of another one, or an item of a list. */
function isInside(holder: SyntaxNode): boolean {
  const above = holder.parent;
  if (above === null) return false;
  if (above.type === 'pair') return true;
  return /^(?:list|array|list_comprehension|dictionary_comprehension|set)$/.test(above.type);
}

/** Follows an object to the answer it becomes; null when it is none, or its status cannot be told. */
export function statusSource(code: CodeModel, holder: SyntaxNode, scope: SyntaxNode, depth = 0): StatusSource | null {
  let node = holder;
  for (let above = node.parent; above !== null && node !== scope; above = node.parent) {
    switch (above.type) {
      case 'parenthesized_expression':
      case 'await':
      case 'await_expression':
      case 'as_expression':
      case 'satisfies_expression':
      case 'argument_list':
      case 'arguments':
      case 'keyword_argument':
      case 'attribute':
      case 'member_expression':
        node = above;
        continue;
      case 'call':
      case 'call_expression':
      case 'new_expression': {
        const met = callStatus(code, above, node, scope);
        if (met === 'through') {
          node = above;
          continue;
        }
        return met;
      }
      case 'expression_list':
      case 'tuple':
        return pairedStatus(above, node);
      case 'return_statement':
        return stated(code, above, scope) ?? { kind: 'implicit', form: { kind: 'returned', value: node } };
      case 'arrow_function':
        return { kind: 'implicit', form: { kind: 'none' } };
      case 'assignment':
      case 'variable_declarator':
      case 'assignment_expression': {
        const target = above.childForField('left') ?? above.childForField('name');
        if (target === null || depth > 2) return null;
        // Koa's and Falcon's answers are assigned.
        if (/\.(?:body|media|text)$/.test(code.textOf(target)))
          return (
            stated(code, above, scope) ?? statedBehind(code, above) ?? { kind: 'implicit', form: { kind: 'none' } }
          );
        return target.type === 'identifier' ? sourceOfName(code, target, above, scope, depth) : null;
      }
      default:
        return null;
    }
  }
  return null;
}

/** The answer that a variable becomes, where it is used for one. */
function sourceOfName(
  code: CodeModel,
  target: SyntaxNode,
  assignment: SyntaxNode,
  scope: SyntaxNode,
  depth: number,
): StatusSource | null {
  const name = code.textOf(target);
  const sources: StatusSource[] = [];
  scope.walk((node) => {
    if (node.type !== 'identifier' || node.start < assignment.end || code.textOf(node) !== name) return;
    const source = statusSource(code, node, scope, depth + 1);
    if (source !== null) sources.push(source);
  });
  return sources.length === 1 ? (sources[0] ?? null) : null;
}

/** `return {…}, 503` */
function pairedStatus(list: SyntaxNode, body: SyntaxNode): StatusSource | null {
  const items = list.namedChildren.filter(({ type }) => type !== 'comment');
  const status = items[1];
  if (items[0] !== body || status === undefined || list.parent?.type !== 'return_statement') return null;
  return { kind: 'explicit', expression: status };
}

/** What carries a body on unchanged: `json.dumps(body).encode()`. */
const CARRIERS =
  /^(?:dumps|dumpb|jsonify|encode|stringify|dict|model_dump|model_dump_json|json_encode|from|bytes|str|jsonable_encoder|asdict|toString)$/;

function callStatus(
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

const STATEMENT = /(?:statement|lexical_declaration)$/;

function statementOf(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (at.parent !== null && !/^(?:block|statement_block|module|program)$/.test(at.parent.type)) at = at.parent;
  return STATEMENT.test(at.type) ? at : at;
}

/** The status that a statement in front of the answer states: `response.status_code = 503`, `self.send_response(503)`, `res.status(503)`. */
function stated(code: CodeModel, answer: SyntaxNode, scope: SyntaxNode): StatusSource | null {
  let at = statementOf(answer);
  for (;;) {
    const block = at.parent;
    if (block === null) return null;
    const before = block.namedChildren.slice(0, block.namedChildren.indexOf(at)).reverse();
    for (const statement of before) {
      const expression = statusSet(code, statement);
      if (expression !== null) return { kind: 'explicit', expression };
      if (statement.type !== 'if_statement') continue;
      const condition = statement.childForField('condition');
      const body = statement.childForField('consequence');
      if (condition === null || body === null) continue;
      // A branch that leaves has an answer of its own.
      if (/\b(?:return|raise|throw)\b/.test(code.textOf(body))) continue;
      const inside = body.type === 'expression_statement' ? [body] : body.namedChildren;
      const guarded = inside.map((each) => statusSet(code, each)).find((each) => each !== null);
      if (guarded) return { kind: 'guarded', condition, expression: guarded };
    }
    if (block === scope || block.start <= scope.start) return null;
    at = statementOf(block);
    if (at === block) return null;
  }
}

/** Koa's and Falcon's status may stand behind the body. */
function statedBehind(code: CodeModel, answer: SyntaxNode): StatusSource | null {
  const at = statementOf(answer);
  const siblings = at.parent?.namedChildren ?? [];
  for (const statement of siblings.slice(siblings.indexOf(at) + 1)) {
    const expression = statusSet(code, statement);
    if (expression !== null) return { kind: 'explicit', expression };
  }
  return null;
}

function statusSet(code: CodeModel, statement: SyntaxNode): SyntaxNode | null {
  if (statement.type !== 'expression_statement') return null;
  const inner = statement.namedChildren[0];
  const expression = inner?.type === 'await' || inner?.type === 'await_expression' ? inner.namedChildren[0] : inner;
  if (expression === undefined) return null;
  if (/^assignment(?:_expression)?$/.test(expression.type)) {
    const target = expression.childForField('left');
    return target !== null && /\.(?:status|status_code|statusCode)$/.test(code.textOf(target))
      ? expression.childForField('right')
      : null;
  }
  if (!/^call(?:_expression)?$/.test(expression.type)) return null;
  const callee = code.textOf(expression.childForField('function') ?? expression);
  if (!/\.(?:send_response|set_status|status|code|writeHead)$/.test(callee)) return null;
  return expression.childForField('arguments')?.namedChildren[0] ?? null;
}
