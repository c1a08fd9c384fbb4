import { existsSync, readdirSync, statSync } from 'node:fs';
import { lockHolder } from '../rendezvous/lock';
import { stackPlaces, userRoots } from '../rendezvous/stack-paths';
import { hasLivingAgents, readState } from '../rendezvous/state-file';
import { note, ok, problem, type Examination } from './examination';

const STACK_ID = /^[0-9a-f]{16}$/;

/** What supervisors that were killed, moved or forgotten have left behind. Looks only; nothing is ended or removed. */
export async function examineLeftovers(environment: NodeJS.ProcessEnv): Promise<Examination[]> {
  const roots = userRoots(environment);
  const ids = [...new Set([...namesIn(roots.runtime), ...namesIn(roots.state)])].filter((name) => STACK_ID.test(name));
  const findings = (await Promise.all(ids.sort().map((id) => examineStack(id, environment)))).flat();
  const stale = findings.filter((finding) => finding === 'stale').length;
  const told = findings.filter((finding) => finding !== 'stale');
  if (stale > 0) {
    const finding = `${stale === 1 ? '1 stack has a lock or socket' : `${stale} stacks have locks or sockets`} of a supervisor that was killed`;
    told.push(
      note('Supervisors', finding, 'Nothing to do: the next start of each of these stacks takes them out of the way.'),
    );
  }
  return told.length > 0 ? told : [ok('Supervisors', `nothing left behind (${ids.length} stacks known)`)];
}

async function examineStack(id: string, environment: NodeJS.ProcessEnv): Promise<(Examination | 'stale')[]> {
  const places = stackPlaces(id, environment);
  const findings: (Examination | 'stale')[] = [];
  const supervisor = await lockHolder(places.supervisorLock);
  const state = await readState(places.stateFile);
  const living = state !== null && (await hasLivingAgents(state));
  const file = state?.file ?? null;
  const subject = 'Supervisors';
  if (!supervisor && living && file) {
    const finding = `agents of ${file} run without a supervisor`;
    findings.push(
      note(subject, finding, `agent-preflight status ${file} takes them over; agent-preflight down ${file} ends them.`),
    );
  }
  if (supervisor && file && !existsSync(file)) {
    const finding = `process ${supervisor.pid} supervises ${file}, which is gone`;
    findings.push(note(subject, finding, `agent-preflight down ${file} ends what it started, and it with them.`));
  }
  if (supervisor && process.platform !== 'win32' && !existsSync(places.socket)) {
    const finding = `the supervisor of ${file ?? id} (process ${supervisor.pid}) has lost its socket`;
    findings.push(
      note(subject, finding, 'Wait some seconds: it notices, and the next command starts another that takes over.'),
    );
  }
  const debris = [places.supervisorLock, places.startLock, places.socket].some((path) => existsSync(path));
  if (!supervisor && debris && process.platform !== 'win32') findings.push('stale');
  const open = openToOthers(places.stateFile) ?? openToOthers(places.runtimeDirectory);
  if (open) findings.push(problem(subject, `${open} can be read by others`, `chmod go-rwx ${open}`));
  return findings;
}

function openToOthers(path: string): string | null {
  if (process.platform === 'win32') return null;
  const found = statSync(path, { throwIfNoEntry: false });
  return found && (found.mode & 0o077) !== 0 ? path : null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
