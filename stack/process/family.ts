import { processEnvironmentHas, type ProcessInfo } from '../machine/process-table';
import { COOKIE_VARIABLE, STACK_VARIABLE } from './cookie';
import { isRunning, sameProcess, type ProcessIdentity } from './identity';

/**
 * All processes of one incarnation of an agent.
 *
 * A process belongs to it when it carries the incarnation's cookie, is in the main process's session or group, descends from a
 * member, or was a member when last seen: a worker may leave the session, be adopted by init, and overwrite its environment with
 * a new title, but hardly all three before it is first seen.
 */
export class ProcessFamily {
  /** Null until the main process is known, and when only its leftovers were found. */
  leader: ProcessIdentity | null;
  readonly cookie: string;
  #members = new Map<number, ProcessInfo>();

  constructor(cookie: string, leader: ProcessIdentity | null) {
    this.cookie = cookie;
    this.leader = leader;
  }

  /** As of the last look; ascending pid. */
  get members(): readonly ProcessInfo[] {
    return [...this.#members.values()];
  }

  get pids(): readonly number[] {
    return [...this.#members.keys()];
  }

  has(pid: number): boolean {
    return this.#members.has(pid);
  }

  /** Takes the result of a look at the machine; for {@link FamilyWatch} only. */
  update(members: readonly ProcessInfo[]): void {
    this.#members = new Map(members.map((member) => [member.pid, member]));
  }
}

export type EnvironmentHas = (pid: number, entry: string) => Promise<boolean>;

/** Finds out which processes belong to which family. One look at the process table serves all families of a stack. */
export class FamilyWatch {
  /** Processes whose environment was read and is none of ours. The command is part of the mark since exec changes both. */
  #strangers = new Map<number, string>();
  readonly #stackId: string;
  readonly #environmentHas: EnvironmentHas;

  constructor(stackId: string, environmentHas: EnvironmentHas = processEnvironmentHas) {
    this.#stackId = stackId;
    this.#environmentHas = environmentHas;
  }

  /**
   * Brings every family up to date and returns the processes that carry the stack's mark but belong to none of the families.
   */
  async assign(table: readonly ProcessInfo[], families: readonly ProcessFamily[]): Promise<ProcessInfo[]> {
    const running = table.filter((info) => isRunning(info) && info.pid > 1);
    const byPid = new Map(table.map((info) => [info.pid, info]));
    const untouchable = ancestors(byPid, process.pid);
    const owner = new Map<number, ProcessFamily>();
    const known = new KnownProcesses(families, byPid);
    for (const info of running) {
      const family = untouchable.has(info.pid) ? null : known.familyOf(info);
      if (family) owner.set(info.pid, family);
    }
    const children = childrenByParent(running);
    const adoptDescendants = (from: readonly number[]) => {
      const queue = [...from];
      for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
        for (const child of children.get(pid) ?? []) {
          if (owner.has(child.pid) || untouchable.has(child.pid)) continue;
          owner.set(child.pid, owner.get(pid)!);
          queue.push(child.pid);
        }
      }
    };
    adoptDescendants([...owner.keys()]);

    const strangers = new Map<number, string>();
    const unclaimed: ProcessInfo[] = [];
    for (const info of running) {
      if (owner.has(info.pid) || untouchable.has(info.pid)) continue;
      const mark = `${info.startTicks} ${info.command}`;
      if (this.#strangers.get(info.pid) === mark || !(await this.#isMarked(info))) {
        strangers.set(info.pid, mark);
        continue;
      }
      const family = await this.#familyByCookie(info, families);
      if (family) {
        owner.set(info.pid, family);
        adoptDescendants([info.pid]);
      } else {
        unclaimed.push(info);
      }
    }
    this.#strangers = strangers;
    const members = new Map<ProcessFamily, ProcessInfo[]>(families.map((family) => [family, []]));
    for (const info of running) members.get(owner.get(info.pid)!)?.push(info);
    for (const [family, infos] of members) family.update(infos);
    return unclaimed.filter((info) => !owner.has(info.pid));
  }

  #isMarked(info: ProcessInfo): Promise<boolean> {
    return this.#environmentHas(info.pid, `${STACK_VARIABLE}=${this.#stackId}`);
  }

  async #familyByCookie(info: ProcessInfo, families: readonly ProcessFamily[]): Promise<ProcessFamily | null> {
    for (const family of families) {
      if (await this.#environmentHas(info.pid, `${COOKIE_VARIABLE}=${family.cookie}`)) return family;
    }
    return null;
  }
}

/** Members without another look at them: seen before, a main process itself, or in its session or group. */
class KnownProcesses {
  readonly #byMember = new Map<number, { family: ProcessFamily; member: ProcessInfo }>();
  readonly #byLeader = new Map<number, ProcessFamily>();

  constructor(families: readonly ProcessFamily[], byPid: ReadonlyMap<number, ProcessInfo>) {
    for (const family of families) {
      for (const member of family.members) this.#byMember.set(member.pid, { family, member });
      const { leader } = family;
      const holder = leader && byPid.get(leader.pid);
      // Where another process has the main process's pid now, a session or group of that number says nothing any more.
      if (leader && (!holder || sameProcess(holder, leader))) this.#byLeader.set(leader.pid, family);
    }
  }

  familyOf(info: ProcessInfo): ProcessFamily | null {
    const seen = this.#byMember.get(info.pid);
    if (seen && sameProcess(seen.member, info)) return seen.family;
    return this.#byLeader.get(info.pid) ?? this.#byLeader.get(info.sid) ?? this.#byLeader.get(info.pgid) ?? null;
  }
}

function childrenByParent(running: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const children = new Map<number, ProcessInfo[]>();
  for (const info of running) {
    const siblings = children.get(info.ppid);
    if (siblings) siblings.push(info);
    else children.set(info.ppid, [info]);
  }
  return children;
}

/** The process and everything above it: never an agent's, whatever their environment says. */
function ancestors(byPid: ReadonlyMap<number, ProcessInfo>, pid: number): Set<number> {
  const found = new Set<number>();
  for (let at = pid; at > 0 && !found.has(at); at = byPid.get(at)?.ppid ?? 0) found.add(at);
  return found;
}
