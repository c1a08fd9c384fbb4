import type { Corpus } from '../corpus';
import { TOPIC, app, casesOf, markedApp } from './compose-cases';

function image(name: string, ...lines: readonly string[]): string {
  return ['services:', '  app:', `    image: ${name}`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}

export const corpus: Corpus = {
  ...TOPIC,
  rules: ['container-root-user', 'unpinned-base-image', 'missing-container-healthcheck', 'container-shell-form'],
  cases: [
    ...casesOf('container-root-user', [
      ['root by name', app('user: root <<<')],
      ['root by number', app('user: "0" <<<')],
      ['root and its group', app('user: "0:0" <<<')],
      ['root by the default of a variable', app('user: "${UID:-0}:${GID:-0}" <<<')],
      ['built here, started as root', 'services:\n  app:\n    build: .\n    user: root <<<\n'],
      ['an image of a language', image('python:3.12-slim').replace('app:', 'app: <<<')],
      ['an image of a distribution', image('ubuntu:24.04', 'command: sleep infinity').replace('app:', 'app: <<<')],
      ['an image nobody knows', markedApp()],
      ['a user by number', app('user: "1000:1000"')],
      ['a user by name', app('user: app')],
      ['a user from the environment', app('user: "${UID}:${GID}"')],
      [
        'a user in the override',
        app(),
        { files: { 'compose.override.yaml': 'services:\n  app:\n    user: "1000"\n' } },
      ],
      ['built here, its Dockerfile tells', 'services:\n  app:\n    build: .\n'],
      ['a database that gives root up by itself', image('postgres:16.4')],
      ['an image that is not root', image('bitnami/redis:7.2.5')],
    ]),
    ...casesOf('unpinned-base-image', [
      ['latest', image('redis:latest <<<')],
      ['no tag', image('redis <<<')],
      ['no tag, quoted', image('"redis" <<<')],
      ['another registry, no tag', image('ghcr.io/acme/agent <<<')],
      ['a registry with a port, no tag', image('registry.example.com:5000/agent <<<')],
      ['a tag that moves', image('prom/prometheus:main <<<')],
      ['latest by the default of a variable', image('acme/agent:${TAG:-latest} <<<')],
      ['a version', image('redis:7.4.1')],
      ['a version with a variant', image('redis:7.4-alpine')],
      ['a digest', image('redis@sha256:' + 'a1'.repeat(32))],
      ['a tag from the environment', image('acme/agent:${TAG}')],
      ['built here and named latest', 'services:\n  app:\n    build: .\n    image: acme/agent:latest\n'],
      [
        'built by a neighbour',
        'services:\n  app:\n    build: .\n    image: acme/agent:latest\n  worker:\n    image: acme/agent:latest\n',
      ],
      ['never pulled', image('acme/agent:latest', 'pull_policy: never')],
    ]),
    ...casesOf('missing-container-healthcheck', [
      ['none', markedApp()],
      ['none, built from nowhere', 'services:\n  app: <<<\n    build: ./app\n'],
      ['none, always restarted', markedApp('restart: always')],
      [
        'one of two',
        'services:\n  a:\n    image: a:1\n    healthcheck: {test: ["CMD", "true"]}\n  b: <<<\n    image: b:1\n',
      ],
      ['a label of that name', markedApp('labels:', '  healthcheck: "yes"')],
      [
        'waited for until healthy',
        'services:\n  app: <<<\n    image: a:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db: <<<\n    image: postgres:16\n',
      ],
      ['one', app('healthcheck:', '  test: ["CMD", "curl", "-f", "http://localhost/health"]')],
      ['one, as text', app('healthcheck:', '  test: curl -f http://localhost/health')],
      ['switched off', app('healthcheck:', '  disable: true <<<')],
      ['switched off by its test', app('healthcheck:', '  test: ["NONE"] <<<')],
      ['a task with it switched off', app('restart: "no"', 'healthcheck:', '  disable: true')],
      [
        'through a fragment',
        'x-h: &h\n  healthcheck:\n    test: ["CMD", "true"]\nservices:\n  app:\n    <<: *h\n    image: a:1\n',
      ],
      ['a task', app('restart: "no"', 'command: migrate')],
      [
        'a task others wait for',
        'services:\n  migrate:\n    image: a:1\n  app:\n    image: a:1\n    healthcheck: {test: ["CMD", "true"]}\n    depends_on:\n      migrate:\n        condition: service_completed_successfully\n',
      ],
      [
        'its Dockerfile tells',
        'services:\n  app:\n    build:\n      context: ./agent\n',
        { files: { 'agent/Dockerfile': 'FROM python:3.12\nCMD ["python", "a.py"]\n' } },
      ],
    ]),
    ...casesOf('container-shell-form', [
      ['shell in a list', app('command: ["sh", "-c", "./migrate && python -m agent"] <<<')],
      ['shell in a block list', app('command:', '  - /bin/sh', '  - -c', '  - python -m agent <<<')],
      ['shell in text', app('command: sh -c "python -m agent" <<<')],
      ['bash', app('command: bash -c "source env && uvicorn app:api" <<<')],
      ['entrypoint', app('entrypoint: ["/bin/bash", "-lc", "python -m agent"] <<<')],
      ['single quotes', app("command: sh -c 'python -m agent --port $$PORT' <<<")],
      ['words', app('command: python -m agent')],
      ['a list', app('command: ["python", "-m", "agent"]')],
      ['exec', app('command: ["sh", "-c", "exec python -m agent"]')],
      ['exec at the end', app('command: sh -c "./migrate && exec python -m agent"')],
      ['an init in front', app('init: true', 'command: sh -c "python -m agent"')],
      ['a script', app('entrypoint: ["/entrypoint.sh"]', 'command: ["serve"]')],
      ['a shell script by name', app('command: ["sh", "./start.sh"]')],
      ['a loop of its own', app('command: sh -c "while true; do backup; sleep 3600; done"')],
      ['the health check', app('healthcheck:', '  test: ["CMD", "sh", "-c", "test -f /ready"]')],
    ]),
  ],
};
