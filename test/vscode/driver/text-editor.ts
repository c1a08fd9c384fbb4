import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { QuickInput } from './quick-input';
import { readRows } from './rows';
import { until } from './until';

/** The text editor that has the focus, and the menus that hang on its cursor. */
export class TextEditor {
  constructor(
    private readonly page: Page,
    private readonly commands: QuickInput,
  ) {}

  /** @param path relative to the folder that is open */
  async open(path: string): Promise<void> {
    await this.commands.openFile(path);
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  /** @param line 1-based @param column 1-based */
  async goTo(line: number, column = 1): Promise<void> {
    await this.commands.goTo(line, column);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /**
   * Saves until the file on disk reads as expected: an edit that was asked for may not have reached the editor yet.
   *
   * @param path absolute
   * @returns the text
   */
  async saved(path: string, fits: RegExp): Promise<string> {
    let text = '';
    return until(
      () => `${path} to fit ${fits} once saved; it reads:\n${text}`,
      async () => {
        await this.page.keyboard.press('Control+s');
        text = await readFile(path, 'utf8');
        return fits.test(text) ? text : undefined;
      },
    );
  }

  /** The lines of the editor that are scrolled into view, as they look. */
  async visibleText(): Promise<string> {
    return this.linesIn('.editor-instance');
  }

  /** The same of what the Output panel shows. */
  async outputText(): Promise<string> {
    return this.linesIn('.part.panel');
  }

  private async linesIn(part: string): Promise<string> {
    const lines = await readRows(this.page, `${part} .view-lines .view-line`);
    // VS Code draws spaces as no-break spaces.
    return lines.map(({ text }) => text.replaceAll('\u00a0', ' ')).join('\n');
  }

  /** Squiggles in view, by severity. */
  async squiggles(severity: 'error' | 'warning' | 'info'): Promise<number> {
    return this.page.locator(`.editor-instance .squiggly-${severity}`).count();
  }

  /** What the hover at the cursor says, waiting until it says something that fits. */
  async hover(fits: RegExp): Promise<string> {
    let text = '';
    return until(
      () => `a hover that fits ${fits}; it says: ${text}`,
      async () => {
        await this.page.keyboard.press('Control+K');
        await this.page.keyboard.press('Control+I');
        const content = this.page.locator(
          '.monaco-hover:not(.hidden) .hover-contents, .monaco-hover:visible .hover-row',
        );
        await content.first().waitFor({ timeout: 2_000 });
        text = (await content.allInnerTexts()).join('\n');
        return fits.test(text) ? text : undefined;
      },
    );
  }

  /** The titles of the lightbulb's menu at the cursor, in its order; the menu stays open. */
  async quickFixes(): Promise<string[]> {
    const rows = this.page.locator('.action-widget:visible .monaco-list-row.action');
    return until('the quick fix menu', async () => {
      if ((await rows.count()) === 0) {
        await this.page.keyboard.press('Control+.');
        await rows.first().waitFor({ timeout: 2_000 });
      }
      const titles = (await rows.allInnerTexts()).map((title) => title.trim());
      // A server that has not answered yet leaves the menu with this one line.
      if (titles.some((title) => /^(No code actions|Loading)/.test(title))) {
        await this.closeMenu();
        return undefined;
      }
      return titles;
    });
  }

  /** Opens the lightbulb's menu at the cursor and chooses the first entry that fits. */
  async applyQuickFix(title: string | RegExp): Promise<void> {
    let seen: string[] = [];
    await until(
      () => `the quick fix ${title}; the menu shows: ${seen.join(' | ')}`,
      async () => {
        seen = await this.quickFixes();
        const index = seen.findIndex((entry) => (typeof title === 'string' ? entry === title : title.test(entry)));
        if (index >= 0) {
          // The menu takes no clicks until a real mouse has moved over it; the first entry has the focus.
          for (let step = 0; step < index; step++) await this.page.keyboard.press('ArrowDown');
          const focused = this.page.locator('.action-widget .monaco-list-row.action.focused');
          if ((await focused.innerText()).trim() !== seen[index]) throw new Error(`cannot reach ${seen[index]}`);
          await this.page.keyboard.press('Enter');
          return true;
        }
        await this.closeMenu();
        return false;
      },
    );
    await this.page.locator('.action-widget').waitFor({ state: 'hidden' });
  }

  async closeMenu(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.action-widget').waitFor({ state: 'hidden' });
  }
}
