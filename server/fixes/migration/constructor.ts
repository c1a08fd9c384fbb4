import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { ClassContract } from '../../project/class-contract';
import { type Quote, quoted } from '../quotes';
import type { EarlyValue } from './constructor-values';
import type { LegacyClass } from './legacy-class';
import type { Patch } from './patch';
import { Obstacle, assignmentOf, indentOf, isDocstring, statementsOf } from './statements';
import { lineEndingOf } from '../../documents/line-ending';

/** What the base agent's constructor is to be told. */
export interface ConstructorPlan {
  readonly name: EarlyValue;
  readonly port: EarlyValue;
  /** The parameter to introduce for the port when the class has none that says it, e.g. `port` or `request_port`. */
  readonly portParameter: string;
  /** The health port the class had of its own; null leaves it to the base. */
  readonly healthPort: EarlyValue | null;
}

/** Gives the constructor the base agent's parameters, and the call of its constructor as the first statement. */
export function migrateConstructor(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  contract: ClassContract,
  plan: ConstructorPlan,
  layout: { readonly indent: string; readonly unit: string; readonly lineEnding: string; readonly quote: Quote },
): void {
  const given = new Set([...contract.parameters.map(({ name }) => name), ...contract.keywordsRead]);
  const required = contract.parameters.find(
    (parameter) =>
      !parameter.optional && !/^(?:name|agent_name|port|health_check_port|health_port)$/.test(parameter.name),
  );
  if (required !== undefined)
    throw new Obstacle(`the base agent needs '${required.name}', which this class does not have`);
  const keyword = (...names: string[]): string | null => names.find((name) => given.has(name)) ?? null;
  const nameKeyword = keyword('name', 'agent_name');
  const portKeyword = keyword('port');
  const healthKeyword =
    keyword('health_check_port', 'health_port') ?? (contract.keywordsForwarded ? 'health_check_port' : null);
  if (portKeyword === null) throw new Obstacle('the base agent takes no port');

  const parameters = agent.constructor?.parameters ?? [];
  const names = new Set(parameters.map((parameter) => parameter.name));
  const added: string[] = [];
  let port = plan.port.text;
  if (plan.port.parameter === null && plan.port.constant && !names.has(plan.portParameter)) {
    added.push(`${plan.portParameter}=${port}`);
    port = plan.portParameter;
  }
  const healthParameter = plan.healthPort?.parameter ?? null;
  const healthName = 'health_check_port';
  if (healthKeyword !== null && !names.has(healthName) && healthParameter === null) {
    const fallback =
      plan.healthPort !== null && plan.healthPort.constant && !contract.healthPortFromEnvironment
        ? plan.healthPort.text
        : 'None';
    added.push(`${healthName}=${fallback}`);
  }
  const own = parameters.find((parameter) => parameter.variadic === 'keyword');
  const kwargs = own?.name ?? 'kwargs';
  if (contract.anyKeyword && own === undefined) added.push(`**${kwargs}`);

  // A port worked out from other parameters stays what it was, unless the base knows better from the environment.
  const { healthPort } = plan;
  const ownHealthPort =
    healthPort !== null && healthPort.parameter === null && !healthPort.constant && !contract.healthPortFromEnvironment
      ? ` or ${healthPort.text}`
      : '';
  const superArguments = [
    ...(nameKeyword === null ? [] : [`${nameKeyword}=${plan.name.text}`]),
    `${portKeyword}=${port}`,
    ...(healthKeyword === null ? [] : [`${healthKeyword}=${healthName}${ownHealthPort}`]),
    ...(contract.anyKeyword ? [`**${kwargs}`] : []),
  ];
  const statement = `super().__init__(${superArguments.join(', ')})`;
  if (agent.constructor === null) {
    createConstructor(code, patch, agent, added, statement, layout);
    return;
  }
  if (healthParameter !== null && healthParameter !== healthName)
    renameHealthParameter(code, patch, agent, healthParameter, healthName, contract);
  addParameters(code, patch, agent.constructor.node, added, own?.node ?? null);
  insertFirst(code, patch, agent.constructor.body, statement, layout.lineEnding);
}

function addParameters(
  code: CodeModel,
  patch: Patch,
  method: SyntaxNode,
  added: readonly string[],
  kwargs: SyntaxNode | null,
): void {
  if (added.length === 0) return;
  const list = method.childForField('parameters');
  if (list === null) throw new Obstacle('the constructor has no parameters to extend');
  if (kwargs !== null) {
    patch.insert(kwargs.start, `${added.join(', ')}, `);
    return;
  }
  const last = list.namedChildren.filter((child) => child.type !== 'comment').at(-1);
  if (last === undefined) throw new Obstacle('the constructor takes no self');
  const multiline = code.textOf(list).includes('\n');
  const lineStart = code.text.lastIndexOf('\n', last.start - 1) + 1;
  const lead = code.text.slice(lineStart, last.start);
  const separator = multiline && /^[ \t]+$/.test(lead) ? `,${lineEndingOf(code.text)}${lead}` : ', ';
  patch.insert(last.end, added.map((parameter) => separator + parameter).join(''));
}

/** A parameter that held the health port becomes the base agent's, in its place. */
function renameHealthParameter(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  from: string,
  to: string,
  contract: ClassContract,
): void {
  const method = agent.constructor;
  const parameter = method?.parameters.find(({ name }) => name === from);
  if (method === null || parameter === undefined) return;
  // The base looks the port up itself where none is given: then the old default would only hide what the launcher says.
  const fallback =
    contract.healthPortFromEnvironment || parameter.defaultValue === null
      ? 'None'
      : code.textOf(parameter.defaultValue);
  patch.replace(parameter.node, `${to}=${fallback}`);
  for (const statement of statementsOf(method.body)) {
    const target = assignmentOf(statement)?.childForField('left');
    // `self.health_port = health_port` that nothing reads any more.
    if (
      target &&
      code.textOf(statement) === `${code.textOf(target)} = ${from}` &&
      !isRead(code, patch, agent, code.textOf(target), target)
    )
      patch.remove(statement);
  }
  method.body?.walk((node) => {
    if (patch.covers(node) || node.type !== 'identifier' || code.textOf(node) !== from || node.field === 'attribute')
      return;
    if (node.field === 'name' && node.parent?.type === 'keyword_argument') return;
    patch.replace(node, 'self.health_check_port');
  });
}

function isRead(code: CodeModel, patch: Patch, agent: LegacyClass, path: string, except: SyntaxNode): boolean {
  let read = false;
  agent.definition.node.walk((node) => {
    if (node.type === 'attribute' && node !== except && code.textOf(node) === path && !patch.covers(node)) read = true;
  });
  return read;
}

function insertFirst(
  code: CodeModel,
  patch: Patch,
  body: SyntaxNode | null,
  statement: string,
  lineEnding: string,
): void {
  if (body === null) throw new Obstacle('the constructor has no body');
  const [first] = statementsOf(body);
  const indent = indentOf(code, body);
  if (code.text.lastIndexOf('\n', body.start) < (body.parent?.start ?? 0))
    throw new Obstacle('the constructor stands on one line');
  if (isDocstring(first) && first !== undefined) {
    patch.insertLineAfter(first, `${indent}${statement}`);
    return;
  }
  // Comments above the first statement belong to it: the call goes before them.
  const header = body.parent?.children.filter((child) => child.type === ':').at(-1);
  const at = header === undefined ? body.start : code.text.indexOf('\n', header.end) + 1;
  patch.insert(at, `${indent}${statement}${lineEnding}`);
}

function createConstructor(
  code: CodeModel,
  patch: Patch,
  agent: LegacyClass,
  added: readonly string[],
  statement: string,
  { indent, unit, lineEnding }: { readonly indent: string; readonly unit: string; readonly lineEnding: string },
): void {
  const [firstMethod] = agent.definition.methods;
  if (firstMethod === undefined) throw new Obstacle('the class has no methods');
  const node = firstMethod.node.parent?.type === 'decorated_definition' ? firstMethod.node.parent : firstMethod.node;
  const at = code.text.lastIndexOf('\n', node.start - 1) + 1;
  patch.insert(
    at,
    `${indent}def __init__(self, ${added.join(', ')}):${lineEnding}${indent}${unit}${statement}${lineEnding}${lineEnding}`,
  );
}

/** The name the agent goes by: what it called itself, else its class. */
export function agentName(agent: LegacyClass, value: EarlyValue | null, quote: Quote): EarlyValue {
  return value ?? { text: quoted(agent.definition.name, quote), parameter: null, constant: true };
}
