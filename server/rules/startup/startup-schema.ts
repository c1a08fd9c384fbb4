import type { AgentDefinition, DefinitionProblem } from '@agent-preflight/stack/definition/model';
import { foldName } from '@agent-preflight/stack/definition/edit-distance';
import { addKey } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { fixHere, relatedOf, repairOf } from './startup-project';

export const rule = defineRule({
  id: 'startup-schema',
  topic: 'startup',
  severity: 'error',
  impact: 8,
  effort: 1,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports keys of a startup file that are misspelled, missing or hold a value of the wrong type.',
    whatItDoes:
      'Reads every dialect of startup file found in practice and reports what would fail at start or be passed over: an agent ' +
      'without script, a port that is none, dependencies that are no list, a key one or two letters away from a known one, a key ' +
      'spelled differently from the rest of the file. Keys that nobody foresaw are accepted.',
    whyItMatters:
      'Launchers look keys up by name: `dependecies` is not an error for them but an agent without dependencies, which starts too ' +
      'early. A quoted `"false"` is text, and text counts as true.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Registry:\n    script_path: registry.py\n    health_check_prot: 8200\n',
        good: 'agents:\n  Registry:\n    script_path: registry.py\n    health_check_port: 8200\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Registry: { script_path: registry.py }\n  Memory: { script_path: memory.py, dependencies: Registry }\n',
        good: 'agents:\n  Registry: { script_path: registry.py }\n  Memory: { script_path: memory.py, dependencies: [Registry] }\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Registry: { script_path: registry.py, port: 70000 }\n',
        good: 'agents:\n  Registry: { script_path: registry.py, port: 7000 }\n',
      },
    ],
    fixSafety:
      'Safe: a key is renamed to the one it was meant to be, a value is converted without changing what it says, or the script that ' +
      'carries the agent’s name is added.',
    references: ['https://json-schema.org/'],
    remediation: {
      steps: ['Apply the fix, or write the value as the message says.'],
      test: 'agent-preflight check reports nothing for the file.',
      rollback: 'Revert the line.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      for (const problem of context.definition.problems) {
        if (problem.kind !== 'unknown-key' && problem.kind !== 'missing-key' && problem.kind !== 'wrong-type') continue;
        context.report({
          range: problem.range,
          message: problem.message,
          severity: problem.severity,
          related: relatedOf(context, problem),
          fixes: problem.kind === 'missing-key' ? addScript(context, problem) : repairOf(context, problem),
        });
      }
    },
  },
});

/** The only script of the project that carries the agent's name: `SystemDigitalTwin` → `agents/system_digital_twin.py`. */
function addScript(context: StartupContext, problem: DefinitionProblem): Fix[] {
  const agent = context.definition.agents.find((one) => one.name.range.start === problem.range.start);
  if (!agent || problem.subject !== 'script_path') return [];
  const name = foldName(agent.name.value);
  const scripts = context.project.files.filter((path) => foldName(baseName(path)) === name && path.endsWith('.py'));
  const [script] = scripts;
  const place = firstKey(context.document.text, agent);
  if (script === undefined || scripts.length > 1 || place === null) return [];
  return [
    fixHere(context, `Add script_path: ${script}`, 'safe', [
      addKey(context.document.text, place, 'script_path', script),
    ]),
  ];
}

/** Where a key can be put in front: the first key of the agent's own map. */
function firstKey(text: string, agent: AgentDefinition): { start: number; end: number } | null {
  const { start, end } = agent.range;
  // A list item begins with its first key; an entry of a map begins with the agent's name.
  if (agent.name.range.start !== start) return { start, end };
  const head = /^[^\n:]*:[ \t]*(?:#[^\n]*)?(?:\r?\n[ \t]*(?:#[^\n]*)?)*\r?\n[ \t]+|^[^\n:]*:[ \t]*\{[ \t]*/.exec(
    text.slice(start, end),
  );
  return head ? { start: start + head[0].length, end } : null;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
}
