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
import type { LanguageTraits } from './language-traits';
import { ModelLists, lookupWithin } from './model-lists';
import type { Route } from './route';
import type { SyntaxNode } from './syntax-node';

/** A model with its lists narrowed to one top-level statement. What names mean is the whole file's to say. */
export class StatementModel implements CodeModel {
  private readonly lists: ModelLists;

  constructor(
    traits: LanguageTraits,
    private readonly whole: CodeModel,
    private readonly statement: SyntaxNode,
  ) {
    this.lists = new ModelLists(this, traits, traits.nodes.collect(statement));
  }

  get language(): CodeModel['language'] {
    return this.whole.language;
  }

  get root(): SyntaxNode {
    return this.whole.root;
  }

  get text(): string {
    return this.whole.text;
  }

  get imports(): readonly ImportBinding[] {
    return this.whole.imports;
  }

  get routes(): readonly Route[] {
    return this.whole.routes;
  }

  get links(): readonly unknown[] {
    return this.whole.links;
  }

  get calls(): readonly Call[] {
    return this.lists.calls;
  }

  get strings(): readonly SyntaxNode[] {
    return this.lists.strings;
  }

  get assignments(): readonly Assignment[] {
    return this.lists.assignments;
  }

  get functions(): readonly FunctionDefinition[] {
    return this.lists.functions;
  }

  get classes(): readonly ClassDefinition[] {
    return this.lists.classes;
  }

  get envLookups(): readonly EnvLookup[] {
    return this.lists.envLookups;
  }

  get handlers(): readonly SyntaxNode[] {
    return this.lists.handlers;
  }

  get loops(): readonly SyntaxNode[] {
    return this.lists.loops;
  }

  within(statement: SyntaxNode): CodeModel {
    return this.whole.within(statement);
  }

  envLookupAt(node: SyntaxNode): EnvLookup | null {
    return this.holds(node) ? lookupWithin(this.envLookups, node) : this.whole.envLookupAt(node);
  }

  callWith(argumentList: SyntaxNode): Call | null {
    return this.holds(argumentList) ? this.lists.callWith(argumentList) : this.whole.callWith(argumentList);
  }

  textOf(node: SyntaxNode): string {
    return this.whole.textOf(node);
  }

  pathOf(node: SyntaxNode): string | null {
    return this.whole.pathOf(node);
  }

  calleeOf(call: Call): string | null {
    return this.whole.calleeOf(call);
  }

  originOf(node: SyntaxNode): Call | null {
    return this.whole.originOf(node);
  }

  resolvedCallee(call: Call): string | null {
    return this.whole.resolvedCallee(call);
  }

  stringValue(node: SyntaxNode): StringValue | null {
    return this.whole.stringValue(node);
  }

  usualText(node: SyntaxNode): StringValue | null {
    return this.whole.usualText(node);
  }

  usualInteger(node: SyntaxNode): number | null {
    return this.whole.usualInteger(node);
  }

  integerValue(node: SyntaxNode): number | null {
    return this.whole.integerValue(node);
  }

  valuesOf(name: SyntaxNode): readonly SyntaxNode[] {
    return this.whole.valuesOf(name);
  }

  isInlineTest(node: SyntaxNode): boolean {
    return this.whole.isInlineTest(node);
  }

  enclosingFunction(node: SyntaxNode): FunctionDefinition | null {
    return this.whole.enclosingFunction(node);
  }

  enclosingClass(node: SyntaxNode): ClassDefinition | null {
    return this.whole.enclosingClass(node);
  }

  private holds({ start }: SyntaxNode): boolean {
    return start >= this.statement.start && start < this.statement.end;
  }
}
