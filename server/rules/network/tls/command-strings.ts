import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { commandFaults } from './command-line-tls';
import { type ShellWord, shellCommands } from './shell-words';
import type { TlsFault } from './tls-fault';

const RUNNERS =
  /^(?:run|Popen|call|check_call|check_output|system|popen|getoutput|getstatusoutput|create_subprocess_shell|create_subprocess_exec|exec|execSync|execFile|execFileSync|spawn|spawnSync|execa|execaSync|execCommand|run_command|shell|sh|cmd)$/;
const PROGRAM = /(?:^|[\s"'/`])(?:curl|wget|git)(?:[\s"',`]|$)/;

/** Commands that code runs, as one text or as a list of words: `os.system("curl -k …")`, `spawn('curl', ['-k', url])`. */
export function commandStringFaults(code: CodeModel): TlsFault[] {
  return code.calls.flatMap((call) => {
    if (call.argumentList === null || !RUNNERS.test(call.name) || !PROGRAM.test(code.textOf(call.argumentList)))
      return [];
    return commandsOf(code, call).flatMap(commandFaults).map(withoutEdits);
  });
}

function commandsOf(code: CodeModel, call: Call): ShellWord[][] {
  const [first, second] = call.arguments.filter(({ name }) => name === null).map(({ value }) => value);
  if (first === undefined) return [];
  const list = isList(first) ? first : second !== undefined && isList(second) ? second : null;
  if (list === null && code.stringValue(first) !== null) {
    const words = call.arguments.filter(({ name, value }) => name === null && code.strings.includes(value));
    return words.length > 1 ? [words.flatMap(({ value }) => word(code, value))] : shellText(code, first);
  }
  if (list === null) return [];
  const items = list.namedChildren.flatMap((item) => word(code, item));
  return [list === first ? items : [...word(code, first), ...items]];
}

function isList(node: SyntaxNode): boolean {
  return node.type === 'list' || node.type === 'array' || node.type === 'tuple';
}

function word(code: CodeModel, node: SyntaxNode): ShellWord[] {
  const text = code.stringValue(node)?.constant;
  return typeof text === 'string' ? [{ text, start: node.start, end: node.end }] : [];
}

/** The commands in a literal's own text: places stay true, what is filled in later is just a word. */
function shellText(code: CodeModel, node: SyntaxNode): ShellWord[][] {
  const source = code.textOf(node);
  const open = /^[A-Za-z]*("""|'''|"|'|`)/.exec(source)?.[0].length ?? 0;
  if (open === 0) return [];
  const close = /("""|'''|"|'|`)$/.exec(source)?.[0].length ?? 0;
  return shellCommands(source.slice(open, source.length - close).replace(/`/g, ' '), node.start + open);
}

function withoutEdits(fault: TlsFault): TlsFault {
  return { ...fault, edits: [] };
}
