import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processEnvironmentHas, readProcessTable, type ProcessInfo } from '../../stack/machine/process-table';
import { STACK_VARIABLE } from '../../stack/process/cookie';
import { HOME_VARIABLE, stackPaths } from '../../stack/rendezvous/stack-paths';
import { CliProcess, type Ran } from './cli-harness';

const examples = join(__dirname, '..', '..', 'examples');

/** A copy of an example in a folder of its own, whose stacks leave nothing behind. */
export class ExampleProject {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;

  constructor(name: string, environment: NodeJS.ProcessEnv = {}) {
    // A project's folder may well be called like this.
    this.directory = realpathSync(mkdtempSync(join(tmpdir(), 'my prøject ')));
    cpSync(join(examples, name), this.directory, { recursive: true });
    const home = join(this.directory, 'home');
    this.environment = { ...process.env, NO_COLOR: '1', [HOME_VARIABLE]: home, ...environment };
  }

  run(...args: string[]): Promise<Ran> {
    return CliProcess.run(args, { cwd: this.directory, env: this.environment });
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'utf8');
  }

  /** Moves fixed numbers away from those other copies use. */
  rewrite(fits: (file: string) => boolean, change: (text: string) => string): void {
    for (const file of readdirSync(this.directory, { recursive: true, encoding: 'utf8' }).filter(fits)) {
      writeFileSync(join(this.directory, file), change(this.read(file)));
    }
  }

  /** What runs of the stack of a startup file. */
  async processes(startup: string): Promise<ProcessInfo[]> {
    const { stackId } = stackPaths(join(this.directory, startup), this.environment);
    const running = (await readProcessTable()).filter(({ state }) => state !== 'Z');
    const own = await Promise.all(running.map(({ pid }) => processEnvironmentHas(pid, `${STACK_VARIABLE}=${stackId}`)));
    return running.filter((_, index) => own[index]);
  }

  async clean(...startup: string[]): Promise<void> {
    for (const file of startup) await this.run('down', file);
    for (const file of startup) for (const { pid } of await this.processes(file)) process.kill(pid, 'SIGKILL');
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
