import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { type Execution, listItems, scriptIn, wrapperOf } from './execution';

const COMMAND = /(^|\.)Command\.new$/;
/** Functions of crates that hand a text to a shell. */
const SHELL_CALLS =
  /(^|\.)(Exec\.shell|run_script\.(run|run_script|spawn)|libc\.(system|popen)|sh_dangerous|duct_sh\.sh_dangerous|execute\.shell|shell)$/;
const SHELL_MODULES = /^(libc|run_script|duct_sh|execute|subprocess)(\.|$)/;

/** Calls of Rust that run text in a shell, with the text. */
export function rustExecutions(code: CodeModel): Execution[] {
  const found: Execution[] = [];
  const commands = new Map<SyntaxNode, { readonly root: Call; readonly words: SyntaxNode[] }>();
  for (const call of inTextOrder(code)) {
    const path = code.pathOf(call.callee) ?? '';
    const [first] = call.arguments;
    if (COMMAND.test(path) && first !== undefined) commands.set(call.node, { root: call, words: [first.value] });
    else if (call.name === 'arg' || call.name === 'args') addWords(code, call, commands);
    else if (SHELL_CALLS.test(path) && SHELL_MODULES.test(path) && first !== undefined)
      found.push({ range: call.callee, what: `${call.name}()`, kind: 'shell', texts: [first.value] });
  }
  for (const { root, words } of commands.values()) {
    if (wrapperOf(code, words) === 'sandbox') continue;
    const script = scriptIn(code, words);
    if (script === null) continue;
    const what = `Command::new(${code.textOf(words[0] as SyntaxNode)})`;
    found.push({ range: root.node, what, kind: script.kind, texts: [script.text] });
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

/** By where their name stands: in a chain the outermost call comes first in the tree and last in time. */
function inTextOrder(code: CodeModel): Call[] {
  return code.calls
    .filter(({ name }) => /^(new|args?|shell|run|run_script|spawn|system|popen|sh_dangerous)$/.test(name))
    .sort((a, b) => a.callee.end - b.callee.end);
}

function addWords(
  code: CodeModel,
  call: Call,
  commands: ReadonlyMap<SyntaxNode, { readonly words: SyntaxNode[] }>,
): void {
  const command = commands.get(rootOf(code, call) ?? call.node);
  const [first] = call.arguments;
  if (command === undefined || first === undefined) return;
  if (call.name === 'arg') command.words.push(first.value);
  else command.words.push(...(listItems(code, first.value) ?? [first.value]));
}

/** The `Command::new(…)` at the start of a chain, or of the chain that made the variable at its start. */
function rootOf(code: CodeModel, call: Call): SyntaxNode | null {
  let receiver = call.receiver;
  for (let steps = 0; receiver !== null && steps < 40; steps++) {
    if (receiver.type !== 'call_expression') {
      const maker = code.originOf(receiver);
      if (maker === null) return null;
      if (maker.receiver === null) return maker.node;
      receiver = maker.receiver;
      continue;
    }
    const callee = receiver.childForField('function');
    if (callee?.type !== 'field_expression') return receiver;
    receiver = callee.childForField('value');
  }
  return null;
}
