import { createServer } from 'node:net';

/** Below the numbers that systems give to outgoing connections: nobody gets one of these by accident before its agent does. */
const FIRST = 12_000;
const LAST = 31_999;

let next = FIRST + Math.floor(Math.random() * (LAST - FIRST));

/** Ports nobody listens on just now, each given out once until all have been. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let tried = 0; found.length < count; tried++) {
    if (tried > LAST - FIRST) throw new Error(`no ${count} ports are free from ${FIRST} to ${LAST}`);
    next = next === LAST ? FIRST : next + 1;
    if (await isFree(next)) found.push(next);
  }
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
