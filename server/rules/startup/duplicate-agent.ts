import { findDuplicateAgents } from '@agent-preflight/stack/definition/analysis/duplicate-agents';
import type { AgentDefinition, DefinitionProblem } from '@agent-preflight/stack/definition/model';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import { removeLines, type TextEdit } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { fixHere, inGroup, isStarted, related, relatedOf } from './startup-project';

export const rule = defineRule({
  id: 'duplicate-agent',
  topic: 'startup',
  severity: 'error',
  impact: 8,
  effort: 2,
  triggers: null,
  documentation: {
    summary: 'Reports agents that one startup file declares twice.',
    whatItDoes:
      'Reports the same name in two groups or lists of one file, and a key repeated in one map, with the agents that are lost by it. The ' +
      'same agent in the files of two machines is normal.',
    whyItMatters:
      'Of a key that stands twice in a map YAML keeps the last and drops the other with all its agents, without a word. An agent in ' +
      'two groups is started twice and meets itself on its port.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'core_services:\n  - { name: Face, script_path: face.py, port: 5610 }\nvision_services:\n  - { name: Face, script_path: face.py, port: 5610 }\n  - { name: Eye, script_path: eye.py, port: 5611 }\n',
        good: 'core_services:\n  - { name: Face, script_path: face.py, port: 5610 }\nvision_services:\n  - { name: Eye, script_path: eye.py, port: 5611 }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  emotion:\n    Mood:\n      script_path: mood.py\n  core:\n    Hub:\n      script_path: hub.py\n  emotion:\n    Tone:\n      script_path: tone.py\n',
        good: 'agent_groups:\n  emotion:\n    Mood:\n      script_path: mood.py\n  core:\n    Hub:\n      script_path: hub.py\n  emotion_2:\n    Tone:\n      script_path: tone.py\n',
      },
    ],
    fixSafety: 'To be reviewed: one of the entries is removed or renamed, and only its author knows which was meant.',
    references: ['https://yaml.org/spec/1.2.2/#mapping'],
    remediation: {
      steps: ['Keep one entry, or give the other another name.'],
      test: 'agent-preflight up --dry-run lists the agent once.',
      rollback: 'Restore the entry.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      for (const problem of context.definition.problems) {
        if (problem.kind !== 'duplicate-key' || problem.subjectKind === 'key') continue;
        context.report({
          range: problem.range,
          message: problem.message,
          severity: problem.severity,
          related: relatedOf(context, problem),
          fixes: fixesForKey(context, problem),
        });
      }
      if (!isStarted(context)) return;
      for (const [first, ...others] of findDuplicateAgents(context.definition)) {
        for (const agent of others) reportDuplicate(context, first!, agent);
      }
    },
  },
});

function reportDuplicate(context: StartupContext, first: AgentDefinition, agent: AgentDefinition): void {
  const name = agent.name.value;
  const same = isSame(first, agent);
  context.report({
    range: agent.name.range,
    message: `${name} is declared twice${inGroup(first)}${first.group?.value === agent.group?.value ? '' : ` and${inGroup(agent)}`}: it is started twice, or one of the entries is passed over; ${same ? 'remove one' : 'the two differ, so keep one or rename the other'}.`,
    related: [related(context.document.uri, first.name.range, `${name} is declared here first.`)],
    fixes: fixesFor(context, first, agent, same),
  });
}

function fixesFor(context: StartupContext, first: AgentDefinition, agent: AgentDefinition, same: boolean): Fix[] {
  const { text } = context.document;
  const removal = removeLines(text, agent.range);
  const remove = removal ? [fixHere(context, `Remove this entry of ${agent.name.value}`, 'review', [removal])] : [];
  const free = freeName(context, agent.name.value);
  const isOwnText = text.slice(agent.name.range.start, agent.name.range.end) === agent.name.value;
  const renamed = isOwnText
    ? [fixHere(context, `Rename this one to ${free}`, 'review', [{ range: agent.name.range, newText: free }])]
    : [];
  // Under another name it would still want the same port.
  if (port(first) !== null && port(first) === port(agent)) return remove;
  return same ? [...remove, ...renamed] : [...renamed, ...remove];
}

/**
 * The last entry is the one in force: renaming it brings the other back to life beside it. Where both run the same script it is a
 * copy that was forgotten, and is removed.
 */
function fixesForKey(context: StartupContext, problem: DefinitionProblem): Fix[] {
  // Several keys at once have one cause, which no rename cures.
  const dropped = problem.related ?? [];
  if (!problem.subject || dropped.length !== 1 || /keys of this map/.test(problem.message)) return [];
  const free = freeName(context, problem.subject);
  const rename = fixHere(context, `Rename this ${problem.subjectKind} to ${free}`, 'review', [
    { range: problem.range, newText: free },
  ]);
  const copy = problem.subjectKind === 'agent' ? removableCopy(context, problem.subject) : null;
  if (copy === null) return [rename];
  const remove = fixHere(context, `Remove this entry of ${problem.subject}`, 'review', [copy.removal]);
  return copy.sharesPort ? [remove] : [remove, rename];
}

/** How to remove the entry in force, where the one it hides runs the same program. */
function removableCopy(context: StartupContext, name: string): { removal: TextEdit; sharesPort: boolean } | null {
  const { definition, document } = context;
  const inForce = definition.agents.find((agent) => agent.name.value === name);
  const removal = inForce ? removeLines(document.text, inForce.range) : null;
  if (!inForce || !removal) return null;
  const { start, end } = removal.range;
  const text = document.text.slice(0, start) + document.text.slice(end);
  const hidden = readStackDefinition({ file: definition.file, text }).agents.find((agent) => agent.name.value === name);
  if (!hidden || !isSameProgram(hidden, inForce)) return null;
  return { removal, sharesPort: port(hidden) !== null && port(hidden) === port(inForce) };
}

function freeName(context: StartupContext, name: string): string {
  const taken = new Set(context.definition.agents.flatMap((agent) => [agent.name.value, agent.group?.value]));
  const separator = name.includes('_') || /^[a-z]+$/.test(name) ? '_' : '';
  let number = 2;
  while (taken.has(`${name}${separator}${number}`)) number++;
  return `${name}${separator}${number}`;
}

/** Would starting one or the other make no difference? */
function isSame(a: AgentDefinition, b: AgentDefinition): boolean {
  return isSameProgram(a, b) && a.port?.value.text === b.port?.value.text;
}

function port(agent: AgentDefinition): string | null {
  return agent.port?.value.text ?? agent.healthPort?.value.text ?? null;
}

function isSameProgram(a: AgentDefinition, b: AgentDefinition): boolean {
  return a.script?.value === b.script?.value && a.module?.value === b.module?.value;
}
