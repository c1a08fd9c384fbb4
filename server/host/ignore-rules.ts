import ignore, { type Ignore } from 'ignore';

/**
 * The .gitignore files that hold for a folder, as git reads them: the nearest one that has something to say decides. Immutable: a
 * folder with a .gitignore of its own extends the rules of its parent.
 */
export class IgnoreRules {
  private constructor(
    /** Path of the folder the patterns are relative to, below the top; '' at the top. */
    private readonly folder: string,
    private readonly patterns: Ignore,
    private readonly outer: IgnoreRules | null,
  ) {}

  static readonly none: IgnoreRules = new IgnoreRules('', ignore(), null);

  /** Adds the text of an ignore file that stands in `folder`. */
  extend(folder: string, text: string): IgnoreRules {
    return new IgnoreRules(folder, ignore({ ignorecase: false }).add(text), this);
  }

  /** `path` is relative to the top and has no trailing slash. */
  ignores(path: string, isFolder: boolean): boolean {
    const relative = this.folder === '' ? path : path.slice(this.folder.length + 1);
    const { ignored, unignored } = this.patterns.test(isFolder ? `${relative}/` : relative);
    return ignored || (!unignored && (this.outer?.ignores(path, isFolder) ?? false));
  }
}
