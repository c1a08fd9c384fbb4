import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { StackLink, Subscription } from '../stacks/launcher';
import type { StackSession } from '../stacks/stack-session';
import type { Stacks } from '../stacks/stacks';
import { LogWindow, type LogUpdate } from './log-window';

/** Open logs at a time; the one looked at longest ago makes room. */
const maximumOpen = 12;
const bounds = { maximumLines: 20_000, keptLines: 5_000 };

/**
 * Agents' logs, each in an output channel: follows at the end, is coloured as a log, can be searched, and takes no editor's place.
 * Lines come from the supervisor, which masks secrets.
 */
export class AgentLogs implements vscode.Disposable {
  /** In the order of their last use. */
  private readonly open = new Map<string, AgentLog>();

  constructor(private readonly stacks: Stacks) {}

  /** @param file absolute path of the startup file */
  async show(file: string, agent: string): Promise<void> {
    const session = this.stacks.session(file);
    if (!session) return;
    const key = `${file}#${agent}`;
    let log = this.open.get(key);
    this.open.delete(key);
    log ??= new AgentLog(agent, session);
    this.open.set(key, log);
    for (const [oldest, old] of this.open) {
      if (this.open.size <= maximumOpen) break;
      old.dispose();
      this.open.delete(oldest);
    }
    await log.show();
  }

  dispose(): void {
    for (const log of this.open.values()) log.dispose();
    this.open.clear();
  }
}

class AgentLog implements vscode.Disposable {
  private readonly channel: vscode.OutputChannel;
  private readonly window = new LogWindow(bounds);
  private readonly relink: Subscription;
  private followed: { readonly link: StackLink; readonly end: AbortController } | null = null;

  constructor(
    private readonly agent: string,
    private readonly session: StackSession,
  ) {
    this.channel = vscode.window.createOutputChannel(l10n.t('Agent {0}', agent), 'log');
    // After the supervisor was replaced, the log goes on with the next one.
    this.relink = session.onDidLink((link) => void this.follow(link).catch(() => {}));
  }

  /** A supervisor that is only started for its logs starts no agent, and ends when the log was looked at. */
  async show(): Promise<void> {
    this.channel.show(true);
    await this.follow(await this.session.connect());
  }

  dispose(): void {
    this.relink.dispose();
    this.followed?.end.abort();
    this.channel.dispose();
  }

  private async follow(link: StackLink): Promise<void> {
    if (this.followed?.link === link) return;
    this.followed?.end.abort();
    const end = new AbortController();
    this.followed = { link, end };
    // New lines may come before the answer with the old ones.
    let early: string[] | null = [];
    const onLines = (lines: readonly string[]): void => {
      if (early) early.push(...lines);
      else this.write(this.window.append(lines));
    };
    const { lines } = await link.logs(this.agent, { lines: 1000, onLines, signal: end.signal });
    if (end.signal.aborted) return;
    const shown = [...lines, ...early];
    this.write(this.window.reset(shown.length > 0 ? shown : [l10n.t('{0} has written nothing yet.', this.agent)]));
    early = null;
  }

  private write(update: LogUpdate | null): void {
    if (update?.kind === 'append') this.channel.append(update.text);
    else if (update) this.channel.replace(update.text);
  }
}
