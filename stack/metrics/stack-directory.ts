import { readdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { sep } from 'node:path';
import { hasLivingAgents, readState } from '../rendezvous/state-file';
import { stackPlaces, userRoots } from '../rendezvous/stack-paths';
import { SupervisorLink } from './supervisor-link';
import type { StackReading } from './stack-metrics';

const STACK_ID = /^[0-9a-f]{16}$/;

/** What is remembered of a stack between two looks. */
interface Known {
  readonly label: string;
  link: SupervisorLink | null;
}

/**
 * All stacks of this user that have a supervisor, or had one that died and left agents running. Supervisors come and go; each is
 * connected to for as long as it lives.
 */
export class StackDirectory {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #known = new Map<string, Known>();
  #looking: Promise<void> | null = null;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** Whether there is a stack to tell of. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Finds supervisors that came or went since the last look. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** How all the stacks are, now, sorted by their labels. A supervisor that does not answer is told as one that is not there. */
  async read(): Promise<StackReading[]> {
    await this.look();
    const readings = await Promise.all(
      [...this.#known].map(async ([id, { label: stack, link }]): Promise<StackReading> => {
        const measurements = (await link?.measure()) ?? null;
        return { stack, measurements, left: measurements ? [] : await this.#left(id) };
      }),
    );
    return readings.sort((a, b) => (a.stack < b.stack ? -1 : 1));
  }

  dispose(): void {
    for (const { link } of this.#known.values()) link?.dispose();
    this.#known.clear();
  }

  async #look(): Promise<void> {
    const { runtime, state } = userRoots(this.#environment);
    const listed = await Promise.all([runtime, state].map((root) => readdir(root).catch(() => [])));
    const ids = new Set([...listed.flat(), ...this.#known.keys()].filter((name) => STACK_ID.test(name)));
    await Promise.all([...ids].map((id) => this.#lookAt(id)));
  }

  async #lookAt(id: string): Promise<void> {
    const known = this.#known.get(id);
    if (known?.link && !known.link.isClosed) return;
    const { socket, stateFile } = stackPlaces(id, this.#environment);
    const link = await SupervisorLink.open(socket);
    // Neither dead nor to be understood: nothing can be said of it.
    if (link === 'foreign') return void this.#known.delete(id);
    if (link) {
      this.#known.set(id, { label: known?.label ?? (await labelOf(link.hello.file)), link });
      return;
    }
    // Nobody answers. Where agents go on all the same, people should know.
    const state = await readState(stateFile);
    if (!state || !(await hasLivingAgents(state))) this.#known.delete(id);
    else this.#known.set(id, { label: known?.label ?? (await labelOf(state.file)), link: null });
  }

  async #left(id: string): Promise<StackReading['left']> {
    const state = await readState(stackPlaces(id, this.#environment).stateFile);
    return (state?.agents ?? []).map(({ name, restarts }) => ({ agent: name, restarts }));
  }
}

/** The path of a startup file, with `~` for the home folder. */
export async function labelOf(file: string, home: string = homedir()): Promise<string> {
  const real = await realpath(home).catch(() => home);
  const found = [real, home].find((folder) => file.startsWith(folder + sep));
  return found === undefined ? file : `~${file.slice(found.length)}`;
}
