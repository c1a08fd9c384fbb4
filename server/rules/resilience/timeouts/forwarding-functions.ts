import type { Call, CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { LibraryCall } from './python-libraries';

/** A call of a function that would have handed a timeout on. */
export interface ForwardedCall {
  readonly call: Call;
  readonly library: LibraryCall;
}

/** Functions of a file that hand their `**options` on to a library, such as `def get(url, **options): return requests.get(url, **options)`. */
export class ForwardingFunctions {
  private readonly functions = new Map<string, { readonly definition: FunctionDefinition; library: LibraryCall }>();

  constructor(private readonly code: CodeModel) {}

  /** Remembers the function around a library call that ends with the function's own `**options`. */
  note(call: Call, library: LibraryCall): void {
    if (library.hasDefault === true || library.process === true) return;
    const definition = this.code.enclosingFunction(call.node);
    if (definition === null || definition.decorators.length > 0) return;
    const options = definition.parameters.find((parameter) => parameter.variadic === 'keyword')?.name;
    const spread = call.arguments.find((argument) => argument.name === '**');
    if (options === undefined || spread === undefined || this.code.textOf(spread.value) !== options) return;
    if (new RegExp(`timeout|(?<![\\w.])${options}(\\[|\\.|\\s*=[^=])`).test(this.code.textOf(definition.node))) return;
    this.functions.set(definition.name, { definition, library });
  }

  /** The calls of these functions, in the same file, that give no limit. */
  callsWithout(): ForwardedCall[] {
    if (this.functions.size === 0) return [];
    return this.code.calls.flatMap((call) => {
      const found = this.functions.get(call.name);
      if (found === undefined || !this.reaches(call, found.definition)) return [];
      const { library } = found;
      if (call.arguments.some(({ name, spread }) => spread || library.keywords.includes(name ?? ''))) return [];
      return [{ call, library }];
    });
  }

  private reaches(call: Call, definition: FunctionDefinition): boolean {
    const owner = this.code.enclosingClass(definition.node);
    if (call.receiver === null) return owner === null && !this.code.imports.some(({ local }) => local === call.name);
    return (
      owner !== null &&
      this.code.textOf(call.receiver) === 'self' &&
      this.code.enclosingClass(call.node)?.node === owner.node
    );
  }
}
