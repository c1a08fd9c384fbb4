import type { CodeModel } from './code-model';
import type { SyntaxNode } from './syntax-node';

/** `except (A, B) as e: …` or `catch (e) { … }`. */
export interface ExceptionHandler {
  readonly node: SyntaxNode;
  /** The classes that are caught, as written with import aliases resolved; empty where everything is (`except:`, every `catch`). */
  readonly types: readonly string[];
  /** The name the exception gets. */
  readonly binding: string | null;
  /** From the keyword to what opens the body. */
  readonly head: { readonly start: number; readonly end: number };
  readonly body: SyntaxNode;
  /** What is tried. */
  readonly attempt: SyntaxNode;
  /** The statements of the body, documentation strings and `...` among them, comments left out. */
  readonly statements: readonly SyntaxNode[];
}

/** Reads one of a model's `handlers`; null where the code is too broken to tell. */
export function exceptionHandler(code: CodeModel, node: SyntaxNode): ExceptionHandler | null {
  const { parent } = node;
  const attempt = parent?.type === 'try_statement' ? parent.childForField('body') : null;
  const body = node.childForField('body') ?? node.childOfType('block');
  if (attempt === null || body === null || node.hasError) return null;
  const statements = body.namedChildren.filter((child) => child.type !== 'comment');
  const head = { start: node.start, end: body.start };
  if (node.type === 'catch_clause') {
    const parameter = node.childForField('parameter');
    return {
      node,
      types: [],
      binding: parameter === null ? null : code.textOf(parameter),
      head,
      body,
      attempt,
      statements,
    };
  }
  const value = node.namedChildren.find((child) => child.type !== 'comment' && child.type !== 'block') ?? null;
  const caught = value?.type === 'as_pattern' ? (value.namedChildren[0] ?? null) : value;
  const alias = value?.type === 'as_pattern' ? value.childForField('alias') : null;
  const types = caught === null ? [] : caughtTypes(caught);
  return {
    node,
    types: types.map((type) => code.pathOf(type) ?? code.textOf(type)),
    binding: alias === null ? null : code.textOf(alias),
    head,
    body,
    attempt,
    statements,
  };
}

/** Tuples may hold tuples: `except (OSError, (KeyError, ValueError)):`. */
function caughtTypes(node: SyntaxNode): SyntaxNode[] {
  if (node.type !== 'tuple' && node.type !== 'parenthesized_expression') return [node];
  return node.namedChildren.filter(({ type }) => type !== 'comment').flatMap(caughtTypes);
}
