import { looksLikeModule, looksLikeScript } from '@agent-preflight/stack/definition/agent-keys';
import { nearestScripts, normalizePath, scriptBases } from '@agent-preflight/stack/definition/analysis/scripts';
import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import type { Located } from '@agent-preflight/stack/definition/text-range';
import type { Fix } from '../finding';
import { defineRule, type Report, type StartupContext } from '../rule';
import { fixHere, related } from './startup-project';

/** Where container images and servers usually keep the code: such a path says where the project lies there. */
const DEPLOYED =
  /^\/(?:app|workspace|workspaces|code|opt(?:\/[\w.-]+)?|srv(?:\/[\w.-]+)?|usr\/src(?:\/[\w.-]+)?|home\/[\w.-]+\/[\w.-]+)\//;

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
      const reports = context.definition.agents.flatMap((agent) => {
        const report = checkScript(context, agent) ?? checkModule(context, agent);
        return report ? [report] : [];
      });
      const all = context.definition.agents.filter((agent) => agent.script ?? agent.module).length;
      if (reports.length === all && all > 5 && reports.every((report) => report.fixes?.length === 0))
        context.report(noneFound(context, reports));
      else reports.forEach((report) => context.report(report));
    },
  },
});

function checkScript(context: StartupContext, agent: AgentDefinition): Report | null {
  const { script } = agent;
  if (!script || script.value === '' || isDecidedAtStart(script.value)) return null;
  const { project, definition } = context;
  const written = script.value.replaceAll('\\', '/').replace(/^\.\//, '');
  // A command line names its script among other words.
  if (/\s/.test(written) && !looksLikeScript(written)) return null;
  const name = agent.name.value;
  if (isAbsolute(written)) {
    const inside = tails(written).find((tail) => project.exists(tail));
    if (inside !== undefined && DEPLOYED.test(written) && !/^\/home\//.test(written)) return null;
    if (project.pathOf(`file://${written}`) !== null && project.exists(project.pathOf(`file://${written}`)!))
      return null;
    return report(
      agent,
      script,
      `The script of ${name} is an absolute path outside the project: ${script.value} exists on one machine only.`,
      inside === undefined ? [] : [replaceScript(context, script, inside, 'review')],
    );
  }
  if (project.resolveScript(definition, written) !== null) return null;
  const own = project.pathOf(definition.file) ?? '';
  if (scriptBases(own).every((base) => normalizePath(base === '' ? written : `${base}/${written}`) === null)) {
    return report(agent, script, `The script of ${name} lies outside the project: ${script.value}.`, []);
  }
  const near = nearestScripts(written, own, project.files);
  const [best, second] = near;
  const isClear =
    best !== undefined &&
    (best.difference === 'case' || (best.difference === 'style' && second?.difference !== 'style'));
  const hint =
    best === undefined
      ? 'restore it, correct the path or remove the agent.'
      : best.difference === 'case'
        ? `${best.written} differs only in upper and lower case, which Linux tells apart.`
        : `did you mean ${best.written}?`;
  return {
    ...report(
      agent,
      script,
      `The script of ${name} does not exist: ${script.value}; ${hint}`,
      near.map((one, i) => replaceScript(context, script, one.written, i === 0 && isClear ? 'safe' : 'review')),
    ),
    related: near
      .slice(0, 1)
      .map((one) => related(project.uriOf(one.path), { start: 0, end: 0 }, 'The nearest script.')),
  };
}

function checkModule(context: StartupContext, agent: AgentDefinition): Report | null {
  const { module, script } = agent;
  if (script || !module || !looksLikeModule(module.value)) return null;
  const parts = module.value.split(':')[0]!.split('.');
  const { project } = context;
  const own = project.pathOf(context.definition.file) ?? '';
  const roots = [...scriptBases(own), 'src'].map((base) => (base === '' ? '' : `${base}/`));
  const folder = (root: string): string => `${root}${parts[0]}/`;
  // A package that is not part of the project is installed.
  if (!roots.some((root) => project.files.some((path) => path.startsWith(folder(root))))) return null;
  const path = parts.join('/');
  const exists = roots.some((root) =>
    [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`].some((file) => project.exists(root + file)),
  );
  return exists
    ? null
    : report(
        agent,
        module,
        `The module of ${agent.name.value} does not exist: there is no ${path}.py in the project.`,
        [],
      );
}

function report(agent: AgentDefinition, at: Located<string>, message: string, fixes: readonly Fix[]): Report {
  return { range: at.range, message, fixes, severity: agent.enabled ? undefined : 'information' };
}

function replaceScript(context: StartupContext, script: Located<string>, path: string, safety: Fix['safety']): Fix {
  return fixHere(context, `Use ${path}`, safety, [{ range: script.range, newText: path }]);
}

/** Every script missing has one cause. */
function noneFound(context: StartupContext, reports: readonly Report[]): Report {
  return {
    range: reports[0]!.range,
    message: `None of the ${reports.length} scripts of this file exists in the project: is its root the folder the scripts are relative to?`,
    related: reports.slice(1, 20).map((one) => related(context.document.uri, one.range, 'Not found either.')),
  };
}

function isDecidedAtStart(path: string): boolean {
  return /[$%]\{?\w|\{\{|^~|[*?<>]/.test(path);
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:\/)/.test(path);
}

/** `/home/a/project/agents/x.py` → `a/project/agents/x.py`, `project/agents/x.py`, `agents/x.py`: as deep as two parts. */
function tails(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, i) => parts.slice(i).join('/')).filter((tail) => tail.includes('/'));
}
