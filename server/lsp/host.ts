import type { FileSystem } from '../host/file-system';
import type { WasmLoader } from '../languages/grammars';

/** What the server needs of the machine it runs on. */
export interface ServerHost {
  readonly fileSystem: FileSystem;
  readonly loadWasm: WasmLoader;
  /** Folders whose git repository is no project, e.g. the home folder. */
  readonly boundaries: ReadonlySet<string>;
  /** URI of a folder with the rules' documentation pages, where one is installed. */
  readonly documentation: string | null;
  /** Runs once, after what is waiting in the event loop now. */
  soon(work: () => void): void;
}
