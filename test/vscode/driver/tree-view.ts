import type { Locator, Page } from 'playwright-core';
import { readRows } from './rows';
import { RowRecording } from './row-recording';
import { until } from './until';

export interface TreeRow {
  readonly label: string;
  /** The dimmed text behind the label; empty when there is none. */
  readonly description: string;
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** 1-based. */
  readonly level: number;
  /** Undefined for a row that cannot be expanded. */
  readonly expanded: boolean | undefined;
}

/** A tree in the side bar or the panel. */
export class TreeView {
  constructor(
    private readonly page: Page,
    private readonly title: string,
  ) {}

  /** The rows in view, from top to bottom. */
  async rows(): Promise<TreeRow[]> {
    const rows = await readRows(this.page, `${this.paneSelector()} .monaco-list-row`, {
      label: '.label-name',
      description: '.label-description',
    });
    return rows.map(({ aria, parts }) => ({
      label: parts.label ?? '',
      description: parts.description ?? '',
      ariaLabel: aria.label ?? '',
      level: Number(aria.level),
      expanded: aria.expanded === undefined ? undefined : aria.expanded === 'true',
    }));
  }

  /** Waits until the rows in view fit. */
  async waitFor(what: string, fit: (rows: TreeRow[]) => boolean, timeoutMs = 15_000): Promise<TreeRow[]> {
    let seen: TreeRow[] = [];
    return until(
      () => `${what} in the tree "${this.title}"; it shows:\n${seen.map((row) => row.ariaLabel).join('\n')}`,
      async () => {
        seen = await this.rows();
        return fit(seen) ? seen : undefined;
      },
      timeoutMs,
    );
  }

  /** Writes down every description that a row shows from now on. @param label exactly as shown */
  async record(label: string): Promise<RowRecording> {
    return RowRecording.start(this.page, this.paneSelector(), label);
  }

  async expand(label: string | RegExp): Promise<void> {
    const row = this.row(label);
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
    await until(`${label} to be expanded`, async () => (await row.getAttribute('aria-expanded')) === 'true');
  }

  async click(label: string | RegExp): Promise<void> {
    await this.row(label).click();
  }

  /** Waits until the tree has not changed for a second: a person who has just seen a row come up is slower than that, a script is not. */
  private async still(): Promise<void> {
    let before = '';
    for (let calm = 0, looks = 0; calm < 4 && looks < 40; looks++) {
      const now = JSON.stringify(await this.rows());
      calm = now === before ? calm + 1 : 0;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  /**
   * Presses a button that a row shows when the mouse is over it.
   *
   * @param action its tooltip
   * @param options.atOnce while the tree may still be changing
   */
  async pressInline(label: string | RegExp, action: string, { atOnce = false } = {}): Promise<void> {
    if (!atOnce) await this.still();
    const row = this.row(label);
    await until(`the button "${action}" of ${label} to be pressed`, async () => {
      await row.hover();
      // A row that has moved away from the mouse meanwhile is followed, as a person would.
      await row.locator(`.action-label[aria-label^="${action}"]`).click({ timeout: 1_000 });
      return true;
    });
  }

  /** Presses a button of the view's title bar. @param action its tooltip */
  async pressTitle(action: string): Promise<void> {
    await this.pane().locator('.pane-header').hover();
    await this.pane().locator(`.pane-header .action-label[aria-label^="${action}"]`).click();
  }

  /** The entries of a row's context menu; the menu stays open. */
  async openContextMenu(label: string | RegExp): Promise<string[]> {
    await this.row(label).click({ button: 'right' });
    const entries = this.page.locator('.context-view .monaco-menu .action-menu-item .action-label');
    await entries.first().waitFor();
    return (await entries.allInnerTexts()).map((text) => text.trim()).filter(Boolean);
  }

  async chooseFromContextMenu(label: string | RegExp, entry: string): Promise<void> {
    const entries = await this.openContextMenu(label);
    // By keyboard: a menu takes no clicks in its first moments.
    const focused = this.page.locator('.context-view .monaco-menu .action-item.focused .action-label');
    for (let step = 0; step <= entries.length; step++) {
      await this.page.keyboard.press('ArrowDown');
      if ((await focused.innerText()).trim() !== entry) continue;
      await this.page.keyboard.press('Enter');
      await this.page.locator('.context-view .monaco-menu').waitFor({ state: 'detached' });
      return;
    }
    throw new Error(`no "${entry}" in the context menu of ${label}; there are: ${entries.join(' | ')}`);
  }

  /** The text of an empty view, with its buttons. */
  async welcomeText(): Promise<string> {
    return this.pane().locator('.welcome-view-content').innerText();
  }

  /** Presses a button of an empty view. */
  async pressWelcome(button: string): Promise<void> {
    await this.pane().locator('.welcome-view-content .monaco-button', { hasText: button }).click();
  }

  private paneSelector(): string {
    return `.pane:has(> .pane-header[aria-label^="${this.title}"])`;
  }

  private row(label: string | RegExp): Locator {
    return this.locator().locator('.monaco-list-row', { hasText: label }).first();
  }

  private locator(): Locator {
    return this.pane().locator('.monaco-list').first();
  }

  private pane(): Locator {
    return this.page.locator('.pane', { has: this.page.locator(`.pane-header[aria-label^="${this.title}"]`) });
  }
}
