import type { CodeModel, FunctionDefinition } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** A body that does no work. */
export interface StubBody {
  /** `nothing`: passes; `constant`: returns a literal; `raises`: says that it is not implemented. */
  readonly kind: 'nothing' | 'constant' | 'raises';
  /** The returned literal, e.g. `True`. */
  readonly value: string | null;
  /** A comment or documentation in the function says that it is unfinished. */
  readonly marked: boolean;
}

const UNFINISHED =
  /\b(TODO|FIXME|placeholder|stub(bed)?|not (yet )?implemented|unimplemented|to be implemented|implement (me|this|actual|real|later|proper)|in a real|in production,? (this|you|we) (would|should|could)|simulat(e|ed|ion|ing)|dummy|fake|for now|mock(ed)?)\b/i;

/** Words of a refusal: the class will never do this, and says so. */
const REFUSES =
  /not support|unsupported|read.?only|must (be )?(overrid|implement|define|provide)|should (be )?(overrid|implement)|subclass|override|overridden|abstract|deprecat|cannot be|use .* instead|not available|not allowed|immutable|not applicable/i;

/** Null where the body does something. Bodies of more than a few statements are not even looked at. */
export function stubBody(code: CodeModel, definition: FunctionDefinition): StubBody | null {
  const { body } = definition;
  if (body === null || body.hasError || body.children.length > 14) return null;
  const statements = statementsOf(body);
  if (statements.length > 1) return null;
  const [only] = statements;
  const text = (): string => code.textOf(definition.node);
  const marked = (): boolean => UNFINISHED.test(withoutCode(text()));
  if (only === undefined) {
    // In TypeScript an empty body with no word about it is a common way to say "no-op".
    if (code.language !== 'python' && !marked()) return null;
    return { kind: 'nothing', value: null, marked: marked() };
  }
  if (isPass(only)) return { kind: 'nothing', value: null, marked: marked() };
  if (raisesNotImplemented(code, only)) {
    return REFUSES.test(text()) ? null : { kind: 'raises', value: null, marked: false };
  }
  const value = returnedLiteral(code, only);
  // A text of some length is what a generator or loader of texts is there for.
  if (value !== null && /^\w*["'`]/.test(value) && /\n|^.{60}/.test(value)) return null;
  return value === null ? null : { kind: 'constant', value, marked: marked() };
}

function statementsOf(body: SyntaxNode): SyntaxNode[] {
  return body.namedChildren.filter((child) => !/comment$/.test(child.type) && !isDocumentation(child));
}

function isDocumentation(statement: SyntaxNode): boolean {
  const type = statement.type === 'expression_statement' ? statement.namedChildren[0]?.type : undefined;
  return type === 'string' || type === 'concatenated_string';
}

/** Comments and documentation only: a literal that says "placeholder" may be a placeholder of a form. */
function withoutCode(text: string): string {
  return (text.match(/#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("""|''')[\s\S]*?\1/g) ?? []).join('\n');
}

function isPass(statement: SyntaxNode): boolean {
  if (statement.type === 'pass_statement') return true;
  return statement.type === 'expression_statement' && statement.namedChildren[0]?.type === 'ellipsis';
}

function raisesNotImplemented(code: CodeModel, statement: SyntaxNode): boolean {
  const text = code.textOf(statement).slice(0, 300);
  switch (code.language) {
    case 'python':
      return statement.type === 'raise_statement' && /^raise\s+NotImplementedError\b/.test(text);
    case 'rust':
      return /^(todo|unimplemented)!\s*[({[]/.test(text);
    default:
      return (
        statement.type === 'throw_statement' &&
        /^throw\s+new\s+\w*Error\(\s*['"`][^'"`]*(not (yet )?(been )?implemented|unimplemented|TODO)/i.test(text)
      );
  }
}

const LITERALS =
  /^(true|false|none|null|undefined|integer|float|number|string|list|dictionary|object|array|tuple|unary_operator)$/;

function returnedLiteral(code: CodeModel, statement: SyntaxNode): string | null {
  if (statement.type !== 'return_statement') return null;
  const [value] = statement.namedChildren;
  if (value === undefined) return 'nothing';
  if (!LITERALS.test(value.type)) return null;
  let plain = true;
  value.walk((node) => {
    if (
      /^(identifier|attribute|call|member_expression|call_expression|interpolation|shorthand_property_identifier|template_substitution|spread_element|subscript|function|arrow_function)$/.test(
        node.type,
      )
    ) {
      plain = false;
      return false;
    }
    return true;
  });
  return plain ? code.textOf(value).slice(0, 80) : null;
}
