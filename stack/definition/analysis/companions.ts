import { sameMachine } from '../machine';
import type { AgentDefinition, StackDefinition } from '../model';

/** Folders of files that are kept, not started. */
const KEPT =
  /(?:^|[\\/])(?:archives?|archived|backups?|bak|old|deprecated|legacy_configs?|_?trash[\w-]*|attic|_archive|_old)[\\/]/i;

/**
 * Are two startup files of one project started side by side on one machine, so that their ports and dependencies meet? Not so
 * when they name different machines, when they are versions of one another (they share agents), or when one lies in an
 * archive. Files that name no machine are taken to run together when they stand in one folder.
 */
export function runTogether(a: StackDefinition, b: StackDefinition): boolean {
  if (a.file === b.file || a.dialect === 'names' || b.dialect === 'names') return false;
  if (isKept(a.file) !== isKept(b.file) || areVersions(a, b)) return false;
  if (a.machine === null || b.machine === null) return a.machine === b.machine && folderOf(a.file) === folderOf(b.file);
  return sameMachine(a.machine, b.machine);
}

/** Does a path lead through a folder of files that are kept for the record only? */
export function isKept(path: string): boolean {
  return KEPT.test(path);
}

/**
 * Are two files started instead of each other? Starting both would start the agents they share twice. In one folder a few
 * shared agents may be a mistake; a third of the smaller file's are none.
 */
export function areVersions(a: StackDefinition, b: StackDefinition): boolean {
  const names = new Set(a.agents.map((agent) => agent.name.value));
  const others = new Set(b.agents.map((agent) => agent.name.value));
  const shared = [...others].filter((name) => names.has(name)).length;
  return shared > 0 && (folderOf(a.file) !== folderOf(b.file) || shared >= Math.min(names.size, others.size) / 3);
}

/**
 * Can two agents of one file, or of files that run together, be on one machine at the same time? Agents whose profiles have nothing in
 * common are taken for alternatives of one another: one for the GPU, one for the CPU, on one port.
 */
export function shareMachine(a: AgentDefinition, b: AgentDefinition): boolean {
  if (areAlternatives(a, b)) return false;
  if (!a.machines?.length || !b.machines?.length) return true;
  const others = b.machines;
  return a.machines.some((machine) => others.some((other) => sameMachine(machine, other)));
}

function areAlternatives(a: AgentDefinition, b: AgentDefinition): boolean {
  if (!a.profiles?.length || !b.profiles?.length) return false;
  const others = new Set(b.profiles.map(({ value }) => value));
  return !a.profiles.some(({ value }) => others.has(value));
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}
