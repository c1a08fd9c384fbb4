import type { Page } from 'playwright-core';

/** The panel in which edits that need confirmation are looked at before they are applied. */
export class RefactorPreview {
  constructor(private readonly page: Page) {}

  /** The rows of the preview: files and the edits in them, with their labels. */
  async rows(): Promise<string[]> {
    const panel = this.page.locator('.bulk-edit-panel');
    await panel.waitFor();
    await panel.locator('.monaco-list-row').first().waitFor();
    const rows = await panel.locator('.monaco-list-row').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? (await row.innerText())));
  }

  /** Ticks every file in view with all of its edits; VS Code applies none that waits for confirmation otherwise. */
  async confirmAll(): Promise<void> {
    const files = this.page.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"] input[type=checkbox]');
    for (const box of await files.all()) {
      await box.check();
    }
  }

  async apply(): Promise<void> {
    await this.press('Apply');
  }

  async discard(): Promise<void> {
    await this.press('Discard');
  }

  private async press(label: string): Promise<void> {
    const panel = this.page.locator('.bulk-edit-panel');
    await panel.locator('.monaco-button', { hasText: label }).click();
    await panel.waitFor({ state: 'hidden' });
  }
}
