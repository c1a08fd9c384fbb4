import assert from 'node:assert/strict';
import { catalogue } from '../../rules/catalogue.generated';
import { RuleWorkspace } from '../../rules/testing/rule-workspace';
import { looksLikeCompose } from '../../documents/looks-like-compose';
import { readCompose } from './compose-file';
import { composeProject } from './compose-project';
import { withDefaults } from './interpolation';

const RULES = catalogue.filter(({ checks }) => checks.compose !== undefined);

const SAMPLE = `x-base: &base
  restart: unless-stopped
  security_opt:
    - no-new-privileges:true
include:
  - path: [infra.yaml]
services:
  db: &db
    <<: *base
    image: postgres:16
    ports: ["5432:5432", {target: 80, published: "8080"}]
    volumes:
      - data:/var/lib/postgresql/data
      - type: bind
        source: /etc
        target: /etc
    cap_add: [SYS_ADMIN]
    depends_on:
      cache: {condition: service_healthy}
  web:
    extends: {service: db}
    build: {context: ., privileged: true}
    environment:
      - URL=\${URL:-http://localhost:5432}
    deploy: {resources: {limits: {memory: 1g}}}
volumes:
  data:
    driver_opts: {device: /var/run/docker.sock}
`;

/** Small changes that people and broken tools make; the sequence is always the same. */
function* mutations(): Generator<string> {
  let seed = 42;
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
  const junk = [
    ':',
    '-',
    '[',
    ']',
    '{',
    '}',
    '&a',
    '*base',
    '<<: ',
    '\t',
    '!reset ',
    '"',
    '\n',
    '|\n',
    '${',
    '\ufeff',
    'null',
  ];
  for (let round = 0; round < 120; round++) {
    const at = random(SAMPLE.length);
    const length = random(30);
    yield round % 2 === 0
      ? SAMPLE.slice(0, at) + SAMPLE.slice(at + length)
      : SAMPLE.slice(0, at) + (junk[random(junk.length)] ?? '') + SAMPLE.slice(at);
  }
}

describe('Compose files in any state', () => {
  it('make no rule fail', async function () {
    this.timeout(30_000);
    for (const text of mutations()) {
      const workspace = await RuleWorkspace.create(RULES, { 'compose.yaml': text, 'infra.yaml': SAMPLE });
      for (const { range, fixes } of workspace.findings('compose.yaml')) {
        assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length);
        for (const fix of fixes) fix.edits();
      }
    }
  });

  it('are read in bounded time: aliases of aliases, long chains, wide files', function () {
    this.timeout(20_000);
    const bomb = ['x0: &x0 [a, a, a, a, a, a, a, a, a, a]'];
    for (let level = 1; level < 12; level++) {
      bomb.push(`x${level}: &x${level} [${Array.from({ length: 10 }, () => `*x${level - 1}`).join(', ')}]`);
    }
    const chain = ['services:'];
    for (let index = 0; index < 1_000; index++) {
      chain.push(`  s${index}:`, `    extends: {service: s${index + 1}}`, '    image: a:1');
    }
    const started = performance.now();
    for (const text of [
      `${bomb.join('\n')}\nservices:\n  a:\n    image: a:1\n    ports: *x11\n`,
      `${chain.join('\n')}\n`,
      `services:\n${'  a:\n    image: a:1\n'.repeat(3_000)}`,
      `services:\n  a:\n    image: "${'${A:-'.repeat(5_000)}"\n`,
    ]) {
      const file = readCompose('compose.yaml', text);
      composeProject(file, [file]).services.forEach((service) => service.items('ports'));
      looksLikeCompose(text);
    }
    withDefaults('${A:-'.repeat(20_000));
    withDefaults('$'.repeat(100_000));
    looksLikeCompose(`services:\n${' \n'.repeat(50_000)}`);
    assert.ok(performance.now() - started < 8_000, `${performance.now() - started} ms`);
  });
});
