import type { Call, CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import { namedValues } from './named-values';

/**
 * How far the text of an expression is known before the program runs.
 * - literal: written right there;
 * - harmless: with parts that were quoted or are numbers, under whatever name;
 * - named: nothing but constants and values of the machine, reached through a name;
 * - unknown: parameters, answers of other functions, input.
 */
export type Knowledge = 'literal' | 'harmless' | 'named' | 'unknown';

const ORDER: readonly Knowledge[] = ['literal', 'harmless', 'named', 'unknown'];
const MAX_STEPS = 12;

/** Makes any text one word of a shell command. */
const SHELL_QUOTES =
  /^(shlex\.(quote|join)|pipes\.quote|subprocess\.list2cmdline|oslo_\w+\.quote|shell-quote(\.quote)?|shell-escape|shellescape|puka\.quote|shlex\.try_(quote|join)|shell_escape\.(escape|unix\.escape)|shell_words\.(quote|join))$/;
/** Makes any value a literal of the language. */
const CODE_QUOTES = /^(JSON\.stringify|repr|json\.dumps|ascii)$/;
const NUMBERS =
  /^(int|float|len|round|abs|bool|ord|hash|id|Number|parseInt|parseFloat|Math\.\w+|os\.getpid|os\.getppid|os\.getuid|os\.getgid|os\.cpu_count|time\.time|Date\.now|datetime\.(datetime\.)?now|uuid\.uuid[14]|std\.process\.id|process\.uptime)$/;
/** What the machine or the installation says: nobody else's text, but nobody looks after spaces in it either. */
const OWN_VALUES =
  /^(sys\.(executable|platform|prefix|base_prefix|version|version_info)|os\.(name|sep|linesep|pathsep|getcwd|curdir|devnull)|platform\.\w+|tempfile\.(gettempdir|mkdtemp|mkstemp)|shutil\.which|__file__|__name__|__dirname|__filename|process\.(execPath|pid|platform|arch|cwd|version)|os\.(EOL|tmpdir|platform|homedir)|pathlib\.Path\.(cwd|home)|Path\.(cwd|home)|std\.env\.(current_exe|current_dir|temp_dir)|env\.(current_exe|current_dir))$/;
/** Calls whose text is made from their arguments and nothing else. */
const PASS_ARGUMENTS =
  /^(str|bytes|list|tuple|dict|set|sorted|reversed|compile|textwrap\.(dedent|indent)|os\.path\.\w+|os\.fspath|os\.fsencode|pathlib\.(Pure)?Path|Path|path\.\w+|String|String\.raw|Array\.from|Buffer\.from|format|concat|vec|String\.from|PathBuf\.from|Path\.new|ast\.parse|range|url\.fileURLToPath|fileURLToPath)$/;
const PASS_METHODS =
  /^(format|format_map|join|strip|lstrip|rstrip|split|rsplit|splitlines|lower|upper|title|replace|encode|decode|copy|get|items|values|keys|pop|trim|trimEnd|trimStart|toString|concat|slice|substring|toLowerCase|toUpperCase|padEnd|padStart|to_string|to_owned|into|as_str|as_ref|clone|as_bytes|resolve|absolute|as_posix|with_suffix|joinpath|to_string_lossy|display|flat|filter)$/;

/** Tells what is known of an expression. `kind` says what is made of the text: quoting for a shell is no quoting for a language. */
export function knowledgeOf(code: CodeModel, node: SyntaxNode, kind: 'shell' | 'code'): Knowledge {
  return new Reading(code, kind).of(node, 0);
}

class Reading {
  /** Names being read: `command = command + " -v"` adds nothing that is not known otherwise. */
  private readonly open = new Set<string>();

  constructor(
    private readonly code: CodeModel,
    private readonly kind: 'shell' | 'code',
  ) {}

  of(node: SyntaxNode, steps: number): Knowledge {
    if (steps > MAX_STEPS) return 'unknown';
    switch (node.type) {
      case 'integer':
      case 'float':
      case 'number':
      case 'integer_literal':
      case 'float_literal':
      case 'boolean_literal':
      case 'true':
      case 'false':
      case 'none':
      case 'null':
      case 'undefined':
      case 'escape_sequence':
      case 'string_content':
      case 'string_fragment':
      case 'string_start':
      case 'string_end':
      case 'format_specifier':
      case 'type_conversion':
      case 'comparison_operator':
      case 'not_operator':
      case 'comment':
      case 'raw_string_literal':
      case 'string_literal':
      case 'char_literal':
      case 'regex':
        return 'literal';
      case 'string':
      case 'concatenated_string':
      case 'template_string':
      case 'template_substitution':
      case 'interpolation':
      case 'parenthesized_expression':
      case 'binary_expression':
      case 'boolean_operator':
      case 'list':
      case 'tuple':
      case 'set':
      case 'array':
      case 'array_expression':
      case 'tuple_expression':
      case 'list_splat':
      case 'spread_element':
      case 'as_expression':
      case 'satisfies_expression':
      case 'non_null_expression':
      case 'reference_expression':
      case 'try_expression':
      case 'expression_list':
      case 'unary_operator':
      case 'block':
        return this.most(node.namedChildren, steps);
      case 'binary_operator':
        return this.isNumberTemplate(node) ? 'harmless' : this.most(node.namedChildren, steps);
      case 'conditional_expression': {
        const [yes, , no] = node.namedChildren;
        return this.most([yes, no], steps);
      }
      case 'ternary_expression':
      case 'if_expression':
        return this.most(
          [
            node.childForField('consequence'),
            node.childForField('alternative')?.namedChildren.at(-1) ?? node.childForField('alternative'),
          ],
          steps,
        );
      case 'dictionary':
      case 'object':
        return this.most(
          node.namedChildren.map((pair) => (pair.type === 'pair' ? pair.childForField('value') : pair)),
          steps,
        );
      case 'subscript':
      case 'subscript_expression':
      case 'index_expression': {
        const value = node.childForField('value') ?? node.childForField('object') ?? node.namedChildren[0];
        return value === null || value === undefined ? 'unknown' : atLeastNamed(this.of(value, steps + 1));
      }
      case 'list_comprehension':
      case 'generator_expression': {
        const body = node.childForField('body');
        return body === null ? 'unknown' : this.of(body, steps + 1);
      }
      case 'call':
      case 'call_expression':
      case 'new_expression':
      case 'macro_invocation':
        return this.ofCall(node, steps);
      default:
        return this.ofName(node, steps);
    }
  }

  private most(nodes: readonly (SyntaxNode | null | undefined)[], steps: number): Knowledge {
    let least: Knowledge = 'literal';
    for (const node of nodes) {
      if (node === null || node === undefined) continue;
      least = lesser(least, this.of(node, steps + 1));
      if (least === 'unknown') break;
    }
    return least;
  }

  /** `Path(__file__).parent`: a part of a value that is known is known. */
  private ofPart(node: SyntaxNode, steps: number): Knowledge {
    const object = node.childForField('object') ?? node.childForField('value');
    if (object === null || !/^(attribute|member_expression|field_expression)$/.test(node.type)) return 'unknown';
    return atLeastNamed(this.of(object, steps + 1));
  }

  /** `"sleep %d" % seconds` */
  private isNumberTemplate(node: SyntaxNode): boolean {
    const left = node.childForField('left');
    const template = left === null || node.childForField('operator')?.type !== '%' ? null : this.code.stringValue(left);
    return template?.constant != null && !/%[^%difeEgG\d.]/.test(template.constant.replaceAll('%%', ''));
  }

  private ofCall(node: SyntaxNode, steps: number): Knowledge {
    const call = this.callAt(node);
    if (call === null) return 'unknown';
    const path = this.code.pathOf(call.callee) ?? '';
    if ((this.kind === 'shell' ? SHELL_QUOTES : CODE_QUOTES).test(path) || NUMBERS.test(path)) return 'harmless';
    if (OWN_VALUES.test(path)) return 'named';
    // A generator alone in the brackets is the list of arguments itself.
    const given =
      call.argumentList?.type === 'generator_expression'
        ? [call.argumentList]
        : call.arguments.map((argument) => argument.value);
    if (PASS_ARGUMENTS.test(path)) {
      if (/^compile$/.test(path)) return given[0] === undefined ? 'unknown' : this.of(given[0], steps + 1);
      // `format!("{name}")` reads a name that stands in the text.
      if (node.type === 'macro_invocation' && /\{\s*[a-z_]\w*/.test(this.code.textOf(given[0] ?? node)))
        return 'unknown';
      return this.most(given, steps);
    }
    if (call.receiver !== null && PASS_METHODS.test(call.name)) return this.most([call.receiver, ...given], steps);
    if (call.name === 'map' && call.receiver !== null && given[0] !== undefined) {
      const quotes = /^(shlex\.quote|pipes\.quote|shellescape)$/.test(this.code.textOf(given[0]));
      return quotes ? 'harmless' : 'unknown';
    }
    if (path === 'map' && given[0] !== undefined && SHELL_QUOTES.test(this.code.pathOf(given[0]) ?? ''))
      return 'harmless';
    return 'unknown';
  }

  private callAt(node: SyntaxNode): Call | null {
    // The origin of a call is the call itself.
    const list = node.childForField('arguments') ?? node.childOfType('token_tree');
    return (list === null ? null : this.code.callWith(list)) ?? this.code.originOf(node);
  }

  private ofName(node: SyntaxNode, steps: number): Knowledge {
    const path = this.code.pathOf(node);
    if (path === null) return this.ofPart(node, steps);
    if (OWN_VALUES.test(path)) return 'named';
    if (isNumberParameter(this.code, node)) return 'harmless';
    const written = this.code.textOf(node);
    if (this.open.has(written)) return 'literal';
    this.open.add(written);
    const values = namedValues(this.code, node);
    const known =
      values === null ? null : values.map((value) => this.of(value, steps + 1)).reduce<Knowledge>(lesser, 'literal');
    this.open.delete(written);
    const last = path.slice(path.lastIndexOf('.') + 1);
    const isConstant = /^_{0,2}[A-Z][A-Z0-9_]*$/.test(last);
    // Another file may say what the name holds.
    const isImported = known === null && this.code.stringValue(node)?.constant != null;
    if (known === null) return isImported || (isConstant && path !== written) ? 'named' : 'unknown';
    return isConstant ? known : atLeastNamed(known);
  }
}

function lesser(a: Knowledge, b: Knowledge): Knowledge {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** What was made harmless stays so under any name. */
function atLeastNamed(knowledge: Knowledge): Knowledge {
  return knowledge === 'harmless' ? knowledge : lesser(knowledge, 'named');
}

const NUMBER_TYPE = /:\s*&?(int|float|bool|number|boolean|[iu](8|16|32|64|128|size)|f(32|64))\b(?!\s*[|[])/;

/** A parameter that is declared to be a number. */
function isNumberParameter(code: CodeModel, node: SyntaxNode): boolean {
  const name = code.textOf(node);
  const parameter = code.enclosingFunction(node)?.parameters.find((candidate) => candidate.name === name);
  return parameter !== undefined && NUMBER_TYPE.test(code.textOf(parameter.node));
}
