import type { Call, CodeModel } from '../../languages/code-model';
import { isOwnServer } from './address-calls';
import type { AddressUse } from './address-role';

/** Port 0, debuggers, control sockets and look-ups of a free port: nobody else is meant to come. */
export function isPrivateOnPurpose(code: CodeModel, use: AddressUse): boolean {
  if (use.address.port === 0) return true;
  const around = code.textOf(use.call?.node ?? use.node.parent ?? use.node);
  if (/debugpy|pydevd|control|inspect|ptvsd|["']\s*,\s*0\s*[),]|\bport\s*[=:]\s*0\b/i.test(around)) return true;
  if (use.call !== null && isOwnShow(code, use.call)) return true;
  const name = code.enclosingFunction(use.node)?.name ?? '';
  return /port.*(free|avail|in_use|used|open)|(free|avail|find|check|is)_?\w*port/i.test(name);
}

/** A module that makes such servers, and shows one at its end. */
function isOwnShow(code: CodeModel, call: Call): boolean {
  const { name, receiver } = call;
  if (receiver !== null || code.language !== 'python' || isOwnServer(code, call)) return false;
  return (
    code.classes.some((own) => own.name === name) ||
    (name === 'make_server' && code.functions.some((own) => own.name === name))
  );
}
