import { type EffectiveUnit, isYes } from '../../languages/unit/effective-unit';

/** One line of a unit that keeps its service from the rest of the system. */
export interface Measure {
  readonly key: string;
  /** What the fix writes. */
  readonly value: string;
  readonly isSet: (unit: EffectiveUnit) => boolean;
}

const yes =
  (key: string) =>
  (unit: EffectiveUnit): boolean =>
    isYes(unit.value('Service', key));

/** As `systemd-analyze security` judges them; those that need to know what a program does are not among them. */
export const MEASURES: readonly Measure[] = [
  { key: 'NoNewPrivileges', value: 'yes', isSet: (unit) => yes('NoNewPrivileges')(unit) || isDynamic(unit) },
  {
    key: 'ProtectSystem',
    value: 'full',
    isSet: (unit) =>
      isDynamic(unit) || !/^(?:0|no|false|off|n|f)?$/i.test(unit.value('Service', 'ProtectSystem') ?? ''),
  },
  {
    key: 'ProtectHome',
    value: 'read-only',
    isSet: (unit) => isDynamic(unit) || !/^(?:0|no|false|off|n|f)?$/i.test(unit.value('Service', 'ProtectHome') ?? ''),
  },
  { key: 'PrivateTmp', value: 'yes', isSet: (unit) => isOn(unit, 'PrivateTmp') || isDynamic(unit) },
  { key: 'ProtectKernelTunables', value: 'yes', isSet: yes('ProtectKernelTunables') },
  { key: 'ProtectKernelModules', value: 'yes', isSet: yes('ProtectKernelModules') },
  { key: 'ProtectControlGroups', value: 'yes', isSet: (unit) => isOn(unit, 'ProtectControlGroups') },
  { key: 'RestrictSUIDSGID', value: 'yes', isSet: (unit) => yes('RestrictSUIDSGID')(unit) || isDynamic(unit) },
  { key: 'LockPersonality', value: 'yes', isSet: yes('LockPersonality') },
];

function isDynamic(unit: EffectiveUnit): boolean {
  return isYes(unit.value('Service', 'DynamicUser'));
}

/** Keys whose newer words (`disconnected`, `private`, `strict`) are stronger than yes. */
function isOn(unit: EffectiveUnit, key: string): boolean {
  const value = unit.value('Service', key);
  return isYes(value) || /^(?:disconnected|private|strict)$/i.test(value ?? '');
}
