import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { functionPath } from '../function-path';
import { type Execution, listItems, scriptIn, wrapperOf } from './execution';

const SHELL_CALLS =
  /^(child_process|shelljs|shelljs\.default|node-cmd)(\/promises)?\.(exec|execSync|execAsync|run|runSync)$/;
const PROGRAM_CALLS =
  /^((child_process|cross-spawn|node-pty|execa|spawn-async|@expo\/spawn-async)(\.default)?(\.(spawn|spawnSync|sync|execFile|execFileSync|execa|execaSync|execaCommand|execaCommandSync|command|commandSync|\$))?|Bun\.(spawn|spawnSync))$/;
const CODE_CALLS = /^((window|global|globalThis|self|top|parent)\.)*(eval|execScript)$/;
const VM_CALLS =
  /^vm\.(runInContext|runInNewContext|runInThisContext|compileFunction|Script|SourceTextModule)$|^(isolated-vm\.Isolate|ivm\.Isolate)\.compileScript$/;
const TIMERS = /^((window|global|globalThis|self)\.)*(setTimeout|setInterval|setImmediate)$/;
const FUNCTIONS =
  /^((window|global|globalThis|self)\.)*(Function|AsyncFunction|GeneratorFunction|AsyncGeneratorFunction)(\.(call|apply))?$/;
/** What a request says is never a function. */
const REQUEST = /^(?:req|request|ctx|event)\.(?:body|query|params|headers|cookies)\b/;
const REMOTE = /^ssh2(-promise)?\.Client\.exec$|^node-ssh\.NodeSSH\.execCommand$/;

/** Calls of TypeScript and JavaScript that run text, with the text. */
export function typescriptExecutions(code: CodeModel): Execution[] {
  const found: Execution[] = [];
  for (const call of code.calls) {
    const path = functionPath(code, call);
    if (path === null) continue;
    const execution =
      codeExecution(code, call, path) ?? shellExecution(code, call, path) ?? programExecution(code, call, path);
    if (execution !== null) found.push(execution);
  }
  return found;
}

function positional(call: Call): SyntaxNode[] {
  return call.arguments
    .filter((argument) => argument.name === null && !argument.spread)
    .map((argument) => argument.value);
}

function codeExecution(code: CodeModel, call: Call, path: string): Execution | null {
  const given = positional(call);
  const [first] = given;
  if (first === undefined) return null;
  const execution = (texts: readonly SyntaxNode[], what: string): Execution => ({
    range: call.callee,
    what,
    kind: 'code',
    texts,
  });
  const isNew = call.node.type === 'new_expression';
  if (CODE_CALLS.test(path) || isGlobalThis(code, call)) {
    const own = code.functions.some((definition) => definition.name === path);
    return own || !isTextual(code, first) ? null : execution([first], `${call.name || 'eval'}()`);
  }
  if (FUNCTIONS.test(path)) {
    const [, second] = given;
    const texts = path.endsWith('.call')
      ? given.slice(1)
      : path.endsWith('.apply')
        ? second === undefined
          ? []
          : (listItems(code, second) ?? [second])
        : given;
    return texts.length === 0
      ? null
      : execution(
          texts,
          `${isNew ? 'new ' : ''}${path
            .split('.')
            .slice(-2)
            .join('.')
            .replace(/^(?:window|global|globalThis|self)\./, '')}()`,
        );
  }
  if (VM_CALLS.test(path)) return execution([first], `vm.${call.name}()`);
  // A function is what timers are for; a text is compiled.
  if (TIMERS.test(path)) return isPutTogether(code, first) ? execution([first], `${call.name}() with a text`) : null;
  return null;
}

/** `this.eval(text)` where `this` is the global object: outside of classes and objects, in a file that makes no `eval` of its own. */
function isGlobalThis(code: CodeModel, call: Call): boolean {
  if (call.receiver?.type !== 'this' || call.name !== 'eval' || code.enclosingClass(call.node) !== null) return false;
  for (let node = call.node.parent; node !== null; node = node.parent) {
    if (/^(?:method_definition|object|class_body)$/.test(node.type)) return false;
  }
  return !/\beval\s*[:=(]\s*(?:function|async|\()|\.eval\s*=(?!=)/.test(code.text);
}

/** Functions and numbers handed to eval are given back as they are. */
function isTextual(code: CodeModel, node: SyntaxNode): boolean {
  return (
    !/^(arrow_function|function_expression|number|object|array|true|false|null)$/.test(node.type) &&
    code.textOf(node) !== ''
  );
}

function isPutTogether(code: CodeModel, node: SyntaxNode): boolean {
  if (/^(string|template_string)$/.test(node.type) || REQUEST.test(code.textOf(node))) return true;
  if (node.type === 'binary_expression') return code.stringValue(node) !== null;
  if (node.type !== 'identifier') return false;
  const [value, ...others] = code.valuesOf(node);
  return (
    value !== undefined &&
    others.length === 0 &&
    /^(string|template_string|binary_expression)$/.test(value.type) &&
    code.stringValue(value) !== null
  );
}

function shellExecution(code: CodeModel, call: Call, path: string): Execution | null {
  if (!SHELL_CALLS.test(path) && !REMOTE.test(path)) return null;
  const [first] = positional(call);
  if (first === undefined || isPattern(code, call)) return null;
  return { range: call.callee, what: `${displayName(code, call)}()`, kind: 'shell', texts: [first] };
}

/** A local of the same name that holds a regular expression, whose `exec` is another matter. */
function isPattern(code: CodeModel, call: Call): boolean {
  if (call.receiver?.type !== 'identifier') return false;
  const name = code.textOf(call.receiver);
  const around = code.enclosingFunction(call.node)?.node;
  return code.assignments.some(
    ({ path, node, value }) =>
      path === name &&
      value.type === 'regex' &&
      (around === undefined || (node.start >= around.start && node.end <= around.end)),
  );
}

function displayName(code: CodeModel, call: Call): string {
  return code.textOf(call.callee).replace(/\s+/g, '').slice(-60);
}

function programExecution(code: CodeModel, call: Call, path: string): Execution | null {
  if (!PROGRAM_CALLS.test(path)) return null;
  const given = positional(call);
  const [first, second] = given;
  if (first === undefined) return null;
  const list = second === undefined ? null : listItems(code, second);
  if (usesShell(code, call, given)) {
    const texts = second === undefined || isOptions(second) ? [first] : [first, ...(list ?? [second])];
    return { range: call.callee, what: `${displayName(code, call)}() with a shell`, kind: 'shell', texts };
  }
  const own = listItems(code, first);
  const words = own ?? (list === null ? null : [first, ...list]);
  if (words === null) return null;
  const wrapper = wrapperOf(code, words);
  if (wrapper === 'sandbox') return null;
  const start =
    wrapper === 'container' ? words.findIndex((_, index) => scriptIn(code, words.slice(index)) !== null) : 0;
  const script = start === -1 ? null : scriptIn(code, words.slice(start));
  if (script === null) return null;
  return {
    range: call.callee,
    what: `${displayName(code, call)}(${code.textOf(words[start] as SyntaxNode)}, …)`,
    kind: script.kind,
    texts: [script.text],
    ...(wrapper === 'container' ? { atMost: 'warning' as const } : {}),
  };
}

function isOptions(node: SyntaxNode): boolean {
  return node.type === 'object';
}

/** `{ shell: true }`, `{ shell: '/bin/bash' }`, also in options kept in a constant. */
function usesShell(code: CodeModel, call: Call, given: readonly SyntaxNode[]): boolean {
  const direct = argumentOf(call, 'shell');
  if (direct !== null && direct.value.parent?.type === 'pair') return isTrue(code, direct.value);
  const last = given.at(-1);
  if (last?.type !== 'identifier') return false;
  const [options, ...others] = code.valuesOf(last);
  if (options?.type !== 'object' || others.length > 0) return false;
  const pair = options.namedChildren.find(
    (child) => child.type === 'pair' && /^['"]?shell['"]?$/.test(code.textOf(child.childForField('key') ?? child)),
  );
  const value = pair?.childForField('value') ?? null;
  return value !== null && isTrue(code, value);
}

function isTrue(code: CodeModel, node: SyntaxNode): boolean {
  if (node.type === 'true') return true;
  const text = code.stringValue(node);
  if (text !== null) return text.constant !== '';
  // `process.platform === 'win32'`: a shell on some machines.
  if (node.type === 'binary_expression' || node.type === 'identifier') {
    const [value] = code.valuesOf(node);
    return node.type === 'binary_expression' ? /process\.platform/.test(code.textOf(node)) : value?.type === 'true';
  }
  return false;
}
