import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../../languages/code-model';
import { isTimeKept } from './kept-time';
import type { TimeoutDefaults, TimeoutFix, TimeoutGap } from './timeout-gap';
import { secondsFor } from './waiting-time';

/** `stub.Translate(request)` with no deadline, after `stub = translator_pb2_grpc.TranslatorStub(channel)`. */
export function grpcGap(
  code: CodeModel,
  call: Call,
  fix: (seconds: string) => TimeoutFix | null,
  defaults: TimeoutDefaults,
): TimeoutGap | null {
  if (!isStubCall(code, call) || hasSpreadKeywords(call)) return null;
  const given = argumentOf(call, 'timeout', 1);
  if (given !== null && code.textOf(given.value) !== 'None') return null;
  if (hasDeadlineForAll(code) || isTimeKept(code, call)) return null;
  return {
    node: call.callee,
    what: `${code.textOf(call.callee).replace(/\s+/g, '').slice(0, 60)}()`,
    waitsFor: 'the gRPC server',
    fix: given === null ? fix(String(secondsFor(code, call, defaults))) : null,
  };
}

function isStubCall(code: CodeModel, call: Call): boolean {
  if (call.receiver === null || call.arguments.length === 0 || !/^[A-Z]/.test(call.name)) return false;
  const maker = code.originOf(call.receiver);
  if (maker !== null) return maker.node !== call.node && /Stub$/.test(maker.name);
  // Handed over by the caller: the name, and the messages of the protocol, tell.
  return /(^|[._])stub$/.test(code.textOf(call.receiver)) && code.text.includes('_pb2');
}

/** An interceptor or a service configuration that sets a deadline on every call. */
function hasDeadlineForAll(code: CodeModel): boolean {
  return (
    /methodConfig[\s\S]{0,600}?timeout/.test(code.text) ||
    code.calls.some((call) => call.name === 'intercept_channel' && /timeout|deadline/i.test(code.textOf(call.node)))
  );
}
