import { portEdit } from '@agent-preflight/stack/definition/analysis/ports';
import type { AgentDefinition, PortValue, StackDefinition } from '@agent-preflight/stack/definition/model';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import type { Located, TextRange } from '@agent-preflight/stack/definition/text-range';
import { type TextEdit, wholeLine, withQuotes } from '../../fixes/yaml-edits';
import { lineEndingOf } from '../../documents/line-ending';

/** An agent to be declared: its numbers are ports with every variable at its default; null where the neighbour has none. */
export interface NewAgent {
  readonly name: string;
  readonly script: string;
  readonly port: number | null;
  readonly healthPort: number | null;
}

/**
 * Declares an agent behind another one, in the same words: keys, quotes, indentation and port variables are the neighbour's. Null where the
 * neighbour is written in a way that cannot be followed, or when the result would not read as one agent more.
 */
export function newEntry(
  definition: StackDefinition,
  text: string,
  neighbour: AgentDefinition,
  agent: NewAgent,
): TextEdit | null {
  const form = formOf(text, neighbour);
  if (form === null) return null;
  const fields = fieldsOf(text, neighbour, agent);
  if (fields === null) return null;
  const end = lineEndingOf(text);
  const lines = form.flow
    ? [
        `${form.indentation}${form.list ? `- { ${form.nameKey}: ${agent.name}, ` : `${agent.name}: { `}${fields.join(', ')} }`,
      ]
    : form.list
      ? [`${form.indentation}- ${form.nameKey}: ${agent.name}`, ...fields.map((field) => `${form.inner}${field}`)]
      : [`${form.indentation}${agent.name}:`, ...fields.map((field) => `${form.inner}${field}`)];
  const at = wholeLine(text, { start: neighbour.range.start, end: lastOf(text, neighbour.range) }).end;
  const newText = `${text[at - 1] === '\n' ? '' : end}${lines.join(end)}${end}`;
  const edited = readStackDefinition({ file: definition.file, text: text.slice(0, at) + newText + text.slice(at) });
  const added = edited.agents.filter(({ name }) => name.value === agent.name);
  const isOneMore = edited.agents.length === definition.agents.length + 1 && added.length === 1;
  return isOneMore && added[0]?.script?.value === agent.script ? { range: { start: at, end: at }, newText } : null;
}

interface Form {
  /** `- name: A` rather than `A:`. */
  readonly list: boolean;
  readonly flow: boolean;
  readonly indentation: string;
  /** What stands in front of the keys in block style. */
  readonly inner: string;
  readonly nameKey: string;
}

function formOf(text: string, { range, name, script }: AgentDefinition): Form | null {
  if (script === null) return null;
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const head = /^([ ]*)(-[ ]+)?/.exec(text.slice(lineStart));
  const indentation = head?.[1] ?? '';
  const list = head?.[2] !== undefined;
  const flow = /^[ ]*(?:-[ ]+|[^\n{#]*:[ ]*)\{/.test(text.slice(lineStart, text.indexOf('\n', lineStart) >>> 0));
  const scriptLine = text.lastIndexOf('\n', script.range.start - 1) + 1;
  const inner = /^[ ]*(?:-[ ]+)?/.exec(text.slice(scriptLine))?.[0].replace('-', ' ') ?? '';
  const nameKey = /([\w-]+)["']?[ ]*:[ ]*["']?$/.exec(text.slice(lineStart, name.range.start))?.[1];
  if (list && nameKey === undefined) return null;
  return { list, flow, indentation, inner, nameKey: nameKey ?? 'name' };
}

/** The neighbour's keys with the new agent's values, in the usual order. */
function fieldsOf(text: string, neighbour: AgentDefinition, agent: NewAgent): string[] | null {
  const { script, port, healthPort, required, dependenciesRange } = neighbour;
  const fields: string[] = [];
  const add = (value: Located<unknown> | null, newValue: string | null): void => {
    const key = value === null ? null : keyBefore(text, value.range);
    if (key !== null && newValue !== null) fields.push(`${key}: ${newValue}`);
  };
  add(script, agent.script);
  if (fields.length === 0) return null;
  add(port, portText(text, port, agent.port));
  add(healthPort, portText(text, healthPort, agent.healthPort));
  // Until somebody has seen it start, the stack must not depend on it.
  if (required !== null && keyBefore(text, required.range) !== 'optional') add(required, 'false');
  if (dependenciesRange !== null) fields.push(`${keyBefore(text, dependenciesRange) ?? 'dependencies'}: []`);
  return fields;
}

function portText(text: string, port: Located<PortValue> | null, number: number | null): string | null {
  if (port === null || number === null) return null;
  const edit = portEdit(port, number);
  if (edit === null) return null;
  const outer = withQuotes(text, port.range);
  return text.slice(outer.start, edit.range.start) + edit.newText + text.slice(edit.range.end, outer.end);
}

function keyBefore(text: string, { start }: TextRange): string | null {
  return /([\w-]+)["']?[ ]*:\s*(?:["']|-[ ]*["']?)?$/.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? null;
}

/** The last place of a range that is no line end: ranges of block values may take the line's end in. */
function lastOf(text: string, { start, end }: TextRange): number {
  let last = end;
  while (last > start && /\s/.test(text[last - 1] ?? '')) last--;
  return last;
}
