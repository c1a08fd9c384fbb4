import type { Page } from 'playwright-core';
import { readRows } from './rows';
import { until } from './until';

/** The box at the top: command palette, quick open, "go to line", and the pickers of extensions. */
export class QuickInput {
  constructor(private readonly page: Page) {}

  /** @param label as the palette shows it, category included: `Developer: Reload Window` */
  async run(label: string): Promise<void> {
    await this.openAndChoose(`>${label}`, (row) => row === label || row.startsWith(`${label},`));
  }

  /** What the palette offers for a text, without choosing any of it. */
  async find(text: string): Promise<string[]> {
    await this.open(`>${text}`);
    const rows = await until('the palette to answer', () =>
      this.rows().then((all) => (all.length > 0 ? all : undefined)),
    );
    await this.page.keyboard.press('Escape');
    await this.closed();
    return rows;
  }

  /** @param path relative to the folder that is open */
  async openFile(path: string): Promise<void> {
    const name = path.split('/').pop() ?? path;
    await this.openAndChoose(path, (row) => row === name || row.startsWith(`${name},`) || row.startsWith(`${name} `));
    await this.page.locator(`.tab[data-resource-name="${name}"].active`).waitFor();
  }

  /** @param line 1-based @param column 1-based */
  async goTo(line: number, column = 1): Promise<void> {
    await this.open(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.closed();
  }

  /** The labels of the rows of a picker that is open. */
  async rows(): Promise<string[]> {
    return (await readRows(this.page, '.quick-input-list .monaco-list-row')).map(({ aria }) => aria.label ?? '');
  }

  /** Picks the first row that fits in the picker that is open. */
  async choose(fits: (row: string) => boolean, timeoutMs = 15_000): Promise<void> {
    let seen: string[] = [];
    const index = await until(
      () => `a fitting row in the picker; it shows: ${seen.join(' | ')}`,
      async () => {
        seen = await this.rows();
        const found = seen.findIndex(fits);
        return found < 0 ? undefined : { row: found };
      },
      timeoutMs,
    );
    await this.page.locator('.quick-input-list .monaco-list-row').nth(index.row).click();
    await this.closed();
  }

  /** The picker does not notice what is added while it is open, such as the commands of an extension that is just loading. */
  private async openAndChoose(text: string, fits: (row: string) => boolean): Promise<void> {
    await until(
      `a choice for "${text}"`,
      async () => {
        await this.open(text);
        await this.choose(fits, 3_000);
        return true;
      },
      20_000,
    );
  }

  private async open(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible .quick-input-box input');
    await until('the quick input to open', async () => {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 1_000 });
      return true;
    });
    await input.fill(text);
  }

  private async closed(): Promise<void> {
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }
}
