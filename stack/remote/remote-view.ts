import type { StackIssue, StackSnapshot } from '../protocol/snapshot';
import { looksSame, remoteSnapshot, type RemoteIdentity } from './remote-snapshot';
import type { Observations, WatchedAgent } from './watched-stack';

/** Keeps the picture of a stack that runs elsewhere, and tells those who look at it of changes. */
export class RemoteView {
  readonly #identity: RemoteIdentity;
  readonly #agents: readonly WatchedAgent[];
  readonly #changeListeners = new Set<(snapshot: StackSnapshot) => void>();
  readonly #closeListeners = new Set<() => void>();
  readonly #clock: () => number;
  #observations: Observations = new Map();
  #snapshot: StackSnapshot;
  #closed = false;

  constructor(identity: RemoteIdentity, agents: readonly WatchedAgent[], clock: () => number = Date.now) {
    this.#identity = identity;
    this.#agents = agents;
    this.#clock = clock;
    this.#snapshot = remoteSnapshot(identity, agents, this.#observations, [], null, clock());
  }

  snapshot(): StackSnapshot {
    return this.#snapshot;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  onDidChange(listener: (snapshot: StackSnapshot) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onDidClose(listener: () => void): () => void {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  show(observations: Observations): void {
    this.#observations = observations;
    this.#update([]);
  }

  /** What was seen last stays, with a word about why nothing newer is known. */
  lost(message: string): void {
    this.#update([{ severity: 'warning', agent: null, message }]);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const listener of [...this.#closeListeners]) listener();
  }

  #update(issues: readonly StackIssue[]): void {
    if (this.#closed) return;
    const next = remoteSnapshot(
      this.#identity,
      this.#agents,
      this.#observations,
      issues,
      this.#snapshot,
      this.#clock(),
    );
    if (looksSame(next, this.#snapshot)) return;
    this.#snapshot = next;
    for (const listener of [...this.#changeListeners]) listener(next);
  }
}
