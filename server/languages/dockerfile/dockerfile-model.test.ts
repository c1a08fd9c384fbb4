import assert from 'node:assert/strict';
import type { Dockerfile } from './dockerfile-model';
import { readDockerfile } from './read-dockerfile';
import { effective, lastStage, scopeAt } from './stages';
import { expand } from './variables';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;
const keywords = (file: Dockerfile): string[] => file.instructions.map(({ keyword }) => keyword);

describe('readDockerfile', () => {
  it('joins continued lines and passes over comments and blank lines between them', () => {
    const text = lines(
      'FROM debian:12',
      'RUN apt-get update \\',
      '# a comment',
      '',
      '  && apt-get install -y gcc',
      'USER app',
    );
    const file = readDockerfile(text);
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
    const names = file.instructions[1]?.commands.map(({ name, operator }) => [name, operator]);
    assert.deepEqual(names, [['apt-get', ''], ['apt-get', '&&']]); // prettier-ignore
    const gcc = file.instructions[1]?.commands[1]?.args.at(-1);
    assert.equal(text.slice(gcc?.range.start, gcc?.range.end), 'gcc');
  });

  it('gives places in the file with carriage returns and a byte order mark', () => {
    const text = '\ufeffFROM debian:12\r\nRUN a \\\r\n  && b c\r\nCMD run\r\n';
    const file = readDockerfile(text);
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'CMD']);
    const command = file.instructions[1]?.commands[1];
    assert.equal(text.slice(command?.range.start, command?.range.end), 'b c');
  });

  it('honours the escape directive, and only at the top', () => {
    const file = readDockerfile(lines('# escape=`', 'FROM x', 'RUN dir `', ' C:\\', 'USER a'));
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'USER']);
    assert.equal(readDockerfile(lines('FROM x', '# escape=`', 'RUN a `', 'USER b')).escape, '\\');
  });

  it('reads heredocs as scripts or as files, and goes on behind them', () => {
    const text = lines('FROM x', 'RUN <<EOF', 'apt-get install gcc', 'USER root', 'EOF', "COPY <<'A' <<-B /etc/", 'CMD no', 'A', 'x', '\tB', 'USER app'); // prettier-ignore
    const file = readDockerfile(text);
    assert.deepEqual(keywords(file), ['FROM', 'RUN', 'COPY', 'USER']);
    assert.deepEqual(
      file.instructions[1]?.commands.map(({ name }) => name),
      ['apt-get', 'USER'],
    );
    assert.deepEqual(file.instructions[2]?.heredocs.map(({ content }) => text.slice(content.start, content.end)), ['CMD no', 'x']); // prettier-ignore
  });

  it('tells exec from shell form as Docker does', () => {
    const file = readDockerfile(lines('FROM x', 'CMD ["a", "b c"]', "CMD ['a', 'b']", 'CMD [ "a" ', 'ENTRYPOINT a b'));
    assert.deepEqual(
      file.instructions.slice(1).map(({ form }) => form),
      ['exec', 'shell', 'shell', 'shell'],
    );
    assert.deepEqual(
      file.instructions[1]?.words.map(({ value }) => value),
      ['a', 'b c'],
    );
  });

  it('reads flags, assignments and what ONBUILD and HEALTHCHECK hold', () => {
    const file = readDockerfile(lines('FROM --platform=$BUILDPLATFORM a:1 AS Build', 'RUN --mount=type=secret,id=t --network=none make', 'ENV A=1 B="two words"', 'ENV C the rest', 'ARG D', 'ONBUILD COPY . /app', 'HEALTHCHECK --interval=5s CMD curl -f http://x/ || exit 1')); // prettier-ignore
    const [from, run, env, old, arg, onbuild, health] = file.instructions;
    assert.equal(from?.words[0]?.value, 'a:1');
    assert.equal(file.stages[0]?.name, 'build');
    assert.deepEqual(run?.flags.map(({ name, value }) => [name, value]), [['mount', 'type=secret,id=t'], ['network', 'none']]); // prettier-ignore
    assert.deepEqual(
      run?.commands.map(({ name }) => name),
      ['make'],
    );
    assert.deepEqual(env?.assignments.map(({ name, value }) => [name, value]), [['A', '1'], ['B', 'two words']]); // prettier-ignore
    assert.deepEqual(
      old?.assignments.map(({ name, value }) => [name, value]),
      [['C', 'the rest']],
    );
    assert.deepEqual(
      arg?.assignments.map(({ name, value }) => [name, value]),
      [['D', null]],
    );
    assert.equal(onbuild?.inner?.keyword, 'COPY');
    assert.deepEqual(
      health?.commands.map(({ name }) => name),
      ['curl', 'exit'],
    );
  });

  it('follows stages and ARGs into the image', () => {
    const file = readDockerfile(lines('ARG V=3.12', 'ARG BASE=python:${V}-slim', 'FROM ${BASE} AS base', 'USER app', 'FROM base', 'ARG V', 'ENV P=${PORT:-80}', 'FROM ${OTHER}')); // prettier-ignore
    const [base, second, third] = file.stages;
    assert.equal(base?.image, 'python:3.12-slim');
    assert.equal(second?.base, base);
    assert.ok(second !== undefined);
    assert.equal(effective(second, 'USER')?.words[0]?.value, 'app');
    assert.equal(scopeAt(file, second).get('V'), '3.12');
    assert.equal(scopeAt(file, second).get('P'), '80');
    assert.equal(lastStage(file), third);
    assert.equal(third?.image, null);
  });

  it('takes shell texts apart at operators, in sub-shells and behind sudo', () => {
    const file = readDockerfile(lines('FROM x', 'RUN set -e; (cd /a && A=1 sudo -E chown -R u:g /a) | tee "a && b"; if true; then /usr/bin/make; fi', "RUN bash -c 'useradd app && chown app /x'")); // prettier-ignore
    assert.deepEqual(file.instructions[1]?.commands.map(({ name }) => name), ['set', 'cd', 'chown', 'tee', 'true', 'make', 'fi']); // prettier-ignore
    assert.deepEqual(
      file.instructions[2]?.commands.map(({ name }) => name),
      ['bash', 'useradd', 'chown'],
    );
  });

  it('reads anything without throwing, in linear time', () => {
    for (const text of ['', '\\', 'RUN', 'FROM', 'FROM \\', 'RUN <<EOF', 'ENV', 'ENV A', 'CMD [', 'ONBUILD', 'HEALTHCHECK CMD', 'RUN "a', 'RUN $(a', '\u0000', 'RUN <']) readDockerfile(text); // prettier-ignore
    const start = performance.now();
    readDockerfile(`FROM x\n${'RUN a && b "c" \\\n'.repeat(20_000)}`);
    assert.ok(performance.now() - start < 3000);
  });
});

describe('expand', () => {
  it('fills in variables with defaults and alternatives', () => {
    const scope = new Map([['A', 'x'], ['E', ''], ['U', null]] as [string, string | null][]); // prettier-ignore
    const cases: [string, string | null][] = [['$A/$A', 'x/x'], ['${A}', 'x'], ['${E:-d}', 'd'], ['${E-d}', ''], ['${N:-${A}}', 'x'], ['${A:+y}', 'y'], ['${N:+y}', ''], ['$N', null], ['$U', null], ['${U:-d}', 'd'], ['\\$A', '$A'], ['${A', null]]; // prettier-ignore
    for (const [text, expected] of cases) assert.equal(expand(text, scope), expected, text);
  });
});
