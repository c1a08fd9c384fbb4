import type { Page } from 'playwright-core';
import type { QuickInput } from './quick-input';
import { readRows } from './rows';
import { until } from './until';

export interface Problem {
  /** The file's name, without its folder. */
  readonly file: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** The link behind the message: for this extension, the rule. */
  readonly code: string | undefined;
  readonly source: string | undefined;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** The Problems panel. Rows that are scrolled out of view do not exist in it: filter, or collapse files, to see others. */
export class ProblemsPanel {
  constructor(
    private readonly page: Page,
    private readonly commands: QuickInput,
  ) {}

  async show(): Promise<void> {
    if (await this.page.locator('.markers-panel').isVisible()) return;
    await this.commands.run('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
  }

  /** How many there are altogether, by the badge on the panel's tab. */
  async total(): Promise<number> {
    const label = await this.page
      .locator('.panel .action-item', { hasText: /^Problems/ })
      .locator('.action-label')
      .getAttribute('aria-label');
    return Number(/(\d[\d,.]*)\D*$/.exec(label ?? '')?.[1]?.replace(/[,.]/g, '') ?? 0);
  }

  /**
   * Waits until the status bar counts a problem, whether the panel is open or not.
   *
   * @returns when that was, in milliseconds since the epoch
   */
  async firstCounted(timeoutMs: number): Promise<number> {
    const counter = this.page.locator('[id="status.problems"]');
    try {
      // Waited for within the page, frame by frame: asking from outside would add to what is measured.
      await counter.filter({ hasText: /[1-9]/ }).waitFor({ timeout: timeoutMs });
      return Date.now();
    } catch (error) {
      const shown = (await counter.allInnerTexts()).join(' | ') || 'no number of problems';
      throw new Error(`no problem after ${timeoutMs} ms; the status bar shows: ${shown}`, { cause: error });
    }
  }

  /** Narrows the panel to problems whose message, code or file contains the text; an empty text shows all. */
  async filter(text: string): Promise<void> {
    await this.show();
    await this.page.locator('.panel .viewpane-filter input').fill(text);
  }

  /** The rows in view, in the panel's order. */
  async list(): Promise<Problem[]> {
    const rows = await readRows(this.page, '.markers-panel .monaco-list-row', {
      file: '.label-name',
      message: '.marker-message',
      code: '.code-link, .marker-code',
      source: '.marker-source',
    });
    const problems: Problem[] = [];
    let file = '';
    for (const { aria, text, parts } of rows) {
      if (aria.level === '1') file = parts.file ?? '';
      if (aria.level !== '2') continue;
      const [, line, column] = /\[Ln (\d+), Col (\d+)\]/.exec(text) ?? [];
      problems.push({
        file,
        severity: /^error/i.test(aria.label ?? '') ? 'error' : /^warning/i.test(aria.label ?? '') ? 'warning' : 'info',
        message: parts.message ?? '',
        code: parts.code?.replace(/[()]/g, ''),
        source: parts.source,
        line: Number(line),
        column: Number(column),
      });
    }
    return problems;
  }

  /** Waits for a row that fits. */
  async waitFor(what: string, fits: (problem: Problem) => boolean, timeoutMs = 15_000): Promise<Problem> {
    await this.show();
    let seen: Problem[] = [];
    return until(
      () => `the problem: ${what}; shown are:\n${seen.map((problem) => JSON.stringify(problem)).join('\n')}`,
      async () => {
        seen = await this.list();
        return seen.find(fits);
      },
      timeoutMs,
    );
  }

  /** Waits until no row in view fits. */
  async waitUntilGone(what: string, fits: (problem: Problem) => boolean, timeoutMs = 15_000): Promise<void> {
    await this.show();
    await until(`the problem to go: ${what}`, async () => !(await this.list()).some(fits), timeoutMs);
  }
}
