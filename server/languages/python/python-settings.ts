import { type ClassDefinition, type CodeModel, type EnvLookup, argumentOf } from '../code-model';
import type { SyntaxNode } from '../syntax-node';
import { pythonCall } from './python-definitions';

/** Fields of pydantic's settings classes, each read from a variable of its own name: the lookup's node is the field's name alone. */
export function pythonSettingsLookups(model: CodeModel): EnvLookup[] {
  if (!model.text.includes('BaseSettings')) return [];
  return model.classes.flatMap((definition) =>
    definition.bases.some((base) => /(?:^|\.)BaseSettings$/.test(model.pathOf(base) ?? model.textOf(base)))
      ? fieldLookups(model, definition)
      : [],
  );
}

function fieldLookups(model: CodeModel, { body }: ClassDefinition): EnvLookup[] {
  const statements = body?.namedChildren ?? [];
  const prefix = envPrefix(model, statements);
  return statements.flatMap((statement): EnvLookup[] => {
    const field = statement.type === 'expression_statement' ? statement.namedChildren[0] : undefined;
    const name = field?.type === 'assignment' ? field.childForField('left') : null;
    if (field === undefined || name?.type !== 'identifier') return [];
    const own = model.textOf(name);
    if (own === 'model_config' || own.startsWith('_')) return [];
    const value = field.childForField('right');
    if (value === null && field.childForField('type') === null) return [];
    const described = value?.type === 'call' ? pythonCall(model, value) : null;
    if (described?.name !== 'Field' || described === null)
      return [
        { node: name, variable: `${prefix}${own}`.toUpperCase(), defaultValue: value, via: 'pydantic.BaseSettings' },
      ];
    const first = argumentOf(described, 'default', 0)?.value ?? null;
    const named = ['env', 'validation_alias', 'alias'].map((keyword) => argumentOf(described, keyword)?.value);
    const given = named
      .map((node) => (node === undefined ? null : firstText(model, node)))
      .find((text) => text !== null);
    return [
      {
        node: name,
        variable: given ?? `${prefix}${own}`.toUpperCase(),
        defaultValue: first?.type === 'ellipsis' ? null : first,
        via: 'pydantic.BaseSettings',
      },
    ];
  });
}

/** `env="X"`, `env=["X", "Y"]`, `validation_alias=AliasChoices("X", "Y")` */
function firstText(model: CodeModel, node: SyntaxNode): string | null {
  const constant = model.stringValue(node)?.constant;
  if (typeof constant === 'string') return constant;
  const list = node.type === 'call' ? node.childForField('arguments') : node;
  const first = list?.namedChildren[0];
  return first === undefined ? null : (model.stringValue(first)?.constant ?? null);
}

/** `model_config = SettingsConfigDict(env_prefix="APP_")`, or `class Config: env_prefix = "APP_"`. */
function envPrefix(model: CodeModel, statements: readonly SyntaxNode[]): string {
  for (const statement of statements) {
    const text = model.textOf(statement);
    const match = /\benv_prefix["']?\s*[=:]\s*["'](\w*)["']/.exec(text);
    if (match !== null && /^(?:class\s+Config|model_config)\b/.test(text)) return match[1] ?? '';
  }
  return '';
}
