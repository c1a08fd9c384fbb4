import type { ClassDefinition, CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Patch } from './patch';
import { assignmentOf, blocksOf, callOfStatement, isDisposable, isLogging, statementsOf } from './statements';
import { lineEndingOf } from '../../documents/line-ending';

/** What a class no longer has to do itself, since the base agent does. */
export interface Retired {
  /** `self.context`, `self.socket`, `self.health_socket`, `self.health_thread`: made, used and given back by the base. */
  readonly objects: Set<string>;
  /** Names of methods that only served retired objects, or handled signals. */
  readonly methods: Set<string>;
  /** Paths that the base sets itself before the constructor goes on: `self.running`, `self.name`. Only their first setting goes. */
  readonly scalars: ReadonlySet<string>;
  /** The base handles signals, so that own handlers are in its way. */
  readonly signals: boolean;
}

type Fate = 'keep' | 'retire' | 'log';

/** Takes out the statements that only concern retired objects, whole blocks where nothing else is in them. */
export class Retirement {
  /** Local variables and nested functions of the method at hand that hold retired threads or make their work. */
  private locals = new Set<string>();

  constructor(
    private readonly code: CodeModel,
    private readonly patch: Patch,
    private readonly retired: Retired,
    /** The name the object goes by: `self` in the class, `agent` in `__main__`. */
    private readonly owner = 'self',
  ) {}

  /** Returns true when nothing but documentation and logging is left of the block, and something was retired. */
  retireIn(
    block: SyntaxNode,
    { scalars, skip = null }: { readonly scalars: boolean; readonly skip?: SyntaxNode | null },
  ): boolean {
    this.locals = new Set();
    return this.inBlock(block, scalars, skip) === 'retire';
  }

  private inBlock(block: SyntaxNode, scalars: boolean, skip: SyntaxNode | null): Fate {
    const statements = statementsOf(block);
    const fates = statements.map((statement): Fate =>
      statement === skip ? 'keep' : this.fateOf(statement, scalars, skip),
    );
    statements.forEach((statement, index) => {
      if (fates[index] === 'retire') this.patch.remove(statement);
    });
    const documented = statements.filter(
      (statement) => statement.namedChildren[0]?.type !== 'string' || statement.type !== 'expression_statement',
    );
    const relevant = fates.filter((_, index) => documented.includes(statements[index] as SyntaxNode));
    if (relevant.every((fate) => fate !== 'keep')) return relevant.includes('retire') ? 'retire' : 'log';
    return 'keep';
  }

  private fateOf(statement: SyntaxNode, scalars: boolean, skip: SyntaxNode | null): Fate {
    if (/^(?:if|try|with|for|while)_statement$/.test(statement.type))
      return this.compoundFate(statement, scalars, skip);
    if (statement.type === 'function_definition') return this.isRetiredHelper(statement) ? 'retire' : 'keep';
    if (this.isRetired(statement, scalars)) return 'retire';
    return isDisposable(this.code, statement) ? 'log' : 'keep';
  }

  private compoundFate(statement: SyntaxNode, scalars: boolean, skip: SyntaxNode | null): Fate {
    const { code, patch } = this;
    if (skip !== null && skip.start >= statement.start && skip.end <= statement.end && statement !== skip) {
      for (const block of blocksOf(statement)) this.inBlock(block, scalars, skip);
      return 'keep';
    }
    const blocks = blocksOf(statement);
    const [first, ...others] = blocks;
    if (first === undefined) return 'keep';
    const fate = this.inBlock(first, scalars, skip);
    const trying = statement.type === 'try_statement';
    const otherFates = others.map((block) => this.inBlock(block, scalars, skip));
    const endings = trying ? true : otherFates.every((other) => other !== 'keep');
    const retrying =
      (statement.type === 'for_statement' || statement.type === 'while_statement') && this.onlyRetries(first);
    if ((fate === 'retire' && endings) || retrying) return 'retire';
    if (fate === 'log' && trying && otherFates.every((other) => other === 'log')) return 'log';
    for (const [index, block] of blocks.entries()) {
      const remaining = statementsOf(block).filter((child) => !patch.covers(child));
      if (remaining.length === 0 && (index === 0 ? fate : otherFates[index - 1]) === 'retire') {
        patch.insert(block.start, `pass${lineEndingOf(code.text)}`);
      }
    }
    return 'keep';
  }

  /** `for attempt in range(5): try: socket.bind(…); break except: sleep(…)` */
  private onlyRetries(block: SyntaxNode): boolean {
    const { code, patch } = this;
    const whole = code.textOf(block);
    if (![...this.retired.objects].some((path) => whole.includes(`${path}.bind(`))) return false;
    const quiet = (statement: SyntaxNode): boolean =>
      patch.covers(statement) ||
      isDisposable(code, statement) ||
      /^(?:break|raise|return|continue|pass)_statement$/.test(statement.type) ||
      /^\w+\s*[-+]?=/.test(code.textOf(statement)) ||
      /^sys\.exit\(/.test(code.textOf(statement)) ||
      (blocksOf(statement).length > 0 && blocksOf(statement).every((inner) => statementsOf(inner).every(quiet)));
    return statementsOf(block).every(quiet);
  }

  private isRetired(statement: SyntaxNode, scalars: boolean): boolean {
    const { code, retired } = this;
    const assignment = assignmentOf(statement);
    if (assignment !== null) {
      const target = assignment.childForField('left');
      const path = target === null ? '' : this.own(code.textOf(target));
      if (retired.objects.has(path) || this.holds(path)) return true;
      if (scalars && assignment.type === 'assignment' && retired.scalars.has(path)) return true;
      const value = assignment.childForField('right');
      if (value !== null && target?.type === 'identifier' && this.makesRetiredThread(value)) {
        this.locals.add(path);
        return true;
      }
      return false;
    }
    if (statement.type === 'delete_statement') {
      return statement.namedChildren.every((child) => retired.objects.has(this.own(code.textOf(child))));
    }
    const call = callOfStatement(statement);
    const callee = call?.childForField('function');
    if (call === null || callee === undefined || callee === null) return false;
    const path = this.own(code.textOf(callee));
    if (this.holds(path)) return true;
    if (path === 'signal.signal' && retired.signals) {
      return /^signal\.SIG(?:TERM|INT|HUP|QUIT|BREAK)\b/.test(
        code.textOf(call.childForField('arguments') ?? call).replace(/^\(\s*/, ''),
      );
    }
    const method = /^self\.(\w+)$/.exec(path)?.[1];
    if (method !== undefined && retired.methods.has(method)) return true;
    const object = callee.childForField('object');
    if (object !== null && object.type === 'call' && this.makesRetiredThread(object)) return true;
    // `self.threads.append(health_thread)`
    const values = call.childForField('arguments')?.namedChildren ?? [];
    return (
      /\.append$/.test(path) &&
      values.length === 1 &&
      values[0] !== undefined &&
      this.locals.has(code.textOf(values[0]))
    );
  }

  /** `self.socket.close`, `self.health_thread.daemon`, `thread.start` of a retired object; receiving and sending are not among them. */
  private holds(path: string): boolean {
    for (const object of [...this.retired.objects, ...this.locals]) {
      if (path === object) continue;
      if (!path.startsWith(`${object}.`)) continue;
      const rest = path.slice(object.length + 1);
      if (
        /^(?:bind|close|setsockopt\w*|set|set_hwm|unbind|term|destroy|start|join|daemon|linger|name|rcvtimeo|sndtimeo|hwm|[A-Z]+)$/.test(
          rest,
        )
      )
        return true;
    }
    return false;
  }

  /** `threading.Thread(target=self._health_loop, …)` with a target that is retired. */
  private makesRetiredThread(value: SyntaxNode): boolean {
    const { code, retired } = this;
    if (value.type !== 'call' || !/(?:^|\.)Thread$/.test(code.textOf(value.childForField('function') ?? value)))
      return false;
    const target = value
      .childForField('arguments')
      ?.namedChildren.find((child) => code.textOf(child).startsWith('target'));
    const name = target === undefined ? undefined : /^target\s*=\s*(?:self\.)?(\w+)$/.exec(code.textOf(target))?.[1];
    return name !== undefined && (retired.methods.has(name) || this.locals.has(name));
  }

  /** A nested function that loops over a retired socket, made to be a thread's work. */
  private isRetiredHelper(node: SyntaxNode): boolean {
    const { code, retired } = this;
    const name = code.textOf(node.childForField('name') ?? node);
    if (!retired.methods.has(name)) return false;
    this.locals.add(name);
    return true;
  }

  private own(path: string): string {
    return this.owner !== 'self' && path.startsWith(`${this.owner}.`)
      ? `self.${path.slice(this.owner.length + 1)}`
      : path;
  }
}

/** The methods and nested functions that exist only for the objects being retired: health loops and signal handlers. */
export function retiredMethods(
  code: CodeModel,
  definition: ClassDefinition,
  healthPaths: ReadonlySet<string>,
  signals: boolean,
): Set<string> {
  const names = new Set<string>();
  definition.node.walk((node) => {
    if (node.type !== 'function_definition') return;
    const name = node.childForField('name');
    const body = node.childForField('body');
    if (name === null || body === null) return;
    const nested = statementsOf(body).some((statement) => statement.type === 'function_definition');
    const text = code.textOf(body);
    const loops =
      /\bwhile\b/.test(text) &&
      [...healthPaths].some((path) => text.includes(`${path}.recv`) || text.includes(`${path}.send`));
    if (loops && !nested) names.add(code.textOf(name));
  });
  for (const call of signals ? code.calls : []) {
    if (code.calleeOf(call) !== 'signal.signal') continue;
    const { start, end } = definition.node;
    if (call.node.start < start || call.node.end > end) continue;
    const handler = call.arguments[1]?.value;
    const name = handler === undefined ? undefined : /^self\.(\w+)$/.exec(code.textOf(handler))?.[1];
    const used = name === undefined ? [] : code.calls.filter((other) => code.textOf(other.callee) === `self.${name}`);
    // `signal.signal(SIGTERM, self.stop)`: a method that others call, or that is the clean-up itself, stays.
    if (name !== undefined && used.length === 0 && !/^(?:stop|cleanup|shutdown|close|run)$/.test(name)) names.add(name);
  }
  return names;
}

/** True for statements that a block may consist of after retirement without being worth keeping. */
export function isLeftover(code: CodeModel, statement: SyntaxNode): boolean {
  return isLogging(code, statement) || statement.type === 'pass_statement';
}
