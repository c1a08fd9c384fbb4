/** How a service says it is, and the HTTP status that belongs to it: who can still work says 200, who cannot says 503. */
export type HealthWord = 'ok' | 'degraded' | 'error';

const OK =
  /^(?:ok|okay|healthy|up|alive|running|online|ready|pass|passing|good|green|operational|success|active|serving)$/i;
const DEGRADED = /^(?:degraded|warn|warning|partial|partially[ _-]?(?:healthy|degraded)|limited|impaired|yellow)$/i;
const ERROR =
  /^(?:error|errored|unhealthy|down|fail|failed|failing|failure|critical|dead|red|not[ _-]?(?:ok|healthy|serving)|unavailable|broken)$/i;

export function healthWord(text: string): HealthWord | null {
  const word = text.trim();
  if (OK.test(word)) return 'ok';
  if (DEGRADED.test(word)) return 'degraded';
  return ERROR.test(word) ? 'error' : null;
}

/** Keys of an answer under which it says how the service is as a whole. */
export const STATUS_KEYS =
  /^(?:status|state|health|health_?status|overall|overall_?(?:status|health)|service_?status)$/i;

const NAMED: Readonly<Record<string, number>> = {
  ok: 200,
  created: 201,
  accepted: 202,
  nocontent: 204,
  multistatus: 207,
  toomanyrequests: 429,
  internalservererror: 500,
  internalerror: 500,
  badgateway: 502,
  serviceunavailable: 503,
  gatewaytimeout: 504,
};

/** The HTTP status that a number or a name stands for: `503`, `HTTP_503_SERVICE_UNAVAILABLE`, `HTTPStatus.OK`; null when it is none. */
export function statusNumber(text: string): number | null {
  const digits = /^["'`]?([1-5]\d\d)(?:["'`]|\s|$)|(?:^|[._])HTTP_([1-5]\d\d)(?:_|$)/.exec(text);
  if (digits !== null) return Number(digits[1] ?? digits[2]);
  const named =
    /(?:^|\.|::)(?:HttpStatus(?:Code)?|HTTPStatus|StatusCodes?|constants|status|Status)(?:\.|::)(\w+)(?:\.value|\(\))?$/.exec(
      text,
    )?.[1];
  return named === undefined ? null : (NAMED[named.toLowerCase().replaceAll('_', '')] ?? null);
}

/** The same way of writing a status, for another number; null when there is no such word. */
export function statusLike(text: string, status: 200 | 503): string | null {
  if (/^[1-5]\d\d$/.test(text)) return String(status);
  const prefix = /^(.*(?:\.|::|^))HTTP_[1-5]\d\d\w*$/.exec(text)?.[1];
  if (prefix !== undefined)
    return /falcon/.test(prefix)
      ? `${prefix}HTTP_${status}`
      : `${prefix}HTTP_${status}_${status === 200 ? 'OK' : 'SERVICE_UNAVAILABLE'}`;
  const named = /^(.*(?:\.|::))(\w+?)((?:\.value|\(\))?)$/.exec(text);
  if (named === null) return null;
  const [, owner = '', name = '', rest = ''] = named;
  const word = status === 200 ? 'OK' : 'SERVICE_UNAVAILABLE';
  if (name === name.toUpperCase()) return `${owner}${word}${rest}`;
  return `${owner}${status === 200 ? 'Ok' : 'ServiceUnavailable'}${rest}`;
}
