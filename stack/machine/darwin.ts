import type { Listener, MachineInspector, ProcessInfo } from './machine-inspector';
import { sendPosixSignal } from './posix-signals';
import { runCommand } from './run-command';

const COLUMNS = 'pid=,ppid=,pgid=,sess=,stat=,lstart=,command=';

export class DarwinInspector implements MachineInspector {
  async processes(): Promise<ProcessInfo[]> {
    return parsePs((await runCommand('ps', ['-axww', '-o', COLUMNS])).stdout);
  }

  async process(pid: number): Promise<ProcessInfo | null> {
    return parsePs((await runCommand('ps', ['-ww', '-o', COLUMNS, '-p', String(pid)])).stdout)[0] ?? null;
  }

  async environmentHas(pid: number, entry: string): Promise<boolean> {
    // `-E` appends the environment to the command line, separated by spaces; the cookie itself holds none.
    const { stdout } = await runCommand('ps', ['-Eww', '-o', 'command=', '-p', String(pid)]);
    return ` ${stdout.trim()} `.includes(` ${entry} `);
  }

  send(pid: number, signal: NodeJS.Signals): Promise<boolean> {
    return sendPosixSignal(pid, signal);
  }

  async listeners(pids?: Iterable<number>): Promise<Listener[]> {
    const wanted = pids && new Set(pids);
    const { stdout } = await runCommand('lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpn']);
    return parseLsof(stdout).map((found) =>
      wanted && found.pid !== null && !wanted.has(found.pid) ? { ...found, pid: null } : found,
    );
  }
}

/** Rows of `ps -o pid=,ppid=,pgid=,sess=,stat=,lstart=,command=`; the start date takes five words in every locale C. */
export function parsePs(text: string): ProcessInfo[] {
  const row = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/;
  return text.split('\n').flatMap((line) => {
    const found = row.exec(line);
    if (!found) return [];
    const [, pid, ppid, pgid, session, stat, started, command] = found as unknown as string[];
    return [
      {
        pid: Number(pid),
        ppid: Number(ppid),
        pgid: Number(pgid),
        sid: /^\d+$/.test(session!) ? Number(session) : 0, // macOS prints an address here
        state: stat!.charAt(0),
        startTicks: started!.replace(/\s+/g, ' '),
        command: command!.trimEnd(),
      },
    ];
  });
}

/** Output of `lsof -F pn`: a `p<pid>` line, then an `n<address>:<port>` line per socket. */
export function parseLsof(text: string): Listener[] {
  const found: Listener[] = [];
  let pid: number | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (!line.startsWith('n')) continue;
    const separator = line.lastIndexOf(':');
    const port = Number(line.slice(separator + 1));
    const address = line.slice(1, separator).replace(/^\[|\]$/g, '');
    if (port > 0) found.push({ port, address: address === '*' ? '0.0.0.0' : address, pid });
  }
  return found;
}
