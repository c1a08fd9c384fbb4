import type { Call, CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** A place where a body of a request, or what a model wants a tool to be called with, comes in. */
export interface Input {
  readonly node: SyntaxNode;
  /** What is said of it in the message. */
  readonly name: string;
}

const PYTHON_BODY = /^(?:flask\.|quart\.|self\.)?(?:request|req)\.(?:get_json|json|get_data)$/;
const NODE_BODY = /^(?:req|request|ctx\.request|c\.req)\.body$/;
const NODE_BODY_CALL = /^(?:(?:c|ctx|context)\.req\.(?:json|parseBody)|(?:req|request)\.json)$/;
const MODEL_ARGUMENTS =
  /(?:\btool_?[cC]all\w*|\bfunction(?:_call)?|\b(?:tool_?|function_?)?call)(?:\.|\[["'])(?:function(?:\.|["']\]\[["']))?arguments(?:["']\])?$/;
/** The blocks of Anthropic's answers hold objects, not text. */
const TOOL_INPUT = /^(?:\w*(?:[bB]lock|tool_?[uU]se|[tT]ool_?[cC]all))\.input$/;
const UNTYPED =
  /^(?:Any|object|(?:dict|Dict|Mapping|MutableMapping|list|List)(?:\[(?:[^\]]*\b)?(?:Any|object|dict|Dict)\b[^\]]*\])?)\s*(?:$|\|)/;

/** Where data of others comes into a file of Python. */
export function pythonInputs(code: CodeModel): Input[] {
  const calls = code.calls.filter(
    (call) => PYTHON_BODY.test(code.textOf(call.callee)) || PYTHON_BODY.test(code.calleeOf(call) ?? ''),
  );
  const parsed = code.calls.filter(
    (call) =>
      call.name === 'loads' &&
      call.arguments.some(({ value }) => /^request\.(?:data|body)(?:\.decode\([^)]*\))?$/.test(code.textOf(value))),
  );
  return [
    ...[...calls, ...parsed].map((call) => inputAt(code, call.node)),
    ...attributes(code),
    ...untypedBodies(code),
    ...modelArguments(code),
    ...toolInputs(code),
  ];
}

/** Where data of others comes into a file of TypeScript or JavaScript. */
export function typescriptInputs(code: CodeModel): Input[] {
  const inputs: Input[] = [];
  code.root.walk((node) => {
    if (node.type === 'member_expression' && NODE_BODY.test(code.textOf(node)) && !isPassedOn(code, node))
      inputs.push(inputAt(code, node));
  });
  const calls = code.calls.filter((call) => NODE_BODY_CALL.test(code.textOf(call.callee)));
  return [
    ...inputs,
    ...calls.map((call) => inputAt(code, call.node)),
    ...anyBodies(code),
    ...modelArguments(code),
    ...toolInputs(code),
  ];
}

/** `fetch(url, { body: request.body })` hands it on, and the body of a web `Request` is a stream. */
function isPassedOn(code: CodeModel, node: SyntaxNode): boolean {
  const key = node.parent?.type === 'pair' ? node.parent.childForField('key') : null;
  if (key !== null && code.textOf(key) === 'body') return true;
  const name = code.textOf(node).split('.')[0] ?? '';
  const parameters = code.enclosingFunction(node)?.parameters ?? [];
  const isStream = parameters.some(
    (parameter) => parameter.name === name && /:\s*(?:Next)?Request\b/.test(code.textOf(parameter.node)),
  );
  // Express' handlers have an answer to fill in.
  return isStream && !parameters.some((parameter) => /^_?(?:res|response|reply)$/.test(parameter.name));
}

function inputAt(code: CodeModel, node: SyntaxNode): Input {
  return { node, name: code.textOf(node).slice(0, 60) };
}

/** Flask's `request.json`, Django's `request.POST` and Django REST framework's `request.data` are no calls. */
function attributes(code: CodeModel): Input[] {
  const modules = code.imports.map(({ path }) => path.split('.')[0] ?? '');
  const names = [
    ...(modules.some((name) => /^(?:flask|quart)$/.test(name)) ? ['json', 'form'] : []),
    ...(modules.includes('sanic') ? ['json', 'form'] : []),
    ...(modules.includes('django') ? ['POST'] : []),
    ...(modules.includes('rest_framework') ? ['data', 'POST'] : []),
  ];
  if (names.length === 0) return [];
  const body = new RegExp(`^(?:flask\\.|quart\\.|self\\.)?request\\.(?:${names.join('|')})$`);
  const inputs: Input[] = [];
  code.root.walk((node) => {
    if (node.type === 'attribute' && node.field !== 'function' && body.test(code.textOf(node)))
      inputs.push(inputAt(code, node));
  });
  return inputs;
}

/** `def say(data: dict)` of FastAPI: the body is an object, whatever is in it. */
function untypedBodies(code: CodeModel): Input[] {
  if (!code.imports.some(({ path }) => path.startsWith('fastapi'))) return [];
  return code.routes.flatMap((route): Input[] => {
    if (route.function === null || !route.methods.some((method) => /^(?:POST|PUT|PATCH)$/.test(method))) return [];
    return route.function.parameters.flatMap(({ name, node }): Input[] => {
      const text = code.textOf(node);
      const annotation = /^\w+\s*:\s*([^=]+)/.exec(text)?.[1]?.trim() ?? '';
      const isBody = UNTYPED.test(annotation) && !/Depends|Query|Path|Header|Cookie|Form|File/.test(text);
      return isBody && !(route.path ?? '').includes(`{${name}`) ? [{ node, name }] : [];
    });
  });
}

/** `@Body() body: any` of NestJS: its pipes look at classes alone. */
function anyBodies(code: CodeModel): Input[] {
  if (!code.text.includes('@Body(')) return [];
  return code.functions.flatMap((definition: FunctionDefinition) =>
    definition.parameters.flatMap(({ name, node }): Input[] => {
      const text = code.textOf(node);
      const type = /^@Body\(\s*\)\s*(?:\w+\s+)*[\w$]+\s*\??\s*(?::\s*([\w$<>, ]+))?/.exec(text);
      return type !== null && /^(?:any|object|Record<|$)/.test(type[1] ?? '') ? [{ node, name }] : [];
    }),
  );
}

/** `json.loads(tool_call.function.arguments)`, `JSON.parse(call.arguments)` */
function modelArguments(code: CodeModel): Input[] {
  const isParse = (call: Call): boolean =>
    call.name === 'loads' || (call.name === 'parse' && code.textOf(call.callee) === 'JSON.parse');
  return code.calls.flatMap((call) => {
    const [first] = call.arguments;
    return first !== undefined && isParse(call) && MODEL_ARGUMENTS.test(code.textOf(first.value))
      ? [inputAt(code, call.node)]
      : [];
  });
}

/** `tools[block.name](**block.input)` */
function toolInputs(code: CodeModel): Input[] {
  if (!code.text.includes('.input') || !/tool_?use|tool_?call/i.test(code.text)) return [];
  return code.calls.flatMap((call) =>
    call.arguments.flatMap(({ value }) => {
      const text = code.textOf(value).replace(/^\*\*|^\.\.\./, '');
      return TOOL_INPUT.test(text) ? [{ node: value, name: text }] : [];
    }),
  );
}
