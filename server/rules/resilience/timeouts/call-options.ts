import { type Call, type CodeModel, hasSpreadKeywords } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FixSafety } from '../../finding';
import { addArgument, lineBreakBefore } from './add-argument';
import type { TimeoutFix } from './timeout-gap';

/** What a call's options objects say: `'set'` a limit, `'unset'` none, `'unknown'` where they come from elsewhere. */
export type LimitState = 'set' | 'unset' | 'unknown';

/**
 * Whether one of the keys is among the options of a call. Options in a variable are followed to the one object they hold; parameters, calls and spreads
 * of unknown objects are unknown. `firstOption` is the 0-based position at which options may stand.
 */
export function limitState(code: CodeModel, call: Call, keys: RegExp, firstOption: number): LimitState {
  if (call.arguments.some((argument) => argument.spread && argument.name === null)) return 'unknown';
  let state: LimitState = 'unset';
  for (const [index, value] of positional(call).entries()) {
    if (index < firstOption) continue;
    const found = stateOf(code, value, keys, 0);
    if (found === 'set') return 'set';
    if (found === 'unknown') state = 'unknown';
  }
  return state;
}

/** Names of addresses and callbacks. */
const NO_OPTIONS = /(^|[._])(\w*(url|uri|endpoint|href|address)|cb|callback|done|next|on[A-Z]\w*|handle\w*)$/i;

function stateOf(code: CodeModel, value: SyntaxNode, keys: RegExp, depth: number): LimitState {
  if (depth > 4) return 'unknown';
  switch (value.type) {
    case 'object':
      return objectState(code, value, keys, depth);
    case 'identifier':
    case 'member_expression': {
      const values = code.valuesOf(value);
      if (NO_OPTIONS.test(code.textOf(value))) return 'unset';
      // `options.timeout = 5000` after it was made
      if (assignedKey(code, code.textOf(value), keys)) return 'set';
      if (values.length === 0 && code.textOf(value) === 'undefined') return 'unset';
      return values.length === 1 ? stateOf(code, values[0] as SyntaxNode, keys, depth + 1) : 'unknown';
    }
    case 'as_expression':
    case 'satisfies_expression':
    case 'parenthesized_expression':
      return value.namedChildren[0] === undefined ? 'unset' : stateOf(code, value.namedChildren[0], keys, depth + 1);
    case 'call_expression':
    case 'new_expression':
    case 'ternary_expression':
    case 'binary_expression':
    case 'await_expression':
    case 'subscript_expression':
      return /^(new URL|JSON\.stringify|new URLSearchParams|new FormData|Buffer\.)/.test(code.textOf(value))
        ? 'unset'
        : 'unknown';
    default:
      return 'unset';
  }
}

function objectState(code: CodeModel, object: SyntaxNode, keys: RegExp, depth: number): LimitState {
  let state: LimitState = 'unset';
  for (const child of object.namedChildren) {
    if (child.type === 'spread_element') {
      const inner = child.namedChildren[0];
      const found = inner === undefined ? 'unset' : stateOf(code, inner, keys, depth + 1);
      if (found === 'set') return 'set';
      if (found === 'unknown') state = 'unknown';
      continue;
    }
    const key = child.type === 'pair' ? child.childForField('key') : child;
    const value = child.childForField('value');
    if (key !== null && keys.test(code.textOf(key).replace(/^['"]|['"]$/g, ''))) {
      if (value === null || !isNothing(code, value)) return 'set';
    }
  }
  return state;
}

/** `timeout: 0`, `signal: undefined`: said, and says nothing. */
function isNothing(code: CodeModel, value: SyntaxNode): boolean {
  return /^(0|false|undefined|null|Infinity)$/.test(code.textOf(value));
}

function assignedKey(code: CodeModel, name: string, keys: RegExp): boolean {
  return code.assignments.some(
    ({ path }) => path?.startsWith(`${name}.`) === true && keys.test(path.slice(name.length + 1)),
  );
}

export function positional(call: Call): SyntaxNode[] {
  return call.arguments.filter((argument) => argument.name === null).map((argument) => argument.value);
}

/** Adds a property to the options at a position, or the options themselves when the arguments before them are there. */
export function optionFix(
  code: CodeModel,
  call: Call,
  position: number,
  property: string,
  seconds: number,
  safety: FixSafety = 'safe',
): TimeoutFix | null {
  const given = positional(call);
  const options = given[position];
  const title = `Wait at most ${seconds} s`;
  if (hasSpreadKeywords(call) && options?.type !== 'object') return null;
  if (options?.type === 'object' && !options.hasError) {
    const key = property.slice(0, property.indexOf(':'));
    const old = options.namedChildren.find(
      (child) => child.type === 'pair' && code.textOf(child.childForField('key') ?? child) === key,
    );
    if (old !== undefined) {
      return {
        title,
        safety: 'review',
        edits: () => [{ range: { start: old.start, end: old.end }, newText: property }],
      };
    }
    const first = options.namedChildren[0];
    const at = first?.start ?? options.start + 1;
    const separator = lineBreakBefore(code, at) ?? ' ';
    return {
      title,
      safety,
      edits: () => [
        { range: { start: at, end: at }, newText: first === undefined ? ` ${property} ` : `${property},${separator}` },
      ],
    };
  }
  if (options === undefined && given.length === position) {
    return { title, safety, edits: () => addArgument(code, call, `{ ${property} }`) };
  }
  return null;
}
