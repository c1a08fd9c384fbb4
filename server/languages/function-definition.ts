import type { SyntaxNode } from './syntax-node';

export interface Parameter {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly defaultValue: SyntaxNode | null;
  /** The type it was declared with, as the grammar has it. */
  readonly annotation: SyntaxNode | null;
  /** `*args` or `**kwargs`. */
  readonly variadic: 'positional' | 'keyword' | null;
}

export interface FunctionDefinition {
  readonly node: SyntaxNode;
  readonly nameNode: SyntaxNode | null;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: SyntaxNode | null;
  readonly async: boolean;
  readonly decorators: readonly SyntaxNode[];
}
