import type { UnitLine } from './unit-text';

export interface Surroundings {
  /** Paths that have to be seen: the project, the interpreter. */
  readonly places: readonly string[];
  /** Lines that open what the agents write to. */
  readonly writable: readonly UnitLine[];
  /** Agents meet in `/tmp`. */
  readonly usesTmp: boolean;
  readonly usesGpu: boolean;
}

/** What `ProtectHome=` hides. */
export function isAtHome(place: string): boolean {
  return /^\/(?:home|root|run\/user)(?:\/|$)/.test(place);
}

/** What keeps an agent from the rest of the system and leaves it what it needs: the network, its project, and the GPU where it has one. */
export function hardening({ places, writable, usesTmp, usesGpu }: Surroundings): UnitLine[] {
  const isBelowTmp = places.some((place) => /^\/(?:var\/)?tmp(?:\/|$)/.test(place));
  return [
    ['NoNewPrivileges', 'yes'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', places.some(isAtHome) ? 'read-only' : 'yes'],
    ...writable,
    ...(usesTmp || isBelowTmp ? [] : ([['PrivateTmp', 'yes']] as UnitLine[])),
    // The driver's helper may have to load its module, and its devices are not among those that are left.
    ...(usesGpu
      ? []
      : ([
          ['PrivateDevices', 'yes'],
          ['ProtectKernelModules', 'yes'],
          ['ProtectClock', 'yes'],
        ] as UnitLine[])),
    ['ProtectKernelTunables', 'yes'],
    ['ProtectKernelLogs', 'yes'],
    ['ProtectControlGroups', 'yes'],
    ['ProtectHostname', 'yes'],
    ['ProtectProc', 'invisible'],
    ['RestrictSUIDSGID', 'yes'],
    ['RestrictRealtime', 'yes'],
    ['RestrictNamespaces', 'yes'],
    ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6 AF_NETLINK'],
    ['LockPersonality', 'yes'],
    ['RemoveIPC', 'yes'],
    ['SystemCallArchitectures', 'native'],
    ['SystemCallFilter', '@system-service'],
    ['SystemCallErrorNumber', 'EPERM'],
    ['CapabilityBoundingSet', ''],
    ['UMask', '0077'],
  ];
}
