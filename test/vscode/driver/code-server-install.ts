// VS Code's server and workbench from npm, for machines on which the desktop build cannot be downloaded.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** VS Code 1.100.3: the last one made for Node 20. */
const version = '4.100.3';

const cacheFolder = resolve(__dirname, '../../../.cache');
const name = `code-server-${version}-node${process.versions.modules}-${process.arch}`;

/** Parts of VS Code's server that npm delivers as source. Others, such as Kerberos, are not needed here. */
const nativeModules = ['native-watchdog', '@vscode/spdlog', 'node-pty', '@vscode/deviceid'];

/**
 * Installs code-server into the cache unless it is there already. It is built beside its final place and moved when it
 * is complete, so an interrupted run leaves nothing that a later one would take for good.
 *
 * @returns absolute path of the folder of the npm package
 */
export async function installCodeServer(): Promise<string> {
  const target = join(cacheFolder, name);
  const packageFolder = join('node_modules', 'code-server');
  if (!existsSync(target)) {
    console.log(`    installing VS Code (code-server ${version}) into .cache, once; about a minute …`);
    await removePartialInstalls();
    const partial = `${target}.partial-${process.pid}`;
    await build(partial, join(partial, packageFolder));
    try {
      await rename(partial, target);
    } catch (error) {
      // Another run was faster: its result is as good as ours.
      await rm(partial, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return join(target, packageFolder);
}

async function build(folder: string, codeServer: string): Promise<void> {
  const vscode = join(codeServer, 'lib', 'vscode');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const install = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
  await npm([...install, `code-server@${version}`, 'node-gyp@11.2.0'], folder);
  await npm(install, vscode);

  const gyp = join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const headers = join(dirname(dirname(process.execPath)), 'include', 'node');
  const nodedir = existsSync(headers) ? [`--nodedir=${dirname(dirname(headers))}`] : [];
  await Promise.all([
    ...nativeModules.map((module) =>
      command(process.execPath, [gyp, 'rebuild', ...nodedir], join(vscode, 'node_modules', module)),
    ),
    npm(['rebuild', 'argon2', '--build-from-source', ...nodedir], folder),
  ]);
  await linkRipgrep(join(vscode, 'node_modules', '@vscode', 'ripgrep', 'bin'));
}

/** `workspace.findFiles` and `workspaceContains:` search with ripgrep, which its npm package downloads from elsewhere. */
async function linkRipgrep(folder: string): Promise<void> {
  const ripgrep = '/usr/bin/rg';
  if (!existsSync(ripgrep) || existsSync(join(folder, 'rg'))) return;
  await mkdir(folder, { recursive: true });
  await symlink(ripgrep, join(folder, 'rg'));
}

async function removePartialInstalls(): Promise<void> {
  if (!existsSync(cacheFolder)) return;
  for (const entry of await readdir(cacheFolder)) {
    const owner = entry.startsWith(`${name}.partial-`) && Number(entry.split('-').pop());
    if (owner && !isAlive(owner)) await rm(join(cacheFolder, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function npm(args: string[], cwd: string): Promise<void> {
  return command('npm', args, cwd);
}

async function command(program: string, args: string[], cwd: string): Promise<void> {
  try {
    await run(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr ?? '';
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${output.slice(-4000)}`, { cause: error });
  }
}
