import { createServer, type Server, type Socket } from 'node:net';
import { chmod, rename, rm } from 'node:fs/promises';
import { SubscriptionHub } from './subscription-hub';
import { ClientSession, type SessionHost } from './client-session';

/**
 * Listens on the stack's socket and leads one session per client. Only this user can reach it: the socket lies in a directory of
 * mode 0700 and is 0600 itself.
 */
export class RpcServer {
  readonly #server: Server;
  readonly #sessions = new Set<ClientSession>();
  readonly #hub: SubscriptionHub;
  readonly #host: SessionHost;
  readonly #onIdle: () => void;
  #grace: NodeJS.Timeout | null = null;

  /** `onIdle` is called whenever a session ends. */
  constructor(host: SessionHost, onIdle: () => void) {
    this.#host = host;
    this.#onIdle = onIdle;
    this.#hub = new SubscriptionHub(host.supervisor);
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /**
   * Listens at `path`, in place of whatever is there. The socket is made under a name of its own and moved: there is no instant at which
   * it is there and not private, and closing this server later cannot remove a successor's socket, since it only knows the first name.
   */
  async listen(path: string): Promise<void> {
    const isPipe = process.platform === 'win32';
    const own = isPipe ? path : `${path}.${process.pid}`;
    if (!isPipe) await rm(own, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ path: own, exclusive: true }, () => resolve());
    });
    if (isPipe) return;
    await chmod(own, 0o600);
    await rm(path, { recursive: true, force: true });
    await rename(own, path);
  }

  /** Clients for whose sake a supervisor with nothing to run stays. */
  get clientCount(): number {
    return [...this.#sessions].filter((session) => !session.isPassive).length;
  }

  /** Whether somebody looks at the live state, so that sampling is worth its cost. */
  get isObserved(): boolean {
    return this.#hub.size > 0;
  }

  /** Whether a living connection has asked for the stack to end with it. */
  get hasLease(): boolean {
    return [...this.#sessions].some((session) => session.hasLease);
  }

  /** Sends what is still to be said and ends all sessions. */
  async close(): Promise<void> {
    this.#hub.flush();
    if (this.#grace) clearTimeout(this.#grace);
    this.#server.close();
    await Promise.all([...this.#sessions].map((session) => session.end()));
  }

  #accept(socket: Socket): void {
    const session = new ClientSession(socket, this.#host, this.#hub, () => {
      this.#sessions.delete(session);
      if (session.hasLease && !this.hasLease) this.#leaseEnds(session.leaseGraceMs);
      this.#onIdle();
    });
    this.#sessions.add(session);
  }

  #leaseEnds(graceMs: number): void {
    if (this.#grace) clearTimeout(this.#grace);
    if (graceMs === 0) {
      this.#host.leaseEnded();
      return;
    }
    this.#grace = setTimeout(() => {
      if (!this.hasLease) this.#host.leaseEnded();
    }, graceMs);
  }
}
