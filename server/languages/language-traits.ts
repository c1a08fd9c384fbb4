import type {
  Assignment,
  Call,
  ClassDefinition,
  CodeModel,
  EnvLookup,
  FunctionDefinition,
  ImportBinding,
  StringValue,
} from './code-model';
import type { NodeCollector, NodeLists } from './node-lists';
import type { Route } from './route';
import type { SyntaxNode } from './syntax-node';

/** What the nodes of a tree are to the model. A grammar may have several node types for one category. */
export type NodeCategory =
  'call' | 'string' | 'assignment' | 'function' | 'class' | 'import' | 'lookup' | 'binding' | 'handler' | 'loop';

/**
 * Looks up the one value that a name holds wherever it is used: its expression, or the text or number itself where another file gives it. Null when it has none or
 * several. With `path` the node is only the place where that name stands, inside a format string.
 */
export type ConstantLookup = (name: SyntaxNode, path?: string) => SyntaxNode | string | number | null;

/**
 * What sets a language apart: how its nodes read as the terms of `CodeModel`. Everything that follows from the terms (which value a name holds,
 * who made it) is common to all languages and lives in `TreeModel`.
 */
export interface LanguageTraits {
  readonly language: CodeModel['language'];
  readonly nodes: NodeCollector<NodeCategory>;
  /** Node types of names and dotted paths. */
  readonly pathTypes: ReadonlySet<string>;
  readonly callTypes: ReadonlySet<string>;
  readonly functionTypes: readonly string[];
  readonly classTypes: readonly string[];
  /** Wrappers that change nothing about who made a value: brackets, `await`, `?`. */
  readonly transparentTypes: ReadonlySet<string>;
  /** Values that say "nothing yet" and do not count as a second assignment. */
  readonly emptyValueTypes: ReadonlySet<string>;
  readonly selfPrefixes: readonly string[];

  /** The dotted path of a name or member access with `.` as the separator, e.g. `self.socket`, `tokio.net.TcpListener.bind`; null for anything else. */
  path(model: CodeModel, node: SyntaxNode): string | null;
  call(model: CodeModel, node: SyntaxNode): Call | null;
  assignment(model: CodeModel, node: SyntaxNode): Assignment | null;
  function(model: CodeModel, node: SyntaxNode): FunctionDefinition;
  class(model: CodeModel, node: SyntaxNode): ClassDefinition | null;
  imports(model: CodeModel, node: SyntaxNode): readonly ImportBinding[];
  /** The full path of a name that may come from a module all of whose names were imported; null where that is not known. */
  pathThroughGlobs(name: string, modules: readonly string[], text: string): string | null;
  isDocumentation(string: SyntaxNode): boolean;
  isInlineTest(model: CodeModel, node: SyntaxNode): boolean;
  envLookups(model: CodeModel, nodes: NodeLists<NodeCategory>): EnvLookup[];
  routes(model: CodeModel): Route[];
  /** Names bound by other means than assignment, e.g. `with … as name`. */
  otherBinding(model: CodeModel, node: SyntaxNode): { readonly path: string; readonly value: SyntaxNode } | null;
  /** The path of what makes the values of a type: `requests.Session` for `Optional[requests.Session]`; null for types that say nothing of it. */
  makerOfType(model: CodeModel, annotation: SyntaxNode): string | null;
  stringValue(model: CodeModel, node: SyntaxNode, constant: ConstantLookup): StringValue | null;
  /** The text of an integer literal's node as a number, or null for other nodes. */
  integerLiteral(model: CodeModel, node: SyntaxNode): number | null;
}
