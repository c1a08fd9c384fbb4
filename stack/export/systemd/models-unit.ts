import path from 'node:path';
import type { Handover } from '../handover';
import { fetchArgument, fetchScript } from '../models-script';
import { hardening } from './hardening';
import { commandLine, plain, unitText, word, type UnitLine } from './unit-text';
import type { ServiceUser } from './user';

export const FETCH_FILE = 'fetch-models.py';

interface Place {
  /** Where the project lies. */
  readonly root: string;
  readonly python: string;
  readonly user: ServiceUser;
}

/** The unit that fetches models before agents start, and the program it runs from `/etc/<stack>/`. */
export function modelsUnit(
  { models, name, dotenvFiles }: Handover,
  { root, python, user }: Place,
): { readonly unit: string; readonly script: string } {
  const folders = new Set(models.map(({ path: model }) => path.posix.dirname(path.posix.resolve(root, model))));
  const writable: UnitLine = ['ReadWritePaths', [...folders].map((folder) => word(`-${folder}`)).join(' ')];
  const ordering: UnitLine[] = [
    ['Description', plain(`Models of ${name}`)],
    ['PartOf', `${name}.target`],
    ['Wants', 'network-online.target'],
    ['After', 'network-online.target'],
  ];
  const command = [python, `/etc/${name}/${FETCH_FILE}`, ...models.map((model) => fetchArgument(model, root))];
  const service: UnitLine[] = [
    ['Type', 'oneshot'],
    ['RemainAfterExit', 'yes'],
    // Gigabytes take their time, and no start of an agent has to wait within its own.
    ['TimeoutStartSec', 'infinity'],
    ['User', user.isDynamic ? 'root' : user.name],
    // The token of a model hub, among others.
    ...dotenvFiles.map((file): UnitLine => ['EnvironmentFile', plain(`-${path.posix.join(root, file)}`)]),
    ['ExecStart', commandLine(command)],
    ['Restart', 'on-failure'],
    ['RestartSec', '30s'],
    ['LogNamespace', name],
    ...hardening({ places: [root, python], writable: [writable], usesTmp: false, usesGpu: false }),
  ];
  const unit = unitText([
    { name: 'Unit', lines: ordering },
    { name: 'Service', lines: service },
  ]);
  return { unit, script: fetchScript() };
}
