// The licences of what is bundled: they ask to be shipped along, and some must not be bundled at all.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const permissive = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
]);

/**
 * @param {string[]} files bundled files, relative to the root or absolute
 * @returns {string} one section for each package, sorted by name
 * @throws {Error} names packages under a licence that has not been agreed to
 */
export function thirdPartyLicenses(files) {
  const sections = [...packageFolders(files)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { name, version, license: String(license), text: licenseText(folder) };
  });
  const refused = sections.filter(({ license }) => !permissive.has(license));
  if (refused.length > 0) {
    throw new Error(
      `not a licence to bundle: ${refused.map(({ name, license }) => `${name} (${license})`).join(', ')}`,
    );
  }
  const intro = 'Agent Preflight contains the following software under the licences given.';
  const parts = sections.map(({ name, version, license, text }) => `${name} ${version}, ${license}\n\n${text}`);
  return `${[intro, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @param {string[]} files @returns {Set<string>} absolute paths */
function packageFolders(files) {
  const folders = new Set();
  for (const file of files) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
    if (folder) folders.add(folder.startsWith('/') ? folder : join(root, folder));
  }
  return folders;
}

/** @param {string} folder */
function licenseText(folder) {
  const name = readdirSync(folder).find((candidate) => /^(licen[cs]e|copying)/i.test(candidate));
  const file = name && join(folder, name);
  return file && existsSync(file)
    ? readFileSync(file, 'utf8').trim()
    : '(The package comes without the text of its licence.)';
}
