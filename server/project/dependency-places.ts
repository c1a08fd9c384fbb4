import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { lineEndingOf } from '../documents/line-ending';

/** Where one more dependency of an agent is to be written: `before`, its name, `after`, in place of an empty stretch. */
export interface DependencyPlace {
  /** Where the agent's entry starts: names may be given twice. */
  readonly agentStart: number;
  readonly range: TextRange;
  readonly before: string;
  readonly after: string;
}

/** For every agent of a startup file the place for one more dependency; agents whose list cannot be added to safely are left out. */
export function dependencyPlaces(definition: StackDefinition, text: string): DependencyPlace[] {
  return definition.agents.flatMap((agent) => {
    const place =
      agent.dependenciesRange === null ? newList(text, agent) : inList(text, agent.dependenciesRange, agent);
    return place === null ? [] : [{ agentStart: agent.range.start, ...place }];
  });
}

type Place = Omit<DependencyPlace, 'agentStart'>;

function inList(text: string, list: TextRange, agent: AgentDefinition): Place | null {
  const last = agent.dependencies.at(-1);
  if (text[list.start] === '[') {
    if (last === undefined) return /^\[\s*\]/.test(text.slice(list.start)) ? at(list.start + 1, '', '') : null;
    if (last.range.start < list.start || last.range.end > list.end) return null;
    return at(behindQuote(text, last.range.end), ', ', '');
  }
  // Behind an alias the list belongs to another agent, too.
  if (last === undefined || last.range.start < list.start || last.range.end > list.end + 1) return null;
  const lineStart = text.lastIndexOf('\n', last.range.start - 1) + 1;
  const dash = /^([ \t]*-[ \t]+)["']?$/.exec(text.slice(lineStart, last.range.start));
  if (dash === null) return null;
  const next = text.indexOf('\n', last.range.end);
  const end = next === -1 ? text.length : text[next - 1] === '\r' ? next - 1 : next;
  return at(end, `${lineEndingOf(text)}${dash[1] ?? ''}`, '');
}

/** An entry without the key gets it before its script, written like it. */
function newList(text: string, agent: AgentDefinition): Place | null {
  const neighbour = agent.script ?? agent.port;
  if (neighbour === null || /\bdependencies\b/.test(text.slice(agent.range.start, agent.range.end))) return null;
  const lineStart = text.lastIndexOf('\n', neighbour.range.start - 1) + 1;
  const before = text.slice(lineStart, neighbour.range.start);
  const key = /["']?[\w-]+["']?[ \t]*:[ \t]*["']?$/.exec(before);
  if (key === null) return null;
  const indent = before.slice(0, key.index);
  if (!/^[ \t]*(?:-[ \t]+)?$/.test(indent)) return at(lineStart + key.index, 'dependencies: [', '], ');
  return at(lineStart + key.index, 'dependencies: [', `]${lineEndingOf(text)}${' '.repeat(indent.length)}`);
}

function at(offset: number, before: string, after: string): Place {
  return { range: { start: offset, end: offset }, before, after };
}

function behindQuote(text: string, end: number): number {
  return text[end] === '"' || text[end] === "'" ? end + 1 : end;
}
