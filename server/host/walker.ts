import ignore, { type Ignore } from 'ignore';
import { isVendoredPath } from '../documents/path-class';
import { joinUri, parentUri, pathBelow } from '../documents/uri';
import type { DirectoryEntry, FileSystem } from './file-system';
import { IgnoreRules } from './ignore-rules';

/** More files than this in one project are not listed: something is wrong with its .gitignore. */
export const MAX_FILES = 50_000;
const MAX_DEPTH = 64;
const CONCURRENCY = 16;

export interface WalkOptions {
  /** Patterns in .gitignore syntax, relative to the root. */
  readonly exclude?: readonly string[];
  /** Patterns of files to list though they are ignored or vendored. */
  readonly include?: readonly string[];
  readonly maxFiles?: number;
  readonly isCancelled?: () => boolean;
}

export interface WalkResult {
  /** Paths below the root with forward slashes, sorted; vendored and ignored files left out. */
  readonly files: readonly string[];
  /** Those of the files that are reached through a symbolic link; the same text stands elsewhere under its own name. */
  readonly linked: ReadonlySet<string>;
  /** True when the limit of files was reached. */
  readonly truncated: boolean;
}

interface Folder {
  readonly path: string;
  readonly rules: IgnoreRules;
  /** False below an ignored folder: only files that `include` names are listed there. */
  readonly wanted: boolean;
  readonly linked: boolean;
  readonly depth: number;
}

/**
 * Lists the files of a folder as git would see them: .gitignore files at every level and those above the folder are honoured.
 * Links to folders are followed inside the root only, and never twice to the same place.
 */
export async function walk(fileSystem: FileSystem, rootUri: string, options: WalkOptions = {}): Promise<WalkResult> {
  return new Walk(fileSystem, rootUri, options).run();
}

class Walk {
  private readonly files: string[] = [];
  private readonly linked = new Set<string>();
  private readonly exclude: Ignore | null;
  private readonly include: Ignore | null;
  private readonly maxFiles: number;
  private readonly visitedLinks = new Set<string>();
  private realRoot: string | undefined;
  private truncated = false;

  constructor(
    private readonly fileSystem: FileSystem,
    private readonly rootUri: string,
    private readonly options: WalkOptions,
  ) {
    this.exclude = patterns(options.exclude);
    this.include = patterns(options.include);
    this.maxFiles = options.maxFiles ?? MAX_FILES;
  }

  async run(): Promise<WalkResult> {
    const rules = await rulesAbove(this.fileSystem, this.rootUri);
    let level: Folder[] = [{ path: '', rules, wanted: true, linked: false, depth: 0 }];
    while (level.length > 0 && !this.isDone()) {
      const next: Folder[] = [];
      await inParallel(level, CONCURRENCY, async (folder) => {
        if (!this.isDone()) next.push(...(await this.visit(folder)));
      });
      level = next;
    }
    return { files: this.files.sort(), linked: this.linked, truncated: this.truncated };
  }

  private isDone(): boolean {
    return this.truncated || (this.options.isCancelled?.() ?? false);
  }

  private async visit(folder: Folder): Promise<Folder[]> {
    const entries = await this.fileSystem.readDirectory(joinUri(this.rootUri, folder.path));
    if (entries === null) return [];
    const rules = await this.rulesOf(folder, entries);
    const folders: Folder[] = [];
    for (const entry of entries) {
      const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
      const kind = entry.kind === 'link' ? await this.targetKind(path) : entry.kind;
      const linked = folder.linked || entry.kind === 'link';
      if (kind === 'folder') {
        if (folder.depth >= MAX_DEPTH || entry.name === '.git') continue;
        const wanted = folder.wanted && !this.isPassedOver(`${path}/`, path, rules, true);
        // Where something is to be included after all, every folder may lead to it.
        if (wanted || this.include !== null) folders.push({ path, rules, wanted, linked, depth: folder.depth + 1 });
      } else if (kind === 'file' && this.isListed(path, rules, folder.wanted)) {
        if (this.files.length >= this.maxFiles) {
          this.truncated = true;
          return [];
        }
        this.files.push(path);
        if (linked) this.linked.add(path);
      }
    }
    return folders;
  }

  private isListed(path: string, rules: IgnoreRules, wanted: boolean): boolean {
    if (wanted && !this.isPassedOver(path, path, rules, false)) return true;
    return this.include !== null && this.include.ignores(path);
  }

  private isPassedOver(vendoredPath: string, path: string, rules: IgnoreRules, isFolder: boolean): boolean {
    if (isVendoredPath(vendoredPath)) return true;
    if (this.exclude !== null && this.exclude.ignores(isFolder ? `${path}/` : path)) return true;
    return rules.ignores(path, isFolder);
  }

  private async rulesOf(folder: Folder, entries: readonly DirectoryEntry[]): Promise<IgnoreRules> {
    if (!entries.some((entry) => entry.name === '.gitignore' && entry.kind === 'file')) return folder.rules;
    const text = await readIfThere(
      this.fileSystem,
      joinUri(this.rootUri, `${folder.path === '' ? '' : `${folder.path}/`}.gitignore`),
    );
    return text === null ? folder.rules : folder.rules.extend(folder.path, text);
  }

  /** Links to folders outside the root, to a folder above or to one that another link led to are passed over. */
  private async targetKind(path: string): Promise<'file' | 'folder' | 'other'> {
    const uri = joinUri(this.rootUri, path);
    const stat = await this.fileSystem.stat(uri);
    if (stat === null || stat.kind !== 'folder') return stat?.kind ?? 'other';
    this.realRoot ??= (await this.fileSystem.realUri(this.rootUri)) ?? this.rootUri;
    const target = await this.fileSystem.realUri(uri);
    const below = target === null ? null : pathBelow(this.realRoot, target);
    if (target === null || below === null || this.visitedLinks.has(target)) return 'other';
    this.visitedLinks.add(target);
    return below === '' || `${path}/`.startsWith(`${below}/`) ? 'other' : 'folder';
  }
}

/** The rules of the repository a folder belongs to, from the repository's top down to the folder's parent. */
async function rulesAbove(fileSystem: FileSystem, rootUri: string): Promise<IgnoreRules> {
  const folders: string[] = [];
  let top: string | null = null;
  for (let uri: string | null = rootUri; uri !== null; uri = parentUri(uri)) {
    if (uri !== rootUri) folders.push(uri);
    if ((await fileSystem.stat(joinUri(uri, '.git'))) !== null) {
      top = uri;
      break;
    }
  }
  if (top === null) return IgnoreRules.none;
  let rules = IgnoreRules.none;
  const add = (folder: string, text: string | null): void => {
    if (text === null) return;
    const below = pathBelow(folder, rootUri) ?? '';
    rules = rules.extend('', below === '' ? text : relativeTo(text, below));
  };
  add(top, await readIfThere(fileSystem, joinUri(top, '.git/info/exclude')));
  for (const folder of folders.reverse()) add(folder, await readIfThere(fileSystem, joinUri(folder, '.gitignore')));
  return rules;
}

/**
 * Rewrites the patterns of an ignore file so that they hold inside a folder further down. Patterns that name the folder itself are
 * dropped: who asks for an ignored folder by name wants to see it.
 */
function relativeTo(text: string, below: string): string {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, negation = '', body = ''] = /^(!?)(.*)$/.exec(line.trim()) ?? [];
    if (body === '' || body.startsWith('#')) continue;
    const anchored = body.replace(/\/$/, '').includes('/') && !body.startsWith('**/');
    if (!anchored) {
      lines.push(negation + body);
      continue;
    }
    const rest = behindPrefix(body.replace(/^\//, '').split('/'), below.split('/'));
    if (rest !== null) lines.push(`${negation}/${rest}`);
  }
  return lines.join('\n');
}

/** What is left of a pattern inside the folder that its first segments match; null when they do not. */
function behindPrefix(pattern: readonly string[], folder: readonly string[]): string | null {
  for (const [index, name] of folder.entries()) {
    const segment = pattern[index];
    if (segment === '**') return pattern.slice(index).join('/');
    if (segment === undefined || segment === '' || !ignore().add(`/${segment}`).ignores(name)) return null;
  }
  const rest = pattern.slice(folder.length).join('/');
  return rest === '' ? null : rest;
}

async function readIfThere(fileSystem: FileSystem, uri: string): Promise<string | null> {
  try {
    const bytes = await fileSystem.readFile(uri, 1_000_000);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

function patterns(list: readonly string[] | undefined): Ignore | null {
  return list === undefined || list.length === 0 ? null : ignore({ ignorecase: false }).add(list);
}

/** Runs `work` on every item, at most `limit` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let at = 0;
  const runner = async (): Promise<void> => {
    while (at < items.length) await work(items[at++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner));
}
