import { importPythonName } from '../../../fixes/python-imports';
import type { CodeModel } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';
import type { FileEdit, Fix } from '../../finding';
import type { CodeContext } from '../../rule';
import { type Choice, type GivenStatus, type PossibleWord, comparedWords, withoutBrackets } from './answer-values';
import type { ImplicitForm } from './status-source';
import type { StatusValue } from './status-values';
import { healthWord, statusLike } from './health-words';

/** What one answer may say, and where its status comes from. */
export interface Misstated {
  readonly value: StatusValue;
  readonly word: PossibleWord;
  readonly words: readonly PossibleWord[];
  readonly wanted: 200 | 503;
  /** Null where nothing states a status. */
  readonly given: GivenStatus | null;
  /** The words that get their status from the same expression as this one. */
  readonly sharing: readonly PossibleWord[];
  readonly form: ImplicitForm | null;
}

/** Gives the words of an answer the statuses that belong to them; null where that takes more than an edit of the answer. */
export function statusFix({ code, document }: CodeContext, misstated: Misstated): Fix | null {
  if (code.root.hasError) return null;
  // What is raised is an error, whatever its number.
  const around = misstated.given?.node.ancestorOfType('raise_statement', 'throw_statement', 'block', 'statement_block');
  if (around && /^(?:raise|throw)/.test(around.type)) return null;
  const title = misstated.wanted === 200 ? 'Answer 200 while degraded' : 'Answer 503 on errors';
  const edits =
    misstated.given === null
      ? addStatus(code, document.uri, misstated)
      : changeStatus(code, document.uri, misstated, misstated.given);
  return edits === null ? null : { title, safety: 'safe', edits };
}

function changeStatus(
  code: CodeModel,
  uri: string,
  misstated: Misstated,
  given: GivenStatus,
): (() => FileEdit[]) | null {
  const { wanted, sharing, value } = misstated;
  const replace = (node: SyntaxNode, newText: string) => (): FileEdit[] => [
    { uri, range: { start: node.start, end: node.end }, newText },
  ];
  const alike = statusLike(code.textOf(given.node), wanted);
  if (alike === null) return null;
  if (sharing.every(({ text }) => (healthWord(text) === 'error' ? 503 : 200) === wanted)) {
    const { choice } = given;
    // A choice between two equal numbers is none.
    const other =
      choice === null ? null : withoutBrackets(choice.whenTrue) === given.node ? choice.whenFalse : choice.whenTrue;
    if (choice !== null && other !== null && code.textOf(other) === alike) return replace(choice.node, alike);
    return replace(given.node, alike);
  }
  if (given.choice !== null) return widenCondition(code, uri, misstated, given.choice, given.node);
  const chosen = chosenStatus(code, value, misstated, code.textOf(given.node));
  return chosen === null ? null : replace(given.node, chosen);
}

/** `status == "ok"` becomes `status in ("ok", "degraded")`. */
function widenCondition(
  code: CodeModel,
  uri: string,
  { words, wanted }: Misstated,
  choice: Choice,
  wrong: SyntaxNode,
): (() => FileEdit[]) | null {
  const compared = comparedWords(code, choice.condition);
  if (compared === null) return null;
  const toTheTrueSide = withoutBrackets(choice.whenTrue) !== wrong;
  const good = !compared.negated === toTheTrueSide;
  if (wanted === 503 && good) return null;
  const texts = unique([
    ...compared.words,
    ...words.map(({ text }) => text).filter((text) => (healthWord(text) === 'error') === (wanted === 503)),
  ]);
  const newText = membership(code, compared.subject, texts, compared.negated);
  return () => [{ uri, range: { start: choice.condition.start, end: choice.condition.end }, newText }];
}

function membership(code: CodeModel, subject: string, texts: readonly string[], negated: boolean): string {
  const quote = code.language === 'python' ? '"' : "'";
  const list = texts.map((text) => `${quote}${text}${quote}`).join(', ');
  if (code.language === 'python')
    return `${subject} ${negated ? 'not in' : 'in'} (${list}${texts.length === 1 ? ',' : ''})`;
  return `${negated ? '!' : ''}[${list}].includes(${subject})`;
}

/** A status that depends on the word, where the word itself does; null where that cannot be written down. */
function chosenStatus(code: CodeModel, { value }: StatusValue, { words }: Misstated, like: string): string | null {
  const [good, bad] = [statusLike(like, 200), statusLike(like, 503)];
  if (good === null || bad === null || words.length === 0) return null;
  if (words.every(({ text }) => healthWord(text) === 'error')) return bad;
  const kinds = words.map(({ text }) => healthWord(text));
  if (kinds.includes(null)) return null;
  const either = (condition: string, yes: string, no: string): string =>
    code.language === 'python' ? `${yes} if ${condition} else ${no}` : `${condition} ? ${yes} : ${no}`;
  const node = withoutBrackets(value);
  if (node.type === 'identifier' || node.type === 'shorthand_property_identifier') {
    const errors = unique(words.filter(({ text }) => healthWord(text) === 'error').map(({ text }) => text));
    const quote = code.language === 'python' ? '"' : "'";
    const subject = code.textOf(node);
    const condition =
      errors.length === 1
        ? `${subject} ${code.language === 'python' ? '==' : '==='} ${quote}${errors[0]}${quote}`
        : membership(code, subject, errors, false);
    return either(condition, bad, good);
  }
  const [first, second] = words;
  if (words.length !== 2 || first?.condition == null || second?.condition == null) return null;
  if (first.condition.text !== second.condition.text || /\b(?:await|:=)\b|\(/.test(first.condition.text)) return null;
  const yes = first.condition.holds ? first : second;
  const status = (word: PossibleWord): string => (healthWord(word.text) === 'error' ? bad : good);
  return either(first.condition.text, status(yes), status(yes === first ? second : first));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function addStatus(code: CodeModel, uri: string, misstated: Misstated): (() => FileEdit[]) | null {
  const { form, value } = misstated;
  const status = chosenStatus(code, value, misstated, '503');
  if (form === null || status === null) return null;
  const insert = (at: number, newText: string): FileEdit => ({ uri, range: { start: at, end: at }, newText });
  switch (form.kind) {
    case 'argument': {
      const list = form.call.childForField('arguments');
      if (list === null) return null;
      const last = list.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
      // Options that are there already are left to the author.
      if (last === undefined || (form.wrapped && list.namedChildren.length > 1)) return null;
      const argument = form.wrapped
        ? `{ ${form.name}: ${status} }`
        : form.name === null
          ? status
          : `${form.name}=${status}`;
      return () => [insert(last.end, `, ${argument}`)];
    }
    case 'method':
      return () => [insert(form.receiver.end, `.${form.name}(${status})`)];
    case 'returned':
      return code.language === 'python' ? returned(code, uri, form.value, status, insert) : null;
    case 'none':
      return null;
  }
}

function returned(
  code: CodeModel,
  uri: string,
  value: SyntaxNode,
  status: string,
  insert: (at: number, text: string) => FileEdit,
): (() => FileEdit[]) | null {
  const from = (pattern: RegExp): boolean => code.imports.some(({ module }) => pattern.test(module));
  const bracketed = / if /.test(status) ? `(${status})` : status;
  if (from(/^(?:flask|quart)(?:\.|$)/)) return () => [insert(value.end, `, ${bracketed}`)];
  if (!from(/^fastapi(?:\.|$)/) || value.type !== 'dictionary') return null;
  return () => {
    const { reference, edits } = importPythonName(code, uri, { module: 'fastapi.responses', name: 'JSONResponse' });
    return [insert(value.start, `${reference}(status_code=${status}, content=`), insert(value.end, ')'), ...edits];
  };
}
