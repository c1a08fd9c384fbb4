import type { Configuration } from '../configuration/configuration';
import { buildProject } from './build-project';
import { type FileFacts, saysNothing } from './file-facts';
import { ProjectView } from './project-view';

/** Whether a new version of a file's facts says anything new to other files: `moved` means the same things stand in other places. */
export type FactsChange = 'same' | 'moved' | 'changed';

/** The facts of a project's files, kept up to date one file at a time. The view is put together when it is next asked for. */
export class ProjectIndex {
  private readonly paths = new Set<string>();
  private readonly facts = new Map<string, FileFacts>();
  private current: ProjectView | null = null;
  /** Counts changes that may alter the findings of other files. */
  generation = 0;

  constructor(
    readonly rootUri: string,
    private configuration: Configuration,
  ) {}

  get view(): ProjectView {
    this.current ??= new ProjectView(
      buildProject(this.rootUri, [...this.paths], this.facts.values(), this.configuration),
    );
    return this.current;
  }

  has(path: string): boolean {
    return this.paths.has(path);
  }

  hasFacts(path: string): boolean {
    return this.facts.has(path);
  }

  get files(): ReadonlySet<string> {
    return this.paths;
  }

  setConfiguration(configuration: Configuration): void {
    this.configuration = configuration;
    this.touch();
  }

  /** Lists a file that says nothing to other files but that it is there. */
  add(path: string): void {
    if (this.paths.has(path)) return;
    this.paths.add(path);
    this.touch();
  }

  set(facts: FileFacts): FactsChange {
    const before = this.facts.get(facts.path);
    const isNew = !this.paths.has(facts.path);
    this.paths.add(facts.path);
    this.facts.set(facts.path, facts);
    const change = isNew ? 'changed' : compare(before ?? null, facts);
    if (change === 'changed') this.touch();
    else if (change === 'moved') this.current = null;
    return change;
  }

  delete(path: string): void {
    if (!this.paths.delete(path)) return;
    this.facts.delete(path);
    this.touch();
  }

  private touch(): void {
    this.current = null;
    this.generation++;
  }
}

function compare(before: FileFacts | null, after: FileFacts): FactsChange {
  if (before === null) return saysNothing(after) ? 'same' : 'changed';
  const [exactBefore, exactAfter] = [JSON.stringify(before), JSON.stringify(after)];
  if (exactBefore === exactAfter) return 'same';
  return withoutPlaces(exactBefore) === withoutPlaces(exactAfter) ? 'moved' : 'changed';
}

function withoutPlaces(json: string): string {
  return json.replace(/"(?:start|end)":\d+/g, '');
}
