import type { Listener, MachineInspector, ProcessInfo } from './machine-inspector';
import { runCommand } from './run-command';

const PROCESSES =
  'Get-CimInstance Win32_Process%FILTER% | ForEach-Object { [pscustomobject]@{ ' +
  'pid = $_.ProcessId; ppid = $_.ParentProcessId; name = $_.Name; command = $_.CommandLine; ' +
  'started = if ($_.CreationDate) { $_.CreationDate.ToFileTimeUtc().ToString() } else { "" } } } | ConvertTo-Json -Compress';

async function powershell(script: string): Promise<string> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', script];
  return (await runCommand('powershell.exe', args, { timeoutMs: 15_000 })).stdout;
}

export class WindowsInspector implements MachineInspector {
  async processes(): Promise<ProcessInfo[]> {
    return parseCimProcesses(await powershell(PROCESSES.replace('%FILTER%', '')));
  }

  async process(pid: number): Promise<ProcessInfo | null> {
    const filter = ` -Filter 'ProcessId=${pid}'`;
    return parseCimProcesses(await powershell(PROCESSES.replace('%FILTER%', filter)))[0] ?? null;
  }

  /** Windows does not show another process's environment without a debugger: never proven, so never ours. */
  async environmentHas(): Promise<boolean> {
    return false;
  }

  async send(pid: number, signal: NodeJS.Signals): Promise<boolean> {
    return (await runCommand('taskkill', taskkillArguments(pid, signal))).code === 0;
  }

  async listeners(pids?: Iterable<number>): Promise<Listener[]> {
    const wanted = pids && new Set(pids);
    const { stdout } = await runCommand('netstat', ['-ano', '-p', 'TCP']);
    const six = await runCommand('netstat', ['-ano', '-p', 'TCPv6']);
    return [...parseNetstat(stdout), ...parseNetstat(six.stdout)].map((found) =>
      wanted && found.pid !== null && !wanted.has(found.pid) ? { ...found, pid: null } : found,
    );
  }
}

/**
 * Windows has no signals. What is asked to end gets its windows closed, which programs without any do not hear: they are ended when their
 * grace is over, with everything they started, since nothing tells whose orphans are whose afterwards.
 */
export function taskkillArguments(pid: number, signal: NodeJS.Signals): string[] {
  return signal === 'SIGKILL' ? ['/PID', String(pid), '/T', '/F'] : ['/PID', String(pid)];
}

/** The JSON that the query above prints: one object, or an array of them; nothing when no process matched. */
export function parseCimProcesses(text: string): ProcessInfo[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [];
  }
  const rows: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return rows.flatMap((row) => {
    const { pid, ppid, name, command, started } = (row ?? {}) as Record<string, unknown>;
    if (typeof pid !== 'number') return [];
    const label = typeof name === 'string' ? name : '?';
    return [
      {
        pid,
        ppid: typeof ppid === 'number' ? ppid : 0,
        pgid: 0,
        sid: 0,
        state: '',
        startTicks: typeof started === 'string' ? started : '',
        command: typeof command === 'string' && command !== '' ? command : `[${label}]`,
      },
    ];
  });
}

/**
 * Listening rows of `netstat -ano`. The word for the state is translated on localized systems, so a row counts as listening
 * when its foreign address is the null address with port 0.
 */
export function parseNetstat(text: string): Listener[] {
  const row = /^\s*TCP\s+(\S+):(\d+)\s+(?:0\.0\.0\.0|\[::\]):0\s+.*?(\d+)\s*$/;
  return text.split('\n').flatMap((line) => {
    const found = row.exec(line);
    if (!found) return [];
    const address = found[1]!.replace(/^\[|\]$/g, '');
    return [{ port: Number(found[2]), address, pid: Number(found[3]) }];
  });
}
