import type {
  Assignment,
  Call,
  ClassDefinition,
  CodeModel,
  EnvLookup,
  FunctionDefinition,
  ImportBinding,
  StringValue,
} from '../code-model';
import type { NodeLists } from '../node-lists';
import type { SyntaxNode } from '../syntax-node';
import { PythonBindings } from './python-bindings';
import { pythonAssignment, pythonCall, pythonClass, pythonFunction, pythonImports } from './python-definitions';
import { pythonEnvCall, pythonEnvSubscript } from './python-env';
import { type PythonCategory, isDocumentation, pythonNodes } from './python-nodes';
import { pythonStringValue } from './python-strings';

const MAX_STEPS = 8;

/** The model of one version of a Python file. Lists are made when first asked for. */
export class PythonModel implements CodeModel {
  readonly language = 'python';
  private readonly nodes: NodeLists<PythonCategory>;
  private readonly kept = new Map<string, unknown>();
  private readonly origins = new Map<SyntaxNode, Call | null>();
  private readonly callees = new Map<SyntaxNode, string | null>();

  constructor(
    readonly root: SyntaxNode,
    readonly text: string,
  ) {
    this.nodes = pythonNodes.collect(root);
  }

  get imports(): readonly ImportBinding[] {
    return this.once('imports', () => this.nodes.get('import').flatMap((node) => pythonImports(this, node)));
  }

  get calls(): readonly Call[] {
    return this.once('calls', () => this.nodes.get('call').flatMap((node) => pythonCall(this, node) ?? []));
  }

  get strings(): readonly SyntaxNode[] {
    return this.once('strings', () => this.nodes.get('string').filter((node) => !isDocumentation(node)));
  }

  get assignments(): readonly Assignment[] {
    return this.once('assignments', () =>
      this.nodes.get('assignment').flatMap((node) => pythonAssignment(this, node) ?? []),
    );
  }

  get functions(): readonly FunctionDefinition[] {
    return this.once('functions', () => this.nodes.get('function').map((node) => pythonFunction(this, node)));
  }

  get classes(): readonly ClassDefinition[] {
    return this.once('classes', () => this.nodes.get('class').flatMap((node) => pythonClass(this, node) ?? []));
  }

  get envLookups(): readonly EnvLookup[] {
    return this.once('envLookups', () =>
      [
        ...this.calls.flatMap((call) => pythonEnvCall(this, call) ?? []),
        ...this.nodes.get('subscript').flatMap((node) => pythonEnvSubscript(this, node) ?? []),
      ].sort((a, b) => a.node.start - b.node.start),
    );
  }

  textOf(node: SyntaxNode): string {
    const { start } = node;
    return this.text.slice(start, start + node.length);
  }

  pathOf(node: SyntaxNode): string | null {
    if (node.type !== 'identifier' && node.type !== 'attribute') return null;
    const path = this.textOf(node);
    if (!/^[\w.]+$/.test(path)) return null;
    const dot = path.indexOf('.');
    const head = dot === -1 ? path : path.slice(0, dot);
    const imported = this.importedNames.get(head);
    return imported === undefined ? path : imported + path.slice(head.length);
  }

  calleeOf(call: Call): string | null {
    return this.pathOf(call.callee);
  }

  originOf(node: SyntaxNode): Call | null {
    return this.origin(node, 0);
  }

  resolvedCallee(call: Call): string | null {
    const known = this.callees.get(call.node);
    if (known !== undefined) return known;
    this.callees.set(call.node, null);
    const resolved = this.resolveCallee(call);
    this.callees.set(call.node, resolved);
    return resolved;
  }

  stringValue(node: SyntaxNode): StringValue | null {
    return pythonStringValue(this, node, (name) => this.constantOf(name));
  }

  integerValue(node: SyntaxNode): number | null {
    return this.integer(node, 0);
  }

  envLookupAt(node: SyntaxNode): EnvLookup | null {
    const { start, end } = node;
    return this.envLookups.find((lookup) => lookup.node.start >= start && lookup.node.end <= end) ?? null;
  }

  enclosingFunction(node: SyntaxNode): FunctionDefinition | null {
    const found = node.ancestorOfType('function_definition');
    return found === null ? null : pythonFunction(this, found);
  }

  enclosingClass(node: SyntaxNode): ClassDefinition | null {
    const found = node.ancestorOfType('class_definition');
    return found === null ? null : pythonClass(this, found);
  }

  /** The one value a name has wherever it is used; null for parameters, rebound names and everything unknown. */
  private constantOf(name: SyntaxNode): SyntaxNode | null {
    const values = this.bindings.valuesOf(name);
    return values.length === 1 ? (values[0] ?? null) : null;
  }

  private get bindings(): PythonBindings {
    return this.once('bindings', () => new PythonBindings(this, this.nodes.get('with')));
  }

  private get importedNames(): ReadonlyMap<string, string> {
    return this.once('importedNames', () => new Map(this.imports.map((binding) => [binding.local, binding.path])));
  }

  private resolveCallee(call: Call): string | null {
    const plain = this.calleeOf(call);
    if (call.receiver === null) return plain;
    const head = plain?.split('.')[0] ?? '';
    if (
      plain !== null &&
      head !== 'self' &&
      this.imports.some((binding) => binding.path.startsWith(head)) &&
      this.bindings.valuesOf(call.receiver).length === 0
    ) {
      return plain;
    }
    const maker = this.originOf(call.receiver);
    const made = maker === null || maker.node === call.node ? null : this.resolvedCallee(maker);
    return made === null ? plain : `${made}.${call.name}`;
  }

  private origin(node: SyntaxNode, steps: number): Call | null {
    if (steps > MAX_STEPS) return null;
    switch (node.type) {
      case 'call':
        return pythonCall(this, node);
      case 'await':
      case 'parenthesized_expression':
        return node.namedChildren[0] === undefined ? null : this.origin(node.namedChildren[0], steps + 1);
      case 'identifier':
      case 'attribute': {
        const known = this.origins.get(node);
        if (known !== undefined) return known;
        this.origins.set(node, null);
        const origin = this.commonOrigin(this.bindings.valuesOf(node), steps);
        this.origins.set(node, origin);
        return origin;
      }
      default:
        return null;
    }
  }

  /** The last of several origins if they all come from the same callee: a socket closed and opened again stays a socket. */
  private commonOrigin(values: readonly SyntaxNode[], steps: number): Call | null {
    let result: Call | null = null;
    for (const value of values) {
      if (value.type === 'none') continue;
      const origin = this.origin(value, steps + 1);
      if (origin === null) return null;
      if (result !== null && this.textOf(result.callee) !== this.textOf(origin.callee)) return null;
      result = origin;
    }
    return result;
  }

  private integer(node: SyntaxNode, steps: number): number | null {
    if (steps > MAX_STEPS) return null;
    switch (node.type) {
      case 'integer': {
        const value = Number(this.textOf(node).replaceAll('_', ''));
        return Number.isSafeInteger(value) ? value : null;
      }
      case 'parenthesized_expression':
        return node.namedChildren[0] === undefined ? null : this.integer(node.namedChildren[0], steps + 1);
      case 'identifier':
      case 'attribute': {
        const value = this.constantOf(node);
        return value === null ? null : this.integer(value, steps + 1);
      }
      case 'call': {
        const call = pythonCall(this, node);
        const argument = call?.name === 'int' ? call.arguments[0] : undefined;
        if (argument === undefined) return null;
        const text = this.stringValue(argument.value)?.constant;
        return text !== undefined && text !== null && /^\s*\d+\s*$/.test(text)
          ? Number(text)
          : this.integer(argument.value, steps + 1);
      }
      case 'binary_operator': {
        const left = node.childForField('left');
        const right = node.childForField('right');
        const operator = node.childForField('operator')?.type;
        if (left === null || right === null || (operator !== '+' && operator !== '-')) return null;
        const a = this.integer(left, steps + 1);
        const b = this.integer(right, steps + 1);
        return a === null || b === null ? null : operator === '+' ? a + b : a - b;
      }
      default:
        return null;
    }
  }

  private once<T>(key: string, make: () => T): T {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key) as T;
  }
}
