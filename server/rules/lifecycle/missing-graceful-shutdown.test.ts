import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './missing-graceful-shutdown';

const WORKER = `import zmq


class Worker:
    def __init__(self):
        self.socket = zmq.Context().socket(zmq.PULL)
        self.socket.bind("tcp://*:5600")

    def run(self):
        while True:
            print(self.socket.recv_json())

    def cleanup(self):
        self.socket.close()


if __name__ == "__main__":
    worker = Worker()
    worker.run()
`;

async function workspaceWith(code: string, others: Record<string, string> = {}): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], { 'agents/a.py': code, ...others });
}

async function fixed(code: string): Promise<string> {
  const after = (await workspaceWith(code)).fixAll();
  assert.deepEqual(after.findings(), []);
  return after.files['agents/a.py'] ?? '';
}

describe('missing-graceful-shutdown', () => {
  const silent: Record<string, string> = {
    'a handler': WORKER.replace(
      '    worker.run()',
      '    signal.signal(signal.SIGTERM, lambda *_: worker.cleanup())\n    worker.run()',
    ).replace('import zmq', 'import signal\nimport zmq'),
    'a handler for several signals': WORKER.replace(
      '    worker.run()',
      '    for number in (signal.SIGINT, signal.SIGTERM):\n        signal.signal(number, stop)\n    worker.run()',
    ).replace('import zmq', 'import signal\nimport zmq'),
    'an event loop’s handler': WORKER.replace(
      '    worker.run()',
      '    loop.add_signal_handler(signal.SIGTERM, loop.stop)\n    worker.run()',
    ).replace('import zmq', 'import signal\nimport zmq'),
    'a helper of the project': WORKER.replace(
      '    worker.run()',
      '    install_signal_handlers(worker)\n    worker.run()',
    ),
    'a client that ends':
      'import zmq\nif __name__ == "__main__":\n    s = zmq.Context().socket(zmq.REQ)\n    s.connect("tcp://h:1")\n    print(s.recv())\n',
    'a loop with a way out':
      'import socket\nif __name__ == "__main__":\n    s = socket.socket()\n    s.bind(("", 1))\n    s.listen()\n    while True:\n        if s.accept():\n            break\n',
    'a framework':
      'import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\nif __name__ == "__main__":\n    uvicorn.run(app, host="0.0.0.0")\n',
    'a library': WORKER.replace(/if __name__[\s\S]*/, ''),
  };
  for (const [title, code] of Object.entries(silent)) {
    it(`is silent on ${title}`, async () => {
      assert.deepEqual((await workspaceWith(code)).findings(), []);
    });
  }

  it('does not take a signal sent to others for a handler', async () => {
    const code = WORKER.replace('import zmq', 'import os\nimport signal\nimport zmq').replace(
      'print(self',
      'os.kill(1, signal.SIGTERM)\n            print(self',
    );
    assert.equal((await workspaceWith(code)).findings().length, 1);
  });

  it('does not take text for a handler', async () => {
    assert.equal((await workspaceWith(`${WORKER}# handles SIGTERM\nNOTE = "SIGTERM"\n`)).findings().length, 1);
  });

  it('reports a handler that does nothing', async () => {
    const code = WORKER.replace('import zmq', 'import signal\nimport zmq')
      .replace('if __name__', 'def ignore(signum, frame):\n    print("no")\n\n\nif __name__')
      .replace('    worker.run()', '    signal.signal(signal.SIGTERM, ignore)\n    worker.run()');
    const [finding] = (await workspaceWith(code)).findings();
    assert.match(finding?.message ?? '', /does not end this process/);
  });

  it('leaves heirs and legacy agents to the rules about the base agent', async () => {
    const others = { 'common/base_agent.py': 'class BaseAgent:\n    def __init__(self, **kwargs):\n        pass\n' };
    assert.deepEqual((await workspaceWith(WORKER, others)).findings(), []);
    const heir = WORKER.replace('class Worker:', 'from common.base_agent import BaseAgent\nclass Worker(BaseAgent):');
    assert.deepEqual((await workspaceWith(heir, others)).findings(), []);
  });

  it('calls the clean-up of what the main block creates', async () => {
    const text = await fixed(WORKER);
    assert.ok(
      text.endsWith(`    worker = Worker()

    def stop_on_signal(signum, frame):
        worker.cleanup()
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop_on_signal)
    worker.run()
`),
      text,
    );
    assert.match(text, /^import signal\nimport sys\nimport zmq\n/);
  });

  it('sends SIGTERM the way of Ctrl-C where that is met', async () => {
    const text = await fixed(
      WORKER.replace(
        '    worker.run()',
        '    try:\n        worker.run()\n    except KeyboardInterrupt:\n        worker.cleanup()',
      ),
    );
    assert.match(
      text,
      /if __name__ == "__main__":\n {4}signal\.signal\(signal\.SIGTERM, signal\.default_int_handler\)\n {4}worker = Worker\(\)/,
    );
  });

  it('imports behind the documentation and the future', async () => {
    const text = await fixed(
      `"""Doc.\n\nimport signal\n"""\nfrom __future__ import annotations\n\n${WORKER.replace('    def cleanup(self):\n        self.socket.close()\n', '')}`,
    );
    assert.match(text, /annotations\n\nimport signal\nimport sys\nimport zmq\n/);
    assert.match(text, /signal\.signal\(signal\.SIGTERM, lambda \*_: sys\.exit\(0\)\)\n {4}worker = Worker\(\)/);
  });

  describe('servers in Node and Rust', () => {
    const find = async (file: string, text: string): Promise<number> =>
      (await RuleWorkspace.create([rule], { [file]: text })).findings().length;
    const EXPRESS = "import express from 'express';\nconst app = express();\nconst server = app.listen(3000);\n";
    const AXUM =
      'use axum::Router;\n#[tokio::main]\nasync fn main() {\n    axum::serve(listener, app).await.unwrap();\n}\n';

    it('reports those in entry files', async () => {
      assert.equal(await find('src/server.ts', EXPRESS), 1);
      assert.equal(await find('src/main.rs', AXUM), 1);
    });

    it('is silent on handlers, helpers and libraries', async () => {
      assert.equal(await find('src/server.ts', `${EXPRESS}process.once('SIGTERM', () => server.close());\n`), 0);
      assert.equal(await find('src/server.ts', `import { install } from './graceful-shutdown';\n${EXPRESS}`), 0);
      assert.equal(await find('src/http/factory.ts', EXPRESS), 0);
      assert.equal(await find('src/main.rs', AXUM.replace('.await', '.with_graceful_shutdown(stop()).await')), 0);
      assert.equal(await find('src/lib.rs', AXUM), 0);
    });

    it('closes the server that has a name', async () => {
      const after = (await RuleWorkspace.create([rule], { 'src/server.ts': EXPRESS })).fixAll();
      assert.match(
        after.files['src/server.ts'] ?? '',
        /app\.listen\(3000\);\nprocess\.on\('SIGTERM', \(\) => \{\n {2}server\.close\(\(\) => process\.exit\(0\)\);\n\}\);\n/,
      );
      assert.deepEqual(after.findings(), []);
    });

    const fixedIn = async (file: string, text: string): Promise<string> => {
      const after = (await RuleWorkspace.create([rule], { [file]: text })).fixAll({ unsafe: true });
      assert.deepEqual(after.findings(), []);
      return after.files[file] ?? '';
    };
    const ON_SIGTERM = (close: string, indent = ''): string =>
      ["process.on('SIGTERM', () => {", `  ${close};`, '});'].map((line) => indent + line).join('\n');
    const servers: Record<string, { readonly before: string; readonly after: string }> = {
      'gives a server without a name one': {
        before: "import express from 'express';\nconst app = express();\napp.listen(3000);\n",
        after: `import express from 'express';\nconst app = express();\nconst server = app.listen(3000);\n${ON_SIGTERM('server.close(() => process.exit(0))')}\n`,
      },
      'stays in the function that opens it': {
        before:
          "import fastify from 'fastify';\nasync function start() {\n  const app = fastify();\n  await app.listen({ port: 3000 });\n}\n",
        after: `import fastify from 'fastify';\nasync function start() {\n  const app = fastify();\n  await app.listen({ port: 3000 });\n${ON_SIGTERM('void app.close().then(() => process.exit(0))', '  ')}\n}\n`,
      },
      'asks gRPC to let requests finish': {
        before:
          "import * as grpc from '@grpc/grpc-js';\nconst service = new grpc.Server();\nservice.bindAsync(ADDRESS, credentials, () => {});\n",
        after: `import * as grpc from '@grpc/grpc-js';\nconst service = new grpc.Server();\nservice.bindAsync(ADDRESS, credentials, () => {});\n${ON_SIGTERM('service.tryShutdown(() => process.exit(0))')}\n`,
      },
      'asks Nest for its hooks': {
        before:
          "import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(3000);\n}\n",
        after:
          "import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  app.enableShutdownHooks();\n  await app.listen(3000);\n}\n",
      },
    };
    for (const [title, { before, after }] of Object.entries(servers)) {
      it(title, async () => assert.equal(await fixedIn('src/main.ts', before), after));
    }

    it('waits for the signal in Rust', async () => {
      assert.match(
        await fixedIn('src/main.rs', AXUM),
        /axum::serve\(listener, app\)\.with_graceful_shutdown\(async \{\n[^]*SignalKind::terminate\(\)[^]*\n {4}\}\)\.await\.unwrap\(\);/,
      );
      const tonic =
        'use tonic::transport::Server;\nasync fn main() {\n    Server::builder().add_service(s).serve(address).await;\n}\n';
      assert.match(await fixedIn('src/main.rs', tonic), /\.serve_with_shutdown\(address, async \{/);
    });

    it('reports a script that a startup file names, whatever it is called', async () => {
      const text = "import express from 'express';\nconst app = express();\napp.listen(3000);\n";
      const startup = 'agent_groups:\n  core:\n    Ear: { script_path: src/ear.ts, port: 3000 }\n';
      const workspace = await RuleWorkspace.create([rule], { 'src/ear.ts': text, 'config/startup.yaml': startup });
      assert.equal(workspace.findings('src/ear.ts').length, 1);
    });
  });
});
