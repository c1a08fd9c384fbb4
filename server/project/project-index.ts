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
    const change = isNew ? 'changed' : this.compare(before ?? null, facts);
    if (change === 'changed') this.touch();
    else if (change === 'moved') this.current = null;
    return change;
  }

  delete(path: string): void {
    if (!this.paths.delete(path)) return;
    this.facts.delete(path);
    this.touch();
  }

  private compare(before: FileFacts | null, after: FileFacts): FactsChange {
    if (before === null) return saysNothing(after) ? 'same' : 'changed';
    const [exactBefore, exactAfter] = [JSON.stringify(before), JSON.stringify(after)];
    if (exactBefore === exactAfter) return 'same';
    if (withoutPlaces(exactBefore) === withoutPlaces(exactAfter)) return 'moved';
    // Most modules are full of constants that nobody else asks for, and somebody is typing in one of them.
    const sameElse =
      withoutPlaces(JSON.stringify(withoutConstants(before))) ===
      withoutPlaces(JSON.stringify(withoutConstants(after)));
    return sameElse && !this.isImported(after.path) ? 'moved' : 'changed';
  }

  /** Whether another file may import from a file; by the last part of its name, so that it is found out quickly. */
  private isImported(path: string): boolean {
    const parts = path.replace(/\.\w+$/, '').split('/');
    const last = parts.pop() ?? '';
    const name = /^(?:__init__|index|mod|lib|main)$/.test(last) ? (parts.pop() ?? '') : last;
    for (const facts of this.facts.values()) {
      if (facts.path === path) continue;
      for (const imports of [facts.modules?.imports, facts.constants?.imports])
        for (const local in imports) if (imports[local]?.includes(name) === true) return true;
    }
    return false;
  }

  private touch(): void {
    this.current = null;
    this.generation++;
  }
}

function withoutConstants({ constants: _, ...facts }: FileFacts): FileFacts {
  return facts;
}

function withoutPlaces(json: string): string {
  return json.replace(/"(?:start|end)":\d+/g, '');
}
