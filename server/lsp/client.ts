import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import type { PositionEncoding } from '../documents/position-encoding';
import type { ClientOptions } from '../protocol/settings';

/** What the client can do, asked once and in our words. */
export class Client {
  private readonly capabilities: ClientCapabilities;
  readonly options: ClientOptions;
  readonly encoding: PositionEncoding;

  constructor(params: InitializeParams) {
    this.capabilities = params.capabilities;
    this.options = (params.initializationOptions ?? {}) as ClientOptions;
    this.encoding = negotiateEncoding(params.capabilities.general?.positionEncodings);
  }

  get pullsDiagnostics(): boolean {
    return this.capabilities.textDocument?.diagnostic !== undefined;
  }

  get refreshesDiagnostics(): boolean {
    return this.capabilities.workspace?.diagnostics?.refreshSupport ?? false;
  }

  get showsRelatedInformation(): boolean {
    const { textDocument } = this.capabilities;
    return (
      (textDocument?.publishDiagnostics?.relatedInformation ?? textDocument?.diagnostic?.relatedInformation) === true
    );
  }

  get showsCodeDescription(): boolean {
    const { textDocument } = this.capabilities;
    const asked = textDocument?.publishDiagnostics?.codeDescriptionSupport;
    return (asked ?? textDocument?.diagnostic?.codeDescriptionSupport) === true;
  }

  get resolvesEdits(): boolean {
    const support = this.capabilities.textDocument?.codeAction;
    return (support?.dataSupport ?? false) && (support?.resolveSupport?.properties.includes('edit') ?? false);
  }

  get takesCodeActions(): boolean {
    return this.capabilities.textDocument?.codeAction?.codeActionLiteralSupport !== undefined;
  }

  get knowsPreferredActions(): boolean {
    return this.capabilities.textDocument?.codeAction?.isPreferredSupport ?? false;
  }

  get takesDocumentChanges(): boolean {
    return this.capabilities.workspace?.workspaceEdit?.documentChanges ?? false;
  }

  get createsFiles(): boolean {
    const operations = this.capabilities.workspace?.workspaceEdit?.resourceOperations ?? [];
    return this.takesDocumentChanges && operations.includes('create');
  }

  get takesSnippets(): boolean {
    return this.takesDocumentChanges && this.capabilities.workspace?.workspaceEdit?.snippetEditSupport === true;
  }

  get appliesEdits(): boolean {
    return this.capabilities.workspace?.applyEdit ?? false;
  }

  get rendersCompletionMarkdown(): boolean {
    const item = this.capabilities.textDocument?.completion?.completionItem;
    return item?.documentationFormat?.includes('markdown') ?? false;
  }

  get annotatesChanges(): boolean {
    return (
      this.takesDocumentChanges && this.capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined
    );
  }

  get answersConfiguration(): boolean {
    return this.capabilities.workspace?.configuration ?? false;
  }

  get registersConfigurationChanges(): boolean {
    return this.capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
  }

  get watchesFiles(): boolean {
    return this.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
  }

  get changesFolders(): boolean {
    return this.capabilities.workspace?.workspaceFolders ?? false;
  }

  get showsProgress(): boolean {
    return this.capabilities.window?.workDoneProgress ?? false;
  }

  get showsServerStatus(): boolean {
    const experimental = this.capabilities.experimental as { serverStatusNotification?: boolean } | undefined;
    return experimental?.serverStatusNotification === true;
  }

  get rendersMarkdown(): boolean {
    return this.capabilities.textDocument?.hover?.contentFormat?.includes('markdown') ?? false;
  }

  runsCommand(command: string): boolean {
    return this.options.commands?.includes(command) ?? false;
  }
}

/** The client names what it can do, best first; ours is UTF-16, so that is taken wherever it is offered. */
function negotiateEncoding(offered: readonly string[] | undefined): PositionEncoding {
  if (offered === undefined || offered.includes('utf-16')) return 'utf-16';
  return offered.find((encoding) => encoding === 'utf-8' || encoding === 'utf-32') ?? 'utf-16';
}
