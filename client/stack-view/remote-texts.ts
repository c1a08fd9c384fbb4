import * as l10n from '@vscode/l10n';
import type { RemotePlace } from '@agent-preflight/stack/remote/watch-startup-file';
import type { StackEntry } from './stack-list';

/** What runs stacks there, by the name that it gives itself. */
export function placeName(kind: RemotePlace['kind']): string {
  return kind === 'compose' ? 'Docker Compose' : 'Kubernetes';
}

/** For the line beside a name: `in Kubernetes`. */
export function placeText({ kind }: RemotePlace): string {
  return l10n.t('in {0}', placeName(kind));
}

/** With what the stack is called there. */
export function placeDetail({ kind, name, namespace }: RemotePlace): string {
  const where = placeName(kind);
  if (kind === 'compose') return l10n.t('{0}, project {1}', where, name);
  if (namespace === null) return l10n.t('{0}, stack {1}', where, name);
  return l10n.t('{0}, stack {1}, namespace {2}', where, name, namespace);
}

/**
 * What has to be said above the tree: that the rows of a stack are not, or no longer, what is there, or that there is nothing. Of several stacks, the
 * first that has something to say does. Null when none has.
 */
export function watchMessage(stacks: readonly StackEntry[]): string | null {
  return stacks.map(messageOf).find((message) => message !== null) ?? null;
}

function messageOf({ machine, displayPath, snapshot, remote }: StackEntry): string | null {
  if (!remote) return null;
  const name = machine ?? displayPath;
  const { place, complaint } = remote;
  const where = placeName(place.kind);
  if (complaint !== null) {
    return snapshot
      ? l10n.t('{0} in {1}: {2}. Shown as last seen.', name, where, complaint)
      : l10n.t('{0} in {1}: {2}. Nothing is known of its agents.', name, where, complaint);
  }
  // A name that is wrong by a letter looks the same as a stack that was taken down.
  return snapshot?.wanted === false ? l10n.t('Nothing of {0} runs there: {1}.', name, placeDetail(place)) : null;
}
