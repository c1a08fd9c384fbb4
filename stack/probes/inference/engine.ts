import { linkSignals } from '../../process/linked-signal';
import type { InferenceDefinition } from '../../definition/model';
import { connectionFailure } from '../tcp-probe';
import { exchange, type ExchangeAnswer } from './http-exchange';
import { judgeAnswer, type EngineVerdict } from './judge-answer';
import { CATALOGUES, modelRequest, type ModelApi } from './model-apis';

export interface EngineTarget {
  readonly host: string;
  readonly port: number;
  readonly definition: InferenceDefinition;
  /** Where the values of headers are; a variable that is not set is told about. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For all exchanges of one request together. */
  readonly timeoutMs: number;
}

interface Known {
  readonly api: ModelApi;
  readonly model: string | undefined;
}

/** Asks a model server's engine, in the language it turns out to speak, which is remembered. */
export class Engine {
  readonly #target: EngineTarget;
  #known: Known | null = null;

  constructor(target: EngineTarget) {
    this.#target = target;
  }

  /** Asks once; rejects only when the signal is aborted. */
  async ask(signal: AbortSignal): Promise<EngineVerdict> {
    const { port, timeoutMs } = this.#target;
    const headers = this.#headers();
    if (typeof headers === 'string') return { kind: 'unasked', detail: headers };
    const limited = linkSignals([signal], timeoutMs);
    try {
      return await this.#ask(headers, limited.signal);
    } catch (error) {
      signal.throwIfAborted();
      const secrets = Object.values(headers);
      if (limited.isLate) return { kind: 'broken', detail: `no answer on port ${port} within ${timeoutMs / 1000} s` };
      return { kind: 'broken', detail: withoutSecrets(connectionFailure(port, error), secrets) };
    } finally {
      limited.release();
    }
  }

  async #ask(headers: Record<string, string>, signal: AbortSignal): Promise<EngineVerdict> {
    const { definition } = this.#target;
    const candidates = this.#known ? [this.#known] : await this.#candidates(headers, signal);
    let refused: EngineVerdict | null = null;
    for (const candidate of candidates) {
      const request = modelRequest(candidate.api, definition, candidate.model);
      const answer = await this.#exchange(request.method, request.path, headers, signal, request.body);
      const judged = judgeAnswer(answer, request, definition.expect);
      const verdict = { ...judged, detail: withoutSecrets(judged.detail, Object.values(headers)) };
      if (verdict.kind === 'works') this.#known = candidate;
      // A model for chats may refuse to complete, and one for embeddings both: the next language is tried.
      const tryNext = verdict.kind === 'unknown-path' || (verdict.kind === 'unasked' && answer.status === 400);
      if (!tryNext) return verdict;
      refused ??= verdict;
    }
    this.#known = null;
    if (refused) return { ...refused, kind: 'unasked' };
    return {
      kind: 'unasked',
      detail: 'no way to ask its model was found: say which with "api", or with "path" and "body"',
    };
  }

  /** Languages to try, the likeliest first. */
  async #candidates(headers: Record<string, string>, signal: AbortSignal): Promise<Known[]> {
    const { api, model, path } = this.#target.definition;
    if (api === 'custom' || (api === 'auto' && path !== undefined)) return [{ api: 'custom', model }];
    const wanted: readonly ModelApi[] | null =
      api === 'auto' ? null : api === 'openai' ? ['openai-completions', 'openai-chat', 'openai-embeddings'] : [api];
    for (const catalogue of CATALOGUES) {
      const apis = catalogue.apis.filter((one) => wanted === null || wanted.includes(one));
      if (apis.length === 0) continue;
      // Whoever says both what is asked and how needs no catalogue.
      if (wanted && model !== undefined) return apis.map((one) => ({ api: one, model }));
      const answer = await this.#exchange('GET', catalogue.path, headers, signal);
      if (answer.status >= 500) throw new Error(`GET ${catalogue.path} answers ${answer.status}`);
      const isGuarded = answer.status === 401 || answer.status === 403;
      const found = answer.status === 200 ? catalogue.model(answer.json) : isGuarded ? undefined : null;
      if (found === null && wanted === null) continue;
      return apis.map((one) => ({ api: one, model: found ?? undefined }));
    }
    return [];
  }

  #exchange(
    method: string,
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
    body?: string,
  ): Promise<ExchangeAnswer> {
    const { host, port } = this.#target;
    return exchange({ host, port, method, path, headers, ...(body === undefined ? {} : { body }) }, signal);
  }

  /** The headers, or what is missing for them. */
  #headers(): Record<string, string> | string {
    const headers: Record<string, string> = {};
    for (const [header, variable] of Object.entries(this.#target.definition.headerEnv ?? {})) {
      const value = this.#target.environment[variable]?.trim();
      if (!value) return `its header ${header} needs ${variable}, which is not set`;
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) return `${variable} holds what no header may hold`;
      const isBare = header.toLowerCase() === 'authorization' && !value.includes(' ');
      headers[header] = isBare ? `Bearer ${value}` : value;
    }
    return headers;
  }
}

/** Servers like to repeat what they were sent. */
function withoutSecrets(text: string, headers: readonly string[]): string {
  const secrets = headers.flatMap((header) => [header, header.replace(/^\S+ /, '')]).filter((one) => one.length >= 4);
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
