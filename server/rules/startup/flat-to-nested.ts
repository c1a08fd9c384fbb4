import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { wholeLine } from '../../fixes/yaml-edits';
import { lineEndingOf } from '../../documents/line-ending';

/**
 * Rewrites `services: [{name: A, …}]` as `agent_groups: {services: {A: {…}}}`, line by line, so that comments, quotes and order
 * stay. Null where the text is written in a way that lines cannot follow (flow style, anchors over several items), or when the result would
 * not say the same as before.
 */
export function flatToNested(definition: StackDefinition, text: string): string | null {
  const lists = listsOf(definition, text);
  if (lists === null) return null;
  const ending = lineEndingOf(text);
  const edited = text.split(/\r?\n/);
  let opened = false;
  for (const { keyLine, agents, lastLine } of lists) {
    for (const agent of agents) {
      if (!rewriteItem(edited, agent)) return null;
    }
    // The group and everything in it moves one level in; a list at its key's own column needs a second step.
    const shallow = agents.some(({ column }) => column === 0) ? 1 : 0;
    for (let line = keyLine + 1; line <= lastLine; line++) {
      if ((edited[line] ?? '').trim() !== '') edited[line] = '  '.repeat(1 + shallow) + (edited[line] ?? '');
    }
    edited[keyLine] = `  ${edited[keyLine] ?? ''}`;
    if (!opened) edited[keyLine] = `agent_groups:${ending}${edited[keyLine]}`;
    opened = true;
  }
  const result = edited.join(ending);
  return saysTheSame(definition, readStackDefinition({ file: definition.file, text: result })) ? result : null;
}

interface Item {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Of the item's `-`, 0-based. */
  readonly column: number;
  readonly nameLine: number;
}

interface AgentList {
  readonly keyLine: number;
  readonly lastLine: number;
  readonly agents: readonly Item[];
}

/** The lists in the order of the text; they must follow one another, since all of them go below one key. */
function listsOf(definition: StackDefinition, text: string): AgentList[] | null {
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length - 1;
  const groups = new Map<number, AgentDefinition[]>();
  for (const agent of definition.agents) {
    if (agent.group === null) return null;
    const at = agent.group.range.start;
    groups.set(at, [...(groups.get(at) ?? []), agent]);
  }
  const lists: AgentList[] = [];
  for (const [at, agents] of [...groups].sort(([a], [b]) => a - b)) {
    if (text[at - 1] !== '\n' && at !== 0) return null;
    const items: Item[] = [];
    for (const { name, range } of agents) {
      const line = wholeLine(text, { start: range.start, end: range.start });
      const head = /^( *)-( +)\S/.exec(text.slice(line.start));
      if (head === null) return null;
      // The range may begin at the dash or behind it.
      const [whole, indentation = ''] = head;
      const first = range.start - line.start;
      if (first !== indentation.length && first !== whole.length - 1) return null;
      if (text.slice(range.start, range.end).trimEnd().endsWith('}') && /^ *- *\{/.test(text.slice(line.start)))
        return null;
      const lastLine = lineAt(Math.max(range.start, range.end - 1));
      items.push({
        name: name.value,
        firstLine: lineAt(range.start),
        lastLine,
        column: indentation.length,
        nameLine: lineAt(name.range.start),
      });
    }
    const last = items.at(-1);
    if (last === undefined) return null;
    lists.push({ keyLine: lineAt(at), lastLine: last.lastLine, agents: items });
  }
  const lines = text.split(/\r?\n/);
  for (let index = 1; index < lists.length; index++) {
    const [before, after] = [lists[index - 1]!, lists[index]!];
    const between = lines.slice(before.lastLine + 1, after.keyLine);
    if (between.some((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))) return null;
  }
  return lists.length > 0 ? lists : null;
}

/** `- name: A` becomes `A:` and its other keys stay where they are, one step in from it. */
function rewriteItem(lines: string[], { name, firstLine, column, nameLine }: Item): boolean {
  const indentation = ' '.repeat(column);
  const first = lines[firstLine] ?? '';
  const dash = /^( *-)( +)/.exec(first);
  const nameText = /^( *(?:- +)?)(?:"?(?:name|agent_name|id)"?): +("[^"]*"|'[^']*'|[^#\s][^#]*?)( +#.*)?$/.exec(
    lines[nameLine] ?? '',
  );
  if (dash === null || nameText === null) return false;
  const key = `${indentation}${quotedKey(name)}:${nameText[3] ?? ''}`;
  if (nameLine === firstLine) {
    lines[firstLine] = key;
    return true;
  }
  // The name's line goes up in front of the others: the lines between make room for it.
  const moved = [
    key,
    `${' '.repeat(dash[0].length)}${first.slice(dash[0].length)}`,
    ...lines.slice(firstLine + 1, nameLine),
  ];
  lines.splice(firstLine, moved.length, ...moved);
  return true;
}

function quotedKey(name: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name);
}

/** Same agents in the same order, with the same scripts, ports and dependencies. */
function saysTheSame(before: StackDefinition, after: StackDefinition): boolean {
  const facts = ({ agents }: StackDefinition): string =>
    JSON.stringify(
      agents.map((agent) => [
        agent.name.value,
        agent.group?.value,
        agent.script?.value,
        agent.module?.value,
        agent.port?.value,
        agent.healthPort?.value,
        agent.enabled,
        agent.required?.value,
        agent.dependencies.map(({ value }) => value),
        agent.environment.map(({ name, value }) => [name.value, value.value]),
        agent.args.map(({ value }) => value),
        agent.nestedPorts.map(({ path, port }) => [path, port.value]),
      ]),
    );
  return facts(before) === facts(after) && after.problems.every(({ kind }) => kind !== 'syntax');
}
