import type { Call, ClassDefinition, CodeModel } from '../../languages/code-model';
import { argumentOf } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const MAX_STEPS = 8;

/**
 * What a port is when nobody says otherwise: a number with the literal it comes from, `none` where the program passes none, or
 * `open` where only the environment, the configuration or the command line knows.
 */
export type EffectivePort =
  | { readonly kind: 'number'; readonly port: number; readonly literal: SyntaxNode | null }
  | { readonly kind: 'none' }
  | { readonly kind: 'open' };

const OPEN: EffectivePort = { kind: 'open' };

/** Works out ports inside one class, with the arguments that the file itself creates it with. */
export class PortEvaluation {
  constructor(
    private readonly code: CodeModel,
    private readonly definition: ClassDefinition,
    /** The call that creates the agent; null when it is created without arguments or elsewhere. */
    private readonly creation: Call | null,
  ) {}

  evaluate(node: SyntaxNode, steps = 0): EffectivePort {
    const { code } = this;
    if (steps > MAX_STEPS) return OPEN;
    switch (node.type) {
      case 'integer':
        return this.number(code.integerValue(node), node);
      case 'none':
        return { kind: 'none' };
      case 'parenthesized_expression':
        return node.namedChildren[0] === undefined ? OPEN : this.evaluate(node.namedChildren[0], steps + 1);
      case 'identifier':
        return this.name(node, steps);
      case 'attribute':
        return this.assigned(node, steps);
      case 'boolean_operator':
        return this.either(node.childForField('left'), node.childForField('right'), node, steps);
      case 'conditional_expression': {
        const [then, , otherwise] = node.namedChildren;
        const first = then === undefined ? OPEN : this.evaluate(then, steps + 1);
        return first.kind === 'none' && otherwise !== undefined ? this.evaluate(otherwise, steps + 1) : first;
      }
      case 'binary_operator':
        return this.sum(node, steps);
      case 'call':
        return this.converted(node, steps);
      default:
        return OPEN;
    }
  }

  /** `int(port)` is the port; every other call asks somebody. */
  private converted(node: SyntaxNode, steps: number): EffectivePort {
    const callee = node.childForField('function');
    const [argument] = node.childForField('arguments')?.namedChildren ?? [];
    return callee !== null && argument !== undefined && this.code.textOf(callee) === 'int' && argument.type !== 'call'
      ? this.evaluate(argument, steps + 1)
      : OPEN;
  }

  private number(port: number | null, literal: SyntaxNode | null): EffectivePort {
    return port === null ? OPEN : { kind: 'number', port, literal };
  }

  private either(left: SyntaxNode | null, right: SyntaxNode | null, node: SyntaxNode, steps: number): EffectivePort {
    if (left === null || right === null || node.childForField('operator')?.type !== 'or') return OPEN;
    const first = this.evaluate(left, steps + 1);
    return first.kind === 'none' ? this.evaluate(right, steps + 1) : first;
  }

  private sum(node: SyntaxNode, steps: number): EffectivePort {
    const left = node.childForField('left');
    const right = node.childForField('right');
    if (left === null || right === null || node.childForField('operator')?.type !== '+') return OPEN;
    const a = this.evaluate(left, steps + 1);
    const b = this.evaluate(right, steps + 1);
    return a.kind === 'number' && b.kind === 'number' ? { kind: 'number', port: a.port + b.port, literal: null } : OPEN;
  }

  private name(node: SyntaxNode, steps: number): EffectivePort {
    const { code, definition } = this;
    const text = code.textOf(node);
    const around = code.enclosingFunction(node);
    const inside = node.start >= definition.node.start && node.end <= definition.node.end;
    if (inside && around !== null) {
      const parameter = around.parameters.find(({ name, variadic }) => name === text && variadic === null);
      if (parameter !== undefined) {
        if (around.name !== '__init__' || code.valuesOf(node).length > 0) return OPEN;
        const index = around.parameters.indexOf(parameter) - 1;
        const argument = this.creation === null ? null : argumentOf(this.creation, text, index);
        if (argument !== null) return this.evaluate(argument.value, steps + 1);
        if (this.creation?.arguments.some(({ spread }) => spread)) return OPEN;
        return parameter.defaultValue === null ? OPEN : this.evaluate(parameter.defaultValue, steps + 1);
      }
    }
    return this.assigned(node, steps);
  }

  private assigned(node: SyntaxNode, steps: number): EffectivePort {
    const values = this.code.valuesOf(node);
    const [value] = values;
    return value === undefined || values.length !== 1 ? OPEN : this.evaluate(value, steps + 1);
  }
}
