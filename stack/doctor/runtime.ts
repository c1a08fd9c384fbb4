import { ok, problem, type Examination } from './examination';

const OLDEST_NODE = 20;

export function examineNode(version: string = process.versions.node): Examination {
  if (Number(version.split('.')[0]) >= OLDEST_NODE) return ok('Node', version);
  return problem('Node', version, `Install Node ${OLDEST_NODE} or newer.`);
}
