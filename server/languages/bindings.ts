import type { Assignment, CodeModel } from './code-model';
import type { LanguageTraits } from './language-traits';
import { NodeMemo } from './node-memo';
import type { SyntaxNode } from './syntax-node';

/** The values of names, by path. */
type Names = Map<string, SyntaxNode[]>;

/** What the functions and classes of unchanged statements bind stays the same in the next version of the file. */
const namesOfScope = new NodeMemo<Names>();
/** What a top-level statement binds for the whole module; null for statements that bind nothing there, most of them. */
const namesForModule = new NodeMemo<Names | null>();

/**
 * Which values a name may hold, scope by scope. Locals belong to their function, `self.x` and `this.x` to the class whose methods assign them, all else
 * to the module. Names that a function takes as parameters hide the module's.
 */
export class Bindings {
  /** What stands outside functions and classes. Only `import`s and these connect one top-level statement with another. */
  readonly module: ReadonlyMap<string, readonly SyntaxNode[]>;
  private readonly classTypes: ReadonlySet<string>;
  private readonly functionTypes: ReadonlySet<string>;
  private readonly scopeTypes: ReadonlySet<string>;

  constructor(
    private readonly model: CodeModel,
    private readonly traits: LanguageTraits,
    private readonly pathOf: (node: SyntaxNode) => string | null,
  ) {
    this.classTypes = new Set(traits.classTypes);
    this.functionTypes = new Set(traits.functionTypes);
    this.scopeTypes = new Set([...traits.functionTypes, ...traits.classTypes]);
    const module: Names = new Map();
    for (const statement of model.root.children) {
      let names = namesForModule.get(statement);
      if (names === undefined) namesForModule.set(statement, (names = this.read(statement)));
      for (const [path, values] of names ?? []) module.set(path, [...(module.get(path) ?? []), ...values]);
    }
    this.module = module;
  }

  /** All values bound to what this name or member means where it stands; empty when it is a parameter or unknown. */
  valuesOf(node: SyntaxNode): readonly SyntaxNode[] {
    const path = this.pathOf(node);
    if (path === null) return [];
    if (this.isMember(path)) {
      const owner = node.ancestorAmong(this.classTypes);
      return owner === null
        ? []
        : (this.bound(owner, path) ?? this.bound(owner, path.slice(path.indexOf('.') + 1)) ?? []);
    }
    for (let scope = this.functionAround(node); scope !== null; scope = this.functionAround(scope)) {
      const own = this.bound(scope, path);
      if (own !== undefined) return own;
      if (this.isParameter(scope, path)) return [];
    }
    const owner = this.functionAround(node) === null ? node.ancestorAmong(this.classTypes) : null;
    return (owner === null ? undefined : this.bound(owner, path)) ?? this.module.get(path) ?? [];
  }

  private bound(scope: SyntaxNode, path: string): readonly SyntaxNode[] | undefined {
    return namesOfScope.get(scope)?.get(path);
  }

  private isMember(path: string): boolean {
    return this.traits.selfPrefixes.some((prefix) => path.startsWith(prefix));
  }

  private functionAround(node: SyntaxNode): SyntaxNode | null {
    return node.ancestorAmong(this.functionTypes);
  }

  private isParameter(scope: SyntaxNode, name: string): boolean {
    return this.traits.function(this.model, scope).parameters.some((parameter) => parameter.name === name);
  }

  /** Reads what a top-level statement binds: for its own scopes, which are remembered, and for the module. */
  private read(statement: SyntaxNode): Names | null {
    const scopes = new Map<SyntaxNode | null, Names>();
    const nodes = this.traits.nodes.collect(statement);
    for (const node of nodes.get('assignment')) {
      const assignment = this.traits.assignment(this.model, node);
      if (assignment !== null) this.addAssignment(assignment, scopes);
    }
    for (const node of nodes.get('binding')) {
      const binding = this.traits.otherBinding(this.model, node);
      if (binding !== null) this.add(binding.path, binding.value, node, scopes);
    }
    for (const [scope, names] of scopes) {
      // A method that no edit touched is the same node in a class that has changed.
      if (scope !== null && namesOfScope.get(scope) === undefined) namesOfScope.set(scope, names);
    }
    return scopes.get(null) ?? null;
  }

  private addAssignment(assignment: Assignment, scopes: Map<SyntaxNode | null, Names>): void {
    const { target, value, path } = assignment;
    if (path !== null) {
      this.add(path, value, assignment.node, scopes);
      return;
    }
    // `a, b = f(), g()` pairs up; anything looser says nothing about its names.
    if (target.type !== 'pattern_list' && target.type !== 'tuple_pattern') return;
    const values = value.type === 'expression_list' || value.type === 'tuple' ? value.namedChildren : [];
    const names = target.namedChildren;
    if (names.length !== values.length) return;
    names.forEach((name, index) => {
      const namePath = this.pathOf(name);
      if (namePath !== null) this.add(namePath, values[index] as SyntaxNode, assignment.node, scopes);
    });
  }

  private add(path: string, value: SyntaxNode, at: SyntaxNode, scopes: Map<SyntaxNode | null, Names>): void {
    const member = this.isMember(path);
    const scope = at.ancestorAmong(member ? this.classTypes : this.scopeTypes);
    if (member && scope === null) return;
    let names = scopes.get(scope);
    if (names === undefined) scopes.set(scope, (names = new Map<string, SyntaxNode[]>()));
    const known = names.get(path);
    if (known === undefined) names.set(path, [value]);
    else known.push(value);
  }
}
