import type { Bindings } from './bindings';
import type { Call, CodeModel } from './code-model';
import type { LanguageTraits } from './language-traits';
import type { SyntaxNode } from './syntax-node';

/** Values are followed through at most this many names, so that `a = b; b = a` ends. */
const MAX_STEPS = 8;

/** Tells who made a value: the call whose result a name holds, or the type it was declared with. */
export class Origins {
  private readonly origins = new Map<SyntaxNode, Call | null>();
  private readonly callees = new Map<SyntaxNode, string | null>();

  constructor(
    private readonly model: CodeModel,
    private readonly traits: LanguageTraits,
    private readonly bindings: Bindings,
  ) {}

  originOf(node: SyntaxNode): Call | null {
    return this.origin(node, 0);
  }

  resolvedCallee(call: Call): string | null {
    const known = this.callees.get(call.node);
    if (known !== undefined) return known;
    // Set first: a name that is made from itself (`s = s.clone()`) must not go round in circles.
    this.callees.set(call.node, null);
    const resolved = this.resolve(call);
    this.callees.set(call.node, resolved);
    return resolved;
  }

  private resolve(call: Call): string | null {
    const plain = this.model.calleeOf(call);
    if (call.receiver === null) return plain;
    const maker = this.originOf(call.receiver);
    if (maker?.node === call.node) return plain;
    const made = maker === null ? this.typeOf(call.receiver, 0) : this.resolvedCallee(maker);
    return made === null ? plain : `${made}.${call.name}`;
  }

  private origin(node: SyntaxNode, steps: number): Call | null {
    if (steps > MAX_STEPS) return null;
    const { traits } = this;
    if (traits.callTypes.has(node.type)) {
      const call = traits.call(this.model, node);
      // What `require('axios')` gives is the module, which imports name already.
      return call?.name === 'require' && call.receiver === null ? null : call;
    }
    const inner = this.unwrapped(node);
    if (inner !== null) return this.origin(inner, steps + 1);
    if (!traits.pathTypes.has(node.type)) return null;
    const known = this.origins.get(node);
    if (known !== undefined) return known;
    this.origins.set(node, null);
    const origin = this.commonOrigin(this.bindings.valuesOf(node), steps);
    this.origins.set(node, origin);
    return origin;
  }

  /** The last of several origins if they all come from the same callee: a socket closed and opened again stays a socket. */
  private commonOrigin(values: readonly SyntaxNode[], steps: number): Call | null {
    let result: Call | null = null;
    for (const value of values) {
      if (this.traits.emptyValueTypes.has(value.type)) continue;
      const origin = this.origin(value, steps + 1);
      if (origin === null) return null;
      if (result !== null && this.model.textOf(result.callee) !== this.model.textOf(origin.callee)) return null;
      result = origin;
    }
    return result;
  }

  /** The type that a name was declared with, as the path of what makes its values; for `self.s = s`, the type of the parameter `s`. */
  private typeOf(node: SyntaxNode, steps: number): string | null {
    if (steps > MAX_STEPS) return null;
    const inner = this.unwrapped(node);
    if (inner !== null) return this.typeOf(inner, steps + 1);
    if (!this.traits.pathTypes.has(node.type)) return null;
    const annotation = this.bindings.annotationOf(node);
    if (annotation !== null) return this.traits.makerOfType(this.model, annotation);
    let common: string | null = null;
    for (const value of this.bindings.valuesOf(node)) {
      if (this.traits.emptyValueTypes.has(value.type)) continue;
      const type = this.typeOf(value, steps + 1);
      if (type === null || (common !== null && common !== type)) return null;
      common = type;
    }
    return common;
  }

  private unwrapped(node: SyntaxNode): SyntaxNode | null {
    if (!this.traits.transparentTypes.has(node.type)) return null;
    return node.namedChildren.find((child) => child.type !== 'comment') ?? null;
  }
}
