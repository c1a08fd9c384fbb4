import type { CodeModel, EnvLookup } from '../code-model';
import type { SyntaxNode } from '../syntax-node';

/** Fields of a clap parser that are read from the environment: `#[arg(long, env = "X", default_value = "d")]`. */
export function rustArgumentLookups(model: CodeModel): EnvLookup[] {
  if (!/#\[\s*(?:arg|clap|structopt)\s*\(/.test(model.text)) return [];
  const found: EnvLookup[] = [];
  model.root.walk((node) => {
    if (node.type !== 'attribute_item') return true;
    const lookup = argumentLookup(model, node);
    if (lookup !== null) found.push(lookup);
    return false;
  });
  return found;
}

function argumentLookup(model: CodeModel, attribute: SyntaxNode): EnvLookup | null {
  const inner = attribute.namedChildren[0];
  const tokens = inner?.childForField('arguments')?.children ?? [];
  const name = inner?.namedChildren[0];
  if (name === undefined || !/^(?:arg|clap|structopt)$/.test(model.textOf(name))) return null;
  const at = tokens.findIndex((token) => token.type === 'identifier' && model.textOf(token) === 'env');
  const key = tokens[at];
  if (key === undefined) return null;
  const given = valueOf(tokens, at);
  const variable = given === null ? fieldName(model, attribute)?.toUpperCase() : model.stringValue(given)?.constant;
  if (typeof variable !== 'string' || !/^[A-Za-z_]\w*$/.test(variable)) return null;
  const fallback = tokens.findIndex((token) => /^default_value(?:_t)?$/.test(model.textOf(token)));
  return {
    node: given ?? key,
    variable,
    defaultValue: fallback === -1 ? null : valueOf(tokens, fallback),
    via: 'clap.arg',
  };
}

/** What follows `name =`; null where nothing is assigned. */
function valueOf(tokens: readonly SyntaxNode[], at: number): SyntaxNode | null {
  const value = tokens[at + 1]?.type === '=' ? tokens[at + 2] : undefined;
  return value === undefined || value.type === 'identifier' ? null : value;
}

/** The field that an attribute stands before. */
function fieldName(model: CodeModel, attribute: SyntaxNode): string | null {
  const siblings = attribute.parent?.namedChildren ?? [];
  const field = siblings.slice(siblings.indexOf(attribute) + 1).find((sibling) => sibling.type === 'field_declaration');
  const name = field?.childForField('name');
  return name === null || name === undefined ? null : model.textOf(name);
}
