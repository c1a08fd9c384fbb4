import type { Assignment, Call, ClassDefinition, CodeModel, EnvLookup, FunctionDefinition } from './code-model';
import type { LanguageTraits, NodeCategory } from './language-traits';
import type { NodeLists } from './node-lists';
import type { SyntaxNode } from './syntax-node';

/** The lists of a model, of a whole file or of one statement, each made when first asked for. */
export class ModelLists {
  private madeCalls: readonly Call[] | undefined;
  private madeStrings: readonly SyntaxNode[] | undefined;
  private madeAssignments: readonly Assignment[] | undefined;
  private madeFunctions: readonly FunctionDefinition[] | undefined;
  private madeClasses: readonly ClassDefinition[] | undefined;
  private madeLookups: readonly EnvLookup[] | undefined;
  private callsByArguments: ReadonlyMap<SyntaxNode | null, Call> | undefined;

  constructor(
    private readonly model: CodeModel,
    private readonly traits: LanguageTraits,
    readonly nodes: NodeLists<NodeCategory>,
  ) {}

  get calls(): readonly Call[] {
    this.madeCalls ??= this.nodes.get('call').flatMap((node) => this.traits.call(this.model, node) ?? []);
    return this.madeCalls;
  }

  get strings(): readonly SyntaxNode[] {
    this.madeStrings ??= this.nodes.get('string').filter((node) => !this.traits.isDocumentation(node));
    return this.madeStrings;
  }

  get assignments(): readonly Assignment[] {
    this.madeAssignments ??= this.nodes
      .get('assignment')
      .flatMap((node) => this.traits.assignment(this.model, node) ?? []);
    return this.madeAssignments;
  }

  get functions(): readonly FunctionDefinition[] {
    this.madeFunctions ??= this.nodes.get('function').map((node) => this.traits.function(this.model, node));
    return this.madeFunctions;
  }

  get classes(): readonly ClassDefinition[] {
    this.madeClasses ??= this.nodes.get('class').flatMap((node) => this.traits.class(this.model, node) ?? []);
    return this.madeClasses;
  }

  get envLookups(): readonly EnvLookup[] {
    this.madeLookups ??= this.traits.envLookups(this.model, this.nodes).sort((a, b) => a.node.start - b.node.start);
    return this.madeLookups;
  }

  get handlers(): readonly SyntaxNode[] {
    return this.nodes.get('handler');
  }

  get loops(): readonly SyntaxNode[] {
    return this.nodes.get('loop');
  }

  callWith(argumentList: SyntaxNode): Call | null {
    this.callsByArguments ??= new Map(this.calls.map((call) => [call.argumentList, call]));
    return this.callsByArguments.get(argumentList) ?? null;
  }
}

/** The lookup that an expression is or holds. */
export function lookupWithin(lookups: readonly EnvLookup[], { start, end }: SyntaxNode): EnvLookup | null {
  return lookups.find(({ node }) => node.start >= start && node.end <= end) ?? null;
}
