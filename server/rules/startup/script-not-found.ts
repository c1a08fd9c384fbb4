import type { Fix } from '../finding';
import { defineRule, type Report, type StartupContext } from '../rule';
import { missingModule, missingScript, type Candidate, type MissingScript } from './missing-script';
import { fixHere, isStarted, related } from './startup-project';

/** More missing scripts of one cause than this in a file are told as one. */
const MANY = 5;

export const rule = defineRule({
  id: 'script-not-found',
  topic: 'startup',
  severity: 'error',
  impact: 9,
  effort: 2,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports agents whose script or module does not exist.',
    whatItDoes:
      'Looks for `script_path` (or `script`, `path`, `module`) from the project’s root, from the machine’s folder and from the file’s ' +
      'folder, in that order. Reports what is found nowhere, what differs in upper and lower case, and what lies outside the project.',
    whyItMatters:
      'The launcher starts a program that is not there, often after everything it depends on is up. A wrong letter case works on ' +
      'Windows and macOS and fails on Linux.',
    examples: [
      {
        path: 'config/startup.yaml',
        bad: 'agents:\n  Router: { script_path: agents/TaskRouter.py }\n',
        good: 'agents:\n  Router: { script_path: agents/task_router.py }\n',
        files: { 'agents/task_router.py': 'print("router")\n' },
      },
      {
        path: 'main_pc_code/config/startup.yaml',
        bad: 'agents:\n  - { name: Memory, path: agents/memory/client.py }\n',
        good: 'agents:\n  - { name: Memory, path: agents/client.py }\n',
        files: { 'main_pc_code/agents/client.py': 'print("memory")\n' },
      },
    ],
    fixSafety:
      'Safe where only letter case or naming style differ and one file fits; to be reviewed where the file lies in another folder or ' +
      'has a similar name.',
    references: [],
    remediation: {
      steps: ['Point the entry to the existing script, or restore the script, or remove the agent.'],
      test: 'agent-preflight up --dry-run finds every script.',
      rollback: 'Revert the entry.',
      dependsOn: ['startup-syntax'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context)) return;
      const { agents } = context.definition;
      const missing = agents.flatMap((agent) => missingScript(context, agent) ?? missingModule(context, agent) ?? []);
      const foreign = missing.filter((one) => one.kind === 'foreign');
      const nowhere = missing.filter((one) => one.kind === 'lost' && one.candidates.length === 0);
      const isWrongRoot =
        nowhere.length > MANY && nowhere.length === agents.filter((agent) => agent.script ?? agent.module).length;
      if (foreign.length > MANY) context.report(foreignReport(context, foreign));
      if (isWrongRoot) context.report(wrongRootReport(context, nowhere));
      for (const one of missing) {
        const isTold = one.kind === 'foreign' ? foreign.length > MANY : isWrongRoot;
        if (!isTold) context.report(singleReport(context, one));
      }
    },
  },
});

function singleReport(context: StartupContext, missing: MissingScript): Report {
  const { written, candidates } = missing;
  return {
    range: written.range,
    message: messageOf(missing),
    severity: severityOf(missing),
    related: candidates
      .slice(0, 1)
      .map(({ path }) => related(context.project.uriOf(path), { start: 0, end: 0 }, 'The nearest script.')),
    fixes: candidates.map((candidate) => replace(context, missing, candidate)),
  };
}

/** What lies outside the project may be there on the machine it was written for: a rule cannot look, a launcher does. */
function severityOf({ kind, agent }: MissingScript): Report['severity'] {
  // Listed, but not started: nothing fails today.
  if (!agent.enabled) return 'information';
  return kind === 'lost' ? undefined : 'warning';
}

function messageOf({ kind, agent, written, candidates: [best] }: MissingScript): string {
  const what = `The ${agent.script ? 'script' : 'module'} of ${agent.name.value}`;
  if (kind === 'foreign')
    return `${what} is an absolute path outside the project, which exists on one machine only: ${written.value}.`;
  if (kind === 'outside') return `${what} lies outside the project: ${written.value}.`;
  const missing = `${what} does not exist: ${written.value}`;
  if (!best) return `${missing}; restore it, correct the path or remove the agent.`;
  if (best.isSameButCase)
    return `${missing}; ${best.written} differs only in upper and lower case, which Linux tells apart.`;
  return `${missing}; did you mean ${best.written}?`;
}

function replace(context: StartupContext, { written }: MissingScript, candidate: Candidate): Fix {
  const edits = [{ range: written.range, newText: candidate.written }];
  return fixHere(context, `Use ${candidate.written}`, candidate.isClear ? 'safe' : 'review', edits);
}

function foreignReport(context: StartupContext, foreign: readonly MissingScript[]): Report {
  const edits = foreign.flatMap(({ written, candidates: [inside] }) =>
    inside ? [{ range: written.range, newText: inside.written }] : [],
  );
  const first = foreign[0]!.written;
  return {
    range: first.range,
    message: `${foreign.length} scripts of this file are absolute paths outside the project, which exist on one machine only, e.g. ${first.value}.`,
    severity: 'warning',
    related: alsoMissing(context, foreign),
    fixes:
      edits.length > 0 ? [fixHere(context, `Make ${edits.length} paths relative to the project`, 'review', edits)] : [],
  };
}

function wrongRootReport(context: StartupContext, lost: readonly MissingScript[]): Report {
  return {
    range: lost[0]!.written.range,
    message: `None of the ${lost.length} scripts of this file exists in the project: is its root the folder the scripts are relative to?`,
    related: alsoMissing(context, lost),
  };
}

function alsoMissing(context: StartupContext, missing: readonly MissingScript[]): Report['related'] {
  return missing.slice(1, 20).map(({ written }) => related(context.document.uri, written.range, 'Missing, too.'));
}
