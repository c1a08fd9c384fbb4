import { type Call, type CodeModel, argumentOf } from '../../languages/code-model';

/** A call that opens or writes a log file in Node for as long as the process lives. */
export interface GrowingStream {
  readonly call: Call;
  /** The subject of the finding. */
  readonly message: string;
}

/** winston's file transport without `maxsize`, append streams and synchronous appends to `*.log`. */
export function growingStream(code: CodeModel): GrowingStream[] {
  return code.calls.flatMap((call): GrowingStream[] => {
    const callee = code.calleeOf(call) ?? '';
    if (/(?:^|\.)transports\.File$/.test(callee)) {
      return argumentOf(call, 'maxsize') === null ? [{ call, message: 'This log file has no size limit' }] : [];
    }
    if (!/^(?:node:)?fs(?:-extra)?(?:\.promises)?\.(?:createWriteStream|appendFile|appendFileSync)$/.test(callee))
      return [];
    const file = call.arguments[0]?.value;
    const last = file === undefined ? null : (code.stringValue(file)?.parts.at(-1)?.text ?? null);
    if (last === null || !last.endsWith('.log')) return [];
    if (callee.endsWith('createWriteStream')) {
      const flags = argumentOf(call, 'flags')?.value ?? call.arguments[1]?.value;
      if (flags === undefined || !/["'`]a\+?["'`]/.test(code.textOf(flags))) return [];
    }
    return [{ call, message: 'This log file is only ever appended to' }];
  });
}
