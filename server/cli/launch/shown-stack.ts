import type { WatchedStack } from '@agent-preflight/stack/remote/watched-stack';
import type { StartupFile } from './find-startup-files';

/** A stack that can be looked at: run by our supervisor (a `RunningStack`), or by somebody else. */
export interface ShownStack {
  readonly startup: StartupFile;
  readonly connection: WatchedStack;
}
