import { Bindings } from './bindings';
import type { ImportedConstants } from './imported-constants';
import { integerValue } from './integers';
import {
  type Assignment,
  type Call,
  type ClassDefinition,
  type CodeModel,
  EVERY_NAME,
  type EnvLookup,
  type FunctionDefinition,
  type ImportBinding,
  type StringValue,
} from './code-model';
import type { ConstantLookup, LanguageTraits, NodeCategory } from './language-traits';
import type { NodeLists } from './node-lists';
import { NodeMemo } from './node-memo';
import { Origins } from './origins';
import type { Route } from './route';
import type { SyntaxNode } from './syntax-node';

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
  private readonly kept = new Map<string, unknown>();
  private readonly globbedNames = new Map<string, string | null>();
  private readonly values = new Map<SyntaxNode, StringValue | null>();

  constructor(
    protected readonly traits: LanguageTraits,
    readonly root: SyntaxNode,
    readonly text: string,
    /** What the lists are made from. */
    private readonly nodes: NodeLists<NodeCategory> = traits.nodes.collect(root),
    /** True for a file that is being edited: what its statements hold is then kept for the next version. */
    private readonly followed = false,
    /** What names hold that the file imports from others of its project. */
    private readonly imported: ImportedConstants | null = null,
  ) {}

  get language(): CodeModel['language'] {
    return this.traits.language;
  }

  get imports(): readonly ImportBinding[] {
    return this.once('imports', () =>
      [...this.nodes.get('import'), ...this.requires].flatMap((node) => this.traits.imports(this, node)),
    );
  }

  get calls(): readonly Call[] {
    return this.once('calls', () => this.nodes.get('call').flatMap((node) => this.traits.call(this, node) ?? []));
  }

  get strings(): readonly SyntaxNode[] {
    return this.once('strings', () => this.nodes.get('string').filter((node) => !this.traits.isDocumentation(node)));
  }

  get assignments(): readonly Assignment[] {
    return this.once('assignments', () =>
      this.nodes.get('assignment').flatMap((node) => this.traits.assignment(this, node) ?? []),
    );
  }

  get functions(): readonly FunctionDefinition[] {
    return this.once('functions', () => this.nodes.get('function').map((node) => this.traits.function(this, node)));
  }

  get classes(): readonly ClassDefinition[] {
    return this.once('classes', () => this.nodes.get('class').flatMap((node) => this.traits.class(this, node) ?? []));
  }

  get envLookups(): readonly EnvLookup[] {
    return this.once('envLookups', () => {
      const lookups = this.followed
        ? this.root.children.flatMap((statement) => this.lookupsIn(statement))
        : this.traits.envLookups(this, this.nodes);
      return lookups.sort((a, b) => a.node.start - b.node.start);
    });
  }

  get handlers(): readonly SyntaxNode[] {
    return this.nodes.get('handler');
  }

  get loops(): readonly SyntaxNode[] {
    return this.nodes.get('loop');
  }

  get routes(): readonly Route[] {
    return this.once('routes', () =>
      this.traits.routes(this).sort((a, b) => a.node.start - b.node.start || a.node.length - b.node.length),
    );
  }

  get links(): readonly unknown[] {
    return this.once('links', () => {
      const links = [
        this.root.hasError,
        ...this.imports.map(({ node }) => node),
        ...(this.imported === null ? [] : this.imports.map(({ path }) => this.imported?.identityOf(path))),
        ...[...this.bindings.module].flatMap(([path, values]) => [path, ...values]),
      ];
      const same = links.length === latestLinks.length && links.every((link, index) => link === latestLinks[index]);
      if (!same) latestLinks = links;
      return latestLinks;
    });
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
    return path === null ? null : this.fullPath(path);
  }

  /** A path with its first name replaced by what that was imported as. */
  private fullPath(path: string): string {
    const dot = path.indexOf('.');
    const head = dot === -1 ? path : path.slice(0, dot);
    const imported = this.importedNames.get(head) ?? this.globbed(head);
    return imported === undefined ? path : imported + path.slice(head.length);
  }

  /** The path with nothing resolved. */
  writtenPath(node: SyntaxNode): string | null {
    if (!this.traits.pathTypes.has(node.type)) return null;
    let path = paths.get(node);
    if (path === undefined) paths.set(node, (path = this.traits.path(this, node)));
    return path;
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
      return this.constantOf(name, path);
    });
    if (own && value !== null) literals.set(node, value);
    else this.values.set(node, value);
    return value;
  }

  integerValue(node: SyntaxNode): number | null {
    return integerValue(this, this.traits, node, (name) => this.constantOf(name));
  }

  envLookupAt(node: SyntaxNode): EnvLookup | null {
    const { start, end } = node;
    return this.envLookups.find((lookup) => lookup.node.start >= start && lookup.node.end <= end) ?? null;
  }

  callWith(argumentList: SyntaxNode): Call | null {
    return this.callsByArguments.get(argumentList) ?? null;
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

  /** Imports that look like assignments: `const x = require('y')`. */
  private get requires(): readonly SyntaxNode[] {
    return this.language === 'python' || this.language === 'rust'
      ? []
      : this.nodes.get('assignment').filter((node) => node.type === 'variable_declarator');
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

  private constantOf(name: SyntaxNode, path?: string): ReturnType<ConstantLookup> {
    const { values, parameter } = this.bindings.meaningOf(name, path);
    if (values.length > 0) return values.length === 1 ? (values[0] ?? null) : null;
    return parameter === null ? this.importedConstant(name, path) : null;
  }

  private importedConstant(name: SyntaxNode, path = this.writtenPath(name)): string | number | null {
    if (this.imported === null || path === null) return null;
    const head = path.split('.', 1)[0] ?? path;
    if (head !== path) {
      // `settings.HOST` of a parameter that is called like the module.
      const { values, parameter } = this.bindings.meaningOf(name, head);
      const isModule = (value: SyntaxNode): boolean => /^(?:await\s+import|require)\b/.test(this.textOf(value));
      if (parameter !== null || !values.every(isModule)) return null;
    }
    // Rust names the constants of a module without importing it.
    if (this.importedNames.has(head) || this.language === 'rust') {
      const value = this.imported.valueOf(this.fullPath(path));
      if (value !== null) return value;
    }
    for (const module of this.globs) {
      const value = this.imported.valueOf(module.endsWith('.') ? module + path : `${module}.${path}`);
      if (value !== null) return value;
    }
    return null;
  }

  /** A name that comes from a module all of whose names are there. */
  private globbed(name: string): string | undefined {
    if (this.globs.length === 0) return undefined;
    let path = this.globbedNames.get(name);
    if (path === undefined)
      this.globbedNames.set(name, (path = this.traits.pathThroughGlobs(name, this.globs, this.text)));
    return path ?? undefined;
  }

  private get globs(): readonly string[] {
    return this.once('globs', () => this.imports.filter(({ local }) => local === EVERY_NAME).map(({ path }) => path));
  }

  private get origins(): Origins {
    return this.once('origins', () => new Origins(this, this.traits, this.bindings));
  }

  private get bindings(): Bindings {
    return this.once('bindings', () => new Bindings(this, this.traits, (node) => this.writtenPath(node)));
  }

  private get callsByArguments(): ReadonlyMap<SyntaxNode | null, Call> {
    return this.once('callsByArguments', () => new Map(this.calls.map((call) => [call.argumentList, call])));
  }

  private get importedNames(): ReadonlyMap<string, string> {
    return this.once('importedNames', () => new Map(this.imports.map((binding) => [binding.local, binding.path])));
  }

  private once<T>(key: string, make: () => T): T {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key) as T;
  }
}

/** The model with its lists narrowed to one top-level statement. What names mean is the whole file's to say. */
class StatementModel extends TreeModel {
  constructor(
    traits: LanguageTraits,
    private readonly whole: CodeModel,
    private readonly statement: SyntaxNode,
  ) {
    super(traits, whole.root, whole.text, traits.nodes.collect(statement));
  }

  override get imports(): readonly ImportBinding[] {
    return this.whole.imports;
  }

  override get routes(): readonly Route[] {
    return this.whole.routes;
  }

  override get links(): readonly unknown[] {
    return this.whole.links;
  }

  override within(statement: SyntaxNode): CodeModel {
    return this.whole.within(statement);
  }

  override pathOf(node: SyntaxNode): string | null {
    return this.whole.pathOf(node);
  }

  override originOf(node: SyntaxNode): Call | null {
    return this.whole.originOf(node);
  }

  override resolvedCallee(call: Call): string | null {
    return this.whole.resolvedCallee(call);
  }

  override stringValue(node: SyntaxNode): StringValue | null {
    return this.whole.stringValue(node);
  }

  override integerValue(node: SyntaxNode): number | null {
    return this.whole.integerValue(node);
  }

  override valuesOf(name: SyntaxNode): readonly SyntaxNode[] {
    return this.whole.valuesOf(name);
  }

  override envLookupAt(node: SyntaxNode): EnvLookup | null {
    return this.holds(node) ? super.envLookupAt(node) : this.whole.envLookupAt(node);
  }

  override callWith(argumentList: SyntaxNode): Call | null {
    return this.holds(argumentList) ? super.callWith(argumentList) : this.whole.callWith(argumentList);
  }

  private holds({ start }: SyntaxNode): boolean {
    return start >= this.statement.start && start < this.statement.end;
  }
}
