import type { Assignment, CodeModel } from './code-model';
import type { LanguageTraits } from './language-traits';
import type { SyntaxNode } from './syntax-node';

/**
 * Which values a name may hold, scope by scope. Locals belong to their function, `self.x` and `this.x` to the class whose methods assign them, all else
 * to the module. Names that a function takes as parameters hide the module's.
 */
export class Bindings {
  private readonly scopes = new Map<SyntaxNode, Map<string, SyntaxNode[]>>();

  constructor(
    private readonly model: CodeModel,
    private readonly traits: LanguageTraits,
    otherBindings: readonly SyntaxNode[],
    private readonly pathOf: (node: SyntaxNode) => string | null,
  ) {
    for (const assignment of model.assignments) this.addAssignment(assignment);
    for (const node of otherBindings) {
      const binding = traits.otherBinding(model, node);
      if (binding !== null) this.add(binding.path, binding.value, node);
    }
  }

  /** All values bound to what this name or member means where it stands; empty when it is a parameter or unknown. */
  valuesOf(node: SyntaxNode): readonly SyntaxNode[] {
    const path = this.pathOf(node);
    if (path === null) return [];
    if (this.isMember(path)) {
      const owner = node.ancestorOfType(...this.traits.classTypes);
      return owner === null
        ? []
        : (this.bound(owner, path) ?? this.bound(owner, path.slice(path.indexOf('.') + 1)) ?? []);
    }
    for (let scope = this.functionAround(node); scope !== null; scope = this.functionAround(scope)) {
      const own = this.bound(scope, path);
      if (own !== undefined) return own;
      if (this.isParameter(scope, path)) return [];
    }
    const owner = this.functionAround(node) === null ? node.ancestorOfType(...this.traits.classTypes) : null;
    return (owner === null ? undefined : this.bound(owner, path)) ?? this.bound(this.model.root, path) ?? [];
  }

  private bound(scope: SyntaxNode, path: string): readonly SyntaxNode[] | undefined {
    return this.scopes.get(scope)?.get(path);
  }

  private isMember(path: string): boolean {
    return this.traits.selfPrefixes.some((prefix) => path.startsWith(prefix));
  }

  private functionAround(node: SyntaxNode): SyntaxNode | null {
    return node.ancestorOfType(...this.traits.functionTypes);
  }

  private isParameter(scope: SyntaxNode, name: string): boolean {
    return this.traits.function(this.model, scope).parameters.some((parameter) => parameter.name === name);
  }

  private addAssignment(assignment: Assignment): void {
    const { target, value, path } = assignment;
    if (path !== null) {
      this.add(path, value, assignment.node);
      return;
    }
    // `a, b = f(), g()` pairs up; anything looser says nothing about its names.
    if (target.type !== 'pattern_list' && target.type !== 'tuple_pattern') return;
    const values = value.type === 'expression_list' || value.type === 'tuple' ? value.namedChildren : [];
    const names = target.namedChildren;
    if (names.length !== values.length) return;
    names.forEach((name, index) => {
      const namePath = this.pathOf(name);
      if (namePath !== null) this.add(namePath, values[index] as SyntaxNode, assignment.node);
    });
  }

  private add(path: string, value: SyntaxNode, at: SyntaxNode): void {
    const scopeTypes = this.isMember(path)
      ? this.traits.classTypes
      : [...this.traits.functionTypes, ...this.traits.classTypes];
    const scope = at.ancestorOfType(...scopeTypes) ?? this.model.root;
    let paths = this.scopes.get(scope);
    if (paths === undefined) this.scopes.set(scope, (paths = new Map<string, SyntaxNode[]>()));
    const known = paths.get(path);
    if (known === undefined) paths.set(path, [value]);
    else known.push(value);
  }
}
