import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium';
import { CodeServer } from './code-server';
import { exposeSuiteEnd } from './extension-host';
import { Notifications } from './notifications';
import { ProblemsPanel } from './problems-panel';
import { QuickInput } from './quick-input';
import { RefactorPreview } from './refactor-preview';
import { TextEditor } from './text-editor';
import { TreeView } from './tree-view';
import { until } from './until';

export interface WorkbenchOptions {
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** The extension under test: a source tree, or a package to install. Leave both out for VS Code alone. */
  readonly extensionDevelopmentPath?: string;
  readonly vsix?: string;
  /** A CommonJS module that exports `run`; it is run in the extension host, and `suiteEnded` tells of its end. */
  readonly extensionTestsPath?: string;
  readonly settings?: Record<string, unknown>;
  /** See CodeServerOptions. Off when left out, which makes every folder a trusted one. */
  readonly workspaceTrust?: boolean;
  readonly environment?: Record<string, string>;
}

const resultsFolder = resolve(__dirname, '../../../test-results/vscode');

/** One VS Code window: a server, a browser page, and the parts of the workbench that tests look at and click. */
export class Workbench {
  readonly commands: QuickInput;
  readonly editor: TextEditor;
  readonly problems: ProblemsPanel;
  readonly notifications: Notifications;
  readonly refactorPreview: RefactorPreview;

  private constructor(
    readonly page: Page,
    private readonly server: CodeServer,
    private readonly browser: Browser,
    private readonly name: string,
    /** Resolves with the exit status of the suite at `extensionTestsPath`. */
    readonly suiteEnded: Promise<number>,
  ) {
    this.commands = new QuickInput(page);
    this.editor = new TextEditor(page, this.commands);
    this.problems = new ProblemsPanel(page, this.commands);
    this.notifications = new Notifications(page);
    this.refactorPreview = new RefactorPreview(page);
  }

  /** @param name names the screenshots and the log */
  static async open(name: string, options: WorkbenchOptions): Promise<Workbench> {
    await mkdir(resultsFolder, { recursive: true });
    const server = await CodeServer.start({ ...options, log: join(resultsFolder, `${name}-server.log`) });
    let browser: Browser | undefined;
    try {
      if (options.vsix) await server.installExtension(options.vsix);
      browser = await launchChromium();
      const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
      page.setDefaultTimeout(15_000);
      const { ended } = await exposeSuiteEnd(page);
      const workbench = new Workbench(page, server, browser, name, ended);
      await page.goto(workbenchUrl(server.url, options));
      // A suite may be over, and the page gone, before anybody has looked.
      if (!options.extensionTestsPath) await workbench.waitUntilReady();
      return workbench;
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** Reloads the window, as the command "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.waitUntilReady();
  }

  /** Opens a view container by its title in the activity bar. */
  async showViewContainer(title: string): Promise<void> {
    const item = this.page.locator(`.activitybar .action-item:has(.action-label[aria-label^="${title}"])`);
    const shown = this.page.locator('.sidebar .composite.title', { hasText: new RegExp(title, 'i') });
    await item.waitFor();
    // A click on the container that is open closes the side bar; a window that was just reloaded may open it by itself meanwhile.
    await until(
      `the view container ${title}`,
      async () => {
        if (!(await shown.isVisible())) await item.click();
        await shown.waitFor({ timeout: 2_000 });
        return true;
      },
      20_000,
    );
  }

  /** Drags the edge of the side bar, for trees with long descriptions. @param width in pixels */
  async resizeSideBar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (!box) throw new Error('the side bar is closed');
    const middle = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, middle, { steps: 4 });
    await this.page.mouse.up();
  }

  /** The tree of a view in the side bar or panel, by its title as shown. */
  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /**
   * Reloads the window and measures how long an extension takes to show something: from the moment VS Code begins to load
   * it, by the extension host's log, to the first number of problems in the status bar. That number is there whatever the
   * window looked like before; the Problems tab is not, when a window is reloaded before it has saved that it was open.
   *
   * @param extension its id
   * @returns milliseconds
   */
  async timeToFirstProblem(extension: string): Promise<number> {
    const since = Date.now();
    await this.page.reload();
    const shown = await this.problems.firstCounted(60_000);
    await this.waitUntilReady();
    const began = await until(`${extension} in the extension host's log`, () =>
      this.server.activation(extension, since),
    );
    return shown - began;
  }

  /** The text and tooltip of status bar items that contain `text`. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** @returns the file, kept in test-results/vscode/ */
  async screenshot(step: string): Promise<string> {
    mkdirSync(resultsFolder, { recursive: true });
    const path = join(resultsFolder, `${this.name}-${step}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }

  private async waitUntilReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    // The remote indicator appears once the window is connected to its extension host's machine.
    await until('the window to be connected', () => this.page.locator('.statusbar-item.remote-kind').count(), 60_000);
  }
}

function workbenchUrl(url: string, options: WorkbenchOptions): string {
  const authority = new URL(url).host;
  const payload = (['extensionDevelopmentPath', 'extensionTestsPath'] as const).flatMap((name) => {
    const path = options[name];
    return path === undefined ? [] : [[name, `vscode-remote://${authority}${path}`]];
  });
  const query = new URLSearchParams({ folder: options.folder });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${url}/?${query.toString()}`;
}
