import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type CloseHandlerResult,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import type { ServerNotifications, ServerRequests, ServerStatus } from '@agent-preflight/server/protocol/requests';
import type { ClientOptions } from '@agent-preflight/server/protocol/settings';
import { documentSelector } from './document-selector';
import { rulePageFolder } from './rule-pages';

/** How the language server is, as the status item and the welcome views tell it. */
export type ServerState =
  | { readonly kind: 'disabled' }
  | { readonly kind: 'starting' }
  /** @property status the server's own word; null before it has said anything */
  | { readonly kind: 'running'; readonly status: ServerStatus | null }
  | { readonly kind: 'failed'; readonly reason: string };

/** Crashes that are answered by a restart before the user is asked: this many within {@link crashWindowMs}. */
const toleratedCrashes = 4;
const crashWindowMs = 3 * 60_000;

/** JSON-RPC's "method not found": a server that lacks one of the additional requests. */
const methodNotFound = -32601;

/** The language server's process and the conversation with it. */
export class LanguageServer implements vscode.Disposable {
  private client: LanguageClient | null = null;
  private current: ServerState = { kind: 'disabled' };
  private crashes: number[] = [];
  /** Starts and stops follow each other; two at once would leave a process behind. */
  private queue: Promise<void> = Promise.resolve();

  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly startupFilesMayHaveChanged = new vscode.EventEmitter<void>();
  readonly onDidChangeState = this.stateChanged.event;
  readonly onDidChangeStartupFiles = this.startupFilesMayHaveChanged.event;

  constructor(
    private readonly serverModule: string,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /** Resolves when the server runs or has failed to; the state then says which. */
  start(): Promise<void> {
    return this.enqueue(async () => {
      if (this.client) return;
      this.setState({ kind: 'starting' });
      const client = this.createClient();
      this.client = client;
      try {
        await client.start();
        if (this.current.kind === 'starting') this.setState({ kind: 'running', status: null });
        this.startupFilesMayHaveChanged.fire();
      } catch (error) {
        this.fail(error instanceof Error ? error.message : String(error));
      }
    });
  }

  stop(): Promise<void> {
    return this.enqueue(async () => {
      const client = this.client;
      this.client = null;
      this.setState({ kind: 'disabled' });
      await client
        ?.dispose()
        .catch((error: unknown) => this.output.debug(`stopping the language server: ${String(error)}`));
    });
  }

  async restart(): Promise<void> {
    await this.stop();
    this.crashes = [];
    await this.start();
  }

  /** Null: the server does not run, or is too old for the request; both are told by the server's state or the output. */
  async request<M extends keyof ServerRequests>(
    method: M,
    params: ServerRequests[M]['params'],
    token?: vscode.CancellationToken,
  ): Promise<ServerRequests[M]['result'] | null> {
    if (!this.client || this.current.kind !== 'running') return null;
    try {
      return await this.client.sendRequest<ServerRequests[M]['result']>(method, params, token);
    } catch (error) {
      if (token?.isCancellationRequested) return null;
      if (!(error instanceof ResponseError && error.code === methodNotFound))
        this.output.error(`${method}: ${String(error)}`);
      return null;
    }
  }

  dispose(): void {
    this.stateChanged.dispose();
    this.startupFilesMayHaveChanged.dispose();
  }

  private createClient(): LanguageClient {
    const module = this.serverModule;
    const server: ServerOptions = {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
    };
    const options: LanguageClientOptions = {
      documentSelector,
      outputChannel: this.output,
      traceOutputChannel: this.output,
      // Lint state is told by the status item; nothing of it is worth a message in front of the user's work.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(),
      },
      initializationOptions: {
        commands: ['agentPreflight.explainRule'],
        documentation: rulePageFolder,
      } satisfies ClientOptions,
      markdown: { isTrusted: false, supportHtml: false },
      diagnosticPullOptions: { onChange: true },
    };
    const client = new QuietLanguageClient('agentPreflight', 'Agent Preflight', server, options);
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        capabilities.experimental = { ...(capabilities.experimental as object), serverStatusNotification: true };
      },
      initialize: () => {},
      getState: () => ({ kind: 'static' }),
      clear: () => {},
    });
    this.listen(client);
    return client;
  }

  private listen(client: LanguageClient): void {
    const on = <M extends keyof ServerNotifications>(
      method: M,
      handle: (params: ServerNotifications[M]) => void,
    ): void => {
      client.onNotification(method, handle);
    };
    on('experimental/serverStatus', (status) => this.setState({ kind: 'running', status }));
    on('agentPreflight/startupFilesChanged', () => this.startupFilesMayHaveChanged.fire());
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Starting) this.setState({ kind: 'starting' });
      // After a crash and restart the status of the former process says nothing about the new one.
      if (newState === State.Running) {
        if (this.current.kind !== 'running') this.setState({ kind: 'running', status: null });
        this.startupFilesMayHaveChanged.fire();
      }
    });
  }

  private closed(): CloseHandlerResult {
    if (this.current.kind !== 'running') {
      // One that ends while it starts would end again.
      this.fail(l10n.t('it ended while it started'));
      return { action: CloseAction.DoNotRestart, handled: true };
    }
    const now = Date.now();
    this.crashes = [...this.crashes.filter((at) => now - at < crashWindowMs), now];
    if (this.crashes.length <= toleratedCrashes) {
      this.output.warn(
        `The language server ended unexpectedly; starting it again (${this.crashes.length}/${toleratedCrashes}).`,
      );
      return { action: CloseAction.Restart, handled: true };
    }
    this.fail(l10n.t('it ended {0} times within three minutes', this.crashes.length));
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private fail(reason: string): void {
    if (this.current.kind === 'failed') return;
    this.output.error(`The language server has failed: ${reason}`);
    const client = this.client;
    this.client = null;
    this.setState({ kind: 'failed', reason });
    client?.dispose().catch(() => {}); // it may never have come up
  }

  private setState(state: ServerState): void {
    this.current = state;
    this.stateChanged.fire(state);
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step, step);
    return this.queue;
  }
}

/** A failure is told by the status item, the view and the output; the library would put a message with a stack in front of the user. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
