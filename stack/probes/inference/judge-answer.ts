import type { InferenceDefinition } from '../../definition/model';
import { quote } from '../status-words';
import type { ExchangeAnswer } from './http-exchange';
import { valueAt } from './json-path';
import type { ModelRequest } from './model-apis';

/**
 * - `works`: the model answered.
 * - `broken`: its engine does not answer, or answers nonsense; a restart may help.
 * - `unasked`: the request itself was refused, so that nothing is known of the engine; a restart would not help.
 * - `unknown-path`: there is no such question here.
 */
export interface EngineVerdict {
  readonly kind: 'works' | 'broken' | 'unasked' | 'unknown-path';
  readonly detail: string;
}

/** What an answer says about the engine behind it. */
export function judgeAnswer(
  answer: ExchangeAnswer,
  request: ModelRequest,
  expect: InferenceDefinition['expect'],
): EngineVerdict {
  const { status } = answer;
  const where = `${request.method} ${request.path} answers ${status}`;
  const said = complaintIn(answer);
  const detail = said ? `${where}, ${said}` : where;
  if (status === 404 && !/model/i.test(said)) return { kind: 'unknown-path', detail };
  if (status === 405 || status === 501) return { kind: 'unknown-path', detail };
  if (status === 401 || status === 403)
    return { kind: 'unasked', detail: `${detail}: it asks for authentication (header_env)` };
  if (status === 429) return { kind: 'unasked', detail: `${detail}: it is too busy` };
  if (status >= 300 && status < 500) return { kind: 'unasked', detail };
  if (status >= 500) return { kind: 'broken', detail };
  return judgeContent(answer, request, expect, where);
}

function judgeContent(
  { json, text }: ExchangeAnswer,
  { answerPaths }: ModelRequest,
  expect: string | undefined,
  where: string,
): EngineVerdict {
  const error = json === undefined ? undefined : valueAt(json, 'error');
  if (error) return { kind: 'broken', detail: `${where} with an error: ${quote(asText(error))}` };
  if (answerPaths.length > 0) {
    if (json === undefined) return { kind: 'broken', detail: `${where} without JSON: ${quote(text)}` };
    if (!answerPaths.some((path) => present(valueAt(json, path))))
      return { kind: 'broken', detail: `${where} without an answer at ${answerPaths[0]}` };
  }
  if (expect === undefined) return { kind: 'works', detail: where };
  const words = answerPaths.length > 0 ? asText(valueAt(json, answerPaths[0]!)) : text;
  if (words.toLowerCase().includes(expect.toLowerCase())) return { kind: 'works', detail: where };
  return { kind: 'broken', detail: `${where} without "${quote(expect)}": ${quote(words) || 'nothing'}` };
}

/** An empty text is an answer: the model had nothing to say. */
function present(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** What a server says is wrong, in its own words. */
function complaintIn({ json, text, status }: ExchangeAnswer): string {
  if (status >= 200 && status < 300) return '';
  for (const path of ['error.message', 'error', 'detail', 'message', 'detail.0.msg']) {
    const value = json === undefined ? undefined : valueAt(json, path);
    if (typeof value === 'string' && value !== '') return quote(value);
  }
  return text.trim().startsWith('<') ? '' : quote(text);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
