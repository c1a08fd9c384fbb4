import { ConfigurationResolver } from '../configuration/configuration-resolver';
import { CONFIGURATION_FILES } from '@agent-preflight/stack/policy/configuration-text';
import type { ConfigurationProblem } from '../configuration/configuration-problem';
import { joinUri, nameOf, parentUri, pathBelow } from '../documents/uri';
import type { Rule } from '../rules/rule';
import type { ServerHost } from './host';
import { Project } from './project';
import type { SessionEvents } from './session-events';
import type { Settings } from './settings';
import type { ServerStatusReporter, Work } from './server-status';

/** A file opened by itself, without any sign of a project around it, must not lead to its whole disk being read. */
const MAX_FILES_WITHOUT_PROJECT = 2_000;

/** All projects of the workspace: one for each root that files turn out to have. */
export class Projects {
  private readonly byRoot = new Map<string, Promise<Project>>();
  private readonly loaded = new Map<string, Project>();
  private readonly loading = new Map<Project, Promise<void>>();
  /** Work that `ready` waits for besides loading: projects of files being looked for, files being read again. */
  private readonly pending = new Set<Promise<unknown>>();
  /** Files that changed while their project was read for the first time: which of their texts was read, nobody can tell. */
  private readonly changedMeanwhile = new Map<Project, Set<string>>();
  private resolver: ConfigurationResolver;
  /** Canonical URIs of the workspace folders. */
  folders: string[] = [];

  constructor(
    private readonly host: ServerHost,
    private readonly rules: readonly Rule[],
    private readonly settings: Settings,
    private readonly events: SessionEvents,
    private readonly status: ServerStatusReporter,
    private readonly openText: (uri: string) => string | null,
  ) {
    this.resolver = this.newResolver();
  }

  get all(): Iterable<Project> {
    return this.loaded.values();
  }

  /** The project a file belongs to. It may still be loading. */
  async forFile(uri: string): Promise<Project> {
    return this.at(parentUri(uri) ?? uri);
  }

  /** The loaded project with the nearest root, without waiting. */
  known(uri: string): Project | null {
    let best: Project | null = null;
    for (const project of this.loaded.values()) {
      const nearer = best === null || project.rootUri.length > best.rootUri.length;
      if (nearer && project.pathOf(uri) !== null) best = project;
    }
    return best;
  }

  /** Waits until everything asked for so far has been read. */
  async ready(): Promise<void> {
    for (;;) {
      const waiting: Promise<unknown>[] = [...this.pending, ...this.loading.values()];
      if (waiting.length === 0) return;
      await Promise.all(waiting);
    }
  }

  async setFolders(folders: readonly string[]): Promise<void> {
    const removed = this.folders.filter((folder) => !folders.includes(folder));
    this.folders = [...folders];
    await Promise.all(folders.map((folder) => this.at(folder)));
    for (const root of [...this.loaded.keys()]) {
      const gone = removed.some((folder) => pathBelow(folder, root) !== null || pathBelow(root, folder) !== null);
      const kept = folders.some((folder) => pathBelow(folder, root) !== null || pathBelow(root, folder) !== null);
      if (gone && !kept) this.forget(root);
    }
  }

  /** True for files inside a workspace folder: only those are reported on without having been opened. */
  isInWorkspace(uri: string): boolean {
    return this.folders.some((folder) => pathBelow(folder, uri) !== null);
  }

  /** Configuration files or settings have changed: everything is looked at afresh. */
  async reload(): Promise<void> {
    this.resolver = this.newResolver();
    this.byRoot.clear();
    this.loaded.clear();
    await this.setFolders(this.folders);
    this.events.configurationChanged.fire();
  }

  beginWork(title: string): Work {
    return this.status.begin(title);
  }

  get problems(): readonly ConfigurationProblem[] {
    return [...this.loaded.values()].flatMap((project) => project.resolved.problems);
  }

  /** Reads changed files again, takes in new ones and forgets those that are gone. */
  async refreshFiles(uris: readonly string[]): Promise<void> {
    const generations = new Map([...this.loaded.values()].map((project) => [project, project.generation]));
    const unknown = new Map<Project, string[]>();
    for (const uri of uris) {
      const project = this.known(uri);
      const path = project?.pathOf(uri) ?? null;
      if (project === null || path === null || path === '') continue;
      if (!project.complete) {
        this.noteChange(project, uri);
        continue;
      }
      if (project.isUnlisted(path)) continue;
      const stat = await this.host.fileSystem.stat(uri);
      if (stat === null) this.forgetPath(project, path);
      else if (!project.index.has(path)) unknown.set(project, [...(unknown.get(project) ?? []), path]);
      else if (stat.kind === 'file') project.setText(path, this.openText(uri) ?? (await project.readText(uri)) ?? '');
      this.events.fileChanged.fire({ project, path });
    }
    // A file that is new here may be an ignored one, or a folder full of files: one look at the whole tells.
    for (const [project, paths] of unknown) {
      await this.loadAnew(project);
      for (const path of paths) {
        if (!project.index.has(path)) project.markUnlisted(path);
        else this.events.fileChanged.fire({ project, path });
      }
    }
    for (const [project, generation] of generations) {
      if (project.generation !== generation && !unknown.has(project)) this.events.projectChanged.fire(project);
    }
  }

  /** Looks for what no event has told of: the editor watches files only some time after it was asked to. */
  async lookAgain(): Promise<void> {
    for (const project of [...this.loaded.values()]) {
      if (project.complete) await this.refreshFiles(await project.changesOnDisk());
    }
  }

  private noteChange(project: Project, uri: string): void {
    const noted = this.changedMeanwhile.get(project);
    if (noted === undefined) this.changedMeanwhile.set(project, new Set([uri]));
    else noted.add(uri);
  }

  private forgetPath(project: Project, path: string): void {
    for (const known of [...project.index.files]) {
      if (known === path || known.startsWith(`${path}/`)) {
        project.delete(known);
        if (known !== path) this.events.fileChanged.fire({ project, path: known });
      }
    }
  }

  private at(folder: string): Promise<Project> {
    return this.track(this.find(folder));
  }

  private async find(folder: string): Promise<Project> {
    const found = await this.resolver.projectRoot(folder);
    const around = this.folders
      .filter((candidate) => pathBelow(candidate, folder) !== null)
      .sort((a, b) => b.length - a.length)[0];
    const root = found ?? around ?? folder;
    let project = this.byRoot.get(root);
    if (project === undefined) {
      project = this.create(root, found === null && around === undefined);
      this.byRoot.set(root, project);
    }
    return project;
  }

  private async create(root: string, alone: boolean): Promise<Project> {
    const resolved = await this.resolver.forFolder(root);
    const project = new Project(root, resolved, this.host, alone ? MAX_FILES_WITHOUT_PROJECT : undefined);
    this.loaded.set(root, project);
    void this.load(project);
    return project;
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.pending.add(work);
    return work.finally(() => this.pending.delete(work));
  }

  /** A look at the whole project that begins after this was asked for: one under way may have passed by what is new. */
  private async loadAnew(project: Project): Promise<void> {
    await this.loading.get(project);
    await this.load(project);
  }

  private load(project: Project): Promise<void> {
    let loading = this.loading.get(project);
    if (loading === undefined) {
      loading = this.loadNow(project).finally(() => {
        this.loading.delete(project);
        const changed = this.changedMeanwhile.get(project);
        this.changedMeanwhile.delete(project);
        if (changed !== undefined) void this.track(this.refreshFiles([...changed]));
      });
      this.loading.set(project, loading);
    }
    return loading;
  }

  private async loadNow(project: Project): Promise<void> {
    const work = this.status.begin(`Indexing ${nameOf(project.rootUri)}`);
    try {
      await project.load(this.openText, (done, total) => work.report(done, total));
      await this.openNested(project);
    } finally {
      work.end();
    }
    if (this.loaded.get(project.rootUri) === project) this.events.projectChanged.fire(project);
  }

  /** Folders with a configuration file of their own are projects of their own. */
  private async openNested(project: Project): Promise<void> {
    const names: readonly string[] = CONFIGURATION_FILES;
    for (const path of project.index.files) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (path.includes('/') && names.includes(name))
        await this.at(parentUri(joinUri(project.rootUri, path)) ?? project.rootUri);
    }
  }

  private forget(root: string): void {
    this.byRoot.delete(root);
    this.loaded.delete(root);
  }

  private newResolver(): ConfigurationResolver {
    const file = this.settings.configurationFile;
    const base = this.folders[0];
    return new ConfigurationResolver(this.host.fileSystem, this.rules, {
      base: this.settings.configuration,
      file: file === null || base === undefined ? null : joinUri(base, file),
      boundaries: this.host.boundaries,
    });
  }
}
