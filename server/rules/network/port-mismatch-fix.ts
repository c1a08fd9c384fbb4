import type { PortValue } from '@agent-preflight/stack/definition/model';
import type { Located } from '@agent-preflight/stack/definition/text-range';
import { type Call, argumentOf } from '../../languages/code-model';
import type { AgentReference } from '../../project/project-view';
import type { Fix } from '../finding';
import type { CodeContext } from '../rule';
import type { FoundPort } from './agent-ports';

/** The port of a startup entry. */
export interface Declaration {
  readonly entry: AgentReference;
  readonly port: Located<PortValue>;
  readonly number: number;
}

/** Writes the declared port into the code. */
export function codeFix(
  { code, document }: CodeContext,
  call: Call,
  keyword: string,
  { literal, derived }: FoundPort,
  declared: number,
): Fix[] {
  const title = `Use ${declared} in the code`;
  if (derived) {
    const given = argumentOf(call, keyword);
    if (given !== null) {
      const { value } = given;
      if (value.type !== 'none') return [];
      return [
        {
          title,
          safety: 'review',
          edits: () => [
            { uri: document.uri, range: { start: value.start, end: value.end }, newText: String(declared) },
          ],
        },
      ];
    }
    const last = call.arguments.at(-1)?.node.end;
    if (last === undefined) return [];
    return [
      {
        title,
        safety: 'review',
        edits: () => [{ uri: document.uri, range: { start: last, end: last }, newText: `, ${keyword}=${declared}` }],
      },
    ];
  }
  if (literal === null) return [];
  const parameter = code.enclosingFunction(call.node)?.parameters.find(({ name }) => name === keyword);
  const inCall = literal.start >= call.node.start && literal.end <= call.node.end;
  // `super().__init__(port=7100)` beside a parameter that says it right.
  const passes =
    inCall &&
    parameter?.defaultValue !== undefined &&
    parameter.defaultValue !== null &&
    code.integerValue(parameter.defaultValue) === declared;
  return [
    {
      title,
      safety: 'review',
      edits: () => [
        {
          uri: document.uri,
          range: { start: literal.start, end: literal.end },
          newText: passes ? keyword : String(declared),
        },
      ],
    },
  ];
}

/** Writes the port of the code into the startup file. */
export function startupFix({ port }: Declaration, label: string, actual: number): Fix[] {
  const { text, base, offsetVariable } = port.value;
  if (base === null) return [];
  const digits = [...text.matchAll(/\d+/g)].filter((match) => Number(match[0]) === base);
  const [only] = digits;
  const newText =
    offsetVariable === null && /^\d+$/.test(text.trim())
      ? String(actual)
      : digits.length === 1 && only !== undefined
        ? text.replace(only[0], String(actual))
        : null;
  if (newText === null) return [];
  return [
    {
      title: `Declare the ${label} ${actual} in the startup file`,
      safety: 'review',
      edits: () => [{ uri: port.file, range: port.range, newText }],
    },
  ];
}
