import type { Configuration } from '../../configuration/configuration';
import { type DocumentKind, SourceDocument } from '../../documents/document';
import { kindOfPath } from '../../documents/document-kind';
import { LineIndex } from '../../documents/line-index';
import { decodeText } from '../../documents/text-encoding';
import { joinUri, pathBelow } from '../../documents/uri';
import { Analyzer } from '../../engine/analyzer';
import type { FileSystem } from '../../host/file-system';
import { inParallel } from '../../host/walker';
import { codeLanguage } from '../../languages/code-language';
import type { Grammars } from '../../languages/grammars';
import { type FileFacts, contributesFacts } from '../../project/file-facts';
import { configuredKindOf, readConfiguredFacts } from '../../project/configured-files';
import type { ProjectFacts } from '../../project/project-facts';
import { ProjectView } from '../../project/project-view';
import type { ReportError } from '../../reports/report-model';
import type { FileEdit, Finding } from '../../rules/finding';
import type { Rule } from '../../rules/rule';
import { reportFinding } from './report-finding';
import type { CheckOptions, Checker, FileReport, LoadedFiles, PlannedFix } from './checker';

/** Files beyond this size in bytes are data, not source. */
export const MAX_FILE_BYTES = 2_000_000;
/** A file that took longer than this (milliseconds) is named in the report. */
const SLOW = 5_000;
const READS_AT_ONCE = 8;
const FILES_A_TURN = 16;

/** Checks files in the thread it lives in. */
export class CheckSession implements Checker {
  private readonly analyzer: Analyzer;
  private readonly texts = new Map<string, string>();
  /** Files whose text is another one than on disk. */
  private readonly replaced = new Set<string>();
  private readonly kinds = new Map<string, DocumentKind | null>();
  private rootUri = '';
  private configuration: Configuration | null = null;
  private project: ProjectView | null = null;

  constructor(
    private readonly fileSystem: FileSystem,
    private readonly grammars: Grammars,
    rules: readonly Rule[],
    /** Told before a file is checked and (with null) after it. */
    private readonly onFile: (path: string | null) => void = () => {},
  ) {
    this.analyzer = new Analyzer(grammars, rules);
  }

  async load(rootUri: string, paths: readonly string[], configuration: Configuration): Promise<LoadedFiles> {
    this.rootUri = rootUri;
    this.configuration = configuration;
    const facts: FileFacts[] = [];
    const errors: ReportError[] = [];
    const skipped: string[] = [];
    await inParallel(paths, READS_AT_ONCE, async (path) => {
      const read = await this.read(path);
      if (typeof read !== 'string') {
        skipped.push(path);
        if (read !== null) errors.push(read);
        return;
      }
      this.texts.set(path, read);
      if (contributesFacts(path)) facts.push(detached(this.factsOf(path, read)));
      if (this.texts.size % FILES_A_TURN === 0) await nextTurn();
    });
    return { facts, errors, skipped };
  }

  async setProject(facts: ProjectFacts): Promise<void> {
    this.project = new ProjectView(facts);
  }

  async setText(path: string, text: string): Promise<FileFacts> {
    this.texts.set(path, text);
    this.replaced.add(path);
    this.kinds.delete(path);
    return this.factsOf(path, text);
  }

  async check(
    paths: readonly string[],
    options: CheckOptions,
    onProgress: (done: number) => void = () => {},
  ): Promise<FileReport[]> {
    await this.loadGrammars(paths);
    const reports: FileReport[] = [];
    for (const path of paths) {
      this.onFile(path);
      reports.push(await this.checkFile(path, options));
      // A text is read once for the facts and the first check; who checks again reads again.
      if (!this.replaced.has(path)) this.texts.delete(path);
      this.onFile(null);
      onProgress(reports.length);
      // What a file leaves behind is freed between turns of the event loop only.
      if (reports.length % FILES_A_TURN === 0) await nextTurn();
    }
    return reports;
  }

  async dispose(): Promise<void> {
    this.analyzer.dispose();
    this.texts.clear();
  }

  private async checkFile(path: string, options: CheckOptions): Promise<FileReport> {
    const uri = joinUri(this.rootUri, path);
    const text = this.texts.get(path) ?? (await this.read(path));
    if (typeof text !== 'string') return { path, findings: [], errors: text === null ? [] : [text], fixes: [] };
    const { project, configuration } = this;
    if (project === null || configuration === null) throw new Error('check() before load() and setProject()');
    const kind = this.kindOf(path, text, configuration);
    if (kind === null) return { path, findings: [], errors: [], fixes: [] };
    const started = performance.now();
    const document = new SourceDocument(uri, path, kind, text);
    const result = this.analyzer.check(document, { project, configuration });
    const errors: ReportError[] = result.faults.map(({ rule, error }) => ({
      uri,
      message: `rule ${rule} failed: ${describe(error)}`,
      internal: true,
    }));
    const elapsed = performance.now() - started;
    if (elapsed > SLOW) errors.push(slowFile(uri, elapsed));
    const texts = new Map([[uri, document.lines]]);
    const linesOf = (other: string): Promise<LineIndex | null> => this.linesOf(other, texts);
    const findings = [];
    for (const finding of result.findings) {
      try {
        findings.push(await reportFinding(finding, linesOf, options.edits ?? false));
      } catch (error) {
        errors.push(failedFix(finding, error));
        findings.push(await reportFinding({ ...finding, fixes: [] }, linesOf, false));
      }
    }
    return { path, findings, errors, fixes: planFixes(result.findings, options.fixes, errors) };
  }

  private async linesOf(uri: string, known: Map<string, LineIndex>): Promise<LineIndex | null> {
    let lines = known.get(uri);
    if (lines !== undefined) return lines;
    const path = pathBelow(this.rootUri, uri);
    const text = path === null ? null : (this.texts.get(path) ?? (await this.read(path)));
    if (typeof text !== 'string') return null;
    lines = LineIndex.of(text);
    known.set(uri, lines);
    return lines;
  }

  private factsOf(path: string, text: string): FileFacts {
    const { configuration } = this;
    if (configuration === null) throw new Error('setText() before load()');
    const facts = readConfiguredFacts(path, joinUri(this.rootUri, path), text, configuration);
    // Telling YAML files apart costs a parse; the facts have just done it.
    this.kinds.set(path, configuredKindOf(path, text, configuration));
    return facts;
  }

  private kindOf(path: string, text: string, configuration: Configuration): DocumentKind | null {
    let kind = this.kinds.get(path);
    if (kind === undefined) this.kinds.set(path, (kind = configuredKindOf(path, text, configuration)));
    return kind;
  }

  /** The text of a file; null for files that hold none, an error where reading failed. */
  private async read(path: string): Promise<string | ReportError | null> {
    const uri = joinUri(this.rootUri, path);
    try {
      const bytes = await this.fileSystem.readFile(uri, MAX_FILE_BYTES);
      if (bytes === null) {
        return { uri, message: `not checked: larger than ${MAX_FILE_BYTES / 1_000_000} MB`, internal: false };
      }
      return decodeText(bytes)?.text ?? null;
    } catch (error) {
      return { uri, message: `cannot be read: ${describe(error)}`, internal: false };
    }
  }

  private async loadGrammars(paths: readonly string[]): Promise<void> {
    const grammars = paths.flatMap((path) => {
      const kind = kindOfPath(path);
      return kind === null ? [] : (codeLanguage(kind)?.grammarFor(path) ?? []);
    });
    await this.grammars.load(...new Set(grammars));
  }
}

/** Names cut out of a text keep all of it in memory; copies do not. */
function detached(facts: FileFacts): FileFacts {
  return JSON.parse(JSON.stringify(facts)) as FileFacts;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function planFixes(findings: readonly Finding[], wanted: CheckOptions['fixes'], errors: ReportError[]): PlannedFix[] {
  if (wanted === undefined) return [];
  const planned: PlannedFix[] = [];
  for (const finding of findings) {
    const fix = finding.fixes.find((candidate) => wanted === 'all' || candidate.safety === 'safe');
    if (fix === undefined) continue;
    try {
      const edits = fix.edits().map(asPlainData);
      planned.push({ rule: finding.rule, title: fix.title, safety: fix.safety, edits });
    } catch (error) {
      errors.push(failedFix(finding, error));
    }
  }
  return planned;
}

/** A range may be a node of a tree, whose places are worked out when asked for: another thread would get none of them. */
function asPlainData(edit: FileEdit): FileEdit {
  return 'range' in edit ? { ...edit, range: { start: edit.range.start, end: edit.range.end } } : edit;
}

function failedFix(finding: Finding, error: unknown): ReportError {
  return { uri: finding.uri, message: `the fix of rule ${finding.rule} failed: ${describe(error)}`, internal: true };
}

export function slowFile(uri: string, milliseconds: number): ReportError {
  return {
    uri,
    message: `took ${(milliseconds / 1000).toFixed(1)} s; exclude it in the configuration if it is generated`,
    internal: false,
  };
}

export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
