/** Sends a signal by the system's own call. False when the process is gone, or another user's. */
export async function sendPosixSignal(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
