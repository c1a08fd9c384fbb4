import { exportCompose } from './compose/compose-file';
import type { ImageOptions } from './container/image';
import type { Export, Handover } from './handover';
import { exportKubernetes } from './kubernetes/kubernetes-manifests';
import { exportProcessCompose, type ProcessComposeOptions } from './process-compose/process-compose-file';
import { exportSystemd, type SystemdOptions } from './systemd/systemd-units';

/** What any target can be told; each takes what it has a use for. */
export type TargetOptions = ImageOptions & SystemdOptions & ProcessComposeOptions;

export const TARGETS = {
  compose: exportCompose,
  kubernetes: exportKubernetes,
  systemd: exportSystemd,
  'process-compose': exportProcessCompose,
} as const satisfies Readonly<Record<string, (handover: Handover, options: TargetOptions) => Export>>;

export type TargetName = keyof typeof TARGETS;
