import type { JSHandle, Page } from 'playwright-core';
import { until } from './until';

/** What is looked at in the page; its own types are not part of this project. */
interface PageElement {
  readonly textContent: string;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
interface PageObserver {
  observe(target: PageElement, options: Readonly<Record<string, boolean>>): void;
  disconnect(): void;
}
declare const document: PageElement;
declare const MutationObserver: new (changed: () => void) => PageObserver;

interface Recorder {
  readonly seen: readonly string[];
  readonly observer: PageObserver;
}

/** What a row shows, written down by the page itself: asking again and again from outside misses what lasts a few frames. */
export class RowRecording {
  private constructor(
    private readonly label: string,
    private readonly recorder: JSHandle<Recorder>,
  ) {}

  /** @param list selector of what holds the rows @param label of the row, exactly as shown */
  static async start(page: Page, list: string, label: string): Promise<RowRecording> {
    return new RowRecording(label, await page.evaluateHandle(record, { list, label }));
  }

  /** The descriptions that the row has shown since the start, in their order, each once for every change to it. */
  async descriptions(): Promise<readonly string[]> {
    return this.recorder.evaluate(({ seen }) => seen);
  }

  /** Waits until the row has shown a description that fits, whatever it shows now. */
  async waitFor(what: string, fits: (description: string) => boolean, timeoutMs?: number): Promise<void> {
    let seen: readonly string[] = [];
    await until(
      () => `${this.label} ${what}; it has shown:\n${seen.join('\n')}`,
      async () => {
        seen = await this.descriptions();
        return seen.some(fits);
      },
      timeoutMs,
    );
  }

  async stop(): Promise<void> {
    await this.recorder.evaluate(({ observer }) => observer.disconnect());
    await this.recorder.dispose();
  }
}

/** Runs in the page, so it may use nothing from around it, and no named function: the compiler's helper for those is not there. */
function record({ list, label }: { list: string; label: string }): Recorder {
  const seen: string[] = [];
  const root = document.querySelector(list);
  if (!root) throw new Error(`there is no ${list}`);
  const observer = new MutationObserver(() => {
    for (const row of root.querySelectorAll('.monaco-list-row')) {
      if (row.querySelector('.label-name')?.textContent.trim() !== label) continue;
      const text = row.querySelector('.label-description')?.textContent.trim() ?? '';
      if (text !== '' && text !== seen.at(-1)) seen.push(text);
    }
  });
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  return { seen, observer };
}
