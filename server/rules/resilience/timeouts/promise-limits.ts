import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

const FUNCTIONS = /^(function_declaration|function_expression|arrow_function|method_definition)$/;

/** True where a promise is raced against a timer: `Promise.race([fetch(u), timeout(5000)])`, `withTimeout(fetch(u), 5000)`, `pTimeout(…)`. */
export function isRaced(code: CodeModel, call: Call): boolean {
  if (isInsideRace(code, call.node) || chainedMethods(code, call.node).includes('timeout')) return true;
  // `const answer = fetch(u); await Promise.race([answer, late]);`
  const declarator = call.node.parent;
  if (declarator?.type !== 'variable_declarator') return false;
  const name = declarator.childForField('name');
  const text = name === null ? '' : code.textOf(name);
  return code.calls.some(
    (other) =>
      isKeeper(code, other) &&
      other.arguments.some((argument) =>
        new RegExp(`(?<![\\w.$])${escape(text)}(?![\\w$])`).test(code.textOf(argument.value)),
      ),
  );
}

function isInsideRace(code: CodeModel, node: SyntaxNode): boolean {
  let crossed = 0;
  for (let at = node.parent; at !== null; at = at.parent) {
    if (FUNCTIONS.test(at.type) && ++crossed > 1) return false;
    // Each step up is asked of the model only where a call could keep the time.
    if (at.type !== 'call_expression') continue;
    const keeper = code.callWith(at.childForField('arguments') ?? at);
    if (keeper !== null && isKeeper(code, keeper)) return true;
  }
  return false;
}

function isKeeper(code: CodeModel, call: Call): boolean {
  if (call.name === 'race') {
    return /time|delay|sleep|abort|expire|deadline|limit/i.test(code.textOf(call.node)) || racesTimer(code, call);
  }
  // RxJS: `from(fetch(u)).pipe(timeout(5000))`
  if (call.name === 'pipe') return /\btimeout\(/.test(code.textOf(call.argumentList ?? call.node));
  return /timeout|timelimit|deadline/i.test(call.name) && call.name !== 'setTimeout' && call.name !== 'clearTimeout';
}

/** `Promise.race([answer, late])` after `late = new Promise((_, reject) => setTimeout(reject, 5000))`. */
function racesTimer(code: CodeModel, race: Call): boolean {
  const [runners] = race.arguments;
  return (runners?.value.namedChildren ?? []).some(
    (runner) =>
      runner.type === 'identifier' && code.valuesOf(runner).some((value) => /setTimeout\(/.test(code.textOf(value))),
  );
}

/** The methods called one after the other on a value: `get(u).set(…).timeout(5)` gives `set`, `timeout`. */
export function chainedMethods(code: CodeModel, node: SyntaxNode): string[] {
  const methods: string[] = [];
  let at: SyntaxNode = node;
  while (at.parent?.type === 'member_expression' && at.parent.parent?.type === 'call_expression') {
    const property = at.parent.childForField('property');
    if (property !== null) methods.push(code.textOf(property));
    at = at.parent.parent;
  }
  return methods;
}

function escape(text: string): string {
  return text.replace(/[$.*+?^()[\]{}|\\]/g, '\\$&');
}
