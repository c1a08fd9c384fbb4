import type { Call, CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/**
 * The resolved callee of a method whose receiver has no single maker in sight: a parameter annotated `session: requests.Session`, an attribute that is
 * `session or requests.Session()`. Null where neither says anything.
 */
export function calleeByType(code: CodeModel, call: Call): string | null {
  const { receiver } = call;
  if (receiver === null || !/^(identifier|attribute|call)$/.test(receiver.type)) return null;
  const type = typeMadeByHelper(code, receiver) ?? (receiver.type === 'call' ? null : typeOf(code, receiver));
  return type === null ? null : `${type}.${call.name}`;
}

/** The helper of the file that made a value: `connect()` of `session = connect()` or `session = self._connect()`. */
export function makingHelper(code: CodeModel, value: SyntaxNode): FunctionDefinition | null {
  const maker = code.originOf(value);
  if (maker === null || (maker.receiver !== null && code.textOf(maker.receiver) !== 'self')) return null;
  return code.functions.find((definition) => definition.name === maker.name) ?? null;
}

/** What such a helper returns, when each of its returns is made by the same callee. */
function typeMadeByHelper(code: CodeModel, value: SyntaxNode): string | null {
  const helper = makingHelper(code, value);
  if (helper?.body == null || helper.node.length > 4000) return null;
  const types = new Set<string | null>();
  helper.body.walk((node) => {
    if (node.type === 'function_definition' || node.type === 'lambda') return false;
    if (node.type !== 'return_statement') return true;
    const [returned] = node.namedChildren;
    const made = returned === undefined ? null : code.originOf(returned);
    types.add(made === null ? null : code.resolvedCallee(made));
    return false;
  });
  const [only] = types;
  return types.size === 1 && only !== undefined ? only : null;
}

/** The dotted path of the class or factory that a name's value comes from, as annotations and alternatives tell it. */
export function typeOf(code: CodeModel, name: SyntaxNode): string | null {
  const values = code.valuesOf(name);
  for (const value of values) {
    for (const alternative of alternatives(value)) {
      const maker = code.originOf(alternative);
      const path = maker === null ? null : code.resolvedCallee(maker);
      if (path !== null) return path;
    }
    if (value.type === 'identifier' && value.length < 40) {
      const annotated = parameterType(code, value);
      if (annotated !== null) return annotated;
    }
  }
  if (values.length > 0) return null;
  return name.type === 'identifier' ? parameterType(code, name) : null;
}

/** `a or b` and `a if x else b`. */
function alternatives(value: SyntaxNode): readonly SyntaxNode[] {
  if (value.type === 'boolean_operator') return value.namedChildren.flatMap(alternatives);
  if (value.type === 'conditional_expression') {
    const [first, , last] = value.namedChildren;
    return [first, last].filter((node) => node !== undefined);
  }
  return value.type === 'call' ? [value] : [];
}

function parameterType(code: CodeModel, name: SyntaxNode): string | null {
  const text = code.textOf(name);
  let definition: FunctionDefinition | null = code.enclosingFunction(name);
  for (; definition !== null; definition = code.enclosingFunction(definition.node)) {
    const parameter = definition.parameters.find((candidate) => candidate.name === text);
    if (parameter === undefined) continue;
    return annotatedType(code, parameter.node.childForField('type'));
  }
  return null;
}

/** `requests.Session` of `requests.Session`, `Optional[requests.Session]` and `requests.Session | None`. */
function annotatedType(code: CodeModel, annotation: SyntaxNode | null): string | null {
  if (annotation === null) return null;
  for (const node of annotation.descendants()) {
    if (node.type !== 'attribute' && node.type !== 'identifier') continue;
    const path = code.pathOf(node);
    if (path !== null && !/^(typing\.)?(Optional|Union|Annotated|None)$/.test(path)) return path;
  }
  return null;
}
