import type { CodeModel } from '../../languages/code-model';
import {
  endlessLoops,
  mainBlock,
  mainStatement,
  runsInFramework,
  serverCalls,
} from '../../languages/python/agent-shape';
import { importPythonName } from '../../fixes/python-imports';
import { indentOf, statementsOf } from '../../fixes/migration/statements';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { FileEdit, Fix } from '../finding';
import type { CodeContext } from '../rule';
import { agentClassOf, isArchived, usesBaseAgent } from './agent-class';
import { terminationHandling } from './shutdown-signals';

/** Reports a script that serves or loops for good and does not meet SIGTERM. */
export function checkPythonProcess(context: CodeContext): void {
  const { code, document, project } = context;
  const named = project.agentsForScript(document.path).length > 0;
  const main = mainStatement(code);
  if (main === null || (!named && isArchived(document.path))) return;
  if (!isProcess(code, named) || runsInFramework(code) || usesBaseAgent(project, document.path)) return;
  if (project.baseAgent?.path === document.path) return;
  // The migration brings the base agent's handlers along.
  if (project.baseAgent !== null && agentClassOf(code, named) !== null) return;
  const handling = terminationHandling(code);
  if (handling === 'handled') return;
  const fix = handling === 'none' ? handlerFix(context) : null;
  const condition = main.childForField('condition') ?? main;
  context.report({
    range: { start: main.start, end: condition.end },
    message:
      handling === 'ignored'
        ? 'The handler for SIGTERM does not end this process: the supervisor has to kill it, and nothing is cleaned up; let the handler stop and clean up'
        : 'This process does not meet SIGTERM: the supervisor ends it on the spot, without finally blocks or clean-up; install a handler that stops and cleans up',
    fixes: fix === null || code.root.hasError ? [] : [fix],
  });
}

/** True for scripts that go on until somebody ends them. */
function isProcess(code: CodeModel, named: boolean): boolean {
  return endlessLoops(code, code.root).some((loop) => !leavesByItself(loop)) && (named || serverCalls(code).length > 0);
}

/** `while True: try: …; break`: a loop with a way out is no main loop. */
function leavesByItself(loop: SyntaxNode): boolean {
  if (loop.type !== 'while_statement') return false;
  const known = leaving.get(loop);
  if (known !== undefined) return known;
  let leaves = false;
  loop.walk((node) => {
    if (node !== loop && /^(?:while_statement|for_statement|function_definition|except_clause)$/.test(node.type))
      return false;
    if (node.type === 'break_statement') leaves = true;
    return true;
  });
  leaving.set(loop, leaves);
  return leaves;
}

/** Loops that no edit touched are the same nodes in the next version of the file. */
const leaving = new WeakMap<SyntaxNode, boolean>();

function handlerFix(context: CodeContext): Fix | null {
  const { code, document } = context;
  const block = mainBlock(code);
  const [first] = statementsOf(block);
  if (block === null || first === undefined) return null;
  // On one line with `if` there is no room for a handler.
  if (!code.text.slice(mainStatement(code)?.start ?? 0, block.start).includes('\n')) return null;
  const indent = indentOf(code, first);
  const eol = document.lineEnding;
  if (/\bKeyboardInterrupt\b/.test(code.text)) {
    return {
      title: 'Let SIGTERM end the process as Ctrl-C does',
      safety: 'safe',
      edits: () => {
        const { reference, edits } = importPythonName(code, document.uri, { module: 'signal' });
        return [
          insert(
            document.uri,
            first.start,
            `${reference}.signal(${reference}.SIGTERM, ${reference}.default_int_handler)${eol}${indent}`,
          ),
          ...edits,
        ];
      },
    };
  }
  const owner = ownerIn(code, block);
  return {
    title: owner === null ? 'Exit cleanly on SIGTERM' : `Call ${owner.name}.${owner.method}() on SIGTERM`,
    safety: 'safe',
    edits: () => {
      const signals = importPythonName(code, document.uri, { module: 'signal' });
      const system = importPythonName(code, document.uri, { module: 'sys' });
      const [s, y] = [signals.reference, system.reference];
      const own =
        owner === null
          ? insert(document.uri, first.start, `${s}.signal(${s}.SIGTERM, lambda *_: ${y}.exit(0))${eol}${indent}`)
          : insert(
              document.uri,
              lineEnd(code, owner.statement),
              `${eol}${eol}${indent}def stop_on_signal(signum, frame):${eol}${indent}${unitOf(indent)}${owner.name}.${owner.method}()${eol}${indent}${unitOf(indent)}${y}.exit(0)${eol}${eol}${indent}${s}.signal(${s}.SIGTERM, stop_on_signal)`,
            );
      return [own, ...signals.edits, ...system.edits];
    },
  };
}

/** The agent that the main block creates, when its class can clean up. */
function ownerIn(code: CodeModel, block: SyntaxNode): { name: string; method: string; statement: SyntaxNode } | null {
  for (const statement of statementsOf(block)) {
    const assignment = statement.namedChildren[0];
    if (statement.type !== 'expression_statement' || assignment?.type !== 'assignment') continue;
    const target = assignment.childForField('left');
    const value = assignment.childForField('right');
    const made = value?.type === 'call' ? value.childForField('function') : null;
    if (target?.type !== 'identifier' || !made) continue;
    const definition = code.classes.find(({ name }) => name === code.textOf(made));
    const method = ['cleanup', 'shutdown', 'close', 'stop'].find((name) =>
      definition?.methods.some((one) => one.name === name && !one.async && one.parameters.length === 1),
    );
    if (method !== undefined) return { name: code.textOf(target), method, statement };
  }
  return null;
}

function unitOf(indent: string): string {
  return indent === '' ? '    ' : indent;
}

function lineEnd(code: CodeModel, node: SyntaxNode): number {
  const feed = code.text.indexOf('\n', node.end);
  if (feed === -1) return code.text.length;
  return code.text[feed - 1] === '\r' ? feed - 1 : feed;
}

function insert(uri: string, at: number, newText: string): FileEdit {
  return { uri, range: { start: at, end: at }, newText };
}
