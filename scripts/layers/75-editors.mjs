import { developmentBuild } from '../lib/layers.mjs';
import { runMocha } from '../lib/mocha.mjs';

export default {
  title: 'the language server in other editors',
  requires: [
    { command: 'nvim', package: 'neovim' },
    { command: 'emacs', package: 'emacs-nox' },
    { file: '/var/lib/dpkg/info/elpa-eglot.list', package: 'elpa-eglot' },
  ],
  run: () =>
    developmentBuild(() => runMocha('editors', ['test/editors/**/*.test.ts'], { timeout: 60_000, secondTry: true })),
};
