import type { DocumentFilter } from 'vscode-languageclient/node';

/** Languages that the rules read, by VS Code's ids. */
const languages = [
  'python',
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  'rust',
  'yaml',
  'dockercompose',
  'dockerfile',
  'github-actions-workflow',
  'azure-pipelines',
  'dotenv',
  'shellscript',
];

/** `.env` files go by their names: without an extension for them they are plain text, or "properties" like a dozen other formats. */
const environmentFiles = ['**/.env', '**/.env.*', '**/*.env'];

/**
 * Files, new documents that have no file yet, and files of virtual workspaces. Not: the other side of a diff, output, terminals and
 * whatever else is a document in VS Code.
 */
const schemes = ['file', 'untitled', 'vscode-vfs'];

export const documentSelector: DocumentFilter[] = schemes.flatMap((scheme) => [
  ...languages.map((language) => ({ scheme, language })),
  ...environmentFiles.map((pattern) => ({ scheme, pattern })),
]);
