import type { ResolvedConfiguration } from '../configuration/configuration-resolver';
import { kindOfPath } from '../documents/document-kind';
import { LineIndex } from '../documents/line-index';
import { isVendoredPath } from '../documents/path-class';
import { decodeText } from '../documents/text-encoding';
import { joinUri, pathBelow } from '../documents/uri';
import { inParallel, walk } from '../host/walker';
import { contributesFacts } from '../project/file-facts';
import { readConfiguredFacts } from '../project/configured-files';
import { type FactsChange, ProjectIndex } from '../project/project-index';
import type { ProjectView } from '../project/project-view';
import type { ServerHost } from './host';

/** Files beyond this size in bytes are data, not source. */
export const MAX_FILE_BYTES = 2_000_000;
const READS_AT_ONCE = 16;
/** In projects of more files than this, a second look goes by their names alone. */
const MAX_STATS = 5_000;
/** Milliseconds of background work before waiting messages are let through. */
export const SLICE = 8;

/** The files below one root with what they say to each other. Usable at once; complete when `ready`. */
export class Project {
  readonly index: ProjectIndex;
  /** False until every file has been read once: till then rules that look at other files must not be asked. */
  complete = false;
  truncated = false;
  private readonly texts = new Map<string, { readonly text: string; readonly lines: LineIndex }>();
  private linked: ReadonlySet<string> = new Set();
  /** When reading began, by the clock of the files' times. */
  private readFrom = Number.POSITIVE_INFINITY;
  /** Files that exist and are not part of the project: their changes are nobody's business. */
  private readonly unlisted = new Set<string>();

  constructor(
    readonly rootUri: string,
    public resolved: ResolvedConfiguration,
    private readonly host: ServerHost,
    /** At most this many files are listed. */
    private readonly maxFiles: number | undefined,
  ) {
    this.index = new ProjectIndex(rootUri, resolved.configuration);
  }

  get view(): ProjectView {
    return this.index.view;
  }

  /** Changes whenever the findings of any file may have. */
  get generation(): string {
    return `${this.index.generation}${this.complete ? '' : '…'}`;
  }

  pathOf(uri: string): string | null {
    return pathBelow(this.rootUri, uri);
  }

  /** Paths of the files that rules look at; the same file under a second name left out. */
  get checkable(): string[] {
    return [...this.index.files].filter((path) => !this.linked.has(path) && kindOfPath(path) !== null);
  }

  /** Lists all files, and reads those not read before, in slices. Texts of open documents win over what is on disk. */
  async load(
    openText: (uri: string) => string | null,
    onProgress: (done: number, total: number) => void,
  ): Promise<void> {
    this.readFrom = Math.min(this.readFrom, Date.now());
    const walked = await this.list();
    this.truncated = walked.truncated;
    this.linked = walked.linked;
    const wanted = new Set(walked.files);
    for (const path of [...this.index.files]) if (!wanted.has(path)) this.index.delete(path);
    for (const path of walked.files) this.index.add(path);
    const read = walked.files.filter((path) => contributesFacts(path) && !this.index.hasFacts(path));
    let done = 0;
    let sliceStart = performance.now();
    await inParallel(read, READS_AT_ONCE, async (path) => {
      const uri = joinUri(this.rootUri, path);
      this.setText(path, openText(uri) ?? (await this.readText(uri)) ?? '');
      onProgress(++done, read.length);
      if (performance.now() - sliceStart < SLICE) return;
      await new Promise<void>((resolve) => this.host.soon(resolve));
      sliceStart = performance.now();
    });
    this.complete = true;
  }

  /** URIs of files that came, went or changed since the project was first read. */
  async changesOnDisk(): Promise<string[]> {
    const { files, truncated } = await this.list();
    // Which files are left out then is chance.
    if (truncated) return [];
    const present = new Set(files);
    const changed = new Set([...this.index.files].filter((path) => !present.has(path)));
    await inParallel(files, READS_AT_ONCE, async (path) => {
      if (!this.index.has(path)) changed.add(path);
      else if (files.length <= MAX_STATS && kindOfPath(path) !== null) {
        const stat = await this.host.fileSystem.stat(joinUri(this.rootUri, path));
        if (stat !== null && stat.modified >= this.readFrom) changed.add(path);
      }
    });
    return [...changed].map((path) => joinUri(this.rootUri, path));
  }

  /** Takes over a file's present text. */
  setText(path: string, text: string): FactsChange {
    const uri = joinUri(this.rootUri, path);
    this.texts.delete(uri);
    return this.index.set(readConfiguredFacts(path, uri, text, this.resolved.configuration));
  }

  /** True for files that a look at the whole project has passed over. */
  isUnlisted(path: string): boolean {
    return this.unlisted.has(path) || isVendoredPath(path);
  }

  markUnlisted(path: string): void {
    this.unlisted.add(path);
  }

  delete(path: string): void {
    this.texts.delete(joinUri(this.rootUri, path));
    this.index.delete(path);
  }

  private list(): ReturnType<typeof walk> {
    const { exclude, include } = this.resolved.configuration;
    return walk(this.host.fileSystem, this.rootUri, { exclude, include, maxFiles: this.maxFiles });
  }

  setConfiguration(resolved: ResolvedConfiguration): void {
    this.resolved = resolved;
    this.index.setConfiguration(resolved.configuration);
  }

  /** Null for files that are missing, unreadable, binary or too large. */
  async readText(uri: string): Promise<string | null> {
    try {
      const bytes = await this.host.fileSystem.readFile(uri, MAX_FILE_BYTES);
      return bytes === null ? null : (decodeText(bytes)?.text ?? null);
    } catch {
      return null;
    }
  }

  /** The text of a file on disk, if it has been asked for by `prepareTexts` before. */
  knownText(uri: string): { readonly text: string; readonly lines: LineIndex } | null {
    return this.texts.get(uri) ?? null;
  }

  async prepareTexts(uris: Iterable<string>): Promise<void> {
    for (const uri of uris) {
      const text = this.texts.has(uri) ? null : await this.readText(uri);
      if (text !== null) this.texts.set(uri, { text, lines: LineIndex.of(text) });
    }
  }
}
