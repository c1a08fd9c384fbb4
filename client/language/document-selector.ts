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

/**
 * Files that go by their names, whatever other extensions make of them: `.env` files are plain text or "properties" like a dozen other
 * formats, workflows and manifests languages of their own, units nothing at all.
 */
const byName = [
  ...['**/.env', '**/.env.*', '**/*.env'],
  '**/*.{yaml,yml}',
  '**/{Dockerfile,Containerfile}*',
  '**/*.{service,socket,timer,container}',
  '**/pyproject.toml',
];

/**
 * Files, new documents that have no file yet, and files of virtual workspaces. Not: the other side of a diff, output, terminals and
 * whatever else is a document in VS Code.
 */
const schemes = ['file', 'untitled', 'vscode-vfs'];

export const documentSelector: DocumentFilter[] = schemes.flatMap((scheme) => [
  ...languages.map((language) => ({ scheme, language })),
  ...byName.map((pattern) => ({ scheme, pattern })),
]);
