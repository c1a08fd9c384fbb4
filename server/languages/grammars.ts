import { Language, Parser } from 'web-tree-sitter';
import { parserModuleOptions } from './parser-memory';

/** The grammars that are shipped, by the name of their `.wasm` file. */
export type GrammarName = 'python' | 'typescript' | 'tsx' | 'javascript' | 'rust';

/** Gives the bytes of a WebAssembly file; the core does not know where they come from. */
export type WasmLoader = (fileName: string) => Promise<Uint8Array>;

/** Loads grammars once and on demand. */
export class Grammars {
  private ready: Promise<void> | undefined;
  private readonly languages = new Map<GrammarName, Promise<Language>>();
  private readonly parsers = new Map<GrammarName, Parser>();

  constructor(private readonly loadWasm: WasmLoader) {}

  /** Must have been awaited for a grammar before `parser` is called with it. */
  async load(...names: readonly GrammarName[]): Promise<void> {
    this.ready ??= this.loadWasm('web-tree-sitter.wasm').then((bytes) => Parser.init(parserModuleOptions(bytes)));
    await this.ready;
    await Promise.all(
      names.map(async (name) => {
        let loading = this.languages.get(name);
        if (loading === undefined) {
          loading = this.loadWasm(`tree-sitter-${name}.wasm`).then((bytes) => Language.load(bytes));
          this.languages.set(name, loading);
        }
        const language = await loading;
        if (!this.parsers.has(name)) this.parsers.set(name, new Parser().setLanguage(language));
      }),
    );
  }

  parser(name: GrammarName): Parser {
    const parser = this.parsers.get(name);
    if (parser === undefined) throw new Error(`grammar '${name}' was not loaded`);
    return parser;
  }

  dispose(): void {
    for (const parser of this.parsers.values()) parser.delete();
    this.parsers.clear();
  }
}
