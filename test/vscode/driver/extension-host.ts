import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

/** What a test in the extension host came to. */
export interface HostedTest {
  readonly state: 'pass' | 'fail' | 'pending';
  readonly title: string;
  /** For a failed test: why, with the stack. */
  readonly message?: string;
}

/**
 * VS Code's workbench reports the end of a suite that runs in the extension host by calling functions of its page.
 *
 * @param page before it is navigated
 * @returns resolves with the exit status once the suite has ended
 */
export async function exposeSuiteEnd(page: Page): Promise<{ readonly ended: Promise<number> }> {
  let end: (status: number) => void;
  const ended = new Promise<number>((resolve) => (end = resolve));
  await page.exposeFunction('codeAutomationExit', (status: number) => end(status));
  await page.exposeFunction('codeAutomationLog', () => undefined);
  return { ended };
}

/** @param suite the module that was given as `extensionTestsPath` */
export async function readSuiteReport(suite: string): Promise<HostedTest[]> {
  return JSON.parse(await readFile(join(dirname(suite), 'report.json'), 'utf8')) as HostedTest[];
}
