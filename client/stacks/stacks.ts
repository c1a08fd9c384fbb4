import * as vscode from 'vscode';
import type { DeclaredStack } from '../stack-view/stack-list';
import { stackEntry, type StackEntry } from '../stack-view/stack-list';
import { canStartStack, canStopStack } from '../stack-view/stack-counts';
import type { StartupFiles } from '../startup-files/startup-files';
import type { Launcher } from './launcher';
import { RemoteWatches, type OpenRemote, type WatchMemory } from './remote-watches';
import { StackSession } from './stack-session';

/** A stack that was started from a terminal is noticed within this time while somebody looks. */
const lookForStacksMs = 3000;

/**
 * All stacks of the workspace: what its startup files declare, joined with what their supervisors say. Nothing is attached to, and
 * nothing is listed, while the workspace is not trusted.
 */
export class Stacks implements vscode.Disposable {
  private readonly sessions = new Map<string, { session: StackSession; declared: DeclaredStack }>();
  private entries: readonly StackEntry[] = [];
  private announcement: NodeJS.Timeout | null = null;
  private watch: NodeJS.Timeout | null = null;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** Those that are shown as they run under Docker Compose or Kubernetes, in place of what runs here. */
  readonly remotes: RemoteWatches;
  /** At most once per turn of the event loop. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly startupFiles: StartupFiles,
    private readonly launcher: Launcher,
    private readonly output: vscode.LogOutputChannel,
    openRemote: OpenRemote,
    memory: WatchMemory,
  ) {
    this.remotes = new RemoteWatches(openRemote, memory, {
      changed: () => this.announce(),
      report: (message) => output.warn(message),
    });
    this.subscriptions = [
      this.changed,
      startupFiles.onDidChange(() => this.update()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.update()),
    ];
    this.update();
  }

  /** In the order of the startup files. */
  get all(): readonly StackEntry[] {
    return this.entries;
  }

  find(file: string): StackEntry | undefined {
    return this.entries.find((entry) => entry.file === file);
  }

  session(file: string): StackSession | undefined {
    return this.sessions.get(file)?.session;
  }

  get allSessions(): readonly StackSession[] {
    return [...this.sessions.values()].map(({ session }) => session);
  }

  /** Looks for stacks that run, now. */
  async attachAll(): Promise<void> {
    await Promise.all(this.allSessions.map((session) => session.attach()));
  }

  /** Says hello to all supervisors again, after a setting that they must hear of has changed. */
  async reconnectAll(): Promise<void> {
    await Promise.all(this.allSessions.map((session) => session.reconnect()));
  }

  /** Goes on looking for stacks that somebody else starts, for as long as the answer is on display. */
  setWatching(watching: boolean): void {
    if (watching === (this.watch !== null)) return;
    if (this.watch) clearInterval(this.watch);
    this.watch = watching ? setInterval(() => this.look(), lookForStacksMs) : null;
    if (watching) this.look();
  }

  dispose(): void {
    this.setWatching(false);
    if (this.announcement) clearTimeout(this.announcement);
    for (const { session } of this.sessions.values()) session.dispose();
    this.sessions.clear();
    this.remotes.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private look(): void {
    for (const session of this.allSessions) void session.look();
  }

  private update(): void {
    const declared = vscode.workspace.isTrusted ? this.startupFiles.all : [];
    const files = new Set(declared.map(({ file }) => file));
    for (const [file, { session }] of this.sessions) {
      // A stack whose file was deleted or renamed still has to be stopped by somebody.
      if (files.has(file) || session.current) continue;
      session.dispose();
      this.sessions.delete(file);
    }
    for (const stack of declared) {
      const known = this.sessions.get(stack.file);
      if (known) known.declared = stack;
      else this.add(stack);
    }
    this.remotes.update(declared);
    this.announce();
  }

  private add(declared: DeclaredStack): void {
    const session = new StackSession(declared.file, this.launcher, {
      changed: () => this.announce(),
      report: (message) => this.output.warn(message),
    });
    this.sessions.set(declared.file, { session, declared });
    void session.attach();
  }

  /** Several supervisors, and several changes of one, make one announcement. */
  private announce(): void {
    this.announcement ??= setTimeout(() => {
      this.announcement = null;
      this.entries = [...this.sessions.values()]
        .map(({ session, declared }) => this.entry(session, declared))
        .sort((a, b) => compare(a.file, b.file));
      this.setContext();
      this.changed.fire();
    }, 0);
  }

  private entry(session: StackSession, declared: DeclaredStack): StackEntry {
    const watch = this.remotes.find(session.file);
    return watch ? stackEntry(declared, watch.snapshot, watch.state) : stackEntry(declared, session.snapshot);
  }

  /** What `when` clauses ask for. */
  private setContext(): void {
    const set = (name: string, value: boolean) =>
      vscode.commands.executeCommand('setContext', `agentPreflight.${name}`, value);
    void set('hasStartupFile', this.entries.length > 0);
    void set('someRunning', this.entries.some(canStopStack));
    void set('someStopped', this.entries.some(canStartStack));
    void set(
      'someWatched',
      this.entries.some(({ remote }) => remote !== null),
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
