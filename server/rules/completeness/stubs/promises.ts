import type { CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { StubBody } from './stub-body';

/** Verbs that promise an effect or an answer that depends on what is given. */
const WORK =
  /^_*(async_?)?(send|save|store|persist|train|fine_?tune|load|fetch|download|upload|process|analy[sz]e|generate|detect|classify|predict|transcribe|translate|summari[sz]e|recogni[sz]e|synthesi[sz]e|embed|encrypt|decrypt|sign|verify|validate|authenticate|authorize|compute|calculate|search|query|publish|notify|deliver|record|optimi[sz]e|execute|sync|migrate|backup|restore|extract|parse|evaluate|score|measure|deploy|update|delete|create|insert|write|index|compress|encode|decode|infer|rank|route|schedule|dispatch|index|consolidate|merge|learn)(?![a-z])/;

/** Names of hooks: doing nothing is what they are there for until somebody needs them. */
const HOOK =
  /^_*(on|before|after|pre|post|handle|setup|set_up|teardown|tear_down|init|initialize|close|stop|start|shutdown|cleanup|reset|flush|default|visit|emit|log|debug|trace|main|run|update_progress|register|tick|noop|dispose|is|has|can|should|supports|get_default|needs|requires|allow|enable|disable|add_arguments|ready)(_|[A-Z]|$)/;

const DUNDER = /^__\w+__$|^constructor$/;

/** Whether a function's name and parameters promise work that its body does not do. */
export function promisesWork(definition: FunctionDefinition, body: StubBody, saying: 'marked' | 'silent'): boolean {
  const { name } = definition;
  if (DUNDER.test(name) || HOOK.test(name) || !WORK.test(name)) return false;
  if (saying === 'marked') return true;
  const given = definition.parameters.filter((parameter) => !/^(self|cls|this|_\w*)$/.test(parameter.name));
  if (given.length === 0) return false;
  // No answer, or an empty one, may well be the answer of a place that has nothing.
  if (body.kind === 'constant')
    return !/^(nothing|None|null|undefined|\[\]|\{\}|\(\)|''|""|NotImplemented)$/.test(body.value ?? '');
  return true;
}

/** Whether the file calls the function: `self.train(…)` for a method, by its name for a function. */
export function isCalled(code: CodeModel, definition: FunctionDefinition): boolean {
  if (DUNDER.test(definition.name) || HOOK.test(definition.name)) return false;
  const { start, end } = definition.node;
  const inClass = code.enclosingClass(definition.node) !== null;
  return code.calls.some(
    (call) =>
      call.name === definition.name &&
      (call.node.start < start || call.node.end > end) &&
      (inClass
        ? call.receiver !== null && /^(self|this|cls|Self)$/.test(code.textOf(call.receiver))
        : call.receiver === null),
  );
}
