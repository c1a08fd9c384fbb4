import type { SourceDocument } from '../documents/document';

/** How comments are told from everything else. `lines`: a line is one as a whole or not at all. */
export type CommentScanner = 'python' | 'javascript' | 'rust' | 'braces' | 'shell' | 'yaml' | 'lines';

/** How a kind of file writes comments. */
export interface CommentSyntax {
  /** What begins a comment that ends with its line; the first one is written. */
  readonly line: readonly string[];
  /** Comments with an end of their own. */
  readonly block: readonly { readonly open: string; readonly close: string }[];
  /** Whether a comment may follow on a line that holds something else. */
  readonly trailing: boolean;
  readonly scanner: CommentScanner;
}

const C_BLOCK = [{ open: '/*', close: '*/' }];
const MARKUP = [{ open: '<!--', close: '-->' }];

function syntax(
  line: readonly string[],
  scanner: CommentScanner,
  { block = [], trailing = scanner !== 'lines' }: Partial<CommentSyntax> = {},
): CommentSyntax {
  return { line, block, trailing, scanner };
}

const PYTHON = syntax(['#'], 'python');
const JAVASCRIPT = syntax(['//'], 'javascript', { block: C_BLOCK });
const RUST = syntax(['//'], 'rust', { block: C_BLOCK });
const BRACES = syntax(['//'], 'braces', { block: C_BLOCK });
const YAML = syntax(['#'], 'yaml');
const SHELL = syntax(['#'], 'shell');
const HASH_LINES = syntax(['#'], 'lines');
/** systemd's units and the ini files of other programs. */
const INI_LINES = syntax(['#', ';'], 'lines');
const DASHES = syntax(['--'], 'lines', { block: C_BLOCK });
const MARKUP_ONLY = syntax([], 'lines', { block: MARKUP });
/** In a file that nobody knows, every whole line is taken for a comment that some language would take for one. */
const ANY_LINES = syntax(['#', '//', ';', '--'], 'lines', { block: [...C_BLOCK, ...MARKUP] });

const BY_KIND: Readonly<Partial<Record<string, CommentSyntax>>> = {
  python: PYTHON,
  typescript: JAVASCRIPT,
  javascript: JAVASCRIPT,
  rust: RUST,
  startup: YAML,
  compose: YAML,
  workflow: YAML,
  yaml: YAML,
  env: HASH_LINES,
  unit: INI_LINES,
  dockerfile: HASH_LINES,
};

const UNIT = /\.(?:service|socket|timer|mount|automount|target|path|slice|swap|scope|network|netdev|link|container)$/;

const BY_NAME: readonly (readonly [RegExp, CommentSyntax | null])[] = [
  [/(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.dockerfile$/i, HASH_LINES],
  [/(?:^|\/)(?:[jt]sconfig[^/]*\.json|\.vscode\/[^/]+\.json|devcontainer\.json)$|\.(?:jsonc|json5)$/, BRACES],
  // JSON has no comments: what is to be silent there is said in the configuration.
  [/\.(?:json|ipynb)$/, null],
  [/\.(?:bat|cmd)$/i, null],
  [/\.ya?ml$/, YAML],
  [UNIT, INI_LINES],
  [/\.conf$/, INI_LINES],
  [/\.(?:ini|cfg|properties|txt|editorconfig)$/, INI_LINES],
  [/\.ya?ml$/, YAML],
  [/\.toml$/, PYTHON],
  [/\.(?:tf|tfvars|hcl)$/, syntax(['#', '//'], 'braces', { block: C_BLOCK })],
  [/\.(?:sh|bash|zsh|fish|ps1)$|(?:^|\/)Makefile[^/]*$|\.mk$/, SHELL],
  [/\.(?:md|markdown|html?|xml|svg|vue)$/, MARKUP_ONLY],
  [/\.(?:sql|lua|hs)$/, DASHES],
  [/\.(?:go|java|kt|swift|c|cc|cpp|h|hpp|cs|php|scala|proto|css|scss)$/, BRACES],
];

/** Null for files in which nothing can be said beside the data. */
export function commentSyntaxOf(document: Pick<SourceDocument, 'kind' | 'path'>): CommentSyntax | null {
  const known = BY_KIND[document.kind];
  if (known !== undefined) return known;
  for (const [name, found] of BY_NAME) if (name.test(document.path)) return found;
  return ANY_LINES;
}
