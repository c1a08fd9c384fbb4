import type { CodeModel, EnvLookup } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

/** `const { HOST = 'd', PORT: port = '1' } = process.env`: each name is a lookup; its node is the variable's name alone. */
export function patternLookups(model: CodeModel, isEnvironment: (node: SyntaxNode) => string | null): EnvLookup[] {
  return model.assignments.flatMap(({ target, value }) => {
    if (target.type !== 'object_pattern') return [];
    const via = isEnvironment(value);
    return via === null ? [] : target.namedChildren.flatMap((child) => patternLookup(model, child, via));
  });
}

function patternLookup(model: CodeModel, child: SyntaxNode, via: string): EnvLookup[] {
  const lookup = (name: SyntaxNode | null, defaultValue: SyntaxNode | null): EnvLookup[] =>
    name === null ? [] : [{ node: name, variable: model.textOf(name).replace(/^['"]|['"]$/g, ''), defaultValue, via }];
  switch (child.type) {
    case 'shorthand_property_identifier_pattern':
      return lookup(child, null);
    case 'object_assignment_pattern':
      return lookup(child.childForField('left'), child.childForField('right'));
    case 'pair_pattern': {
      const value = child.childForField('value');
      return lookup(
        child.childForField('key'),
        value?.type === 'assignment_pattern' ? value.childForField('right') : null,
      );
    }
    default:
      return [];
  }
}
