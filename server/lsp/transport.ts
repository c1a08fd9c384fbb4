import type { Transport } from './start-node-server';

/** Reads the arguments that every editor uses for language servers; null when none of them is there. */
export function transportFrom(args: readonly string[]): Transport | null {
  for (const [index, argument] of args.entries()) {
    if (argument === '--stdio') return { kind: 'stdio' };
    if (argument === '--node-ipc') return { kind: 'ipc' };
    const socket = /^--socket(?:=(\d+))?$/.exec(argument);
    if (socket !== null) return { kind: 'socket', port: Number(socket[1] ?? args[index + 1]) };
  }
  return null;
}
