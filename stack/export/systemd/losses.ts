import type { Handover, Loss } from '../handover';
import { lossOfStack, missingVariables } from '../loss-text';
import type { SplitEnvironment } from '../split-environment';
import type { ServiceUser } from './user';

/** What systemd cannot do for any stack of this kind, or has to be told by hand. */
export function systemdLosses(handover: Handover, shared: SplitEnvironment, user: ServiceUser): Loss[] {
  const { agents, dotenvFiles, name } = handover;
  const losses: Loss[] = [];
  const add = (what: string, why: string, remedy: string | null) => losses.push(lossOfStack(what, why, remedy));
  const missing = missingVariables(handover, shared);
  if (missing.length > 0) {
    const why = 'they come from the shell that starts the stack, and systemd starts it from none';
    add(`the values of ${missing.join(', ')}`, why, `set them in ${dotenvFiles.at(-1) ?? `/etc/${name}/stack.env`}`);
  }
  add(
    'restarting agents that hang',
    'systemd asks for their health when they start, and then only sees whether their processes live',
    'watch it with a monitor, or teach agents to notify systemd (WatchdogSec=)',
  );
  add(
    'holding an agent back for as long as what it needs is not up',
    'an agent is started after those it waits for have answered or failed; then it has to do without them, or is started again',
    null,
  );
  const interpreters = [...new Set(agents.flatMap(({ program }) => program.interpreter ?? []))];
  const hidden = interpreters.filter((interpreter) => interpreter.startsWith('/root/'));
  if (hidden.length > 0 && user.name !== 'root') {
    add(
      `the interpreter ${hidden.join(', ')}`,
      `it lies in root's home, which ${user.name} cannot enter`,
      'make a virtual environment in the project (.venv) with an interpreter of the system, and export again',
    );
  }
  if (agents.some(({ vramMb }) => vramMb !== null)) {
    const remedy = 'give agents their GPU with CUDA_VISIBLE_DEVICES in their environment file';
    add('placement by GPU memory', 'systemd knows no GPUs', remedy);
  }
  return losses;
}
