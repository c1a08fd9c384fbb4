import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { functionPath } from '../function-path';
import { type Execution, listItems, scriptIn, wrapperOf } from './execution';

/** Functions that hand their first text to a shell. */
const SHELL_CALLS =
  /^(os\.(system|popen|popen2|popen3|popen4)|posix\.(system|popen)|subprocess\.(getoutput|getstatusoutput)|commands\.(getoutput|getstatusoutput|getstatus)|popen2\.(popen2|popen3|popen4|Popen3|Popen4)|platform\.popen|asyncio\.(subprocess\.)?create_subprocess_shell|anyio\.run_process|anyio\.open_process|subprocess_shell|pexpect\.(popen_spawn\.PopenSpawn)|sh\.bash|plumbum\.local|luigi\.contrib\.external_program\.run)$/;
/** Methods of the same kind whose name says enough, at any receiver: the argument's position. */
const SHELL_METHODS: Readonly<Record<string, number>> = {
  subprocess_shell: 1,
  create_subprocess_shell: 0,
  exec_command: 0,
};
/** Start a program from a list, or from texts one by one. */
const PROGRAM_CALLS =
  /^(subprocess\.(run|call|check_call|check_output|Popen)|asyncio\.(subprocess\.)?create_subprocess_exec|pty\.spawn|os\.(exec|spawn|posix_spawn)\w*|trio\.(run_process|lowlevel\.open_process)|anyio\.(run_process|open_process)|[\w.]+\.subprocess_exec)$/;
const CODE_CALLS = /^((builtins|__builtins__|__builtin__)\.)?(eval|exec|execfile)$/;
const CODE_METHODS = /^(runsource|runcode|run_cell|run_string|push)$/;
const CODE_OWNERS =
  /^(code\.Interactive(Console|Interpreter)|IPython\.[\w.]+|get_ipython|_xxsubinterpreters|_interpreters|InteractiveShell[\w.]*)(\.|$)/;
/** Tools that run what a model wrote. */
const MODEL_TOOLS = /(^|\.)(Python(Ast)?REPL(Tool)?|ShellTool|BashProcess|BashTool)\.(run|invoke|_run|arun)$/;
const REMOTE_MODULE = /^(fabric|fabric2|fabric3|invoke)(\.|$)/;

/** Names of the calls above; all others are passed over after one look. */
const NAMES =
  /^(system|popen[234]?|Popen[34]?|PopenSpawn|getoutput|getstatusoutput|getstatus|create_subprocess_\w+|subprocess_(shell|exec)|exec_command|run|sudo|local|call|check_call|check_output|exec\w*|spawn\w*|posix_spawnp?|run_process|open_process|eval|runsource|runcode|run_cell|run_string|push|invoke|_run|arun|map|apply|add_argument|__import__|import_module|run_in_executor|to_thread|run_sync|submit|apply_async|Thread|Process|Timer|call_(?:soon|later|at)|)$/;

/** Calls of Python that run text, with the text. */
export function pythonExecutions(code: CodeModel): Execution[] {
  const found: Execution[] = [];
  const aliases = aliasNames(code);
  for (const call of code.calls) {
    const shell = call.arguments.find((argument) => argument.name === 'shell');
    // `vars(os)["system"](line)`
    const isNamed = call.callee.type === 'identifier' || call.callee.type === 'attribute';
    if (shell === undefined && isNamed && !NAMES.test(call.name) && !aliases.has(call.name)) continue;
    const path = functionPath(code, call) ?? call.name;
    const execution =
      codeExecution(code, call, path) ??
      handedExecution(code, call) ??
      shellExecution(code, call, path, shell?.value ?? null) ??
      programExecution(code, call, path) ??
      remoteExecution(code, call, path);
    if (execution !== null) found.push(execution);
  }
  return found;
}

/** `run = os.system`, `from os import system as run` */
function aliasNames(code: CodeModel): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { local, path } of code.imports) {
    const last = path.slice(path.lastIndexOf('.') + 1);
    if (local !== last && NAMES.test(last)) names.add(local);
  }
  for (const { path, value } of code.assignments) {
    if (path === null) continue;
    if (value.type === 'call') {
      // `run = getattr(os, "system")`
      if (/^getattr\(/.test(code.textOf(value))) names.add(path);
    } else if (value.type === 'attribute' || value.type === 'identifier') {
      if (NAMES.test(code.textOf(value).split('.').at(-1) ?? '')) names.add(path);
    }
  }
  return names;
}

function codeExecution(code: CodeModel, call: Call, path: string): Execution | null {
  const [first] = call.arguments;
  if (first === undefined || first.spread) return null;
  const execution = (text: SyntaxNode): Execution => ({
    range: call.callee,
    what: `${call.name || path}()`,
    kind: 'code',
    texts: [textOfCode(code, text)],
  });
  if (CODE_CALLS.test(path) || isBuiltInHere(code, call)) {
    const own =
      call.receiver === null && code.functions.some(({ name, node }) => name === call.name && !isMethod(code, node));
    return own ? null : execution(first.value);
  }
  if (CODE_METHODS.test(call.name) && CODE_OWNERS.test(path)) {
    // The first argument of run_string is the interpreter.
    const text = call.name === 'run_string' ? call.arguments[1] : first;
    return text === undefined ? null : execution(text.value);
  }
  if (MODEL_TOOLS.test(path)) return execution(first.value);
  // `map(eval, lines)`, `frame.apply(eval)`, `add_argument("--f", type=eval)`
  if (call.name === 'map' || call.name === 'apply' || call.name === 'add_argument') {
    const handed = call.name === 'add_argument' ? argumentOf(call, 'type') : first;
    if (handed === null || !/^(eval|exec)$/.test(code.pathOf(handed.value) ?? '')) return null;
    return { range: call.callee, what: `${code.textOf(handed.value)}()`, kind: 'code', texts: [call.node] };
  }
  if (/^(__import__|importlib\.import_module)$/.test(path) && comesFromOutside(code, first.value))
    return execution(first.value);
  return null;
}

/** An import within another function hides the built-in there, and nowhere else. */
function isBuiltInHere(code: CodeModel, call: Call): boolean {
  if (call.receiver !== null || !/^(eval|exec)$/.test(call.name)) return false;
  const hiding = code.imports.filter(({ local }) => local === call.name);
  const elsewhere = hiding.filter(({ node }) => {
    const scope = code.enclosingFunction(node)?.node ?? null;
    return scope !== null && (call.node.start < scope.start || call.node.end > scope.end);
  });
  return hiding.length > 0 && elsewhere.length === hiding.length;
}

/** A method is called by its object: it takes no built-in's place. */
function isMethod(code: CodeModel, node: SyntaxNode): boolean {
  return code.classes.some(({ methods }) => methods.some((method) => method.node === node));
}

const OUTSIDE = /\b(request|req)\.(\w+)|\binput\(|\bsys\.argv\b|\.recv(_json|_string|from)?\(/;

function comesFromOutside(code: CodeModel, node: SyntaxNode): boolean {
  if (OUTSIDE.test(code.textOf(node))) return true;
  return code.valuesOf(node).some((value) => OUTSIDE.test(code.textOf(value)));
}

/** The source behind a code object: `compile(source, …)`, directly or through a name. */
function textOfCode(code: CodeModel, node: SyntaxNode): SyntaxNode {
  const maker = code.originOf(node);
  const source = maker?.receiver === null && maker.name === 'compile' ? maker.arguments[0] : undefined;
  return source?.value ?? node;
}

/** `loop.run_in_executor(None, exec, text)`, `Thread(target=os.system, args=(command,))`: the function is named, not called. */
function handedExecution(code: CodeModel, call: Call): Execution | null {
  if (
    !/^(run_in_executor|to_thread|run_sync|submit|apply_async|Thread|Process|Timer|call_(soon|later|at))$/.test(
      call.name,
    )
  )
    return null;
  for (const [index, argument] of call.arguments.entries()) {
    if ((argument.name !== null && argument.name !== 'target') || !/^(identifier|attribute)$/.test(argument.value.type))
      continue;
    const path = code.pathOf(argument.value) ?? '';
    const isCode = CODE_CALLS.test(path);
    if (!isCode && !SHELL_CALLS.test(path)) continue;
    const list = argumentOf(call, 'args')?.value ?? null;
    const next = call.arguments[index + 1];
    const text = list !== null ? listItems(code, list)?.[0] : next?.name === null ? next.value : undefined;
    if (text === undefined) continue;
    return {
      range: call.callee,
      what: `${code.textOf(argument.value)}()`,
      kind: isCode ? 'code' : 'shell',
      texts: [text],
    };
  }
  return null;
}

function shellExecution(code: CodeModel, call: Call, path: string, shell: SyntaxNode | null): Execution | null {
  const viaShell = shell !== null ? isTrue(code, shell) : hasShellInSpread(code, call);
  const method = call.receiver === null ? undefined : SHELL_METHODS[call.name];
  const listOnly = /^anyio\./.test(path);
  const known = (SHELL_CALLS.test(path) && shell === null) || method !== undefined;
  if (!known && !viaShell) return null;
  if (shell !== null && !viaShell) return null;
  const argument = argumentOf(call, 'args', method ?? 0) ?? argumentOf(call, 'cmd') ?? argumentOf(call, 'command');
  if (argument === null || argument.spread) return null;
  if (listOnly && listItems(code, argument.value) !== null) return null;
  if (listOnly && !isText(code, argument.value)) return null;
  return {
    range: call.callee,
    what: `${displayName(code, call)}${viaShell ? ' with shell=True' : '()'}`,
    kind: 'shell',
    texts: [argument.value],
    ...(known || PROGRAM_CALLS.test(path) ? {} : { atMost: 'warning' as const }),
  };
}

function displayName(code: CodeModel, call: Call): string {
  return code.textOf(call.callee).replace(/\s+/g, '').slice(-60);
}

function isText(code: CodeModel, node: SyntaxNode): boolean {
  return code.stringValue(node) !== null;
}

/** `shell=True`, `shell=1`, a constant that is true; what nobody can tell counts as false. */
function isTrue(code: CodeModel, node: SyntaxNode, steps = 0): boolean {
  switch (node.type) {
    case 'true':
      return true;
    case 'integer':
      return code.integerValue(node) !== 0;
    case 'string':
    case 'list':
    case 'tuple':
    case 'dictionary':
      return node.namedChildren.some((child) => !/^string_(start|end)$/.test(child.type));
    case 'parenthesized_expression':
      return node.namedChildren[0] !== undefined && isTrue(code, node.namedChildren[0], steps + 1);
    case 'identifier':
    case 'attribute': {
      const [value, ...others] = code.valuesOf(node);
      return value !== undefined && others.length === 0 && steps < 4 && isTrue(code, value, steps + 1);
    }
    default:
      return false;
  }
}

/** `run(command, **{"shell": True})`, `run(command, **options)` with the options written out. */
function hasShellInSpread(code: CodeModel, call: Call): boolean {
  const spread = call.arguments.find((argument) => argument.name === '**');
  if (spread === undefined) return false;
  const value = spread.value.type === 'dictionary' ? spread.value : code.valuesOf(spread.value)[0];
  return value !== undefined && /["']?shell["']?\s*[:=]\s*True/.test(code.textOf(value));
}

/** `["bash", "-c", text]` and its like, from a list or from single arguments. */
function programExecution(code: CodeModel, call: Call, path: string): Execution | null {
  if (!PROGRAM_CALLS.test(path)) return null;
  const words = programWords(code, call, path);
  if (words === null) return null;
  const wrapper = wrapperOf(code, words);
  if (wrapper === 'sandbox') return null;
  const inside = wrapper === 'container' ? afterContainer(code, words) : words;
  const script = scriptIn(code, inside);
  if (script === null) return null;
  return {
    range: call.callee,
    what: `${displayName(code, call)}([${code.textOf(inside[0] as SyntaxNode)}, …])`,
    kind: script.kind,
    texts: [script.text],
    ...(wrapper === 'container' ? { atMost: 'warning' as const } : {}),
  };
}

function programWords(code: CodeModel, call: Call, path: string): readonly SyntaxNode[] | null {
  const given = call.arguments.filter((argument) => argument.name === null || argument.name === 'args');
  const nodes = given.map((argument) => argument.value);
  const lists = nodes.map((node) => listItems(code, node));
  const list = lists.find((items) => items !== null && items !== undefined);
  if (list !== null && list !== undefined) {
    // `create_subprocess_exec("bash", ["-c", text])` is wrong in itself, and yet read as meant.
    const first = nodes[0];
    const named =
      lists[0] === null && first !== undefined && /exec|spawn/.test(path) && code.stringValue(first) !== null;
    if (named && !/^os\./.test(path)) return [first, ...list];
    // So is `os.spawnv(mode, "bash", ["-c", text])`, whose list lacks the program's own name.
    const [head] = list;
    const lacksName = head !== undefined && (code.stringValue(head)?.constant ?? '').startsWith('-');
    const program = nodes.slice(0, lists.indexOf(list)).find((node) => code.stringValue(node) !== null);
    return lacksName && program !== undefined ? [program, ...list] : list;
  }
  if (!/exec|spawn/.test(path)) return null;
  // os.spawnl(mode, file, argv0, …), os.execl(file, argv0, …); loop.subprocess_exec(protocol, program, …)
  const start = nodes.findIndex((node) => code.stringValue(node) !== null || code.pathOf(node) === 'sys.executable');
  if (start === -1) return null;
  return nodes.slice(start);
}

/** The program that `docker exec name …` runs: from the first word that is a shell. */
function afterContainer(code: CodeModel, words: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const at = words.findIndex((_, index) => index > 0 && scriptIn(code, words.slice(index)) !== null);
  return at === -1 ? words : words.slice(at);
}

/** `connection.run(f"…")` of Fabric and Invoke: a shell on this or another machine. */
function remoteExecution(code: CodeModel, call: Call, path: string): Execution | null {
  if (!/^(run|sudo|local)$/.test(call.name)) return null;
  const byImport = REMOTE_MODULE.test(path) && !/^invoke\.(Program|run_tests)/.test(path);
  const byTask =
    call.receiver !== null &&
    code.imports.some(({ module }) => REMOTE_MODULE.test(module)) &&
    code.enclosingFunction(call.node)?.parameters[0]?.name === code.textOf(call.receiver) &&
    code.textOf(call.receiver) !== 'self';
  const argument = argumentOf(call, 'command', 0);
  if ((!byImport && !byTask) || argument === null) return null;
  return { range: call.callee, what: `${displayName(code, call)}()`, kind: 'shell', texts: [argument.value] };
}
