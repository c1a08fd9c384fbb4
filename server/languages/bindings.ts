import type { Assignment, CodeModel, Parameter } from './code-model';
import type { LanguageTraits } from './language-traits';
import { NodeMemo } from './node-memo';
import type { SyntaxNode } from './syntax-node';

/** The values of names, by path. */
type Names = Map<string, SyntaxNode[]>;

/** What one scope says of its names. */
class Scope {
  readonly values: Names = new Map();
  /** The types that names were declared with, whether or not they got a value there. */
  readonly types: Names = new Map();
}

/** What the functions and classes of unchanged statements bind stays the same in the next version of the file. */
const scopes = new NodeMemo<Scope>();
/** What a top-level statement binds for the whole module; null for statements that bind nothing there, most of them. */
const scopeForModule = new NodeMemo<Scope | null>();

/** What a name means where it stands: the values bound to it, or the parameter that it is. */
export interface Meaning {
  readonly values: readonly SyntaxNode[];
  readonly parameter: Parameter | null;
}

const UNBOUND: Meaning = { values: [], parameter: null };

/**
 * Which values a name may hold, scope by scope. Locals belong to their function, `self.x` and `this.x` to the class whose methods assign them, all else
 * to the module. Names that a function takes as parameters hide the module's.
 */
export class Bindings {
  /** What stands outside functions and classes. Only `import`s and these connect one top-level statement with another. */
  readonly module: ReadonlyMap<string, readonly SyntaxNode[]>;
  /** The types that names of the module were declared with. */
  readonly moduleTypes: ReadonlyMap<string, readonly SyntaxNode[]>;
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
    const module = new Scope();
    for (const statement of model.root.children) {
      let bound = scopeForModule.get(statement);
      if (bound === undefined) scopeForModule.set(statement, (bound = this.read(statement)));
      if (bound === null) continue;
      for (const [path, values] of bound.values) for (const value of values) addTo(module.values, path, value);
      for (const [path, types] of bound.types) for (const type of types) addTo(module.types, path, type);
    }
    this.module = module.values;
    this.moduleTypes = module.types;
  }

  /** All values bound to what this name or member means where it stands; empty when it is a parameter or unknown. */
  valuesOf(node: SyntaxNode): readonly SyntaxNode[] {
    return this.meaningOf(node).values;
  }

  /** The same with the parameter that a name is; `path` is the name, where the node is only the place it stands at. */
  meaningOf(node: SyntaxNode, path = this.pathOf(node)): Meaning {
    if (path === null) return UNBOUND;
    if (this.isMember(path)) {
      const owner = node.ancestorAmong(this.classTypes);
      const values =
        owner === null ? undefined : (this.bound(owner, path) ?? this.bound(owner, path.slice(path.indexOf('.') + 1)));
      return values === undefined ? UNBOUND : { values, parameter: null };
    }
    for (let scope = this.functionAround(node); scope !== null; scope = this.functionAround(scope)) {
      const own = this.bound(scope, path);
      if (own !== undefined) return { values: own, parameter: null };
      const parameter = this.parameterOf(scope, path);
      if (parameter !== undefined) return { values: UNBOUND.values, parameter };
    }
    const owner = this.functionAround(node) === null ? node.ancestorAmong(this.classTypes) : null;
    const values = (owner === null ? undefined : this.bound(owner, path)) ?? this.module.get(path);
    return values === undefined ? UNBOUND : { values, parameter: null };
  }

  /** The type that the name was declared with, as a parameter or by an annotation; null where there is none or nobody says. */
  annotationOf(node: SyntaxNode): SyntaxNode | null {
    const path = this.pathOf(node);
    if (path === null) return null;
    if (this.isMember(path)) {
      const owner = node.ancestorAmong(this.classTypes);
      const types = owner === null ? undefined : scopes.get(owner)?.types;
      return types?.get(path)?.[0] ?? types?.get(path.slice(path.indexOf('.') + 1))?.[0] ?? null;
    }
    for (let scope = this.functionAround(node); scope !== null; scope = this.functionAround(scope)) {
      const declared = scopes.get(scope)?.types.get(path)?.[0];
      if (declared !== undefined) return declared;
      // A parameter that is assigned anew may hold anything else.
      if (this.bound(scope, path) !== undefined) return null;
      const parameter = this.parameterOf(scope, path);
      if (parameter !== undefined) return parameter.annotation;
    }
    return this.moduleTypes.get(path)?.[0] ?? null;
  }

  private bound(scope: SyntaxNode, path: string): readonly SyntaxNode[] | undefined {
    return scopes.get(scope)?.values.get(path);
  }

  private isMember(path: string): boolean {
    return this.traits.selfPrefixes.some((prefix) => path.startsWith(prefix));
  }

  private functionAround(node: SyntaxNode): SyntaxNode | null {
    return node.ancestorAmong(this.functionTypes);
  }

  private parameterOf(scope: SyntaxNode, name: string): Parameter | undefined {
    return this.traits.function(this.model, scope).parameters.find((parameter) => parameter.name === name);
  }

  /** Reads what a top-level statement binds: for its own scopes, which are remembered, and for the module. */
  private read(statement: SyntaxNode): Scope | null {
    const found = new Map<SyntaxNode | null, Scope>();
    const nodes = this.traits.nodes.collect(statement);
    for (const node of nodes.get('assignment')) {
      const assignment = this.traits.assignment(this.model, node);
      if (assignment !== null) this.addAssignment(assignment, found);
      this.addType(node, found);
    }
    for (const node of nodes.get('binding')) {
      const binding = this.traits.otherBinding(this.model, node);
      if (binding !== null) this.add(binding.path, binding.value, node, found);
    }
    for (const [scope, bound] of found) {
      // A method that no edit touched is the same node in a class that has changed.
      if (scope !== null && scopes.get(scope) === undefined) scopes.set(scope, bound);
    }
    return found.get(null) ?? null;
  }

  private addAssignment(assignment: Assignment, found: Map<SyntaxNode | null, Scope>): void {
    const { target, value, path } = assignment;
    if (path !== null) {
      this.add(path, value, assignment.node, found);
      return;
    }
    // `a, b = f(), g()` pairs up; anything looser says nothing about its names.
    if (target.type !== 'pattern_list' && target.type !== 'tuple_pattern') return;
    const values = value.type === 'expression_list' || value.type === 'tuple' ? value.namedChildren : [];
    const names = target.namedChildren;
    if (names.length !== values.length) return;
    names.forEach((name, index) => {
      const namePath = this.pathOf(name);
      if (namePath !== null) this.add(namePath, values[index] as SyntaxNode, assignment.node, found);
    });
  }

  /** `session: requests.Session`, with a value or without. */
  private addType(node: SyntaxNode, found: Map<SyntaxNode | null, Scope>): void {
    const type = node.childForField('type');
    const target =
      type === null
        ? null
        : (node.childForField('left') ?? node.childForField('pattern') ?? node.childForField('name'));
    const path = target === null ? null : this.pathOf(target);
    if (type === null || path === null) return;
    const scope = this.scopeFor(path, node, found);
    if (scope !== null) addTo(scope.types, path, type);
  }

  private add(path: string, value: SyntaxNode, at: SyntaxNode, found: Map<SyntaxNode | null, Scope>): void {
    const scope = this.scopeFor(path, at, found);
    if (scope !== null) addTo(scope.values, path, value);
  }

  /** The scope that a path bound at a node belongs to; null for members outside any class. */
  private scopeFor(path: string, at: SyntaxNode, found: Map<SyntaxNode | null, Scope>): Scope | null {
    const member = this.isMember(path);
    const owner = at.ancestorAmong(member ? this.classTypes : this.scopeTypes);
    if (member && owner === null) return null;
    let scope = found.get(owner);
    if (scope === undefined) found.set(owner, (scope = new Scope()));
    return scope;
  }
}

function addTo(names: Names, path: string, node: SyntaxNode): void {
  const known = names.get(path);
  if (known === undefined) names.set(path, [node]);
  else known.push(node);
}
