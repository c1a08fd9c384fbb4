import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uriOfPath } from '../../server/host/node-file-system';

/** A project on disk for the time of a test. */
export class TemporaryProject {
  readonly folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'agent-preflight-')));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  get uri(): string {
    return uriOfPath(this.folder);
  }

  uriOf(file: string): string {
    return uriOfPath(this.path(file));
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  write(file: string, text: string | Uint8Array): void {
    mkdirSync(path.dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  delete(file: string): void {
    rmSync(this.path(file));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
