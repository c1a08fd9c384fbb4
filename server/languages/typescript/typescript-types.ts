import type { CodeModel } from '../code-model';
import { importedPath } from '../declared-types';
import type { SyntaxNode } from '../syntax-node';

/** Types that are interfaces: what makes their values is what rules know. */
const MAKERS: ReadonlyMap<string, string> = new Map([
  ['axios.AxiosInstance', 'axios.create'],
  ['axios.Axios', 'axios.create'],
  ['express.Express', 'express'],
  ['express.Application', 'express'],
  ['fastify.FastifyInstance', 'fastify'],
]);

/** `ioredis` for `client: Redis`, `Redis | null` and `Readonly<Redis>` where `Redis` is imported from there. */
export function typescriptMakerOfType(model: CodeModel, annotation: SyntaxNode): string | null {
  const text = model
    .textOf(annotation)
    .replace(/^\s*:\s*/, '')
    .replace(/^(?:Readonly|NonNullable|Partial|Required)<(.*)>$/s, '$1')
    .trim();
  const types = text
    .split('|')
    .map((type) => type.trim())
    .filter((type) => type !== 'null' && type !== 'undefined');
  const name = types.length === 1 ? /^([A-Z][\w$]*|[\w$]+\.[\w$.]+)(?:<.*>)?$/s.exec(types[0] ?? '')?.[1] : undefined;
  if (name === undefined || /^(?:Promise|Array|Map|Set|Record|Date|RegExp|Error|Function|Object)$/.test(name))
    return null;
  const path = importedPath(model, name);
  return MAKERS.get(path) ?? path;
}
