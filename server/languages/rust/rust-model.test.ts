import assert from 'node:assert/strict';
import { HOLE, textWithHoles } from '../code-model';
import { modelOf } from '../testing/model-of';

describe('the model of Rust code', () => {
  const callees: readonly [string, string][] = [
    ['use reqwest::Client;\nfn f() { Client::new("x"); }', 'reqwest.Client.new'],
    [
      'use tokio::net::{TcpListener, TcpStream as Stream};\nfn f() { Stream::connect("x"); }',
      'tokio.net.TcpStream.connect',
    ],
    ['fn f() { std::net::TcpStream::connect("x"); }', 'std.net.TcpStream.connect'],
    ['use std::env;\nfn f() { env::var("x"); }', 'std.env.var'],
    ['fn f() { let s = zmq::Context::new(); s.go("x"); }', 'zmq.Context.new.go'],
  ];
  for (const [text, expected] of callees) {
    it(`resolves the callee with "x" in ${JSON.stringify(text.slice(0, 70))}`, async () => {
      const model = await modelOf('rust', text);
      const call = model.calls.find(
        ({ arguments: [first] }) => first !== undefined && model.textOf(first.value) === '"x"',
      );
      assert.equal(call === undefined ? undefined : model.resolvedCallee(call), expected);
    });
  }

  const texts: readonly [string, string | null][] = [
    ['"plain"', 'plain'],
    ['r#"C:\\new"#', 'C:\\new'],
    ['"a".to_string()', 'a'],
    ['String::from("a")', 'a'],
    ['&HOST', 'localhost'],
    ['format!("tcp://{}:{}", host, port)', `tcp://${HOLE}:${HOLE}`],
    ['format!("tcp://localhost:{port}")', `tcp://localhost:${HOLE}`],
    ['other', null],
  ];
  for (const [expression, expected] of texts) {
    it(`reads ${expression} as a text`, async () => {
      const model = await modelOf(
        'rust',
        `const HOST: &str = "localhost";\nfn f() {\n    let value = ${expression};\n}\n`,
      );
      const value = model.assignments.find(({ path }) => path === 'value')?.value;
      const text = value === undefined ? null : model.stringValue(value);
      assert.equal(text === null ? null : textWithHoles(text), expected);
    });
  }

  const lookups: readonly [string, string][] = [
    ['env::var("X")', 'X -'],
    ['std::env::var("X").unwrap_or("d".into())', 'X "d".into()'],
    ['env::var("X").unwrap_or_else(|_| "d".to_string())', 'X "d".to_string()'],
    ['env::var("X").ok().unwrap_or("d")', 'X "d"'],
    ['env::var("X").ok().and_then(|v| v.parse().ok()).unwrap_or(7200)', 'X 7200'],
    ['env::var("X").map_or("d".into(), |v| v)', 'X "d".into()'],
    ['match env::var("X") { Ok(v) => v, Err(_) => "d".into() }', 'X "d".into()'],
    ['env!("X")', 'X -'],
    ['option_env!("X").unwrap_or("d")', 'X "d"'],
    ['dotenvy::var("X").unwrap()', 'X -'],
  ];
  for (const [expression, expected] of lookups) {
    it(`finds the lookup in ${expression}`, async () => {
      const model = await modelOf('rust', `use std::env;\nfn f() {\n    let x = ${expression};\n}\n`);
      const found = model.envLookups.map(
        ({ variable, defaultValue }) => `${variable} ${defaultValue === null ? '-' : model.textOf(defaultValue)}`,
      );
      assert.deepEqual(found, [expected]);
    });
  }

  it('finds the variables that arguments of the command line come from', async () => {
    const model = await modelOf(
      'rust',
      [
        '#[derive(Parser)]',
        'struct Args {',
        '    #[arg(long, env = "REDIS", default_value = "localhost")] host: String,',
        '    #[arg(long, env)] /* its own name */ api_key: String,',
        '    #[clap(long, default_value_t = 8080)] port: u16,',
        '}',
      ].join('\n'),
    );
    assert.deepEqual(
      model.envLookups.map(({ variable, defaultValue }) => [variable, defaultValue && model.textOf(defaultValue)]),
      [
        ['REDIS', '"localhost"'],
        ['API_KEY', null],
      ],
    );
  });

  it('tells tests from the code they stand beside', async () => {
    const model = await modelOf(
      'rust',
      [
        'fn real() { a("1"); }',
        '#[cfg(test)]',
        'mod tests {',
        '    use super::*;',
        '    fn helper() { a("2"); }',
        '}',
        '#[tokio::test]',
        '/// says something',
        'async fn one() { a("3"); }',
        '#[cfg(feature = "test-util")]',
        'fn other() { a("4"); }',
      ].join('\n'),
    );
    const inTests = model.strings.filter((node) => model.isInlineTest(node)).map((node) => model.textOf(node));
    assert.deepEqual(inTests, ['"2"', '"3"']);
  });
});

describe('names and texts that Rust takes from elsewhere', () => {
  const callees: readonly (readonly [what: string, text: string, callee: string])[] = [
    [
      'all of a well-known module',
      'use std::net::*;\nfn f() { TcpListener::bind("a"); }\n',
      'std.net.TcpListener.bind',
    ],
    [
      'the only foreign module',
      'use some_crate::api::*;\nfn f() { Client::open("a"); }\n',
      'some_crate.api.Client.open',
    ],
    [
      'one of several',
      'use std::io::*;\nuse std::net::*;\nfn f() { UdpSocket::bind("a"); }\n',
      'std.net.UdpSocket.bind',
    ],
    ['not a type of its own', 'use some_crate::*;\nstruct Client;\nfn f() { Client::open("a"); }\n', 'Client.open'],
    ['not what everybody has', 'use some_crate::*;\nfn f() { Vec::new(); }\n', 'Vec.new'],
    ['not from the tests around it', 'use super::*;\nfn f() { Client::open("a"); }\n', 'Client.open'],
    ['a parameter with a type', 'fn f(c: &mut reqwest::Client) { c.get("a"); }\n', 'reqwest.Client.get'],
    [
      'a shared one',
      'use std::sync::Arc;\nuse reqwest::Client;\nfn f(c: Arc<Client>) { c.get("a"); }\n',
      'reqwest.Client.get',
    ],
  ];
  for (const [what, text, callee] of callees)
    it(what, async () => {
      const code = await modelOf('rust', text);
      assert.equal(code.resolvedCallee(code.calls.at(-1)!), callee);
    });

  const texts: readonly (readonly [what: string, format: string, parts: string])[] = [
    ['a captured constant', 'format!("tcp://{HOST}:{PORT}")', 'tcp://hub:7200'],
    ['arguments in order', 'format!("{}:{}", HOST, PORT)', 'hub:7200'],
    ['arguments by number', 'format!("{1}:{0}", PORT, HOST)', 'hub:7200'],
    ['arguments by name', 'format!("{h}:{p}", h = HOST, p = PORT)', 'hub:7200'],
    ['a path', 'format!("{}/x", self::HOST)', '?/x'],
    ['what only a run tells', 'format!("{}:{port}", host())', '?:?'],
    ['what is reshaped', 'format!("{HOST:?}")', '?'],
  ];
  for (const [what, format, parts] of texts)
    it(`format!: ${what}`, async () => {
      const text = `const HOST: &str = "hub";\nconst PORT: u16 = 7200;\nfn f() { let x = ${format}; }\n`;
      const code = await modelOf('rust', text);
      const value = code.stringValue(code.assignments.at(-1)!.value);
      assert.equal(value?.parts.map((part) => part.text ?? '?').join(''), parts);
    });
});
