import assert from 'node:assert/strict';
import { looksLikeCompose } from '../../documents/looks-like-compose';
import { readCompose } from './compose-file';
import { UNKNOWN, variablesIn, withDefaults } from './interpolation';
import { readMount } from './mount';
import { isOnAllInterfaces, readPort } from './published-port';

function nodeOf(yaml: string) {
  const [service] = readCompose('compose.yaml', `services:\n  a:\n    image: ${yaml}\n`).services;
  assert.ok(service?.value.kind === 'map');
  const value = service.value.entries[0]?.value;
  assert.ok(value);
  return value;
}

describe('interpolation', () => {
  it('fills defaults in, nested ones too, and marks what the environment decides', () => {
    assert.equal(withDefaults('${A:-x}/${B-y}/$$C'), 'x/y/$C');
    assert.equal(withDefaults('${A:-${B:-z}}'), 'z');
    assert.equal(withDefaults('${A}:$B:${C:?must be set}'), `${UNKNOWN}:${UNKNOWN}:${UNKNOWN}`);
    assert.deepEqual(variablesIn('${A:-${B}}$C $$D'), ['A', 'B', 'C']);
  });
});

describe('readPort', () => {
  const cases: readonly [string, string | null, number | null, number | null][] = [
    ['"5432"', null, null, 5432],
    ['"5432:5432"', null, 5432, 5432],
    ['6000:5432', null, 6000, 5432],
    ['"127.0.0.1:6000:5432"', '127.0.0.1', 6000, 5432],
    ['"127.0.0.1::5432"', '127.0.0.1', null, 5432],
    ['"[::1]:6000:5432"', '::1', 6000, 5432],
    ['"6000-6010:5432-5442/udp"', null, 6000, 5432],
    ['"${PORT:-6000}:5432"', null, 6000, 5432],
    ['"${PORT}:5432"', null, null, 5432],
    ['"${BIND:-127.0.0.1}:${PORT:-6000}:5432"', '127.0.0.1', 6000, 5432],
    ['{target: 5432, published: "6000", host_ip: 127.0.0.1}', '127.0.0.1', 6000, 5432],
    ['{target: 5432}', null, null, 5432],
  ];
  for (const [text, address, host, container] of cases) {
    it(text, () => {
      const port = readPort(nodeOf(text));
      assert.ok(port);
      assert.deepEqual(
        [port.hostAddress, port.host?.first ?? null, port.container?.first ?? null],
        [address, host, container],
      );
      assert.equal(isOnAllInterfaces(port), address === null);
    });
  }
});

describe('readMount', () => {
  const cases: readonly [string, string, string, boolean][] = [
    ['data:/var/lib/x', 'volume', 'data', false],
    ['/etc:/host/etc:ro', 'bind', '/etc', true],
    ['./conf:/conf:ro,Z', 'bind', './conf', true],
    ['~/.ssh:/ssh', 'bind', '~/.ssh', false],
    ['/data', 'anonymous', '', false],
    ['"C:\\\\data:/data"', 'bind', 'C:\\data', false],
    ['${SOCK:-/var/run/docker.sock}:/s', 'bind', '/var/run/docker.sock', false],
    ['{type: bind, source: /etc, target: /e, read_only: true}', 'bind', '/etc', true],
    ['{type: volume, source: data, target: /e}', 'volume', 'data', false],
    ['{type: tmpfs, target: /t}', 'tmpfs', '', false],
  ];
  for (const [text, kind, source, readOnly] of cases) {
    it(text, () => {
      const mount = readMount(nodeOf(text));
      assert.deepEqual([mount?.kind, mount?.source, mount?.readOnly], [kind, source, readOnly]);
    });
  }
});

describe('looksLikeCompose', () => {
  const yes = [
    'version: "3"\nservices:\n  web:\n    image: nginx\n',
    '# stack\nservices:\n\n    # a comment\n    web:\n        ports: ["80:80"]\n        build: .\n',
    'services:\r\n  web:\r\n    build:\r\n      context: .\r\n',
  ];
  const no = [
    'services:\n  - docker:dind\n',
    'apiVersion: v1\nservices:\n  web:\n    image: nginx\n',
    'services:\n  web:\n    image:\n      repository: nginx\n',
    'jobs:\n  a:\n    services:\n      web:\n        image: nginx\n',
    'services:\n  web:\n    script_path: a.py\n    port: 1\n',
    'services: {}\n',
  ];
  for (const text of yes) it(`is one: ${JSON.stringify(text)}`, () => assert.equal(looksLikeCompose(text), true));
  for (const text of no) it(`is none: ${JSON.stringify(text)}`, () => assert.equal(looksLikeCompose(text), false));
});
