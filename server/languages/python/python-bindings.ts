import type { Assignment, CodeModel } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

/** A value that a name or attribute is given somewhere, by assignment or `with … as`. */
export interface Binding {
  readonly path: string;
  readonly value: SyntaxNode;
}

/**
 * Which values a name may hold, scope by scope. Locals belong to their function, `self.x` to the class whose methods assign it, all else to the
 * module. Names that a function takes as parameters hide the module's.
 */
export class PythonBindings {
  private readonly scopes = new Map<SyntaxNode, Map<string, Binding[]>>();

  constructor(
    private readonly model: CodeModel,
    withItems: readonly SyntaxNode[],
  ) {
    for (const assignment of model.assignments) this.addAssignment(assignment);
    for (const item of withItems) this.addWithItem(item);
  }

  /** All values bound to the path that this name or attribute means where it stands; empty when it is a parameter or unknown. */
  valuesOf(node: SyntaxNode): readonly SyntaxNode[] {
    const path = this.model.textOf(node);
    if (!/^[\w.]+$/.test(path)) return [];
    if (isInstancePath(path)) {
      const owner = node.ancestorOfType('class_definition');
      const values =
        owner === null ? undefined : (this.scopes.get(owner)?.get(path) ?? this.classAttribute(owner, path));
      return values?.map((binding) => binding.value) ?? [];
    }
    for (let scope = functionAround(node); scope !== null; scope = functionAround(scope)) {
      const own = this.scopes.get(scope)?.get(path);
      if (own !== undefined) return own.map((binding) => binding.value);
      if (isParameter(this.model, scope, path)) return [];
    }
    const owner = node.ancestorOfType('class_definition');
    const inClass = owner === null || functionAround(node) !== null ? undefined : this.scopes.get(owner)?.get(path);
    return (inClass ?? this.scopes.get(this.model.root)?.get(path))?.map((binding) => binding.value) ?? [];
  }

  private classAttribute(owner: SyntaxNode, path: string): Binding[] | undefined {
    return this.scopes.get(owner)?.get(path.slice(path.indexOf('.') + 1));
  }

  private addAssignment(assignment: Assignment): void {
    if (assignment.path !== null) {
      this.add(assignment.path, assignment.value, assignment.node);
      return;
    }
    // `a, b = f(), g()` pairs up; anything looser says nothing about its names.
    const { target, value } = assignment;
    if (target.type !== 'pattern_list' && target.type !== 'tuple_pattern') return;
    const names = target.namedChildren;
    const values = value.type === 'expression_list' || value.type === 'tuple' ? value.namedChildren : [];
    if (names.length !== values.length) return;
    names.forEach((name, index) => this.add(this.model.textOf(name), values[index] as SyntaxNode, assignment.node));
  }

  private addWithItem(item: SyntaxNode): void {
    const target = item.childForField('alias');
    const value = item.namedChildren[0];
    if (target !== null && value !== undefined) this.add(this.model.textOf(target), value, item);
  }

  private add(path: string, value: SyntaxNode, at: SyntaxNode): void {
    const scope = this.scopeFor(path, at);
    let paths = this.scopes.get(scope);
    if (paths === undefined) this.scopes.set(scope, (paths = new Map<string, Binding[]>()));
    const known = paths.get(path);
    if (known === undefined) paths.set(path, [{ path, value }]);
    else known.push({ path, value });
  }

  private scopeFor(path: string, at: SyntaxNode): SyntaxNode {
    if (isInstancePath(path)) return at.ancestorOfType('class_definition') ?? this.model.root;
    const scope = at.ancestorOfType('function_definition', 'lambda', 'class_definition') ?? this.model.root;
    return scope;
  }
}

function isInstancePath(path: string): boolean {
  return path.startsWith('self.') || path.startsWith('cls.');
}

function functionAround(node: SyntaxNode): SyntaxNode | null {
  return node.ancestorOfType('function_definition', 'lambda');
}

function isParameter(model: CodeModel, scope: SyntaxNode, name: string): boolean {
  const parameters = scope.childForField('parameters');
  if (parameters === null) return false;
  return parameters.namedChildren.some((parameter) => {
    const named =
      parameter.type === 'identifier' ? parameter : (parameter.childForField('name') ?? parameter.namedChildren[0]);
    return named !== undefined && model.textOf(named) === name;
  });
}
