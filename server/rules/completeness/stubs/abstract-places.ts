import type { ClassDefinition, CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { CodeContext } from '../../rule';
import { stubBody } from './stub-body';

const MEANT_TO_BE_EMPTY =
  /abstract|base|interface|mixin|protocol|null|no_?op|dummy|fake|mock|stub|default|empty|template|skeleton|silent|disabled|test|plugin|backend|provider|strategy|adapter|handler$|visitor|listener|observer|hook/i;

/** Places where a body that does nothing is as it should be: abstract classes, protocols, overloads, null objects, methods that heirs replace. */
export function isAbstract(context: CodeContext, definition: FunctionDefinition): boolean {
  const { code } = context;
  const decorators = definition.decorators.map((decorator) => code.textOf(decorator)).join(' ');
  if (
    /abstract|overload|override|final|\.setter|\.getter|deleter|fixture|command|group|callback|event|on_|hook|mock|patch|task\b|route/i.test(
      decorators,
    )
  )
    return true;
  // A stand-in for what could not be imported is as empty as it can be.
  if (definition.node.ancestorOfType('trait_item', 'interface_declaration', 'except_clause', 'catch_clause') !== null)
    return true;
  const owner = code.enclosingClass(definition.node);
  if (owner === null)
    return isInsideFunction(code, definition) || /(^|_)(noop|no_op|null|dummy|stub|mock|fake)/i.test(definition.name);
  if (MEANT_TO_BE_EMPTY.test(owner.name)) return true;
  if (code.language === 'rust')
    return owner.bases.length > 0 && /\bDefault\b/.test(code.textOf(owner.bases[0] as ClassDefinition['node']));
  if (owner.node.type === 'abstract_class_declaration') return true;
  if (isInterface(code, owner) || hasHeirs(context, owner.name)) return true;
  // What a base asks for and this class does not need is often answered by nothing.
  return (
    owner.bases.length > 0 &&
    !owner.bases.every((base) => /^(object|Agent|BaseAgent|Service|\w*Agent)$/.test(code.textOf(base)))
  );
}

/** Callbacks and closures made in passing. */
function isInsideFunction(code: CodeModel, definition: FunctionDefinition): boolean {
  return code.enclosingFunction(definition.node) !== null;
}

/** Half of the methods or more do nothing: the class says what others are to do. */
function isInterface(code: CodeModel, owner: ClassDefinition): boolean {
  const methods = owner.methods.filter(({ name }) => !/^__\w+__$|^constructor$/.test(name));
  if (methods.length < 2) return false;
  const empty = methods
    .flatMap((method) => stubBody(code, method) ?? [])
    .filter(({ kind, marked }) => kind !== 'constant' && !marked);
  return empty.length * 2 > methods.length || empty.filter(({ kind }) => kind === 'raises').length > 2;
}

/** Whether another class, here or in another file, names this one as its base. */
function hasHeirs({ code, project }: CodeContext, name: string): boolean {
  if (code.classes.some(({ bases }) => bases.some((base) => endsWith(code.textOf(base), name)))) return true;
  return project.facts.modules.some((module) =>
    module.classes.some(({ bases }) => bases.some((base) => endsWith(base, name))),
  );
}

function endsWith(path: string, name: string): boolean {
  return path === name || path.endsWith(`.${name}`);
}
