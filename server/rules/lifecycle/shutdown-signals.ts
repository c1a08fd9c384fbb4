import type { Call, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

/** How a program takes SIGTERM. `ignored`: a handler is there that neither ends the program nor tells it to end. */
export type TerminationHandling = 'handled' | 'ignored' | 'none';

export function terminationHandling(code: CodeModel): TerminationHandling {
  let handling: TerminationHandling = 'none';
  for (const use of signalUses(code)) {
    const call = handlerCall(code, use);
    if (call === null) {
      // In a list or loop that installs the handler for several signals.
      if (!sendsSignal(code, use)) return 'handled';
      continue;
    }
    const handler = call.arguments[1]?.value;
    if (handler === undefined || endsProgram(code, handler)) return 'handled';
    handling = 'ignored';
  }
  if (handling === 'none' && usesHelper(code)) return 'handled';
  return handling;
}

/** The places where code (not text) names SIGTERM. */
function signalUses(code: CodeModel): SyntaxNode[] {
  const uses: SyntaxNode[] = [];
  for (let at = code.text.indexOf('SIGTERM'); at !== -1; at = code.text.indexOf('SIGTERM', at + 7)) {
    const node = code.root.descendantAt(at);
    if (node.type === 'identifier' && code.textOf(node) === 'SIGTERM') uses.push(node);
  }
  return uses;
}

/** `signal.signal(SIGTERM, handler)`, `loop.add_signal_handler(SIGTERM, handler)` */
function handlerCall(code: CodeModel, use: SyntaxNode): Call | null {
  return (
    code.calls.find((call) => {
      const [first] = call.arguments;
      if (first === undefined || !/^(?:signal|add_signal_handler)$/.test(call.name)) return false;
      return use.start >= first.node.start && use.end <= first.node.end;
    }) ?? null
  );
}

/** `os.kill(pid, SIGTERM)`: a signal for somebody else. */
function sendsSignal(code: CodeModel, use: SyntaxNode): boolean {
  const around = use.ancestorOfType('call');
  const callee = around?.childForField('function');
  if (callee !== undefined && callee !== null && /kill|send_signal|terminate/.test(code.textOf(callee))) return true;
  return use.ancestorOfType('import_from_statement', 'comparison_operator') !== null;
}

function endsProgram(code: CodeModel, handler: SyntaxNode): boolean {
  const text = code.textOf(handler);
  if (/SIG_IGN$/.test(text)) return false;
  const name = /^(?:self\.)?(\w+)$/.exec(text)?.[1];
  const definition = name === undefined ? undefined : code.functions.find((one) => one.name === name);
  if (definition === undefined || definition.body === null) return true;
  const work = definition.body.namedChildren.filter((child) => child.type !== 'comment');
  return work.some((statement) => {
    const own = code.textOf(statement);
    if (statement.type === 'pass_statement' || /^["']/.test(own)) return false;
    return !/^(?:print|(?:self\.)?_?(?:logger|logging|log)\.\w+)\(/.test(own);
  });
}

/** A function of the project that says in its name that it deals with signals. */
function usesHelper(code: CodeModel): boolean {
  return code.calls.some(({ name }) =>
    /graceful_?shutdown|signal_handlers?|handle_signals|shutdown_handlers?|setup_signals/i.test(name),
  );
}
