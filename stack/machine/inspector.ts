import { DarwinInspector } from './darwin';
import { LinuxInspector } from './linux';
import type { MachineInspector } from './machine-inspector';
import { WindowsInspector } from './windows';

let chosen: MachineInspector | undefined;

/** The inspector of the platform this process runs on. */
export function machineInspector(): MachineInspector {
  chosen ??=
    process.platform === 'linux'
      ? new LinuxInspector()
      : process.platform === 'win32'
        ? new WindowsInspector()
        : new DarwinInspector();
  return chosen;
}
