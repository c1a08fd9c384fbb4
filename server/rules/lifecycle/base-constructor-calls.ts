import type { Call, ClassDefinition, CodeModel, FunctionDefinition } from '../../languages/code-model';
import type { ProjectView } from '../../project/project-view';

/** How a constructor comes to its base agent's. */
export interface BaseConstruction {
  /** The first call that runs the base agent's constructor; null when there is none. */
  readonly call: Call | null;
  /** `super(BaseAgent, self).__init__()` in an heir of BaseAgent: it begins behind the class that was meant. */
  readonly overshooting: Call | null;
}

/** Constructors that are known to call nobody else's. */
const SOLITARY = /^(?:object|ABC|abc\.ABC|(?:threading\.)?Thread|(?:multiprocessing\.)?Process)$/;

/** Looks at every `….__init__(…)` in a class: a constructor may leave the call to a method of its own. */
export function baseConstruction(
  code: CodeModel,
  project: ProjectView,
  path: string,
  definition: ClassDefinition,
): BaseConstruction {
  const { start, end } = definition.node;
  let overshooting: Call | null = null;
  for (const call of code.calls) {
    if (call.name !== '__init__' || call.receiver === null || call.node.start < start || call.node.end > end) continue;
    const receiver = code.textOf(call.receiver);
    const from = /^super\(\s*([\w.]+)\s*,/.exec(receiver)?.[1];
    if (from !== undefined && from.split('.').pop() === project.baseAgent?.className) {
      overshooting ??= call;
      continue;
    }
    if (SOLITARY.test(code.pathOf(call.receiver) ?? receiver)) continue;
    if (isLaterBase(code, project, path, definition, receiver)) continue;
    return { call, overshooting: null };
  }
  return { call: null, overshooting };
}

/** `Tool.__init__(self)` in `class Memory(BaseAgent, Tool)`: whatever it calls in turn, it stands behind the base agent. */
function isLaterBase(
  code: CodeModel,
  project: ProjectView,
  path: string,
  definition: ClassDefinition,
  receiver: string,
): boolean {
  const module = project.classes.module(path);
  const base = project.baseAgent?.className;
  if (module === null || base === undefined) return false;
  const bases = definition.bases.map((node) => code.textOf(node));
  const at = bases.indexOf(receiver);
  if (at <= 0) return false;
  const inheritance = (name: string): string => {
    const found = project.classes.resolve(module, name);
    return found.length === 0 ? 'unknown' : found.map((one) => project.classes.descendsFrom(one, base)).join();
  };
  const isBase = (name: string): boolean => name.split('.').pop() === base || inheritance(name) === 'yes';
  return inheritance(receiver) === 'no' && bases.slice(0, at).some(isBase);
}

/** True for constructors that only refuse: nobody is to make such an object. */
export function onlyRaises({ body }: FunctionDefinition): boolean {
  const statements = body?.namedChildren.filter(({ type }) => type !== 'comment') ?? [];
  const last = statements.at(-1);
  return last?.type === 'raise_statement' && statements.length <= 2;
}
