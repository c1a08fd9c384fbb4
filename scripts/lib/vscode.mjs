// What the VS Code layers share.

/** @type {import('./system-packages.mjs').Requirement[]} */
export const vscodeRequirements = [
  { command: 'chromium', package: 'chromium' },
  { command: 'rg', package: 'ripgrep' },
  { command: 'python3', package: 'python3' },
  // The editor's server comes from npm and has a few native modules to build.
  { command: 'g++', package: 'g++' },
  { command: 'make', package: 'make' },
];

/** The driver proves itself on VS Code's own features first: when it fails, the scenarios say nothing. */
export const vscodeSpecs = ['test/vscode/driver/*.test.ts', 'test/vscode/*.test.ts', 'test/vscode/scenarios/*.test.ts'];

/** What is done with the package; a suite inside the extension host runs only for extensions under development. */
export const packageSpecs = ['test/vscode/scenarios/*.test.ts'];
