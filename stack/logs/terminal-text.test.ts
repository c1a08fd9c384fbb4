import assert from 'node:assert/strict';
import { printable } from './terminal-text';

const ESC = '\x1b';

describe('lines for a terminal', () => {
  it('keep their colours where there are colours, and end with them', () => {
    const line = `${ESC}[1;32mINFO${ESC}[0m ready\tnow`;
    assert.equal(printable(line, true), `${line}${ESC}[0m`);
    assert.equal(printable(line, false), 'INFO ready\tnow');
    assert.equal(printable('plain ünïcode ✓ 日本', true), 'plain ünïcode ✓ 日本');
  });

  it('do nothing to the terminal', () => {
    const attacks = [
      `${ESC}[2J${ESC}[H`, // clears the screen
      `${ESC}]0;title\x07`,
      `${ESC}]52;c;cm0gLXJmIH4=\x07`, // writes the clipboard
      `${ESC}]8;;http://evil.example${ESC}\\`,
      `${ESC}P1$r0m${ESC}\\`,
      `${ESC}[6n`, // makes the terminal type an answer
      `${ESC}c`,
      `${ESC}(0`,
      '\x9b2J',
      `${ESC}]0;never ends`,
      ESC,
    ];
    for (const attack of attacks) {
      const shown = printable(`before ${attack}`, true);
      assert.ok(shown.startsWith('before '), JSON.stringify(shown));
      assert.doesNotMatch(shown, /[\x00-\x08\x0a-\x1f\x7f-\x9f]/, JSON.stringify(attack)); // eslint-disable-line no-control-regex -- what must not be there
    }
    assert.equal(printable('a\bb\x00c\x7f', false), 'a\u2408b\u2400c\u2421');
  });
});
