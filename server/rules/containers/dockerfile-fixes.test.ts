import assert from 'node:assert/strict';
import type { Rule } from '../rule';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as rootUser } from './container-root-user';
import { rule as shellForm } from './container-shell-form';
import { rule as copySource } from './missing-copy-source';
import { rule as healthCheck } from './missing-container-healthcheck';
import { rule as chown } from './recursive-chown';
import { rule as secret } from './secret-in-image';
import { rule as baseImage } from './unpinned-base-image';

interface Fixed {
  readonly text: string;
  readonly left: number;
  /** The safety of the first finding's first fix; null where it has none. */
  readonly safety: string | null;
}

async function fixed(
  rule: Rule,
  lines: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Fixed> {
  const workspace = await RuleWorkspace.create([rule], { ...files, Dockerfile: `${lines.join('\n')}\n` });
  const safety = workspace.findings('Dockerfile')[0]?.fixes[0]?.safety ?? null;
  const after = workspace.fixAll({ unsafe: true });
  return { text: after.files['Dockerfile'] ?? '', left: after.findings('Dockerfile').length, safety };
}

const text = (...lines: readonly string[]): string => `${lines.join('\n')}\n`;

describe('fixes of Dockerfiles', () => {
  describe('container-root-user', () => {
    it('makes a user in the way of Alpine, above the comment of the start', async () => {
      const { text: after, left, safety } = await fixed(rootUser, ['FROM alpine:3.20', 'WORKDIR /srv', 'COPY a .', '', '# Start', 'ENTRYPOINT ["./a"]']); // prettier-ignore
      assert.equal(after, text('FROM alpine:3.20', 'WORKDIR /srv', 'COPY a .', '', 'RUN addgroup -S app && adduser -S -G app app && chown app:app /srv', 'USER app', '# Start', 'ENTRYPOINT ["./a"]')); // prettier-ignore
      assert.deepEqual([left, safety], [0, 'safe']);
    });

    it('takes the user that the file makes, and the one that the image has', async () => {
      const made = await fixed(rootUser, ['FROM debian:12', 'RUN useradd -m agent', 'CMD ["a"]']);
      assert.equal(made.text, text('FROM debian:12', 'RUN useradd -m agent', 'USER agent', 'CMD ["a"]'));
      const ready = await fixed(rootUser, ['FROM node:22.12-slim', 'CMD ["node", "a.js"]']);
      assert.equal(ready.text, text('FROM node:22.12-slim', 'USER node', 'CMD ["node", "a.js"]'));
    });

    it('replaces a root that nothing needs, and keeps one that installs', async () => {
      const last = await fixed(rootUser, ['FROM node:22.12', 'RUN npm ci', 'USER root', 'CMD ["node", "a.js"]']);
      assert.equal(last.text, text('FROM node:22.12', 'RUN npm ci', 'USER node', 'CMD ["node", "a.js"]'));
      const needed = await fixed(rootUser, [
        'FROM node:22.12',
        'USER root',
        'RUN apt-get update',
        'CMD ["node", "a.js"]',
      ]);
      assert.equal(needed.text, text('FROM node:22.12', 'USER root', 'RUN apt-get update', 'USER node', 'CMD ["node", "a.js"]')); // prettier-ignore
    });

    it('uses a number where there is no shell, and leaves servers and unknown images to a review', async () => {
      const bare = await fixed(rootUser, ['FROM scratch', 'COPY a /a', 'ENTRYPOINT ["/a"]']);
      assert.match(bare.text, /\nUSER 65532:65532\nENTRYPOINT/);
      for (const image of ['nginx:1.27', 'registry.corp.example/base:1']) {
        const { safety, left } = await fixed(rootUser, [`FROM ${image}`, 'CMD ["a"]']);
        assert.deepEqual([image, safety, left], [image, 'review', 0]);
      }
    });

    it('goes behind everything where the start stands early', async () => {
      const { text: after } = await fixed(rootUser, ['FROM debian:12', 'CMD ["a"]', 'RUN apt-get update']);
      assert.match(after, /RUN apt-get update\nRUN useradd .*\nUSER app\n$/);
    });
  });

  describe('container-shell-form', () => {
    const cases: readonly [string, string | null][] = [
      ['CMD python app.py', 'CMD ["python", "app.py"]'],
      [`CMD python -c 'print("a b")'`, 'CMD ["python", "-c", "print(\\"a b\\")"]'],
      ['CMD node app.js --name "two words"', 'CMD ["node", "app.js", "--name", "two words"]'],
      ["CMD ['a', 'b']", 'CMD ["a", "b"]'],
      ['CMD a --port ${PORT:-80}', 'CMD ["/bin/sh", "-c", "exec a --port ${PORT:-80}"]'],
      ['CMD migrate && serve', 'CMD ["/bin/sh", "-c", "migrate && exec serve"]'],
      ['CMD cd /app; serve *.conf', 'CMD ["/bin/sh", "-c", "cd /app; exec serve *.conf"]'],
      ['CMD LEVEL=1 serve', 'CMD ["/bin/sh", "-c", "exec env LEVEL=1 serve"]'],
      ['CMD serve 2>&1', 'CMD ["/bin/sh", "-c", "exec serve 2>&1"]'],
      ['CMD serve | tee log', null],
      ['CMD serve & wait', null],
      ['CMD "unclosed', null],
    ];
    for (const [before, after] of cases) {
      it(`${before} → ${after ?? 'no fix'}`, async () => {
        const { text: result } = await fixed(shellForm, ['FROM debian:12', before]);
        assert.equal(result, text('FROM debian:12', after ?? before));
      });
    }

    it('keeps the shell that the file names', async () => {
      const { text: after } = await fixed(shellForm, ['FROM debian:12', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'CMD serve $A']); // prettier-ignore
      assert.match(after, /CMD \["\/bin\/bash", "-o", "pipefail", "-c", "exec serve \$A"\]/);
    });

    it('joins continued lines', async () => {
      const { text: after } = await fixed(shellForm, ['FROM debian:12', 'CMD serve \\', '  # the port', '  --port 80']);
      assert.equal(after, text('FROM debian:12', 'CMD ["serve", "--port", "80"]'));
    });
  });

  describe('recursive-chown', () => {
    it('gives the owner to the copies below, and keeps the folder itself writable', async () => {
      const { text: after, left, safety } = await fixed(chown, ['FROM debian:12', 'RUN useradd app', 'COPY a /app/a', 'COPY b /opt/b', 'RUN chown -R app:app /app && true']); // prettier-ignore
      assert.equal(after, text('FROM debian:12', 'RUN useradd app', 'COPY --chown=app:app a /app/a', 'COPY b /opt/b', 'RUN chown app:app /app && true')); // prettier-ignore
      assert.deepEqual([left, safety], [0, 'safe']);
    });

    it('moves the making of the user in front of the copies', async () => {
      const { text: after } = await fixed(chown, ['FROM debian:12', 'COPY . /app', 'RUN groupadd app && useradd -g app app && chown -vR app:app /app']); // prettier-ignore
      assert.equal(after, text('FROM debian:12', 'RUN groupadd app && useradd -g app app', 'COPY --chown=app:app . /app', 'RUN chown -v app:app /app')); // prettier-ignore
    });

    it('offers nothing where the user comes from elsewhere or a program wrote the tree', async () => {
      assert.equal((await fixed(chown, ['FROM debian:12', 'COPY . /app', 'RUN chown -R $WHO /app'])).safety, null);
      assert.equal((await fixed(chown, ['FROM tomcat:10.1', 'RUN chown -R 1000 /usr/local/tomcat'])).safety, null);
    });
  });

  describe('missing-container-healthcheck', () => {
    it('asks with what the image has, on the port of the start', async () => {
      const python = await fixed(healthCheck, ['FROM python:3.12', 'EXPOSE 9000', 'CMD ["uvicorn", "a:b", "--port", "8000"]']); // prettier-ignore
      assert.match(python.text, /HEALTHCHECK .*\\\n {2}CMD \["python3", .*127\.0\.0\.1:8000\/health/);
      assert.equal(python.safety, 'safe');
      const curl = await fixed(healthCheck, ['FROM debian:12', 'RUN apt-get install -y curl', 'EXPOSE 8080/tcp', 'CMD ["a"]']); // prettier-ignore
      assert.match(curl.text, /CMD \["curl", .*8080\/health"\]\nCMD/);
      assert.equal(curl.safety, 'review');
      assert.match(
        (await fixed(healthCheck, ['FROM node:22-alpine', 'EXPOSE 80', 'CMD ["a"]'])).text,
        /\["node", "-e"/,
      );
      assert.match((await fixed(healthCheck, ['FROM alpine:3.20', 'EXPOSE 80', 'CMD ["a"]'])).text, /\["wget"/);
    });

    it('offers nothing without a port or a client', async () => {
      assert.equal((await fixed(healthCheck, ['FROM python:3.12', 'CMD ["a"]'])).safety, null);
      assert.equal((await fixed(healthCheck, ['FROM debian:12', 'EXPOSE 80', 'CMD ["a"]'])).safety, null);
    });
  });

  describe('secret-in-image', () => {
    it('mounts an argument for the commands that use it', async () => {
      const { text: after } = await fixed(secret, ['FROM node:22', 'ARG NPM_TOKEN', 'ARG A', 'RUN echo "//r/:_authToken=${NPM_TOKEN}" > .npmrc && npm ci', 'RUN npm test']); // prettier-ignore
      assert.equal(after, text('FROM node:22', 'ARG A', 'RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN echo "//r/:_authToken=${NPM_TOKEN}" > .npmrc && npm ci', 'RUN npm test')); // prettier-ignore
    });

    it('offers nothing where only tools read the argument', async () => {
      assert.equal((await fixed(secret, ['FROM node:22', 'ARG NPM_TOKEN', 'RUN npm ci'])).safety, null);
    });

    it('takes a value out of the middle of an ENV', async () => {
      const value = ['k7Qz', 'v2Lp', 'x9Rt'].join('');
      const { text: after } = await fixed(secret, [
        'FROM debian:12',
        'ENV A=1 \\',
        `    API_TOKEN=${value} \\`,
        '    B=2',
      ]);
      assert.equal(after, text('FROM debian:12', 'ENV A=1 \\', '    B=2'));
    });
  });

  it('missing-copy-source: corrects the spelling, and only reviews a file of the same name elsewhere', async () => {
    const files = { 'src/main.py': '\n', 'lib/util/tools.py': '\n' };
    const spelled = await fixed(copySource, ['FROM debian:12', 'COPY ./src/Main.py /app/'], files);
    assert.deepEqual([spelled.text, spelled.safety], [text('FROM debian:12', 'COPY ./src/main.py /app/'), 'safe']);
    const moved = await fixed(copySource, ['FROM debian:12', 'COPY old/tools.py /app/'], files);
    assert.deepEqual([moved.text, moved.safety], [text('FROM debian:12', 'COPY lib/util/tools.py /app/'), 'review']);
  });

  it('unpinned-base-image: keeps the variant, and leaves a tag from an ARG alone', async () => {
    assert.match((await fixed(baseImage, ['FROM node:lts-alpine AS a'])).text, /^FROM node:\d+\.\d+-alpine AS a\n$/);
    assert.match((await fixed(baseImage, ['FROM python'])).text, /^FROM python:3\.\d+\n$/);
    assert.equal((await fixed(baseImage, ['ARG T=latest', 'FROM python:$T'])).safety, null);
  });
});
