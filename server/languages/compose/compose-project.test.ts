import assert from 'node:assert/strict';
import { readCompose } from './compose-file';
import { composeProject } from './compose-project';
import type { ComposeService } from './compose-service';

function service(files: Readonly<Record<string, string>>, path: string, name: string): ComposeService {
  const read = Object.entries(files).map(([file, text]) => readCompose(file, text));
  const file = read.find((one) => one.path === path);
  assert.ok(file);
  const found = composeProject(file, read).services.find((one) => one.name === name);
  assert.ok(found, `no service '${name}'`);
  return found;
}

describe('composeProject', () => {
  it('lays the override over the base: scalars replace, lists add up, maps merge', () => {
    const files = {
      'compose.yaml':
        'services:\n  web:\n    image: a:1\n    ports: ["80:80"]\n    environment: {A: "1", B: "2"}\n    deploy: {resources: {limits: {cpus: "1"}}}\n',
      'compose.override.yaml':
        'services:\n  web:\n    image: b:2\n    ports: ["81:81"]\n    environment:\n      - B=3\n    deploy: {resources: {limits: {memory: 1g}}}\n',
    };
    for (const path of Object.keys(files)) {
      const web = service(files, path, 'web');
      assert.equal(web.text('image'), 'b:2');
      assert.equal(web.items('ports').length, 2);
      assert.deepEqual(
        web.pairs('environment').map(({ key, value }) => `${key}=${value}`),
        ['A=1', 'B=3'],
      );
      assert.equal(web.text('deploy', 'resources', 'limits', 'cpus'), '1');
      assert.equal(web.text('deploy', 'resources', 'limits', 'memory'), '1g');
      assert.equal(web.declaration?.file.path, 'compose.yaml');
    }
  });

  it('takes !reset and !override for what they are', () => {
    const files = {
      'docker-compose.yml': 'services:\n  web:\n    image: a:1\n    privileged: true\n    ports:\n      - "80:80"\n',
      'docker-compose.override.yml':
        'services:\n  web:\n    privileged: !reset null\n    ports: !override\n      - "127.0.0.1:80:80"\n',
    };
    const web = service(files, 'docker-compose.yml', 'web');
    assert.equal(web.text('privileged'), null);
    assert.equal(web.items('ports').length, 1);
  });

  it('follows extends within the file, across files, in a chain, and not in a circle', () => {
    const files = {
      'app/compose.yaml':
        'services:\n  web:\n    extends: {file: ../common/base.yml, service: hard}\n    image: a:1\n  loop:\n    extends: ring\n  ring:\n    extends: {service: loop}\n',
      'common/base.yml':
        'services:\n  hard:\n    extends: root\n    read_only: true\n  root:\n    image: r:1\n    cap_drop: [ALL]\n',
    };
    const web = service(files, 'app/compose.yaml', 'web');
    assert.equal(web.text('read_only'), 'true');
    assert.equal(web.items('cap_drop').length, 1);
    assert.equal(web.declaration?.file.path, 'app/compose.yaml');
    assert.ok(service(files, 'app/compose.yaml', 'loop').layers.length < 100);
  });

  it('reads anchors, merge keys and x- fragments', () => {
    const text =
      'x-hard: &hard\n  cap_drop: [ALL]\n  security_opt:\n    - no-new-privileges:true\nservices:\n  web:\n    <<: *hard\n    image: a:1\n  db:\n    <<: [*hard]\n    image: b:1\n';
    const web = service({ 'compose.yaml': text }, 'compose.yaml', 'web');
    assert.deepEqual(
      web.items('cap_drop').map(({ node }) => (node.kind === 'scalar' ? node.text : '')),
      ['ALL'],
    );
    assert.equal(service({ 'compose.yaml': text }, 'compose.yaml', 'db').items('security_opt').length, 1);
  });

  it('knows an overlay by a service that cannot stand alone, and lays it over the base', () => {
    const files = {
      'compose.yaml': 'services:\n  web:\n    image: a:1\n',
      'compose.gpu.yaml': 'services:\n  web:\n    runtime: nvidia\n',
      'compose.test.yaml': 'services:\n  web:\n    image: t:1\n',
    };
    assert.equal(service(files, 'compose.gpu.yaml', 'web').text('image'), 'a:1');
    assert.equal(service(files, 'compose.test.yaml', 'web').layers.length, 1);
  });

  it('takes names from included files, and says when one cannot be seen', () => {
    const main = readCompose('compose.yaml', 'include:\n  - infra/db.yaml\nservices:\n  web: {image: a}\n');
    const infra = readCompose('infra/db.yaml', 'services:\n  db: {image: b}\n');
    assert.ok(composeProject(main, [infra]).serviceNames.has('db'));
    assert.equal(composeProject(main, [infra]).complete, true);
    assert.equal(composeProject(main, []).complete, false);
  });

  it('reads services at the top level, and nothing where there are none', () => {
    assert.equal(readCompose('docker-compose.yml', 'web:\n  image: a\n').services.length, 1);
    for (const text of ['', 'services:\n', 'services: 3\n', '- a\n', 'services:\n  web:\n', '\tservices: {']) {
      assert.doesNotThrow(() => composeProject(readCompose('compose.yaml', text), []));
    }
  });
});
