import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import type { ConfigurationProblem } from '../configuration/configuration-problem';
import { CONFIGURATION_FILES } from '@agent-preflight/stack/policy/configuration-text';
import { readConfiguration } from '../configuration/read-configuration';
import { LineIndex } from '../documents/line-index';
import { decodeText } from '../documents/text-encoding';
import { nameOf } from '../documents/uri';
import { SOURCE, type TextWithLines, lspRange, resultId } from './diagnostics';
import { Emitter } from './emitter';
import { MAX_FILE_BYTES } from './project';
import type { Session } from './session';

const CODE = 'configuration';

/**
 * Why configuration files are not followed, told in the files themselves. While one is open, what stands in the editor counts: a mistake
 * goes away when it is mended, not when the file is saved.
 */
export class ConfigurationDiagnostics {
  /** A file's diagnostics are others now. */
  readonly changed = new Emitter<string>();
  private readonly current = new Map<string, readonly Diagnostic[]>();
  private updating: Promise<void> = Promise.resolve();

  constructor(private readonly session: Session) {
    const { events } = session;
    events.projectChanged.on(() => this.update());
    events.configurationChanged.on(() => this.update());
    events.documentChanged.on(({ uri }) => this.checkOpen(uri));
    events.documentClosed.on(({ uri }) => {
      if (isConfiguration(uri)) this.update();
    });
  }

  of(uri: string): readonly Diagnostic[] {
    return this.current.get(uri) ?? [];
  }

  private update(): void {
    this.updating = this.updating.then(() => this.lookAtAll()).catch(() => undefined);
  }

  private async lookAtAll(): Promise<void> {
    const { session } = this;
    const byFile = new Map<string, ConfigurationProblem[]>();
    for (const problem of session.projects.problems) {
      if (problem.uri !== '') byFile.set(problem.uri, [...(byFile.get(problem.uri) ?? []), problem]);
    }
    for (const uri of this.current.keys()) if (!byFile.has(uri)) byFile.set(uri, []);
    for (const [uri, problems] of byFile) {
      if (this.checkOpen(uri)) continue;
      const text = problems.length === 0 ? '' : await this.textOnDisk(uri);
      this.set(uri, { text, lines: LineIndex.of(text) }, problems);
    }
  }

  /** False for files that are not open, or that go by a name of their own. */
  private checkOpen(uri: string): boolean {
    const { session } = this;
    const document = isConfiguration(uri) ? session.analyzer.document(uri) : null;
    if (document === null) return false;
    this.set(uri, document, readConfiguration(uri, document.text, session.rules)?.problems ?? []);
    return true;
  }

  private set(uri: string, text: TextWithLines, problems: readonly ConfigurationProblem[]): void {
    const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
    const diagnostics = [...unique.values()].map((problem) => this.toDiagnostic(text, problem));
    if (resultId(diagnostics) === resultId(this.of(uri))) return;
    if (diagnostics.length === 0) this.current.delete(uri);
    else this.current.set(uri, diagnostics);
    this.changed.fire(uri);
  }

  private toDiagnostic(file: TextWithLines, { line, column, message }: ConfigurationProblem): Diagnostic {
    const { lines, text } = file;
    const at = Math.min(line, lines.lineCount) - 1;
    const end = lines.lineEnd(at);
    const start = Math.min(lines.lineStart(at) + column - 1, end);
    const word = /^(?:"[^"]*"|'[^']*'|[\w./@-]+)/.exec(text.slice(start, end))?.[0].length;
    return {
      range: lspRange(file, { start, end: word === undefined ? end : start + word }, this.session.client.encoding),
      severity: DiagnosticSeverity.Error,
      code: CODE,
      source: SOURCE,
      message: `${message} (until this is mended, nothing of this configuration is followed)`,
    };
  }

  private async textOnDisk(uri: string): Promise<string> {
    try {
      const bytes = await this.session.host.fileSystem.readFile(uri, MAX_FILE_BYTES);
      return bytes === null ? '' : (decodeText(bytes)?.text ?? '');
    } catch {
      return '';
    }
  }
}

function isConfiguration(uri: string): boolean {
  const names: readonly string[] = CONFIGURATION_FILES;
  return names.includes(nameOf(uri));
}
