import { looksLikeModule, looksLikeScript } from '@agent-preflight/stack/definition/agent-keys';
import { nearestScripts, normalizePath, scriptBases } from '@agent-preflight/stack/definition/analysis/scripts';
import type { AgentDefinition } from '@agent-preflight/stack/definition/model';
import type { Located } from '@agent-preflight/stack/definition/text-range';
import type { StartupContext } from '../rule';

/** A script that an agent names and that is not there. */
export interface MissingScript {
  /** `foreign`: an absolute path of some other machine; `outside`: above the project's root; `lost`: nowhere. */
  readonly kind: 'foreign' | 'outside' | 'lost';
  readonly agent: AgentDefinition;
  readonly written: Located<string>;
  /** Existing scripts that may be meant, as they would be written, best first. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly written: string;
  /** Path below the project's root. */
  readonly path: string;
  /** Only letter case differs: a file system that ignores it finds the script. */
  readonly isSameButCase: boolean;
  /** No other file fits as well. */
  readonly isClear: boolean;
}

/** Where container images and servers usually keep the code: such a path says where the project lies there. */
const DEPLOYED = /^\/(?:app|workspaces?|code|opt(?:\/[\w.-]+)?|srv(?:\/[\w.-]+)?|usr\/src(?:\/[\w.-]+)?)\//;

/** Null when the script exists, or when only the start decides which one it is. */
export function missingScript(context: StartupContext, agent: AgentDefinition): MissingScript | null {
  const { script } = agent;
  if (!script || script.value === '' || isDecidedAtStart(script.value)) return null;
  const written = script.value.replaceAll('\\', '/').replace(/^\.\//, '');
  // A command line names its script among other words.
  if (/\s/.test(written) && !looksLikeScript(written)) return null;
  if (isAbsolute(written)) return foreignScript(context, agent, script, written);
  const { project, definition } = context;
  if (project.resolveScript(definition, written) !== null) return null;
  const own = project.pathOf(definition.file) ?? '';
  const leavesRoot = scriptBases(own).every((base) => normalizePath(`${base}/${written}`) === null);
  if (leavesRoot) return { kind: 'outside', agent, written: script, candidates: [] };
  return { kind: 'lost', agent, written: script, candidates: candidatesFor(context, written, own) };
}

function foreignScript(
  { project }: StartupContext,
  agent: AgentDefinition,
  script: Located<string>,
  written: string,
): MissingScript | null {
  const own = project.pathOf(`file://${written.split('/').map(encodeURIComponent).join('/')}`);
  if (own !== null && project.exists(own)) return null;
  const inside = tails(written).find((tail) => project.exists(tail));
  if (inside === undefined) return { kind: 'foreign', agent, written: script, candidates: [] };
  if (DEPLOYED.test(written)) return null;
  const candidate = { written: inside, path: inside, isSameButCase: false, isClear: false };
  return { kind: 'foreign', agent, written: script, candidates: [candidate] };
}

function candidatesFor({ project }: StartupContext, written: string, own: string): Candidate[] {
  const near = nearestScripts(written, own, project.files);
  const [best] = near;
  const beside = near.filter((one) => one.difference === 'style' && folderOf(one.written) === folderOf(written));
  const isClear = best?.difference === 'case' || (beside.length === 1 && best === beside[0]);
  return near.map((one, index) => ({
    written: one.written,
    path: one.path,
    isSameButCase: one.difference === 'case',
    isClear: index === 0 && isClear,
  }));
}

/** Null when the module exists in the project or belongs to an installed package. */
export function missingModule({ project, definition }: StartupContext, agent: AgentDefinition): MissingScript | null {
  const { module, script } = agent;
  if (script || !module || !looksLikeModule(module.value)) return null;
  const path = module.value.split(':')[0]!.replaceAll('.', '/');
  const own = project.pathOf(definition.file) ?? '';
  const roots = [...scriptBases(own), 'src'].map((base) => (base === '' ? '' : `${base}/`));
  const isInstalled = !roots.some((root) => {
    const folder = `${root}${path.slice(0, path.indexOf('/') + 1)}`;
    return project.files.some((file) => file.startsWith(folder));
  });
  if (isInstalled) return null;
  const exists = roots.some((root) =>
    [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`].some((file) => project.exists(root + file)),
  );
  return exists ? null : { kind: 'lost', agent, written: module, candidates: [] };
}

function isDecidedAtStart(path: string): boolean {
  return /[$%]\{?\w|\{\{|^~|[*?<>]/.test(path);
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:\/)/.test(path);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** `/home/a/project/agents/x.py` → `home/a/…`, …, `agents/x.py`: down to a file with its folder. */
function tails(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((_, index) => parts.slice(index).join('/')).filter((tail) => tail.includes('/'));
}
