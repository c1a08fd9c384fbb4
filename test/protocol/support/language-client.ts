import { type ChildProcess, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import path from 'node:path';
import { createConnection } from 'vscode-languageserver/node';
import {
  type ClientCapabilities,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
} from 'vscode-languageserver-protocol/node';
import { nodeHost } from '../../../server/lsp/node-host';
import { createServer } from '../../../server/lsp/server';
import type { ServerHost } from '../../../server/lsp/host';

export const ROOT = path.join(__dirname, '..', '..', '..');

/** What a modern client says of itself; tests take away from it. */
export const PUSH_CLIENT: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
    hover: { contentFormat: ['markdown'] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  workspace: {
    workspaceFolders: true,
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create'],
      changeAnnotationSupport: {},
    },
  },
};

export const PULL_CLIENT: ClientCapabilities = {
  ...PUSH_CLIENT,
  textDocument: { ...PUSH_CLIENT.textDocument, diagnostic: { dynamicRegistration: false } },
  workspace: { ...PUSH_CLIENT.workspace, diagnostics: { refreshSupport: true } },
};

/** One end of a conversation over real JSON-RPC, with what the server said so far. */
export class LanguageClient {
  private readonly published = new Map<string, PublishDiagnosticsParams[]>();
  private readonly watchers: (() => void)[] = [];
  readonly received: { method: string; params: unknown }[] = [];
  result: InitializeResult | null = null;
  private version = 1;

  private constructor(
    readonly connection: MessageConnection,
    readonly child: ChildProcess | null,
  ) {
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.set(params.uri, [...(this.published.get(params.uri) ?? []), params]);
      this.wake();
    });
    connection.onNotification((method: string, params: unknown) => {
      this.received.push({ method, params });
      this.wake();
    });
    connection.onRequest((method: string, params: unknown) => {
      this.received.push({ method, params });
      this.wake();
      return null;
    });
    connection.listen();
  }

  /** A server in this process, over two streams. */
  static inMemory(host: ServerHost = nodeHost(path.join(ROOT, 'server', 'lsp'))): LanguageClient {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const server = createConnection(toServer, toClient);
    createServer(server, host);
    server.listen();
    return new LanguageClient(
      createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
      null,
    );
  }

  /** A server in a process of its own, run from its source. */
  static stdio(): LanguageClient {
    const main = path.join(ROOT, 'server', 'cli', 'main.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', main, 'lsp', '--stdio'], {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stderr.resume();
    return new LanguageClient(
      createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)),
      child,
    );
  }

  async initialize(
    capabilities: ClientCapabilities,
    folders: readonly string[],
    more: Partial<InitializeParams> = {},
  ): Promise<InitializeResult> {
    this.result = await this.connection.sendRequest<InitializeResult>('initialize', {
      // A server in this process would watch over its own end.
      processId: this.child === null ? null : process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders: folders.map((uri) => ({ uri, name: path.basename(uri) })),
      ...more,
    });
    await this.connection.sendNotification('initialized', {});
    return this.result;
  }

  async open(uri: string, text: string, languageId = 'python'): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: ++this.version, text },
    });
  }

  /** Returns the version sent. */
  async change(uri: string, contentChanges: readonly object[]): Promise<number> {
    const version = ++this.version;
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
    return version;
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  /** The last diagnostics published for a file. */
  diagnostics(uri: string): Diagnostic[] | null {
    return this.published.get(uri)?.at(-1)?.diagnostics ?? null;
  }

  publishedVersions(uri: string): (number | undefined)[] {
    return (this.published.get(uri) ?? []).map((params) => params.version);
  }

  /** Waits until what the server said makes the condition true. */
  async until<T>(condition: () => T | null | undefined | false, what: string, milliseconds = 10_000): Promise<T> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const value = condition();
      if (value !== null && value !== undefined && value !== false) return value;
      const rest = deadline - Date.now();
      if (rest <= 0) throw new Error(`not seen within ${milliseconds} ms: ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest);
        this.watchers.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** The diagnostics published for a version, or for a closed file when none is given. */
  async diagnosticsFor(uri: string, version?: number): Promise<Diagnostic[]> {
    return this.until(
      () => {
        const last = this.published.get(uri)?.at(-1);
        return last !== undefined && (version === undefined || (last.version ?? -1) >= version)
          ? last.diagnostics
          : null;
      },
      `diagnostics of ${uri}${version === undefined ? '' : `, version ${version}`}`,
    );
  }

  async stop(): Promise<void> {
    if (this.child === null) {
      await this.connection.sendRequest('shutdown');
      this.connection.dispose();
      return;
    }
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    await ended;
    this.connection.dispose();
  }

  private wake(): void {
    for (const watcher of this.watchers.splice(0)) watcher();
  }
}
