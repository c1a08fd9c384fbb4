import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expandTemplate } from '../environment/expand';
import { parseTemplate, type Template } from '../environment/template';
import { composeText } from './compose/interpolation';
import { kubernetesText } from './kubernetes/expansion';
import { shellWord } from './shell-text';
import { environmentLine } from './systemd/environment-file';

/** Texts full of what means something to somebody; a NUL can be in no variable. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom('$', '`', '"', "'", '\\', '%', '}', '{', '\n', ' ', '#', '!', '~', '*', '$$', '$(', '=', ';'),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').replaceAll('\0', '').replaceAll('\r', ''));

const reference = fc
  .tuple(fc.constantFrom('X', 'Y'), fc.constantFrom(':-', '-', ''), nasty)
  .map(([name, operator, operand]): Template => [
    { name, operator, operand: operator === '' || operand === '' ? [] : [operand], operandText: operand } as const,
  ]);
const template = fc
  .array(
    fc.oneof(
      nasty.map((text): Template => (text === '' ? [] : [text])),
      reference,
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.flat());
const surroundings: Record<string, string> = { X: 'x $Y "`' };

describe('values as they are written down', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'values-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('mean the same to a shell', () => {
    const templates = fc.sample(template, 200);
    const script = `printf '%s\\0' ${templates.map(shellWord).join(' ')}`;
    const said = execFileSync('sh', ['-c', script], { env: surroundings, encoding: 'utf8' }).split('\0').slice(0, -1);
    assert.deepEqual(
      said,
      templates.map((one) => expandTemplate(one, (name) => surroundings[name])),
    );
  });

  it('mean the same in a file of variables', () => {
    const values = fc.sample(nasty, 200);
    const file = path.join(folder, 'all.env');
    writeFileSync(file, values.map((value, index) => environmentLine(`V${index}`, value)).join(''));
    const names = values.map((_, index) => `"$V${index}"`).join(' ');
    const said = execFileSync('sh', ['-c', `. ${file}; printf '%s\\0' ${names}`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
    assert.deepEqual(said, values);
  });

  it('mean the same to Compose, or are not said at all', () => {
    const compose = (text: string): string =>
      text.replace(
        /\$\$|\$\{([A-Z]+)(?:(:?-)([^}]*))?\}/g,
        (whole, name?: string, operator?: string, operand?: string) => {
          if (name === undefined) return whole === '$$' ? '$' : whole;
          const found = surroundings[name];
          return found !== undefined && !(operator === ':-' && found === '') ? found : (operand ?? '');
        },
      );
    fc.assert(
      fc.property(template, (one) => {
        const text = composeText(one);
        if (text !== null)
          assert.equal(
            compose(text),
            expandTemplate(one, (name) => surroundings[name]),
          );
      }),
    );
    assert.equal(composeText(parseTemplate('${A:-${B:-c}}')), '${A:-${B:-c}}');
  });

  it('mean the same to Kubernetes, or are not said at all', () => {
    const env: Record<string, string> = { X: 'x', Y: 'y' };
    const kubernetes = (text: string): string =>
      text.replace(/\$\$|\$\(([A-Z]+)\)/g, (whole, name?: string) => (name === undefined ? '$' : (env[name] ?? whole)));
    fc.assert(
      fc.property(template, (one) => {
        const text = kubernetesText(one);
        if (text !== null)
          assert.equal(
            kubernetes(text),
            expandTemplate(one, (name) => env[name]),
          );
      }),
    );
  });
});
