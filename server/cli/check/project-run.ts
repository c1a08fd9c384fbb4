import { availableParallelism } from 'node:os';
import type { Configuration } from '../../configuration/configuration';
import type { FileSystem } from '../../host/file-system';
import { nodeWasmLoader } from '../../host/node-wasm';
import { Grammars } from '../../languages/grammars';
import { buildProject } from '../../project/build-project';
import { type FileFacts, contributesFacts } from '../../project/file-facts';
import type { ReportError } from '../../reports/report-model';
import type { Rule } from '../../rules/rule';
import { CheckPool } from './check-pool';
import { CheckSession } from './check-session';
import type { Checker } from './checker';
import type { ProjectTargets } from './find-projects';

/** With fewer files than this, starting threads takes longer than it saves. */
const WORTH_THREADS = 120;
const MAX_THREADS = 4;

/** One project, read and ready to be checked. */
export class ProjectRun {
  private readonly facts = new Map<string, FileFacts>();
  readonly errors: ReportError[] = [];

  private constructor(
    readonly project: ProjectTargets,
    readonly configuration: Configuration,
    readonly checker: Checker,
  ) {}

  static async open(
    fileSystem: FileSystem,
    project: ProjectTargets,
    rules: readonly Rule[],
    configuration: Configuration,
    threads?: number,
  ): Promise<ProjectRun> {
    const paths = [...new Set([...project.targets, ...project.listing.filter(contributesFacts)])];
    const count = threads ?? (paths.length < WORTH_THREADS ? 1 : Math.min(MAX_THREADS, availableParallelism()));
    const ids = rules.map((rule) => rule.id);
    const checker =
      count > 1 ? new CheckPool(ids, count) : new CheckSession(fileSystem, new Grammars(nodeWasmLoader()), rules);
    const run = new ProjectRun(project, configuration, checker);
    const loaded = await checker.load(project.rootUri, paths, configuration);
    for (const facts of loaded.facts) run.facts.set(facts.path, facts);
    const targets = new Set(project.targets.map((target) => target));
    run.errors.push(...project.errors, ...loaded.errors.filter((error) => run.concerns(error, targets)));
    await run.shareFacts();
    return run;
  }

  /** Replaces the text of a file for everything that follows. */
  async setText(path: string, text: string): Promise<void> {
    this.facts.set(path, await this.checker.setText(path, text));
  }

  /** Puts the facts of all files together again after texts were replaced. */
  async shareFacts(): Promise<void> {
    const { rootUri, listing } = this.project;
    // Files in the order of their names: what is chosen among equals must not depend on which thread was faster.
    const facts = [...this.facts.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    const files = [...new Set([...listing, ...this.facts.keys()])];
    await this.checker.setProject(buildProject(rootUri, files, facts, this.configuration));
  }

  /** Errors of files that are read for their facts alone are nobody's business here. */
  private concerns(error: ReportError, targets: ReadonlySet<string>): boolean {
    if (error.uri === null) return true;
    const path = decodeURIComponent(error.uri.slice(this.project.rootUri.length + 1));
    return targets.has(path);
  }
}
