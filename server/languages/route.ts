import type { FunctionDefinition } from './function-definition';
import type { SyntaxNode } from './syntax-node';

/** A path that a server answers, and what answers it: a decorator, a registration, or a comparison in a plain request handler. */
export interface Route {
  /** The decorator, attribute, call or comparison that makes the route. */
  readonly node: SyntaxNode;
  /**
   * The path from the server's root, as far as this file tells it: prefixes of routers, blueprints, scopes and controllers are joined in front, parameters stay as
   * they are written (`/items/{id}`, `/items/:id`), and what only a running program knows is `HOLE`. Null for a handler that answers every path.
   */
  readonly path: string | null;
  /** The expression that gives the route's own part of the path. */
  readonly pathNode: SyntaxNode | null;
  /** In capitals, e.g. `GET`; `WEBSOCKET` for sockets; empty when it answers every method. */
  readonly methods: readonly string[];
  /** What answers: a function's definition, a lambda, or the name of a function or class that is defined elsewhere. */
  readonly handler: SyntaxNode | null;
  /** The function that answers, where it stands in this file. */
  readonly function: FunctionDefinition | null;
  /** What runs before the handler: middleware, other decorators, `dependencies=[…]`, guards of the class. */
  readonly guards: readonly SyntaxNode[];
}

export const HTTP_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'CONNECT',
]);

/** The method that a function of a framework is named after: `get` → `GET`, `add_post` → `POST`; null for other names. */
export function methodNamed(name: string): string | null {
  const method = name.replace(/^add_/, '').toUpperCase();
  return HTTP_METHODS.has(method) ? method : null;
}

/** One path behind another with exactly one slash between them: `/api` and `items` give `/api/items`. */
export function joinPaths(...parts: readonly string[]): string {
  const joined = parts
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
  return (parts.at(-1) ?? '').length > 1 && parts.at(-1)?.endsWith('/') ? `/${joined}/` : `/${joined}`;
}
