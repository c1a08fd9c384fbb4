import type { FunctionDefinition, Parameter } from './function-definition';
import type { Route } from './route';
import type { SyntaxNode } from './syntax-node';

export type { FunctionDefinition, Parameter };

/**
 * What rules may ask of source code, in one vocabulary for all programming languages.
 *
 * Rules ask for calls, strings and lookups; which node types a grammar uses for them is known in `languages/<language>/` alone.
 * All lists are in the order of the text. Nothing here throws on broken code: what cannot be told is null or left out.
 */
export interface CodeModel {
  readonly language: 'python' | 'typescript' | 'javascript' | 'rust';
  readonly root: SyntaxNode;
  readonly text: string;
  readonly imports: readonly ImportBinding[];
  readonly calls: readonly Call[];
  /** String literals, template and f-strings included; documentation strings are not among them. */
  readonly strings: readonly SyntaxNode[];
  readonly assignments: readonly Assignment[];
  readonly functions: readonly FunctionDefinition[];
  readonly classes: readonly ClassDefinition[];
  readonly envLookups: readonly EnvLookup[];
  /** `except …:` and `catch (…) {…}`, read by `exceptionHandler`; none in Rust. */
  readonly handlers: readonly SyntaxNode[];
  /** `while`, `for` and `loop`; loops over the items of a collection in TypeScript are not among them. */
  readonly loops: readonly SyntaxNode[];
  /** What the file serves over HTTP, in the frameworks and by hand. */
  readonly routes: readonly Route[];

  /**
   * What connects top-level statements: the file's imports, what names of the module hold, and whether all of it parses. While these are the same, element by element, a
   * statement that no edit touched means what it meant.
   */
  readonly links: readonly unknown[];

  /** The same model with its lists narrowed to what lies in one top-level statement, but for `imports` and `routes`. */
  within(statement: SyntaxNode): CodeModel;

  textOf(node: SyntaxNode): string;

  /**
   * The dotted path of a name or attribute with the import aliases resolved: `r.get` after `import requests as r` gives
   * `requests.get`. Null when the expression is no plain path (`f().x`, `a[0].b`).
   */
  pathOf(node: SyntaxNode): string | null;

  /** The callee of a call as `pathOf` gives it; for a method of a value whose maker is known, see `originOf`. */
  calleeOf(call: Call): string | null;

  /**
   * The call whose result a name, attribute or call expression holds: for `self.socket` after `self.socket = ctx.socket(zmq.REP)`
   * that `ctx.socket` call. Follows local, module and instance assignments, `with … as`, and awaits; null when unknown or ambiguous
   * between different callees.
   */
  originOf(node: SyntaxNode): Call | null;

  /**
   * The full path of what a call calls, its receiver replaced by the receiver's maker, level by level:
   * `self.socket.recv()` gives `zmq.Context.socket.recv`, `s.get(…)` after `s = requests.Session()` gives `requests.Session.get`.
   * Falls back to `calleeOf`.
   */
  resolvedCallee(call: Call): string | null;

  /** The text an expression stands for, as far as it can be told without running it; null when it is no text at all. */
  stringValue(node: SyntaxNode): StringValue | null;

  /**
   * As `stringValue`, with parameters standing for their defaults where the file calls the function and nobody there passes anything else: what the program does by
   * itself, not what it can be made to do.
   */
  usualText(node: SyntaxNode): StringValue | null;

  /** The same for `integerValue`. */
  usualInteger(node: SyntaxNode): number | null;

  /** The value of an integer expression (literals, constants, `int("…")`, simple sums); null when unknown. */
  integerValue(node: SyntaxNode): number | null;

  /** The lookup of an environment variable that this expression is (through `int(…)`, `or default` and the like), or null. */
  envLookupAt(node: SyntaxNode): EnvLookup | null;

  /** The call that an argument list belongs to, or null. */
  callWith(argumentList: SyntaxNode): Call | null;

  /** True inside tests that stand among the code they test: Rust's `#[cfg(test)]` modules and `#[test]` functions. */
  isInlineTest(node: SyntaxNode): boolean;

  /** Every value that is assigned to what a name or member means where it stands; empty for parameters and unknown names. */
  valuesOf(name: SyntaxNode): readonly SyntaxNode[];

  enclosingFunction(node: SyntaxNode): FunctionDefinition | null;
  enclosingClass(node: SyntaxNode): ClassDefinition | null;
}

/** Stands for all names of a module where one would stand: `use std::net::*`, `from zmq import *`. */
export const EVERY_NAME = '*';

/** A local name bound by an import, `EVERY_NAME` for all of a module at once. `import a.b as c` → {local: 'c', path: 'a.b'}; `from .x import y` → {local: 'y', path: '.x.y'}. */
export interface ImportBinding {
  readonly local: string;
  readonly path: string;
  /** The module imported from: `a.b`, `.x`; for `import a.b` the module itself. */
  readonly module: string;
  readonly node: SyntaxNode;
  /** True at the top level of the file, outside `try`, `if` and functions. */
  readonly topLevel: boolean;
}

export interface Argument {
  /** The keyword, or for object-style options the property's name; null for positional arguments. */
  readonly name: string | null;
  readonly value: SyntaxNode;
  /** The whole argument, keyword included. */
  readonly node: SyntaxNode;
  /** `*args`, `**kwargs`, `...spread`. */
  readonly spread: boolean;
}

export interface Call {
  readonly node: SyntaxNode;
  readonly callee: SyntaxNode;
  /** The last part of the callee: `bind` of `self.socket.bind`. Empty when the callee is no name. */
  readonly name: string;
  /** What a method is called on; null for plain functions. */
  readonly receiver: SyntaxNode | null;
  readonly arguments: readonly Argument[];
  /** The brackets and all between them. */
  readonly argumentList: SyntaxNode | null;
}

/** The argument with this keyword, else the positional one at `position` (0-based). */
export function argumentOf(call: Call, keyword: string, position?: number): Argument | null {
  let index = 0;
  let positional: Argument | null = null;
  for (const argument of call.arguments) {
    if (argument.name === keyword) return argument;
    if (argument.name !== null) continue;
    if (argument.spread) index = Number.NaN;
    else if (index++ === position) positional = argument;
  }
  return positional;
}

/** True when a `**kwargs`-like argument may carry any keyword. */
export function hasSpreadKeywords(call: Call): boolean {
  return call.arguments.some((argument) => argument.spread);
}

export interface Assignment {
  readonly node: SyntaxNode;
  /** Name, attribute, subscript or pattern on the left. */
  readonly target: SyntaxNode;
  readonly value: SyntaxNode;
  /** `name`, `self.name`; null for patterns and subscripts. */
  readonly path: string | null;
  readonly annotation: SyntaxNode | null;
}

export interface ClassDefinition {
  readonly node: SyntaxNode;
  readonly nameNode: SyntaxNode;
  readonly name: string;
  readonly bases: readonly SyntaxNode[];
  readonly body: SyntaxNode | null;
  readonly decorators: readonly SyntaxNode[];
  readonly methods: readonly FunctionDefinition[];
}

/** `os.getenv("X", "d")`, `os.environ["X"]`, `process.env.X ?? "d"`, `std::env::var("X")`, `get_env("X", "d")`. */
export interface EnvLookup {
  readonly node: SyntaxNode;
  readonly variable: string;
  readonly defaultValue: SyntaxNode | null;
  /** The callee or object used: `os.getenv`, `os.environ`, `process.env`, or the project's helper `common.env.get_env`. */
  readonly via: string;
}

/** A text, part by part. */
export interface StringValue {
  readonly parts: readonly StringPart[];
  /** The text when every part is known, else null. */
  readonly constant: string | null;
  /** The literal when the value was written right here as one literal (any quotes, f-string included); else null. */
  readonly literal: SyntaxNode | null;
}

export interface StringPart {
  /** The part's text with escapes resolved; null when only a running program could tell. */
  readonly text: string | null;
  /** Where the part stands; for text taken from a constant elsewhere, the place it was used. */
  readonly node: SyntaxNode;
}

/** Stands for a part of a text that only a running program knows. */
export const HOLE = '\uFFFC';

/** The text with every unknown part replaced by `hole`, a character that no address or path holds unless told otherwise. */
export function textWithHoles(value: StringValue, hole = HOLE): string {
  return value.parts.map((part) => part.text ?? hole).join('');
}
