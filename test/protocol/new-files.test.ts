// Files that come while the server is still looking around: no event may be lost, and where there is none, no file.
import path from 'node:path';
import type { FileSystem } from '../../server/host/file-system';
import type { ServerHost } from '../../server/lsp/host';
import { nodeHost } from '../../server/lsp/node-host';
import { LanguageClient, PUSH_CLIENT, ROOT } from './support/language-client';
import { TemporaryProject } from '../support/temporary-project';

const BIND = 'import zmq\n\nserver = zmq.Context().socket(zmq.REP)\nserver.bind("tcp://127.0.0.1:7200")\n';
const WATCHING = {
  ...PUSH_CLIENT,
  workspace: { ...PUSH_CLIENT.workspace, didChangeWatchedFiles: { dynamicRegistration: true } },
};

/** A machine on which what a function names can be held up. */
class HeldHost {
  private waiting: (() => void)[] = [];
  private reached: (() => void)[] = [];
  holds: (operation: 'readFile' | 'readDirectory', uri: string) => boolean = () => false;
  readonly host: ServerHost;

  constructor() {
    const host = nodeHost(path.join(ROOT, 'server', 'lsp'));
    const disk = host.fileSystem;
    const held = async <T>(
      operation: 'readFile' | 'readDirectory',
      uri: string,
      work: () => Promise<T>,
    ): Promise<T> => {
      // What was on the disk when it was asked, told later.
      const result = await work();
      if (this.holds(operation, uri)) {
        await new Promise<void>((resolve) => {
          this.waiting.push(resolve);
          for (const wake of this.reached.splice(0)) wake();
        });
      }
      return result;
    };
    const fileSystem: FileSystem = {
      readDirectory: (uri) => held('readDirectory', uri, () => disk.readDirectory(uri)),
      readFile: (uri, maxBytes) => held('readFile', uri, () => disk.readFile(uri, maxBytes)),
      stat: (uri) => disk.stat(uri),
      writeFile: (uri, bytes) => disk.writeFile(uri, bytes),
      realUri: (uri) => disk.realUri(uri),
    };
    this.host = { ...host, fileSystem };
  }

  /** Resolves once something is held up. */
  async reachedHold(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => this.reached.push(resolve));
  }

  letGo(): void {
    this.holds = () => false;
    for (const go of this.waiting.splice(0)) go();
  }
}

describe('a file that comes while the server looks around', () => {
  let project: TemporaryProject;
  let held: HeldHost;
  let client: LanguageClient;

  beforeEach(() => {
    project = new TemporaryProject({ 'agents/a.py': BIND });
    held = new HeldHost();
    client = LanguageClient.inMemory(held.host);
  });

  afterEach(async () => {
    held.letGo();
    await client.stop();
    project.dispose();
  });

  const created = (...files: string[]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: files.map((file) => ({ uri: project.uriOf(file), type: 1 })),
    });

  const found = (file: string): Promise<unknown> =>
    client.until(
      () => client.diagnostics(project.uriOf(file))?.some(({ code }) => code === 'loopback-bind'),
      `a finding in ${file}`,
    );

  /** Events are collected for a moment before they are looked at; nothing tells when they have been. */
  const eventsTaken = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

  it('is looked at when its event arrives before the first look is over', async () => {
    held.holds = (operation, uri) => operation === 'readFile' && uri.endsWith('/a.py');
    await client.initialize(WATCHING, [project.uri]);
    await held.reachedHold();
    project.write('agents/new.py', BIND);
    await created('agents/new.py');
    await eventsTaken();
    held.letGo();
    await found('agents/new.py');
  });

  it('is read as it is now when it changed while it was read', async () => {
    project.write('agents/b.py', 'x = 1\n');
    held.holds = (operation, uri) => operation === 'readFile' && uri.endsWith('/b.py');
    await client.initialize(WATCHING, [project.uri]);
    await held.reachedHold();
    project.write('agents/b.py', BIND);
    await created('agents/b.py');
    await eventsTaken();
    held.letGo();
    await found('agents/b.py');
  });

  it('is found when the editor was not watching yet', async () => {
    held.holds = (operation, uri) => operation === 'readDirectory' && uri.endsWith('/agents');
    await client.initialize(WATCHING, [project.uri]);
    await held.reachedHold();
    project.write('agents/new.py', BIND);
    held.letGo();
    await found('agents/new.py');
  });

  it('is found right behind another one, while that one is looked for', async () => {
    await client.initialize(WATCHING, [project.uri]);
    await found('agents/a.py');
    held.holds = (operation, uri) => operation === 'readDirectory' && uri.endsWith('/agents');
    project.write('agents/first.py', BIND);
    await created('agents/first.py');
    await held.reachedHold();
    project.write('agents/second.py', BIND);
    await created('agents/second.py');
    await eventsTaken();
    held.letGo();
    await found('agents/first.py');
    await found('agents/second.py');
  });

  it('is found though it lies in a folder that is new itself', async () => {
    await client.initialize(WATCHING, [project.uri]);
    await found('agents/a.py');
    project.write('more/deep/new.py', BIND);
    // Editors report the folder alone where it was moved there as a whole.
    await created('more');
    await found('more/deep/new.py');
  });
});
