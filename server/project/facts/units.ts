import { type UnitFile, readUnit } from '../../languages/unit/unit-file';
import { type FactProvider, named } from './fact-provider';

/** systemd units and their drop-ins. */
export const units: FactProvider<UnitFile> = {
  concerns: named(/\.service$|\.service\.d\/[^/]+\.conf$/i),
  read: ({ kind, path, text }) => (kind === 'unit' ? readUnit(path, text) : null),
};
