import type { Loss } from '../handover';
import { lossOfStack, missingVariables, namesOf, READ_ONLY } from '../loss-text';
import { splitEnvironment } from '../split-environment';
import type { PodSurroundings } from './pod';

/** What Kubernetes cannot do for any stack of this kind, or has to be told by hand. */
export function kubernetesLosses({ handover, image, names, addresses }: PodSurroundings): Loss[] {
  const { agents, writableFolders, models, dotenvFiles } = handover;
  const losses: Loss[] = [];
  const add = (what: string, why: string, remedy: string) => losses.push(lossOfStack(what, why, remedy));
  if (image.build !== null) {
    const why = `${image.name} is a name that no registry knows`;
    add('the image', why, 'build and push it, and name it: --image REGISTRY/NAME:TAG');
  }
  if (writableFolders.length === 0) losses.push(READ_ONLY);
  if (writableFolders.length + models.length > 0 && agents.length > 1) {
    add(
      'folders that agents share',
      'pods share a volume only where its storage class can (ReadWriteMany)',
      'name such a class in storage.yaml, or give each agent a claim of its own (ReadWriteOnce)',
    );
  }
  const gpus = agents.filter(({ gpu }) => gpu !== null);
  if (gpus.length > 0) {
    add(
      `sharing GPUs by memory (${namesOf(gpus)})`,
      'Kubernetes gives each pod a whole GPU, whatever it needs of it',
      'let the device plugin share them (time-slicing, MPS, MIG)',
    );
  }
  const bounded = agents.filter(({ restart }) => restart !== 'always');
  if (bounded.length > 0) {
    const what = `the restart policy of ${namesOf(bounded)}`;
    add(what, 'a Deployment starts its pods again always', 'make it a Job if it is to end');
  }
  const [signalled, ...others] = agents.filter(({ stopSignal }) => stopSignal !== 'SIGTERM');
  if (signalled) {
    add(
      `the stop signal of ${namesOf([signalled, ...others])}`,
      'Kubernetes sends the one that the image names',
      `write STOPSIGNAL ${signalled.stopSignal} into the Dockerfile of an image for these agents`,
    );
  }
  add(
    'rotating logs',
    'it is the kubelet that rotates them, for all pods of a node',
    'containerLogMaxSize and containerLogMaxFiles in the configuration of the kubelet',
  );
  if (dotenvFiles.length > 0) {
    add(
      `quotes in ${dotenvFiles.join(' and ')}`,
      'kubectl takes them for a part of the value',
      'take them away in the file that the secret is made from',
    );
  }
  const missing = missingVariables(handover, splitEnvironment(addresses.shared()));
  if (missing.length > 0) {
    const why = 'they come from the shell that starts the stack, and there is none';
    add(`the values of ${missing.join(', ')}`, why, `add them to the secret ${names.secret}`);
  }
  return losses;
}
