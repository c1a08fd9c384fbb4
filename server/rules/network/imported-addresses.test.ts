import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as loopbackBind } from './loopback-bind';
import { rule as wildcardConnect } from './wildcard-connect';

const SETTINGS = 'HUB = "127.0.0.1"\nEVERYWHERE = "0.0.0.0"\nBIND_HOST = "127.0.0.1"\nNAMED = "hub.example.org"\n';

async function told(
  path: string,
  text: string,
  files: Readonly<Record<string, string>> = { 'app/settings.py': SETTINGS },
): Promise<string[]> {
  const workspace = await RuleWorkspace.create([loopbackBind, wildcardConnect], { ...files, [path]: text });
  return workspace.findings(path).map(({ rule, range }) => `${rule} ${text.slice(range.start, range.end)}`);
}

describe('addresses imported from other files', () => {
  it('a server listens on a constant that is loopback', async () => {
    const text = 'import uvicorn\nfrom app.settings import HUB\n\nuvicorn.run("api:app", host=HUB)\n';
    assert.deepEqual(await told('main.py', text), ['loopback-bind HUB']);
  });

  it('as part of an address, through the module, and as one of a pair', async () => {
    const text =
      'import socket\nimport zmq\nfrom app import settings\n\nsock = zmq.Context().socket(zmq.REP)\nsock.bind(f"tcp://{settings.HUB}:7200")\nother = socket.socket()\nother.bind((settings.HUB, 7201))\n';
    assert.deepEqual(await told('main.py', text), [
      'loopback-bind f"tcp://{settings.HUB}:7200"',
      'loopback-bind settings.HUB',
    ]);
  });

  it('a connection to the address to listen on', async () => {
    const text =
      'import zmq\nfrom app.settings import EVERYWHERE as E\n\nzmq.Context().socket(zmq.REQ).connect(f"tcp://{E}:1")\n';
    assert.deepEqual(await told('main.py', text), ['wildcard-connect f"tcp://{E}:1"']);
  });

  it('what its own file tells already, other addresses and other names are left alone', async () => {
    for (const line of [
      'uvicorn.run("a", host=settings.BIND_HOST)',
      'uvicorn.run("a", host=settings.NAMED)',
      'uvicorn.run("a", host=settings.EVERYWHERE)',
      'uvicorn.run("a", host=settings.MISSING)',
      'print(settings.HUB)',
      'def serve(settings):\n    uvicorn.run("a", host=settings.HUB)',
    ])
      assert.deepEqual(await told('main.py', `import uvicorn\nfrom app import settings\n\n${line}\n`), [], line);
  });

  it('in TypeScript and Rust', async () => {
    const node = "import { HOST } from './config';\n\nserver.listen(7200, HOST);\n";
    assert.deepEqual(await told('src/main.ts', node, { 'src/config.ts': "export const HOST = 'localhost';\n" }), [
      'loopback-bind HOST',
    ]);
    const rust =
      'use crate::config::HOST;\n\nfn main() {\n    let l = std::net::TcpListener::bind(format!("{HOST}:7200")).unwrap();\n}\n';
    assert.deepEqual(await told('src/main.rs', rust, { 'src/config.rs': 'pub const HOST: &str = "127.0.0.1";\n' }), [
      'loopback-bind format!("{HOST}:7200")',
    ]);
  });
});
