import type { AgentDefinition, StackDefinition } from '@agent-preflight/stack/definition/model';
import { SourceDocument } from '../documents/document';
import { configuredKindOf } from '../project/configured-files';
import { LineIndex } from '../documents/line-index';
import { canonicalUri } from '../documents/uri';
import { checkForStart } from '../preflight/start-findings';
import type { PreflightParams, PreflightResult, StartupAgent, StartupFile } from '../protocol/requests';
import { type TextWithLines, lspRange, lspSeverity } from './diagnostics';
import type { Project } from './project';
import { type Session, clientUri, settingOf } from './session';

/** Milliseconds within which several changes become one notification. */
const NOTIFY_DELAY = 250;

/** What the *Stack* view shows and what stands in the way of a start. */
export class StackRequests {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private last: string | null = null;

  constructor(private readonly session: Session) {
    const { connection, events } = session;
    connection.onRequest('agentPreflight/startupFiles', () => this.startupFiles());
    connection.onRequest('agentPreflight/preflight', (params: PreflightParams) => this.preflight(params));
    events.projectChanged.on(() => this.notifySoon());
    events.configurationChanged.on(() => this.notifySoon());
    events.fileChanged.on(() => this.notifySoon());
  }

  dispose(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private async startupFiles(): Promise<StartupFile[]> {
    const { session } = this;
    await session.projects.ready();
    const files: StartupFile[] = [];
    for (const project of session.projects.all) {
      for (const definition of project.view.definitions) {
        // A nested project knows its files better than the one around it.
        if (session.projects.known(definition.file) !== project || !session.projects.isInWorkspace(definition.file))
          continue;
        const text = await this.textOf(project, definition.file);
        if (text !== null) files.push(this.startupFile(project, definition, text));
      }
    }
    files.sort((a, b) => (a.uri < b.uri ? -1 : 1));
    this.last = JSON.stringify(files);
    return files;
  }

  private startupFile(project: Project, definition: StackDefinition, text: TextWithLines): StartupFile {
    const agents = definition.agents.map((agent): StartupAgent => {
      const script = scriptOf(project, definition, agent);
      return {
        name: agent.name.value,
        group: agent.group?.value ?? null,
        script: script === null ? null : clientUri(this.session, script),
        port: agent.port?.value.base ?? null,
        healthPort: agent.healthPort?.value.base ?? null,
        enabled: agent.enabled,
        range: lspRange(text, agent.name.range, this.session.client.encoding),
      };
    });
    const { machine, dialect, file } = definition;
    return { uri: clientUri(this.session, file), machine, dialect, agents };
  }

  private async preflight(params: PreflightParams): Promise<PreflightResult> {
    const { session } = this;
    const uri = canonicalUri(params.uri);
    await session.projects.forFile(uri);
    await session.projects.ready();
    const project = session.projects.known(uri);
    const definition = project?.view.definitions.find(({ file }) => file === uri);
    if (project === null || definition === undefined) return { issues: [] };
    const documentOf = async (wanted: string) =>
      session.analyzer.document(wanted) ?? (await this.readDocument(project, wanted));
    const startup = await documentOf(uri);
    if (startup === null) return { issues: [] };
    const { findings } = await checkForStart({
      analyzer: session.analyzer,
      setting: settingOf(project),
      startup,
      definition,
      documentOf,
    });
    const issues = findings.map(({ finding, document, agent }) => ({
      uri: clientUri(session, document.uri),
      range: lspRange(document, finding.range, session.client.encoding),
      severity: lspSeverity(finding.severity),
      rule: finding.rule,
      message: finding.message,
      agent,
    }));
    return { issues: issues.sort((a, b) => a.severity - b.severity) };
  }

  private async readDocument(project: Project, uri: string): Promise<SourceDocument | null> {
    const path = project.pathOf(uri);
    const text = path === null ? null : await project.readText(uri);
    const kind = path === null || text === null ? null : configuredKindOf(path, text, project.resolved.configuration);
    return path === null || text === null || kind === null ? null : new SourceDocument(uri, path, kind, text);
  }

  private async textOf(project: Project, uri: string): Promise<TextWithLines | null> {
    const open = this.session.analyzer.document(uri);
    if (open !== null) return open;
    const text = await project.readText(uri);
    return text === null ? null : { text, lines: LineIndex.of(text) };
  }

  /** The client hears of a change only when the answer it has is no longer right. */
  private notifySoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.notify();
    }, NOTIFY_DELAY);
  }

  private async notify(): Promise<void> {
    const before = this.last;
    if (before === null) return;
    const now = JSON.stringify(await this.startupFiles());
    if (now !== before) await this.session.connection.sendNotification('agentPreflight/startupFilesChanged');
  }
}

/** URI of an agent's script; null for modules and for scripts that were not found. */
function scriptOf(project: Project, definition: StackDefinition, agent: AgentDefinition): string | null {
  const path = agent.script === null ? null : project.view.resolveScript(definition, agent.script.value);
  return path === null ? null : project.view.uriOf(path);
}
