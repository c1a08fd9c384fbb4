import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import { isKept } from '@agent-preflight/stack/definition/analysis/companions';
import { isTestPath } from '../../documents/path-class';
import type { ClassSummary, ModuleSummary } from '../../project/module-summary';
import type { Fix } from '../finding';
import { defineRule, type StartupContext } from '../rule';
import { freePort, take, takenPorts } from './free-port';
import { newEntry } from './new-entry';
import { definitionsOf, fixHere, isStarted, related } from './startup-project';

/** Folders of code that nobody starts any more, or not as it stands. */
const NOT_STARTED =
  /(?:^|\/)(?:_?(?:archives?|archived|backups?|deprecated|attic|obsolete|old|unused)|examples?|samples?|templates?|demos?|docs?)\//i;

/** Copies and drafts beside the agent that is started. */
const COPY =
  /(?:[_-](?:old|new|bak|backup|copy|orig|original|draft|v\d+|fixed|refactored|enhanced|simple|minimal|test)|^(?:test|demo|example|debug|run|start|check|simple|minimal)[_-].*)\.py$/i;

/** Classes that are there to be copied or tried. */
const SAMPLE =
  /^(?:Test|Mock|Dummy|Example|Sample|Demo|Fake|My|Abstract)(?=[A-Z_])|(?:Template|Example|Sample|Mixin|Base|Test)(?:Agent)?$/;

/** More unlisted agents than this are told by number only. */
const NAMED = 5;

export const rule = defineRule({
  id: 'unlisted-agent',
  topic: 'startup',
  severity: 'information',
  impact: 4,
  effort: 2,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports agents that lie beside those a startup file starts and that no startup file lists.',
    whatItDoes:
      'Looks into the folders from which a startup file starts its agents, for scripts with a `__main__` block and a class that inherits from the base agent, ' +
      'and reports, once per folder, those that no startup file names. Copies (`…_v2.py`, `…_old.py`), archives, examples and classes that others build on do not count, nor do agents ' +
      'that are listed under the same name with another script.',
    whyItMatters: 'An agent that is written and never started looks finished to everybody but its users.',
    examples: [
      {
        path: 'config/startup.yaml',
        files: {
          'common/base_agent.py': 'class BaseAgent:\n    pass\n',
          'agents/hub.py':
            'from common.base_agent import BaseAgent\n\n\nclass Hub(BaseAgent):\n    pass\n\n\nif __name__ == "__main__":\n    Hub().run()\n',
          'agents/vision.py':
            'from common.base_agent import BaseAgent\n\n\nclass VisionAgent(BaseAgent):\n    pass\n\n\nif __name__ == "__main__":\n    VisionAgent().run()\n',
        },
        bad: 'resource_limits: { memory_mb: 2048 }\nagents:\n  Hub:\n    script_path: agents/hub.py\n    port: 7200\n    required: true\n',
        good: 'resource_limits: { memory_mb: 2048 }\nagents:\n  Hub:\n    script_path: agents/hub.py\n    port: 7200\n    required: true\n  VisionAgent:\n    script_path: agents/vision.py\n    port: 7201\n    required: false\n',
      },
    ],
    fixSafety: 'To be reviewed: an entry in the style of its neighbours is added, with free ports, and not required.',
    references: [],
    remediation: {
      steps: ['List the agent, with the ports its code opens, or move it out of the folder.'],
      test: 'agent-preflight up --only <agent> --wait',
      rollback: 'Remove the entry.',
      dependsOn: ['startup-syntax', 'legacy-agent'],
    },
  },
  checks: {
    startup(context) {
      if (!isStarted(context) || context.project.baseAgent === null) return;
      const folders = foldersOf(context);
      if (folders.size === 0) return;
      const unlisted = unlistedAgents(context, folders);
      for (const [folder, neighbour] of folders) {
        const agents = unlisted.filter(({ module }) => folderOf(module.path) === folder);
        if (agents.length > 0) report(context, folder, neighbour, agents);
      }
    },
  },
});

interface Unlisted {
  readonly module: ModuleSummary;
  readonly summary: ClassSummary;
}

/** The folders this file starts agents from, each with the last of them; those that another file starts more from are its business. */
function foldersOf(context: StartupContext): Map<string, AgentDefinition> {
  const own = new Map<string, AgentDefinition[]>();
  const most = new Map<string, number>();
  for (const definition of definitionsOf(context)) {
    if (definition.dialect === 'names' || isKept(context.project.pathOf(definition.file) ?? '')) continue;
    const counts = new Map<string, AgentDefinition[]>();
    for (const agent of definition.agents) {
      const path = agent.script && context.project.resolveScript(definition, agent.script.value);
      if (path) counts.set(folderOf(path), [...(counts.get(folderOf(path)) ?? []), agent]);
    }
    for (const [folder, agents] of counts) {
      if (definition === context.definition) own.set(folder, agents);
      // Of files that start as many, the first by name tells.
      const weight = agents.length + (definition.file < context.definition.file ? 0.5 : 0);
      if (definition !== context.definition) most.set(folder, Math.max(most.get(folder) ?? 0, weight));
    }
  }
  const folders = new Map<string, AgentDefinition>();
  for (const [folder, agents] of own) {
    const last = agents.at(-1);
    if (last !== undefined && agents.length >= (most.get(folder) ?? 0)) folders.set(folder, last);
  }
  return folders;
}

function unlistedAgents({ project, definition }: StartupContext, folders: ReadonlyMap<string, unknown>): Unlisted[] {
  const base = project.baseAgent?.className ?? '';
  const names = new Set(
    [definition, ...project.definitions].flatMap(({ agents }) => agents.map(({ name }) => fold(name.value))),
  );
  const parents = new Set(project.facts.modules.flatMap(({ classes }) => classes.flatMap(({ bases }) => bases)));
  const listed = new Set(
    definition.agents.flatMap(({ script }) => (script ? [project.resolveScript(definition, script.value)] : [])),
  );
  return project.facts.modules.flatMap((module): Unlisted[] => {
    const { path, hasMain, classes } = module;
    if (!hasMain || !folders.has(folderOf(path)) || path === project.baseAgent?.path) return [];
    if (NOT_STARTED.test(path) || COPY.test(path.slice(path.lastIndexOf('/') + 1)) || isTestPath(path)) return [];
    if (listed.has(path) || project.agentsForScript(path).length > 0) return [];
    const own = classes.filter(
      (summary) =>
        !SAMPLE.test(summary.name) &&
        !parents.has(summary.name) &&
        project.classes.descendsFrom({ module, summary }, base) === 'yes',
    );
    const [summary] = own;
    // The same agent under another script is a copy of it.
    if (summary === undefined || own.some(({ name }) => names.has(fold(name)))) return [];
    return [{ module, summary }];
  });
}

function report(
  context: StartupContext,
  folder: string,
  neighbour: AgentDefinition,
  agents: readonly Unlisted[],
): void {
  const names = agents.map(({ summary }) => summary.name);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const [verb, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const where = folder === '' ? 'beside it' : `in ${folder}/`;
  context.report({
    range: neighbour.name.range,
    message: `${names.slice(0, NAMED).join(', ')}${more} ${where} ${verb} listed in no startup file, so nothing starts ${them}: list ${them}, or move ${them} away.`,
    related: agents
      .slice(0, 20)
      .map(({ module, summary }) =>
        related(context.project.uriOf(module.path), summary.nameRange, `${summary.name} is not listed.`),
      ),
    fixes: agents.slice(0, NAMED).flatMap((agent) => listAgent(context, neighbour, agent)),
  });
}

function listAgent(context: StartupContext, neighbour: AgentDefinition, { module, summary }: Unlisted): Fix[] {
  const taken = takenPorts(definitionsOf(context), { opensDerivedHealthPort: () => true });
  const after = (port: AgentDefinition['port']): number | null => {
    const base = port?.value.base ?? null;
    const free = base === null ? null : freePort(context, taken, base, (first) => [first]);
    if (free !== null) take(taken, free, 1);
    return free;
  };
  const edit = newEntry(context.definition, context.document.text, neighbour, {
    name: summary.name,
    script: scriptLike(context, neighbour, module.path),
    port: after(neighbour.port),
    healthPort: after(neighbour.healthPort),
  });
  return edit === null
    ? []
    : [fixHere(context, `List ${summary.name} behind ${neighbour.name.value}`, 'review', [edit])];
}

/** The path from where the neighbour's path starts: the root, the machine's folder, or the file's own. */
function scriptLike({ project, definition }: StartupContext, { script }: AgentDefinition, path: string): string {
  const resolved = script && project.resolveScript(definition, script.value);
  const written = script?.value.replace(/^\.\//, '') ?? '';
  const prefix = resolved?.endsWith(written) ? resolved.slice(0, resolved.length - written.length) : '';
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function fold(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}
