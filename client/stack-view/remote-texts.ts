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

/** What has to be said above the tree: that the rows of a stack are not, or no longer, what is there. Null when nothing has. */
export function watchComplaint(stacks: readonly StackEntry[]): string | null {
  const [first] = stacks.filter(({ remote }) => remote !== null && remote.complaint !== null);
  if (!first?.remote || first.remote.complaint === null) return null;
  const name = first.machine ?? first.displayPath;
  const { place, complaint } = first.remote;
  return first.snapshot
    ? l10n.t('{0} in {1}: {2}. Shown as last seen.', name, placeName(place.kind), complaint)
    : l10n.t('{0} in {1}: {2}. Nothing is known of its agents.', name, placeName(place.kind), complaint);
}
