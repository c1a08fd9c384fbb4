import type { SyntaxNode } from '../../../languages/syntax-node';

/** What gives an answer its HTTP status. */
export type StatusSource =
  | { readonly kind: 'explicit'; readonly expression: SyntaxNode }
  /** `if (…) response.status(503)` in front of the answer: the status where the condition holds, 200 elsewhere. */
  | { readonly kind: 'guarded'; readonly condition: SyntaxNode; readonly expression: SyntaxNode }
  /** Nothing does: 200. `add` gives the edits that state another. */
  | { readonly kind: 'implicit'; readonly form: ImplicitForm };

/** How a status is added to an answer that has none. */
export type ImplicitForm =
  /** `return {…}` */
  | { readonly kind: 'returned'; readonly value: SyntaxNode }
  /** `JSONResponse(content)`: one more argument, with this name. */
  | { readonly kind: 'argument'; readonly call: SyntaxNode; readonly name: string | null; readonly wrapped: boolean }
  /** `response.json(…)`: the method goes behind the receiver. */
  | { readonly kind: 'method'; readonly receiver: SyntaxNode; readonly name: string }
  | { readonly kind: 'none' };

/** What frameworks call an answer. */
export const RESPONSES =
  /^(?:(?:ORJSON|UJSON|JSON|PlainText)?Response|JsonResponse|HTTPResponse|json_response|make_response|json|HTTPException|HttpException)$/;
