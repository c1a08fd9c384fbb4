import { SourceDocument } from '../../documents/document';
import { kindOf } from '../../documents/document-kind';
import { type DecodedText, decodeText, encodeText } from '../../documents/text-encoding';
import { joinUri, pathBelow } from '../../documents/uri';
import { type FixCandidate, applyFixRound } from '../../engine/fix-round';
import { SyntaxGuard } from '../../engine/syntax-guard';
import type { FileSystem } from '../../host/file-system';
import type { Grammars } from '../../languages/grammars';
import type { ReportError } from '../../reports/report-model';
import { MAX_FILE_BYTES, describe } from '../check/check-session';
import type { FileReport } from '../check/checker';
import type { ProjectRun } from '../check/project-run';

/** Rounds over files that changed before they are given up as never settling. */
const MAX_ROUNDS = 40;

interface FixedFile {
  /** Null for a file that did not exist. */
  readonly original: DecodedText | null;
  text: string;
}

export interface FixOutcome {
  /** New texts by URI, with the texts they replace. */
  readonly changed: ReadonlyMap<string, { readonly before: string | null; readonly after: string }>;
  readonly applied: readonly FixCandidate[];
  readonly errors: readonly ReportError[];
}

/** Applies fixes in a project until no more are left. Nothing is written before `write`. */
export class ProjectFixer {
  private readonly files = new Map<string, FixedFile | null>();
  private readonly guard: SyntaxGuard;
  private readonly rejected = new Set<string>();
  private readonly applied: FixCandidate[] = [];
  private readonly errors: ReportError[] = [];

  constructor(
    private readonly fileSystem: FileSystem,
    private readonly run: ProjectRun,
    grammars: Grammars,
    private readonly safety: 'safe' | 'all',
  ) {
    this.guard = new SyntaxGuard(grammars);
  }

  async fix(targets: readonly string[], onProgress: (done: number, total: number) => void): Promise<FixOutcome> {
    let paths = targets;
    // Whether something changed since all targets were last looked at: a change in one file may call for a fix in another.
    let changedSince = true;
    for (let round = 0; ; round++) {
      const total = paths.length;
      const reports = await this.run.checker.check(paths, { fixes: this.safety }, (done) => onProgress(done, total));
      const fixes = await this.candidates(reports);
      if (fixes.length === 0) {
        if (!changedSince || paths === targets) break;
        paths = targets;
        changedSince = false;
        continue;
      }
      if (round >= MAX_ROUNDS) {
        for (const fix of fixes) this.reject(fix, 'the fixes of this file never settle');
        break;
      }
      const next = await this.apply(fixes);
      changedSince = true;
      const wanted = new Set(targets);
      paths = next.filter((path) => wanted.has(path));
    }
    return { changed: this.changes(), applied: this.applied, errors: this.errors };
  }

  /** Writes every changed file; what cannot be written is returned. */
  async write(): Promise<ReportError[]> {
    const failures: ReportError[] = [];
    for (const [uri, { after }] of this.changes()) {
      const mark = this.files.get(uri)?.original?.byteOrderMark ?? false;
      try {
        await this.fileSystem.writeFile(uri, encodeText(after, mark));
      } catch (error) {
        failures.push({ uri, message: `cannot be written: ${describe(error)}`, internal: false });
      }
    }
    return failures;
  }

  private changes(): Map<string, { before: string | null; after: string }> {
    const changed = new Map<string, { before: string | null; after: string }>();
    for (const [uri, file] of this.files) {
      const before = file?.original?.text ?? null;
      if (file !== null && before !== file.text) changed.set(uri, { before, after: file.text });
    }
    return changed;
  }

  /** The fixes that may be tried: their files are in the project, in UTF-8, and sound where they are to be changed. */
  private async candidates(reports: readonly FileReport[]): Promise<FixCandidate[]> {
    const candidates: FixCandidate[] = [];
    for (const report of [...reports].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      for (const { rule, title, edits } of report.fixes) {
        const fix: FixCandidate = { uri: joinUri(this.run.project.rootUri, report.path), rule, title, edits };
        await this.loadFiles(edits.map((edit) => edit.uri));
        if (this.rejected.has(this.keyOf(fix))) continue;
        const reason = this.reasonAgainst(fix);
        if (reason === null) candidates.push(fix);
        else this.reject(fix, reason);
      }
    }
    return candidates;
  }

  private async apply(fixes: readonly FixCandidate[]): Promise<string[]> {
    const round = applyFixRound(fixes, {
      textOf: (uri) => this.files.get(uri)?.text ?? null,
      objection: (uri, before, after) => {
        const path = pathBelow(this.run.project.rootUri, uri) ?? '';
        return this.guard.objection(uri, path, kindOf(path, after), before, after);
      },
    });
    for (const { fix, reason } of round.rejected) this.reject(fix, reason);
    this.applied.push(...round.applied);
    const again = new Set<string>();
    for (const [uri, text] of round.texts) {
      const file = this.files.get(uri);
      if (file === undefined || file === null) this.files.set(uri, { original: null, text });
      else file.text = text;
      const path = pathBelow(this.run.project.rootUri, uri) ?? '';
      again.add(path);
      await this.run.setText(path, text);
    }
    await this.run.shareFacts();
    for (const fix of round.deferred) again.add(pathBelow(this.run.project.rootUri, fix.uri) ?? '');
    for (const edit of round.deferred.flatMap((fix) => fix.edits))
      again.add(pathBelow(this.run.project.rootUri, edit.uri) ?? '');
    return [...again];
  }

  private reasonAgainst(fix: FixCandidate): string | null {
    for (const { uri } of fix.edits) {
      const path = pathBelow(this.run.project.rootUri, uri);
      if (path === null) return 'it would change a file outside the project';
      const file = this.files.get(uri);
      if (file === null) return `${path} cannot be read`;
      if (file?.original?.encoding === 'other') return `${path} is not UTF-8 and is never rewritten`;
      const kind = file === undefined ? null : kindOf(path, file.text);
      if (file === undefined || kind === null) continue;
      if (!this.guard.editsSoundCode(new SourceDocument(uri, path, kind, file.text), fix.edits)) {
        return 'the code around it does not parse';
      }
    }
    return null;
  }

  private async loadFiles(uris: readonly string[]): Promise<void> {
    for (const uri of new Set(uris)) {
      if (this.files.has(uri) || (await this.fileSystem.stat(uri)) === null) continue;
      try {
        const bytes = await this.fileSystem.readFile(uri, MAX_FILE_BYTES);
        const original = bytes === null ? null : decodeText(bytes);
        this.files.set(uri, original === null ? null : { original, text: original.text });
      } catch {
        this.files.set(uri, null);
      }
    }
  }

  private reject(fix: FixCandidate, reason: string): void {
    this.rejected.add(this.keyOf(fix));
    this.errors.push({ uri: fix.uri, message: `left alone: ${fix.title} (${fix.rule}): ${reason}`, internal: false });
  }

  /** Names a fix across rounds, in which its offsets move: by the text it changes. */
  private keyOf(fix: FixCandidate): string {
    const edit = fix.edits.find((candidate) => 'range' in candidate && candidate.uri === fix.uri);
    const text = this.files.get(fix.uri)?.text ?? '';
    const line =
      edit !== undefined && 'range' in edit ? text.slice(lineStart(text, edit.range.start), edit.range.end) : '';
    return JSON.stringify([fix.uri, fix.rule, fix.title, line]);
  }
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
