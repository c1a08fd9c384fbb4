import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel, EnvLookup } from '../languages/code-model';
import type { ProjectView } from '../project/project-view';
import type { FileEdit } from '../rules/finding';
import { importPythonName, importsAtTop } from './python-imports';
import { type Quote, preferredQuote, quoted } from './quotes';

/** A lookup of an environment variable as this file would write it. */
export interface LookupText {
  readonly expression: string;
  /** Imports that the expression needs. */
  readonly edits: readonly FileEdit[];
}

export interface LookupRequest {
  readonly variable: string;
  /** The default as a source expression, e.g. `"registry"` or `str(port)`; null for none (the lookup then gives None/undefined). */
  readonly defaultExpression: string | null;
  /** The quote to use; the file's own when absent. */
  readonly quote?: Quote;
}

/** Writes a lookup in the project's dialect: its own helper where the file or most of the project uses one, else the language's usual way. */
export function envLookup(code: CodeModel, project: ProjectView, uri: string, request: LookupRequest): LookupText {
  const quote = request.quote ?? preferredQuote(code.text);
  switch (code.language) {
    case 'python':
      return pythonLookup(code, project, uri, request, quote);
    case 'typescript':
    case 'javascript':
      return {
        expression:
          request.defaultExpression === null
            ? `process.env.${request.variable}`
            : `process.env.${request.variable} ?? ${request.defaultExpression}`,
        edits: [],
      };
    case 'rust': {
      const lookup = `std::env::var("${request.variable}")`;
      return {
        expression:
          request.defaultExpression === null
            ? lookup
            : `${lookup}.unwrap_or_else(|_| ${request.defaultExpression}.to_string())`,
        edits: [],
      };
    }
  }
}

/** A lookup that fails loudly when the variable is missing: for secrets, which have no sensible default. */
export function requiredEnvLookup(
  code: CodeModel,
  uri: string,
  variable: string,
  quote: Quote = preferredQuote(code.text),
): LookupText {
  switch (code.language) {
    case 'python': {
      const { reference, edits } = importPythonName(code, uri, { module: 'os' });
      return { expression: `${reference}.environ[${quoted(variable, quote)}]`, edits };
    }
    case 'typescript':
    case 'javascript': {
      const message = quoted(`${variable} is not set`, quote);
      return { expression: `(process.env.${variable} ?? (() => { throw new Error(${message}); })())`, edits: [] };
    }
    case 'rust':
      return { expression: `std::env::var("${variable}").expect("${variable} is not set")`, edits: [] };
  }
}

function pythonLookup(
  code: CodeModel,
  project: ProjectView,
  uri: string,
  request: LookupRequest,
  quote: Quote,
): LookupText {
  const name = quoted(request.variable, quote);
  const tail = request.defaultExpression === null ? name : `${name}, ${request.defaultExpression}`;
  const style = pythonStyle(code, project);
  if (style.kind === 'helper') {
    const { reference, edits } = importPythonName(code, uri, { module: style.module, name: style.name });
    return { expression: `${reference}(${tail})`, edits };
  }
  const { reference, edits } = importPythonName(code, uri, { module: 'os' });
  return { expression: `${reference}.${style.kind}(${tail})`, edits };
}

type PythonStyle =
  | { readonly kind: 'helper'; readonly name: string; readonly module: string }
  | { readonly kind: 'getenv' | 'environ.get' };

/** The file's own habit first, the project's helper next: where the file imports from its package already, so that the import is known to work. */
function pythonStyle(code: CodeModel, project: ProjectView): PythonStyle {
  const helper = project.envHelper;
  const uses = { getenv: 0, environ: 0, helper: 0 };
  for (const lookup of code.envLookups) {
    if (lookup.via === 'os.getenv') uses.getenv++;
    else if (lookup.via.startsWith('os.environ')) uses.environ++;
    else if (helper !== null && lookup.via.endsWith(helper.name)) uses.helper++;
  }
  const importsHelper =
    helper !== null &&
    code.imports.some((binding) => binding.topLevel && binding.path === `${helper.module}.${helper.name}`);
  const reachable = helper !== null && importsAtTop(code, helper.module.split('.')[0] ?? '');
  if (helper !== null && (importsHelper || (reachable && (uses.helper > 0 || uses.getenv + uses.environ === 0)))) {
    return { kind: 'helper', name: helper.name, module: helper.module };
  }
  return { kind: uses.environ > uses.getenv ? 'environ.get' : 'getenv' };
}

/** The expression that lookup and default make together; null where they are apart. */
export function wholeLookup({ node, defaultValue }: EnvLookup): TextRange | null {
  if (defaultValue === null || node.hasError) return null;
  const { start } = node;
  const { end } = defaultValue;
  if (end <= node.end) return defaultValue.start >= start ? { start, end: node.end } : null;
  const outer = node.parent;
  const isOperator =
    outer !== null &&
    /^(boolean_operator|binary_expression)$/.test(outer.type) &&
    outer.start === start &&
    outer.end === end;
  return isOperator ? { start, end } : null;
}
