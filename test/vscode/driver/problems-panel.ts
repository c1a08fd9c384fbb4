import type { Locator, Page } from 'playwright-core';
import type { QuickInput } from './quick-input';
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

  /** Narrows the panel to problems whose message, code or file contains the text; an empty text shows all. */
  async filter(text: string): Promise<void> {
    await this.show();
    await this.page.locator('.panel .viewpane-filter input').fill(text);
  }

  /** The rows in view, in the panel's order. */
  async list(): Promise<Problem[]> {
    const rows = await this.page.locator('.markers-panel .monaco-list-row').all();
    const placed = await Promise.all(
      rows.map(async (row) => ({
        top: (await row.boundingBox())?.y ?? 0,
        level: await row.getAttribute('aria-level'),
        row,
      })),
    );
    placed.sort((a, b) => a.top - b.top);
    const problems: Problem[] = [];
    let file = '';
    for (const { level, row } of placed) {
      if (level === '1') file = (await row.locator('.label-name').first().innerText()).trim();
      else if (level === '2') problems.push(await readProblem(row, file));
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

async function readProblem(row: Locator, file: string): Promise<Problem> {
  const label = (await row.getAttribute('aria-label')) ?? '';
  const [, line, column] = /\[Ln (\d+), Col (\d+)\]/.exec(await row.innerText()) ?? [];
  const code = await textOf(row.locator('.code-link, .marker-code'));
  return {
    file,
    severity: /^error/i.test(label) ? 'error' : /^warning/i.test(label) ? 'warning' : 'info',
    message: (await textOf(row.locator('.marker-message'))) ?? '',
    code: code?.replace(/[()]/g, ''),
    source: await textOf(row.locator('.marker-source')),
    line: Number(line),
    column: Number(column),
  };
}

async function textOf(part: Locator): Promise<string | undefined> {
  const [text] = await part.allInnerTexts();
  return text;
}
