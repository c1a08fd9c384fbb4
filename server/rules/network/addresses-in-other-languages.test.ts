import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as hardcodedHost } from './hardcoded-host';
import { rule as loopbackBind } from './loopback-bind';
import { rule as loopbackDefault } from './loopback-default';

const rules = [hardcodedHost, loopbackBind, loopbackDefault];

async function found(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create(rules, { [path]: text });
  return workspace.findings().map((finding) => `${finding.rule} ${text.slice(finding.range.start, finding.range.end)}`);
}

describe('addresses in TypeScript', () => {
  it('tells connections, binds and defaults apart', async () => {
    const text = [
      "import * as zmq from 'zeromq';",
      "const registry = process.env.REGISTRY_URL ?? 'http://localhost:7200';",
      'const socket = new zmq.Request();',
      "socket.connect('tcp://127.0.0.1:7201');",
      "app.listen(8080, '127.0.0.1');",
      'await fetch(`http://localhost:${port}/agents`);',
      "console.log('http://localhost:8080');",
      "if (host === 'localhost') run();",
    ].join('\n');
    assert.deepEqual(await found('hub.ts', text), [
      "loopback-default 'http://localhost:7200'",
      "hardcoded-host 'tcp://127.0.0.1:7201'",
      "loopback-bind '127.0.0.1'",
      'hardcoded-host `http://localhost:${port}/agents`',
    ]);
  });

  it('opens a template literal where the host was', async () => {
    const text = "const memory = new Client('http://192.168.1.7:7201');\n";
    const workspace = await RuleWorkspace.create([hardcodedHost], { 'hub.ts': text });
    assert.equal(
      workspace.fixAll({ unsafe: true }).files['hub.ts'],
      "const memory = new Client(`http://${process.env.MEMORY_HOST ?? '192.168.1.7'}:7201`);\n",
    );
  });
});

describe('addresses in Rust', () => {
  it('tells connections, binds and defaults apart', async () => {
    const text = [
      'use std::env;',
      'use tokio::net::{TcpListener, TcpStream};',
      'async fn run() -> Result<()> {',
      '    let listener = TcpListener::bind("127.0.0.1:7200").await?;',
      '    let stream = TcpStream::connect("127.0.0.1:7201").await?;',
      '    let url = env::var("NATS_URL").unwrap_or_else(|_| "nats://localhost:4222".to_string());',
      '    println!("http://localhost:1");',
      '    let test = TcpListener::bind("127.0.0.1:0").await?;',
      '    Ok(())',
      '}',
    ].join('\n');
    assert.deepEqual(await found('src/main.rs', text), [
      'loopback-bind "127.0.0.1:7200"',
      'hardcoded-host "127.0.0.1:7201"',
      'loopback-default "nats://localhost:4222"',
    ]);
  });
});
