// Imports run one way: client → (protocol types of) server, stack; server → stack; nothing imports client.
// docs/ARCHITECTURE.md gives the reasons.

/** Node's own modules that touch the world outside the process's memory. */
const inputOutput =
  '^(node:)?(fs|fs/promises|child_process|net|http|https|http2|tls|dns|dgram|cluster|worker_threads|os|readline)$';

/** The part of the server that is pure: text in, findings and edits out. It also runs in a web worker. */
const core = '^server/(documents|languages|suppressions|engine|project|rules|fixes|secrets|preflight)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle means that two files are really one, or that a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-client',
      severity: 'error',
      from: { pathNot: '^client/' },
      to: { path: '^client/' },
    },
    {
      name: 'client-knows-only-the-protocol-of-the-server',
      comment: 'The client talks to the server over LSP; it may share the types of the messages, never code.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stack-stands-alone',
      comment: 'The launcher knows neither LSP nor VS Code, and its supervisor starts without the linter in memory.',
      severity: 'error',
      from: { path: '^stack/' },
      to: { path: '^(server|client)/' },
    },
    {
      name: 'core-takes-definitions-only',
      comment: 'Rules and `up` share the stack definition; the linter has no business with processes and probes.',
      severity: 'error',
      from: { path: core },
      to: { path: '^stack/', pathNot: '^stack/definition/' },
    },
    {
      name: 'core-does-no-io',
      comment: 'Files come through the injected file system, so that the core runs in Node, a worker and a browser.',
      severity: 'error',
      from: { path: core, pathNot: '\\.test\\.ts$|/testing/' },
      to: { dependencyTypes: ['core'], path: inputOutput },
    },
    {
      name: 'core-knows-no-outer-layer',
      severity: 'error',
      from: { path: core },
      to: { path: '^server/(lsp|cli|reports)/' },
    },
    {
      name: 'only-client-imports-vscode',
      severity: 'error',
      from: { pathNot: '^(client|test/vscode/suite)/' },
      // Only its types are installed; the editor itself provides the module.
      to: { path: '^vscode$|node_modules/@types/vscode/' },
    },
    {
      name: 'declared-dependencies-only',
      comment: 'What a workspace package imports stands in its own package.json.',
      severity: 'error',
      from: { pathNot: '\\.test\\.ts$|/testing/|^client/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.d.ts', '.mjs', '.cjs', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
