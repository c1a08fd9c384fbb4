// Makes the one VSIX that is installed on every platform, and looks at what is in it.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { root } from './paths.mjs';

const megabyte = 1024 * 1024;
const largestPackage = 6 * megabyte;

/** What the Marketplace page and the extension cannot do without. */
const needed = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'dist/third-party-licenses.txt',
  'media/icon.png',
  'dist/client.js',
  'dist/server.js',
  'dist/cli.js',
  'dist/cli-main.mjs',
  'dist/supervisor.js',
  'dist/metrics-exporter.js',
  'dist/remote-stack.js',
];

/** Sources, tests and source maps; what ends in `.js` or `.mjs` in `dist/` is a bundle. */
const unwanted =
  /\.(ts|tsx|mts|cts|map|py|pyc|cjs|tsbuildinfo)$|^(?!dist\/).*\.mjs$|(^|\/)(test|tests|node_modules|scripts|examples)\//;

/**
 * @param {string} target absolute path of the .vsix to write
 * @returns {Promise<string>} target
 */
export async function packageExtension(target) {
  // vsce runs the script `vscode:prepublish`, which makes the production build.
  await createVSIX({
    cwd: root,
    packagePath: target,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  const files = (await listFiles({ cwd: root, packageManager: PackageManager.None })).sort();
  const problems = [
    ...files.filter((file) => unwanted.test(file)).map((file) => `${file} does not belong into the package`),
    ...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing from the package`),
  ];
  const size = statSync(target).size;
  if (size > largestPackage) {
    problems.push(`the package has ${inMegabytes(size)}, more than ${inMegabytes(largestPackage)}`);
  }
  for (const file of files) {
    console.log(`  ${String(Math.ceil(statSync(join(root, file)).size / 1024)).padStart(6)} kB  ${file}`);
  }
  console.log(`${target}: ${files.length} files, ${inMegabytes(size)}`);
  if (problems.length > 0) throw new Error(`The package is not fit to be published:\n  ${problems.join('\n  ')}`);
  return target;
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  return `${(bytes / megabyte).toFixed(2)} MB`;
}
