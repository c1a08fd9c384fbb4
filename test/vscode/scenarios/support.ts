// What the scenarios share: the extension under test, copies of the examples, and a look at the real processes.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Workbench, type WorkbenchOptions } from '../driver/workbench';

export const root = resolve(__dirname, '../../..');

/** The package where the environment names one, the development build otherwise. */
const vsix = process.env.AGENT_PREFLIGHT_VSIX;

const suffix = vsix ? '-package' : '';

/** A copy of an example in a folder of its own, opened in VS Code with the extension. */
export class Scenario {
  private constructor(
    /** Absolute path of the copy. */
    readonly folder: string,
    readonly workbench: Workbench,
  ) {}

  /** @param name names the screenshots */
  static async open(
    name: string,
    example: 'legacy-stack' | 'voice-stack',
    options: Partial<WorkbenchOptions> = {},
  ): Promise<Scenario> {
    // Real path: the processes are found again by it.
    const folder = join(realpathSync(await mkdtemp(join(tmpdir(), 'apf-scenario-'))), example);
    await cp(join(root, 'examples', example), folder, {
      recursive: true,
      filter: (path) => !path.includes('__pycache__'),
    });
    const extension = vsix ? { vsix } : { extensionDevelopmentPath: root };
    const workbench = await Workbench.open(`${name}${suffix}`, { folder, ...extension, ...options });
    return new Scenario(folder, workbench);
  }

  /** Absolute path of a file of the copy. */
  path(relative: string): string {
    return join(this.folder, relative);
  }

  /** Processes of the agents: those that run in the folder. */
  agents(): AgentProcess[] {
    return processesIn(this.folder).filter(({ command }) => /python/.test(command));
  }

  /** Closes the window and ends what the scenario has started, whatever state it is in. */
  async close(): Promise<void> {
    await this.workbench.close();
    for (const { pid } of processesIn(this.folder)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Ended by itself in the meantime.
      }
    }
    await rm(resolve(this.folder, '..'), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export interface AgentProcess {
  readonly pid: number;
  /** Program and arguments, separated by spaces. */
  readonly command: string;
}

/** Processes that work in a folder or name it in their arguments, by what the kernel says. */
function processesIn(folder: string): AgentProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const cwd = readlinkSync(`/proc/${name}/cwd`);
        const inside = cwd === folder || cwd.startsWith(`${folder}/`) || command.includes(`${folder}/`);
        return inside && command !== '' ? [{ pid: Number(name), command }] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

/** Throws with Python's own words when a file does not compile. */
export function assertPythonCompiles(file: string): void {
  execFileSync('python3', ['-c', 'import sys; compile(open(sys.argv[1]).read(), sys.argv[1], "exec")', file]);
}

/** @returns the 1-based line and column of the first place where `text` stands */
export function locate(file: string, text: string): { line: number; column: number } {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${file} does not hold ${text}`);
  return { line: index + 1, column: (lines[index]?.indexOf(text) ?? 0) + 1 };
}

/** Saves a picture of what the window looked like when a test failed. For mocha's `afterEach`. */
export async function photographFailure(test: Mocha.Test | undefined, scenario: Scenario | undefined): Promise<void> {
  if (test?.state !== 'failed') return;
  await scenario?.workbench.screenshot(`failed-${test.title.replace(/\W+/g, '-')}`).catch(() => undefined);
}
