import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { ServerStatus } from '../protocol/requests';
import type { Client } from './client';

/** Background work as its author sees it. */
export interface Work {
  report(done: number, total: number): void;
  end(): void;
}

/** Tells the client how the server is and what it is busy with, in the ways the client understands. */
export class ServerStatusReporter {
  private running = 0;
  private problem: string | null = null;
  private last = '';
  private started = false;

  constructor(
    private readonly connection: Connection,
    private readonly client: Client,
  ) {}

  /** Nothing may be sent before the client has said `initialized`. */
  start(): void {
    this.started = true;
    this.send();
  }

  setProblem(message: string | null): void {
    this.problem = message;
    this.send();
  }

  begin(title: string): Work {
    this.running++;
    this.send();
    const progress = this.started && this.client.showsProgress ? this.connection.window.createWorkDoneProgress() : null;
    let reporter: WorkDoneProgressServerReporter | null = null;
    let ended = false;
    progress?.then(
      (created) => {
        if (ended) return;
        reporter = created;
        created.begin(title, 0, undefined, false);
      },
      () => undefined,
    );
    let shown = 0;
    return {
      report: (done, total) => {
        const percent = Math.floor((done / Math.max(1, total)) * 100);
        if (reporter === null || percent < shown + 5) return;
        shown = percent;
        reporter.report(percent, `${done}/${total}`);
      },
      end: () => {
        ended = true;
        reporter?.done();
        this.running--;
        this.send();
      },
    };
  }

  private send(): void {
    if (!this.started || !this.client.showsServerStatus) return;
    const status: ServerStatus = {
      health: this.problem === null ? 'ok' : 'warning',
      quiescent: this.running === 0,
      ...(this.problem === null ? {} : { message: this.problem }),
    };
    const text = JSON.stringify(status);
    if (text === this.last) return;
    this.last = text;
    void this.connection.sendNotification('experimental/serverStatus', status);
  }
}
