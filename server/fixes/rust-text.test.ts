import assert from 'node:assert/strict';
import { applyChanges } from '../documents/document';
import { modelOf } from '../languages/testing/model-of';
import { openTextHole, replaceText } from './text-hole';

/** A function with a statement whose `127.0.0.1` became the expression `host()`; null where it cannot. */
async function opened(statement: string, whole = false): Promise<{ text: string; certain: boolean } | null> {
  const text = `fn f() { ${statement} }\n`;
  const code = await modelOf('rust', text);
  const at = text.indexOf('127.0.0.1');
  const literal = code.strings.find((string) => string.start < at && at < string.end);
  assert.ok(literal !== undefined);
  const range = { start: at, end: at + '127.0.0.1'.length };
  const hole = whole ? replaceText(code, literal) : openTextHole(code, literal, range);
  if (hole === null) return null;
  const after = applyChanges(
    text,
    hole.fill('host()').map((edit) => edit),
  );
  assert.equal((await modelOf('rust', after)).root.hasError, false, after);
  return { text: after.slice('fn f() { '.length, -' }\n'.length), certain: hole.certain };
}

describe('texts of Rust that become expressions', () => {
  const cases: readonly (readonly [statement: string, after: string, certain: boolean])[] = [
    ['TcpListener::bind("127.0.0.1:80");', 'TcpListener::bind(format!("{}:80", host()));', true],
    ['socket.bind("tcp://127.0.0.1:80");', 'socket.bind(&format!("tcp://{}:80", host()));', true],
    ['server.bind("127.0.0.1:80");', 'server.bind(format!("{}:80", host()));', true],
    ['reqwest::get("http://127.0.0.1/a{b}");', 'reqwest::get(format!("http://{}/a{{b}}", host()));', true],
    ['client.get("http://127.0.0.1/");', 'client.get(format!("http://{}/", host()));', true],
    [
      'let a: SocketAddr = "127.0.0.1:80".parse().unwrap();',
      'let a: SocketAddr = format!("{}:80", host()).parse().unwrap();',
      true,
    ],
    ['let a = "127.0.0.1:80".to_string();', 'let a = format!("{}:80", host()).to_string();', true],
    ['let a = "127.0.0.1:80";', 'let a = format!("{}:80", host());', false],
    ['dial("127.0.0.1:80");', 'dial(&format!("{}:80", host()));', false],
    ['let a = format!("127.0.0.1:{}", port);', 'let a = format!("{host}:{}", port, host = host());', true],
    ['let a = format!("127.0.0.1:{port}");', 'let a = format!("{host}:{port}", host = host());', true],
    [
      'let a = format!("127.0.0.1:{host}", host = 1);',
      'let a = format!("{service_host}:{host}", host = 1, service_host = host());',
      true,
    ],
    ['let a = format!("127.0.0.1:{}", port,);', 'let a = format!("{host}:{}", port, host = host());', true],
    ['println!("127.0.0.1:{}", f(1, 2));', 'println!("{host}:{}", f(1, 2), host = host());', true],
  ];
  for (const [statement, text, certain] of cases)
    it(statement, async () => assert.deepEqual(await opened(statement), { text, certain }));

  it('a whole text', async () => {
    assert.deepEqual(await opened('TcpStream::connect(("127.0.0.1", 80));', true), {
      text: 'TcpStream::connect((host(), 80));',
      certain: true,
    });
    assert.equal(
      (await opened('redis::Client::open("redis://127.0.0.1/");', true))?.text,
      'redis::Client::open(host());',
    );
    assert.equal(
      (await opened('let a = format!("127.0.0.1");', true))?.text,
      'let a = format!("{host}", host = host());',
    );
  });

  for (const statement of [
    'const A: &str = "127.0.0.1:80";',
    'static A: &str = "127.0.0.1:80";',
    'let a: &str = "127.0.0.1:80";',
    'let a = ["127.0.0.1:80"];',
    'let a = json!({ "host": "127.0.0.1" });',
    'let a = concat!("127.0.0.1", ":80");',
    'let a = format!("{}", "127.0.0.1");',
    'match a { "127.0.0.1" => 1, _ => 2 };',
    'let a = "127.0.0.1\\n".to_string();',
    'let a = b"127.0.0.1";',
  ])
    it(`stays: ${statement}`, async () => {
      const code = await modelOf('rust', `fn f() { ${statement} }`);
      if (!code.strings.some((string) => code.textOf(string).includes('127.0.0.1'))) return;
      assert.equal(await opened(statement), null);
    });
});
