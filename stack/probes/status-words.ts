import type { ProbeVerdict } from './probe-result';

export interface Reading {
  readonly verdict: ProbeVerdict;
  /** What the answer said, quoted for people, at most 200 characters. */
  readonly said: string;
}

type Judged = 'healthy' | 'degraded' | 'unhealthy';

const WORDS: Readonly<Record<Judged, readonly string[]>> = {
  healthy: [
    'ok',
    'okay',
    'healthy',
    'online',
    'running',
    'ready',
    'up',
    'alive',
    'active',
    'serving',
    'pass',
    'passing',
    'pong',
    'success',
    'available',
  ],
  degraded: ['degraded', 'warning', 'warn', 'partial', 'limited'],
  unhealthy: [
    'unhealthy',
    'error',
    'stopped',
    'down',
    'fail',
    'failed',
    'failing',
    'failure',
    'critical',
    'offline',
    'dead',
    'unavailable',
    'not_serving',
    'not_ready',
    'stopping',
    'starting',
    'initializing',
    'initialising',
    'loading',
    'warming_up',
  ],
};
const VERDICTS = new Map(
  (Object.keys(WORDS) as Judged[]).flatMap((verdict) => WORDS[verdict].map((word) => [word, verdict] as const)),
);

/** Keys that name a health, the most telling first: a body may say `status: ok` about the answer and this about the agent. */
const KEYS = ['health_status', 'healthstatus', 'health', 'status', 'state'];
/** Booleans that deny health when false. */
const FLAGS = ['healthy', 'is_healthy', 'ready', 'ok', 'alive'];

/** The verdict a single word stands for, in any case; null for words that say nothing about health. */
export function judgeWord(word: string): Judged | null {
  return (
    VERDICTS.get(
      word
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, '_'),
    ) ?? null
  );
}

/** What the body of a health answer says: JSON by its keys, short plain text by its first word. Null when it says nothing. */
export function readBody(body: string): Reading | null {
  const text = body.trim();
  if (text.startsWith('{') || text.startsWith('"')) {
    try {
      return readJson(JSON.parse(text));
    } catch {
      return null;
    }
  }
  if (text === '' || text.length > 100 || text.startsWith('<')) return null;
  const verdict = judgeWord(text) ?? judgeWord(text.split(/[\s:,.!]/)[0]!);
  return verdict && { verdict, said: quote(text) };
}

function readJson(parsed: unknown): Reading | null {
  if (typeof parsed === 'string') {
    const verdict = judgeWord(parsed);
    return verdict && { verdict, said: quote(parsed) };
  }
  if (typeof parsed !== 'object' || parsed === null) return null;
  const fields = new Map(Object.entries(parsed).map(([key, value]) => [key.toLowerCase(), value as unknown]));
  if (rejectsQuestion(fields)) return { verdict: 'open', said: 'does not know the question health_check' };
  for (const key of KEYS) {
    const value = fields.get(key);
    if (typeof value === 'object' && value !== null) {
      const inner = readJson(value);
      if (inner) return inner;
    }
    const verdict = typeof value === 'string' ? judgeWord(value) : null;
    if (!verdict) continue;
    const denied = verdict === 'unhealthy' ? undefined : deniedFlag(fields);
    if (denied) return { verdict: 'unhealthy', said: `${denied}: false` };
    return { verdict, said: `${key}: ${quote(value as string)}${reason(fields, verdict)}` };
  }
  const denied = deniedFlag(fields);
  if (denied) return { verdict: 'unhealthy', said: `${denied}: false` };
  const affirmed = FLAGS.find((key) => fields.get(key) === true);
  if (affirmed) return { verdict: 'healthy', said: `${affirmed}: true` };
  return fields.has('error') && fields.get('error')
    ? { verdict: 'unhealthy', said: `error: ${quote(asText(fields.get('error')))}` }
    : null;
}

function deniedFlag(fields: ReadonlyMap<string, unknown>): string | undefined {
  return FLAGS.find((key) => fields.get(key) === false);
}

/** An agent that answers `Unknown action` is alive; it was asked in words it does not know. */
function rejectsQuestion(fields: ReadonlyMap<string, unknown>): boolean {
  const text = ['error', 'message', 'detail', 'reason'].map((key) => asText(fields.get(key))).join(' ');
  return (
    /\b(?:unknown|unsupported|invalid|unrecogni[sz]ed|missing)\b.{0,20}\b(?:action|command|request|message|type|method|operation)\b/i.test(
      text,
    ) ||
    /\b(?:action|command|request|method)\b.{0,30}\b(?:unknown|not (?:supported|recogni[sz]ed|implemented|found))/i.test(
      text,
    )
  );
}

function reason(fields: ReadonlyMap<string, unknown>, verdict: Judged): string {
  const text =
    verdict === 'healthy'
      ? ''
      : ['error', 'message', 'reason', 'detail'].map((key) => asText(fields.get(key))).find(Boolean);
  return text ? ` (${quote(text)})` : '';
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

/** One printable line of at most 80 characters. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not reach a terminal
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
