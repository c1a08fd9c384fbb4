import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { lineEndingOf } from './line-ending';
import { LineIndex } from './line-index';

/** What a document is to the rules; one language may serve several kinds (a startup file and a Compose file are both YAML). */
export type DocumentKind =
  | 'python'
  | 'typescript'
  | 'javascript'
  | 'rust'
  | 'startup'
  | 'compose'
  | 'workflow'
  /** A manifest of models, in YAML or JSON. */
  | 'models'
  | 'yaml'
  | 'dockerfile'
  /** A systemd unit or drop-in. */
  | 'unit'
  | 'env'
  | 'text';

/** A replacement in the coordinates of the text before the change. */
export interface TextChange {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * One version of one file. Immutable: a change makes a new document, so that findings and fixes computed for a version
 * can never be applied to another by accident.
 */
export class SourceDocument {
  private index: LineIndex | undefined;

  constructor(
    readonly uri: string,
    /** Path below the project's root with forward slashes, e.g. `agents/registry.py`. */
    readonly path: string,
    readonly kind: DocumentKind,
    readonly text: string,
    readonly version = 0,
  ) {}

  get lines(): LineIndex {
    this.index ??= LineIndex.of(this.text);
    return this.index;
  }

  slice(range: TextRange): string {
    return this.text.slice(range.start, range.end);
  }

  /** What the lines that are written into the file end with. */
  get lineEnding(): '\n' | '\r\n' {
    return lineEndingOf(this.text);
  }

  /** The next version: this one with one stretch replaced. */
  changed(change: TextChange, version = this.version + 1): SourceDocument {
    const { start, end } = change.range;
    const next = new SourceDocument(this.uri, this.path, this.kind, applyChanges(this.text, [change]), version);
    next.index = this.index?.edited(next.text, { start, oldEnd: end, newEnd: start + change.newText.length });
    return next;
  }
}

/** Applies changes whose ranges all refer to the same text. Overlapping changes are refused. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  const ordered = [...changes].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  for (const change of ordered) {
    if (change.range.start < at) throw new RangeError('overlapping text changes');
    result += text.slice(at, change.range.start) + change.newText;
    at = change.range.end;
  }
  return result + text.slice(at);
}
