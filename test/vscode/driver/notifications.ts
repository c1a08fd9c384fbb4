import type { Page } from 'playwright-core';
import { until } from './until';

/** Toasts and modal dialogs. */
export class Notifications {
  constructor(private readonly page: Page) {}

  /** The messages of the toasts in view. */
  async list(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** Waits for a toast that fits and, when a button is named, presses it. */
  async waitFor(fits: RegExp, button?: string): Promise<string> {
    let seen: string[] = [];
    const message = await until(
      () => `a notification that fits ${fits}; shown are: ${seen.join(' | ')}`,
      async () => {
        seen = await this.list();
        return seen.find((text) => fits.test(text));
      },
    );
    if (button) {
      const toast = this.page.locator('.notifications-toasts .notification-list-item', { hasText: message });
      await toast.locator('.monaco-button', { hasText: button }).click();
    }
    return message;
  }

  /** Waits for a modal dialog and presses one of its buttons. @returns what the dialog said */
  async answerDialog(button: string): Promise<string> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const text = await dialog.locator('.dialog-message-container').innerText();
    await dialog.locator('.monaco-button', { hasText: button }).click();
    await dialog.waitFor({ state: 'detached' });
    return text;
  }
}
