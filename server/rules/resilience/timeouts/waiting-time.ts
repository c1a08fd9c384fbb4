import type { Call, CodeModel } from '../../../languages/code-model';
import type { TimeoutDefaults } from './timeout-gap';

const WORK =
  /complet|generat|chat|infer|predict|llm|ollama|openai|anthropic|groq|gemini|embed|transcri|speech|[^a-z]tts|[^a-z]stt|whisper|synth|translat|vision|upload|download|train|compile|render/i;

/** Seconds that an answer may take: models, transfers and builds work for minutes where other services answer at once. */
export function secondsFor(code: CodeModel, call: Call, defaults: TimeoutDefaults): number {
  const asked = call.argumentList === null ? '' : code.textOf(call.argumentList).slice(0, 600);
  const around = `${code.enclosingFunction(call.node)?.name ?? ''} ${code.enclosingClass(call.node)?.name ?? ''}`;
  return WORK.test(`${asked} ${around}`) ? defaults.modelSeconds : defaults.seconds;
}

/** True where the answer is read piece by piece: a limit on the whole would cut it off. */
export function isStreamed(code: CodeModel, call: Call): boolean {
  const body = code.enclosingFunction(call.node)?.body;
  const text = code.textOf(body ?? call.node);
  return /getReader\(|event-stream|\bstream\s*:\s*true|["']stream["']\s*:\s*(true|True)|for await|\.body\.pipe/.test(
    text,
  );
}
