import type { Call, CodeModel } from '../../../languages/code-model';
import { entriesOf, isFalse, isNothing, optionOf, textsIn } from '../option-values';

/** True for a call that checks a token's signature against a key. */
export function isVerifying(code: CodeModel, call: Call): boolean {
  if (
    /^(verify|verifyAsync|jwtVerify|verify_jwt|verify_token|verify_id_token|verify_oauth2_token|jwtDecrypt|compactVerify)$/.test(
      call.name,
    )
  )
    return true;
  if (!/^decode(_complete|_token)?$/.test(call.name)) return false;
  if (call.receiver !== null && code.language !== 'python') return false;
  const options = optionOf(code, call, 'options');
  const signature = options === null ? undefined : entriesOf(code, options).get('verify_signature');
  if (signature !== undefined && isFalse(code, signature)) return false;
  const verify = optionOf(code, call, 'verify');
  if (verify !== null && isFalse(code, verify)) return false;
  const algorithms = optionOf(code, call, 'algorithms');
  if (algorithms !== null && textsIn(code, algorithms).some(({ text }) => text.toLowerCase() === 'none')) return false;
  const key = optionOf(code, call, 'key') ?? call.arguments[1]?.value ?? null;
  return key !== null && !isNothing(code, key);
}
