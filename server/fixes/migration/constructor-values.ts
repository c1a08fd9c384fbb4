import type { CodeModel } from '../../languages/code-model';
import type { BoundSocket } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type LegacyClass } from './legacy-class';
import { Obstacle, lineOf } from './statements';

const MAX_STEPS = 6;

/** An expression that gives its value before anything else of the constructor has run. */
export interface EarlyValue {
  readonly text: string;
  /** The constructor's parameter, when the value is just that. */
  readonly parameter: string | null;
  /** Made of literals and constants of the module only, so that it can be the default of a parameter. */
  readonly constant: boolean;
}

/** The port that a socket is bound on, as an expression. Throws Obstacle where it cannot be told. */
export function portOf(code: CodeModel, agent: LegacyClass, socket: BoundSocket): EarlyValue {
  const node = portNode(code, socket.address, 0);
  const value = node === null ? null : typeof node === 'number' ? literal(node) : earlyValue(code, agent, node, 0);
  if (value === null) throw new Obstacle(`the port that line ${lineOf(code, socket.bind.node)} binds cannot be told`);
  return /^\([^()]*\)$/.test(value.text) ? { ...value, text: value.text.slice(1, -1) } : value;
}

function literal(port: number): EarlyValue {
  return { text: String(port), parameter: null, constant: true };
}

/** The part of an address behind its last colon: a number written there, or the expression put there. */
function portNode(code: CodeModel, address: SyntaxNode, steps: number): SyntaxNode | number | null {
  if (steps > MAX_STEPS) return null;
  if (address.type === 'identifier' || address.type === 'attribute') {
    const [value, second] = code.valuesOf(address);
    return value === undefined || second !== undefined ? null : portNode(code, value, steps + 1);
  }
  const known = code.stringValue(address);
  if (known === null) return null;
  if (known.constant !== null && isLiteralAddress(address)) {
    const digits = /:(\d+)$/.exec(known.constant);
    return digits === null ? null : Number(digits[1]);
  }
  if (address.type === 'string') {
    const last = address.children
      .filter((child) => child.type === 'interpolation' || child.type === 'string_content')
      .at(-1);
    if (last === undefined) return null;
    if (last.type === 'string_content') return trailingPort(code.textOf(last));
    return last.childForField('format_specifier') === null ? last.childForField('expression') : null;
  }
  if (address.type === 'binary_operator') {
    const right = address.childForField('right');
    if (right === null) return null;
    if (address.childForField('operator')?.type === '%')
      return right.type === 'tuple' ? (right.namedChildren.at(-1) ?? null) : right;
    if (right.type === 'string') return trailingPort(code.stringValue(right)?.constant ?? '');
    return unwrapped(code, right);
  }
  if (address.type === 'call') {
    const values = address.childForField('arguments')?.namedChildren ?? [];
    return values.at(-1) ?? null;
  }
  return null;
}

function isLiteralAddress(address: SyntaxNode): boolean {
  return address.type === 'string' && address.childOfType('interpolation') === null;
}

function trailingPort(text: string): number | null {
  const digits = /:(\d+)$/.exec(text);
  return digits === null ? null : Number(digits[1]);
}

/** `str(port)` → `port` */
function unwrapped(code: CodeModel, node: SyntaxNode): SyntaxNode {
  if (node.type !== 'call') return node;
  const callee = node.childForField('function');
  const [argument] = node.childForField('arguments')?.namedChildren ?? [];
  return callee !== null && argument !== undefined && /^(?:str|int)$/.test(code.textOf(callee)) ? argument : node;
}

/** Rewrites an expression so that it can stand in the first statement of the constructor; null where that is not possible. */
export function earlyValue(code: CodeModel, agent: LegacyClass, node: SyntaxNode, steps: number): EarlyValue | null {
  if (steps > MAX_STEPS) return null;
  const parameters = agent.constructor?.parameters.map((parameter) => parameter.name) ?? [];
  if (node.type === 'identifier') {
    const name = code.textOf(node);
    const here = code.enclosingFunction(node);
    if (here !== null && here.name !== '__init__' && here.parameters.some((parameter) => parameter.name === name))
      return null;
    if (parameters.includes(name) && (here === null || here.name === '__init__')) {
      const rebound = code.valuesOf(node).length > 0;
      return rebound ? null : { text: name, parameter: name, constant: false };
    }
    const values = code.valuesOf(node);
    if (values.length === 0 || (values[0] !== undefined && code.enclosingFunction(values[0]) === null)) {
      return { text: name, parameter: null, constant: true };
    }
    return values.length === 1 && values[0] !== undefined
      ? bracketed(earlyValue(code, agent, values[0], steps + 1))
      : null;
  }
  if (node.type === 'attribute' && code.textOf(node).startsWith('self.')) {
    const values = code.valuesOf(node).filter((value) => value.type !== 'none');
    const [value] = values;
    if (value === undefined || values.length !== 1) return null;
    if (code.enclosingFunction(value) === null) return { text: code.textOf(node), parameter: null, constant: false };
    return bracketed(earlyValue(code, agent, value, steps + 1));
  }
  return composed(code, agent, node, steps);
}

/** An expression of several parts: each name in it is replaced by its own early value. */
function composed(code: CodeModel, agent: LegacyClass, node: SyntaxNode, steps: number): EarlyValue | null {
  if (
    /^(?:lambda|await|yield|named_expression|list_comprehension|generator_expression|dictionary_comprehension)$/.test(
      node.type,
    )
  )
    return null;
  let constant = true;
  const replacements: { node: SyntaxNode; text: string }[] = [];
  let possible = true;
  node.walk((inner) => {
    if (
      !possible ||
      inner.field === 'attribute' ||
      (inner.field === 'name' && inner.parent?.type === 'keyword_argument')
    )
      return false;
    const isPath = inner.type === 'attribute' && code.textOf(inner).startsWith('self.');
    if (inner.type !== 'identifier' && !isPath) return true;
    if (inner.field === 'function' && inner.type === 'identifier') return false;
    const value = inner === node ? null : earlyValue(code, agent, inner, steps + 1);
    if (value === null) possible = false;
    else {
      constant &&= value.constant;
      replacements.push({ node: inner, text: value.text });
    }
    return false;
  });
  if (!possible) return null;
  const { start } = node;
  let text = code.textOf(node);
  for (const replacement of replacements.reverse()) {
    const at = replacement.node.start - start;
    text = text.slice(0, at) + replacement.text + text.slice(at + replacement.node.length);
  }
  return text.includes('\n') ? null : { text, parameter: null, constant };
}

function bracketed(value: EarlyValue | null): EarlyValue | null {
  if (value === null || value.parameter !== null || /^[\w.]+(?:\([^()]*\))?$/.test(value.text)) return value;
  return { ...value, text: `(${value.text})` };
}
