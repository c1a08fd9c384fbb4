// What the injected grammars mark. The patterns are TextMate's; these keep to what JavaScript reads in the same way.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Grammar {
  readonly repository: Readonly<
    Record<string, { readonly match: string; readonly captures: Readonly<Record<string, { readonly name: string }>> }>
  >;
}

function rule(file: string, name: string) {
  const path = resolve(__dirname, '../../syntaxes', file);
  const found = (JSON.parse(readFileSync(path, 'utf8')) as Grammar).repository[name];
  assert.ok(found);
  return found;
}

/** The marked parts of a line as `kind=text`; kinds are the scopes' first two words. */
function marks(file: string, name: string, line: string): string[] {
  const { match, captures } = rule(file, name);
  return [...line.matchAll(new RegExp(match, 'g'))].flatMap((found) =>
    Object.entries(captures).flatMap(([index, { name: scope }]) => {
      const text = found[Number(index)];
      return text === undefined || scope.startsWith('punctuation')
        ? []
        : [`${scope.split('.').slice(0, 2).join('.')}=${text}`];
    }),
  );
}

describe('placeholders in YAML', () => {
  const of = (line: string) => marks('placeholder.injection.json', 'placeholder', line);

  it('are marked with variable, default and what is added', () => {
    assert.deepEqual(of('port: "${PORT_OFFSET:-0}+7200"'), [
      'variable.other=PORT_OFFSET',
      'keyword.operator=:-',
      'string.unquoted=0',
      'keyword.operator=+',
      'constant.numeric=7200',
    ]);
    assert.deepEqual(of('a: ${PREFIX:-service_registry:}'), [
      'variable.other=PREFIX',
      'keyword.operator=:-',
      'string.unquoted=service_registry:',
    ]);
    assert.deepEqual(of('url: http://${HOST}:${PORT}/'), ['variable.other=HOST', 'variable.other=PORT']);
  });

  it('are nothing else that has a dollar or a brace', () => {
    for (const line of ['cost: $5', 'set: {a: 1}', 'ci: ${{ secrets.X }}', 'open: ${NAME', 'empty: ${}']) {
      assert.deepEqual(of(line), [], line);
    }
  });
});

describe('suppressions in comments', () => {
  const of = (line: string) => marks('suppression.injection.json', 'suppression', line);

  it('are marked with their rules', () => {
    assert.deepEqual(of('# preflight: ignore[hardcoded-host, loopback-bind] local debugger'), [
      'keyword.control=preflight',
      'keyword.control=ignore',
      'entity.name=hardcoded-host, loopback-bind',
    ]);
    assert.deepEqual(of('// preflight: ignore-file[*]'), [
      'keyword.control=preflight',
      'keyword.control=ignore-file',
      'entity.name=*',
    ]);
    assert.deepEqual(of('# preflight: ignore-end'), ['keyword.control=preflight', 'keyword.control=ignore-end']);
  });

  it('are not every mention of the word', () => {
    for (const line of ['# the preflight: ignored', '# preflight checks', '# a preflight:x']) {
      assert.deepEqual(of(line), [], line);
    }
  });
});
