import type { Clock } from '../process/clock';
import { endFamily } from '../process/end-family';
import { ProcessFamily } from '../process/family';
import type { MachineView } from './machine-view';

/** Ends processes with this stack's mark that nothing here accounts for: left by a supervisor whose state is lost. */
export async function endUnclaimed(view: MachineView, clock: Clock, log: (line: string) => void): Promise<void> {
  await view.refreshProcesses();
  const left = view.unclaimed;
  if (left.length === 0) return;
  log(`ending ${left.length} processes left by an earlier run: ${left.map(({ pid }) => pid).join(' ')}`);
  const family = new ProcessFamily('', null);
  family.update(left);
  view.add(family);
  await endFamily(family, { steps: [], clock, refresh: () => view.refreshProcesses() });
  view.remove(family);
}
