import { DidChangeWatchedFilesNotification } from 'vscode-languageserver';
import { CONFIGURATION_FILES } from '@agent-preflight/stack/policy/configuration-text';
import { canonicalUri, nameOf } from '../documents/uri';
import type { Session } from './session';

/** Milliseconds within which changes are taken together: a checkout of another branch changes hundreds of files. */
const COLLECT = 50;
/**
 * Milliseconds after watching was asked for at which what was read before is held against the disk: files that came meanwhile come with no
 * event, and an editor takes its time to begin. Twice, since nobody tells how long.
 */
const SECOND_LOOKS = [1_000, 6_000];

/** Keeps projects in step with the disk: by watching where the client can, else by looking again at what is saved. */
export class WatchedFiles {
  private readonly waiting = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private looks: readonly ReturnType<typeof setTimeout>[] = [];

  constructor(
    private readonly session: Session,
    private readonly reload: () => Promise<void>,
  ) {
    const { connection } = session;
    connection.onDidChangeWatchedFiles(({ changes }) => this.collect(changes.map(({ uri }) => canonicalUri(uri))));
    connection.onDidSaveTextDocument(({ textDocument }) => {
      // Clients that watch report saves of their own as well.
      if (!session.client.watchesFiles) this.collect([canonicalUri(textDocument.uri)]);
    });
  }

  async register(): Promise<void> {
    const { client, connection } = this.session;
    if (!client.watchesFiles) return;
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: '**/*' }],
    });
    this.looks = SECOND_LOOKS.map((delay) => setTimeout(() => void this.session.projects.lookAgain(), delay));
  }

  dispose(): void {
    for (const look of this.looks) clearTimeout(look);
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private collect(uris: readonly string[]): void {
    for (const uri of uris) if (!uri.includes('/.git/') && !uri.includes('/node_modules/')) this.waiting.add(uri);
    if (this.waiting.size === 0) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.process();
    }, COLLECT);
  }

  private async process(): Promise<void> {
    const uris = [...this.waiting];
    this.waiting.clear();
    const shapesAll: readonly string[] = [...CONFIGURATION_FILES, '.gitignore'];
    if (uris.some((uri) => shapesAll.includes(nameOf(uri)))) {
      await this.reload();
      return;
    }
    await this.session.projects.refreshFiles(uris);
  }
}
