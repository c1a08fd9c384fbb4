/** One process as the operating system knows it now. */
export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  /** Process group; 0 where the system has none (Windows). */
  readonly pgid: number;
  /** Session; 0 where the system has none or does not tell. */
  readonly sid: number;
  /**
   * When this incarnation started, in the system's own unit (clock ticks since boot on Linux, a date elsewhere).
   * Opaque: the same pid with another value is another process.
   */
  readonly startTicks: string;
  /** The command line with its arguments, or the bare name in brackets when the system hides it. */
  readonly command: string;
  /** One letter as `ps` prints it, e.g. `S`, or `Z` for a process that has ended and waits for its parent; '' when unknown. */
  readonly state: string;
}

/** A TCP port somebody listens on. */
export interface Listener {
  /** 1–65535 */
  readonly port: number;
  /** The local address in its usual notation: `127.0.0.1`, `0.0.0.0`, `::`, `::1`. */
  readonly address: string;
  /** The process that holds the socket; null when it belongs to another user, or was not among those asked for. */
  readonly pid: number | null;
}

/** What the launcher asks of an operating system. One implementation per platform; each parses text that tests can record. */
export interface MachineInspector {
  /** Every process visible to this user. */
  processes(): Promise<ProcessInfo[]>;
  /** One process; null when there is none with that pid. */
  process(pid: number): Promise<ProcessInfo | null>;
  /**
   * Whether the environment the process was started with holds exactly this entry (`KEY=VALUE`).
   * False when the environment cannot be read: a process that cannot be proven ours is not ours.
   */
  environmentHas(pid: number, entry: string): Promise<boolean>;
  /**
   * Asks a process to end, or ends it (SIGKILL). False when it is gone, or may not be told. The caller has made sure that it is the process
   * it means.
   */
  send(pid: number, signal: NodeJS.Signals): Promise<boolean>;
  /** Listening TCP sockets. With `pids`, owners are looked for among these only, which makes the call cheap. */
  listeners(pids?: Iterable<number>): Promise<Listener[]>;
}
