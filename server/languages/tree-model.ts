import { Bindings } from './bindings';
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
import type { ImportedConstants } from './imported-constants';
import { integerValue } from './integers';
import type { ConstantLookup, LanguageTraits } from './language-traits';
import { ModelLists, lookupWithin } from './model-lists';
import { Names } from './names';
import { NodeMemo } from './node-memo';
import { Origins } from './origins';
import type { Route } from './route';
import { StatementModel } from './statement-model';
import type { SyntaxNode } from './syntax-node';
import { usualDefault } from './usual-values';

/** Paths as written, kept per node: an untouched node has the same text in the next version. */
const paths = new NodeMemo<string | null>();

/** What literals say that name nothing but themselves, kept in the same way. */
const literals = new NodeMemo<StringValue>();

/** Lookups of whole statements, as long as the same names mean the same. */
const lookupsOfStatement = new NodeMemo<{ links: readonly unknown[]; lookups: readonly EnvLookup[] }>();

/** The links of the file that was asked last: equal ones are given out as the same array, so that one look tells that nothing changed. */
let latestLinks: readonly unknown[] = [];

/** The model of one version of a source file. Lists and answers are made when first asked for. */
export class TreeModel implements CodeModel {
  private readonly lists: ModelLists;
  private readonly values = new Map<SyntaxNode, StringValue | null>();
  private readonly kept: {
    imports?: readonly ImportBinding[];
    envLookups?: readonly EnvLookup[];
    routes?: readonly Route[];
    links?: readonly unknown[];
    names?: Names;
    bindings?: Bindings;
    origins?: Origins;
  } = {};

  constructor(
    private readonly traits: LanguageTraits,
    readonly root: SyntaxNode,
    readonly text: string,
    /** True for a file that is being edited: what its statements hold is then kept for the next version. */
    private readonly followed = false,
    /** What names hold that the file imports from others of its project. */
    private readonly imported: ImportedConstants | null = null,
  ) {
    this.lists = new ModelLists(this, traits, traits.nodes.collect(root));
  }

  get language(): CodeModel['language'] {
    return this.traits.language;
  }

  get imports(): readonly ImportBinding[] {
    return (this.kept.imports ??= [...this.lists.nodes.get('import'), ...this.requires].flatMap((node) =>
      this.traits.imports(this, node),
    ));
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
    return (this.kept.envLookups ??= this.followed
      ? this.root.children.flatMap((statement) => this.lookupsIn(statement)).sort((a, b) => a.node.start - b.node.start)
      : this.lists.envLookups);
  }

  get handlers(): readonly SyntaxNode[] {
    return this.lists.handlers;
  }

  get loops(): readonly SyntaxNode[] {
    return this.lists.loops;
  }

  get routes(): readonly Route[] {
    return (this.kept.routes ??= this.traits
      .routes(this)
      .sort((a, b) => a.node.start - b.node.start || a.node.length - b.node.length));
  }

  get links(): readonly unknown[] {
    return (this.kept.links ??= this.sharedLinks());
  }

  within(statement: SyntaxNode): CodeModel {
    return new StatementModel(this.traits, this, statement);
  }

  textOf(node: SyntaxNode): string {
    const { start } = node;
    return this.text.slice(start, start + node.length);
  }

  pathOf(node: SyntaxNode): string | null {
    const path = this.writtenPath(node);
    return path === null ? null : this.names.fullPath(path);
  }

  calleeOf(call: Call): string | null {
    return this.pathOf(call.callee);
  }

  originOf(node: SyntaxNode): Call | null {
    return this.origins.originOf(node);
  }

  resolvedCallee(call: Call): string | null {
    return this.origins.resolvedCallee(call);
  }

  stringValue(node: SyntaxNode): StringValue | null {
    const known = literals.get(node) ?? this.values.get(node);
    if (known !== undefined) return known;
    let own = node.named && node.type === 'string';
    const value = this.traits.stringValue(this, node, (name, path) => {
      own = false;
      return this.names.constantOf(this.bindings, name, path ?? this.writtenPath(name));
    });
    if (own && value !== null) literals.set(node, value);
    else this.values.set(node, value);
    return value;
  }

  usualText(node: SyntaxNode): StringValue | null {
    return this.traits.stringValue(this, node, (name, path) => this.usualConstant(name, path));
  }

  usualInteger(node: SyntaxNode): number | null {
    return integerValue(this, this.traits, node, (name, path) => this.usualConstant(name, path));
  }

  integerValue(node: SyntaxNode): number | null {
    return integerValue(this, this.traits, node, (name) =>
      this.names.constantOf(this.bindings, name, this.writtenPath(name)),
    );
  }

  envLookupAt(node: SyntaxNode): EnvLookup | null {
    return lookupWithin(this.envLookups, node);
  }

  callWith(argumentList: SyntaxNode): Call | null {
    return this.lists.callWith(argumentList);
  }

  isInlineTest(node: SyntaxNode): boolean {
    return this.traits.isInlineTest(this, node);
  }

  enclosingFunction(node: SyntaxNode): FunctionDefinition | null {
    const found = node.ancestorOfType(...this.traits.functionTypes);
    return found === null ? null : this.traits.function(this, found);
  }

  enclosingClass(node: SyntaxNode): ClassDefinition | null {
    const found = node.ancestorOfType(...this.traits.classTypes);
    return found === null ? null : this.traits.class(this, found);
  }

  valuesOf(name: SyntaxNode): readonly SyntaxNode[] {
    return this.bindings.valuesOf(name);
  }

  /** A constant, or the default of a parameter that nobody passes. */
  private usualConstant(name: SyntaxNode, written?: string): ReturnType<ConstantLookup> {
    const path = written ?? this.writtenPath(name);
    const constant = this.names.constantOf(this.bindings, name, path);
    if (constant !== null) return constant;
    const { parameter } = this.bindings.meaningOf(name, path);
    return parameter === null ? null : usualDefault(this, parameter);
  }

  /** The path with nothing resolved. */
  private writtenPath(node: SyntaxNode): string | null {
    if (!this.traits.pathTypes.has(node.type)) return null;
    let path = paths.get(node);
    if (path === undefined) paths.set(node, (path = this.traits.path(this, node)));
    return path;
  }

  private get names(): Names {
    return (this.kept.names ??= new Names(this, this.traits, this.imported));
  }

  private get bindings(): Bindings {
    return (this.kept.bindings ??= new Bindings(this, this.traits, (node) => this.writtenPath(node)));
  }

  private get origins(): Origins {
    return (this.kept.origins ??= new Origins(this, this.traits, this.bindings));
  }

  /** Imports that look like assignments: `const x = require('y')`. */
  private get requires(): readonly SyntaxNode[] {
    return this.language === 'python' || this.language === 'rust'
      ? []
      : this.lists.nodes.get('assignment').filter((node) => node.type === 'variable_declarator');
  }

  private sharedLinks(): readonly unknown[] {
    const links = [
      this.root.hasError,
      ...this.imports.map(({ node }) => node),
      ...this.names.identities,
      ...[...this.bindings.module].flatMap(([path, values]) => [path, ...values]),
      ...[...this.bindings.moduleTypes].flatMap(([path, types]) => [path, ...types]),
    ];
    const same = links.length === latestLinks.length && links.every((link, index) => link === latestLinks[index]);
    if (!same) latestLinks = links;
    return latestLinks;
  }

  private lookupsIn(statement: SyntaxNode): readonly EnvLookup[] {
    const { links } = this;
    const known = lookupsOfStatement.get(statement);
    if (known?.links === links) return known.lookups;
    const { envLookups: lookups } = this.within(statement);
    if (known === undefined) lookupsOfStatement.set(statement, { links, lookups });
    else Object.assign(known, { links, lookups });
    return lookups;
  }
}
