import { parentPort, workerData } from 'node:worker_threads';
import { NodeFileSystem } from '../host/node-file-system';
import { nodeWasmLoader } from '../host/node-wasm';
import { Grammars } from '../languages/grammars';
import { catalogue } from '../rules/catalogue.generated';
import { CheckSession } from './check/check-session';
import {
  PROGRESS,
  type WorkerAnswer,
  type WorkerCall,
  type WorkerRequest,
  type WorkerSetup,
} from './check/worker-protocol';

// Checks the files of one project in a thread of its own; one request at a time, as the pool sends them.

const setup = workerData as WorkerSetup;
const progress = new Int32Array(setup.progress);
const rules = catalogue.filter((rule) => setup.rules.includes(rule.id));
let batch: ReadonlyMap<string, number> = new Map();

const session = new CheckSession(
  new NodeFileSystem({ synchronous: true }),
  new Grammars(nodeWasmLoader(__dirname)),
  rules,
  (path) => {
    Atomics.store(progress, PROGRESS.current, path === null ? 0 : (batch.get(path) ?? 0));
    if (path === null) Atomics.add(progress, PROGRESS.done, 1);
  },
);

async function answer(request: WorkerRequest): Promise<unknown> {
  switch (request.method) {
    case 'load':
      return session.load(request.rootUri, request.paths, request.configuration);
    case 'setProject':
      return session.setProject(request.facts);
    case 'setText':
      return session.setText(request.path, request.text);
    case 'check':
      batch = new Map(request.paths.map((path, index) => [path, index + 1]));
      return session.check(request.paths, request.options);
  }
}

parentPort?.on('message', ({ id, request }: WorkerCall) => {
  answer(request).then(
    (result) => parentPort?.postMessage({ id, result } satisfies WorkerAnswer),
    (error: unknown) =>
      parentPort?.postMessage({
        id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies WorkerAnswer),
  );
});
