import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import type { SourceDocument } from '../documents/document';
import type { Finding } from '../rules/finding';

/** What an action does once it is chosen. Places are offsets in the version that the action was offered on. */
export type ActionDeed =
  | { readonly what: 'fix'; readonly rule: string; readonly start: number; readonly end: number; readonly fix: number }
  | { readonly what: 'fixAll'; readonly rule: string | null }
  | { readonly what: 'fixWorkspace'; readonly rule: string }
  | {
      readonly what: 'suppressLine' | 'suppressFile';
      readonly rule: string;
      readonly start: number;
      readonly end: number;
    }
  /** Lines are 0-based, both included. */
  | {
      readonly what: 'suppressBlock';
      readonly rules: readonly string[];
      readonly firstLine: number;
      readonly lastLine: number;
    }
  /** The suppression that begins at an offset; `rule` is the one name to take out, null takes all. */
  | { readonly what: 'unsuppress'; readonly start: number; readonly rule: string | null };

/** Where a finding stands and whose it is: what finds it again in the same version. */
export function placeOf({ rule, range }: Finding): { rule: string; start: number; end: number } {
  return { rule, start: range.start, end: range.end };
}

/** All a code action remembers: what to do, to which version of which document. */
export interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly does: ActionDeed;
}

/** The menu in the making: of the kinds asked for, nothing twice. */
export class Offers {
  readonly actions: CodeAction[] = [];
  private readonly seen = new Set<string>();

  constructor(
    private readonly document: SourceDocument,
    private readonly only: readonly string[] | undefined,
  ) {}

  add(title: string, kind: string, does: ActionDeed, diagnostic?: Diagnostic, more: Partial<CodeAction> = {}): void {
    this.seen.add(title);
    if (!this.wants(kind)) return;
    const { uri, version } = this.document;
    const data: ActionData = { uri, version, does };
    this.actions.push({
      title,
      kind,
      ...(diagnostic === undefined ? {} : { diagnostics: [diagnostic] }),
      ...more,
      data,
    });
  }

  /** Leaves out what is offered already, under the same title. */
  once(title: string, kind: string, does: ActionDeed, diagnostic?: Diagnostic): void {
    if (!this.seen.has(title)) this.add(title, kind, does, diagnostic);
  }

  /** An action that is a command, for the client or for this server. */
  command(title: string, command: string, given: readonly unknown[]): void {
    if (this.seen.has(title)) return;
    this.seen.add(title);
    const kind = CodeActionKind.QuickFix;
    if (this.wants(kind)) this.actions.push({ title, kind, command: { title, command, arguments: [...given] } });
  }

  /** Kinds form a tree: `source` asks for `source.fixAll.agentPreflight`, too. Without a wish, source actions stay out of the menu. */
  private wants(kind: string): boolean {
    if (this.only === undefined) return !kind.startsWith(CodeActionKind.Source);
    return this.only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
  }
}
