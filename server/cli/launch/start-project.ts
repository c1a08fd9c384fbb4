import { homedir } from 'node:os';
import path from 'node:path';
import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import { findProjectRoot } from '@agent-preflight/stack/plan/script';
import type { Configuration } from '../../configuration/configuration';
import { ConfigurationResolver } from '../../configuration/configuration-resolver';
import { SourceDocument } from '../../documents/document';
import { kindOf } from '../../documents/document-kind';
import { decodeText } from '../../documents/text-encoding';
import { joinUri, parentUri, pathBelow } from '../../documents/uri';
import { NodeFileSystem, pathOfUri, uriOfPath } from '../../host/node-file-system';
import { walk } from '../../host/walker';
import { buildProject } from '../../project/build-project';
import type { FileFacts } from '../../project/file-facts';
import { ProjectView } from '../../project/project-view';
import { contributesToStart, readFactsForStart } from '../../project/start-facts';
import type { Rule } from '../../rules/rule';
import { UsageError } from '../context';
import type { StartupFile } from './find-startup-files';

const MAX_FILE_BYTES = 2_000_000;

/** A startup file's project, as `check` and the editor see it: what the rules are told before a start. */
export interface StartProject {
  readonly view: ProjectView;
  readonly configuration: Configuration;
  readonly startup: SourceDocument;
  /** What the startup file declares; its identity is the document's URI. */
  readonly definition: StackDefinition;
  readonly documentOf: (uri: string) => Promise<SourceDocument | null>;
}

/** A configuration may name any of them; without one, those that concern a start are enough. */
async function allRules(): Promise<readonly Rule[]> {
  return (await import('../../rules/catalogue.generated')).catalogue;
}

/**
 * Reads the project around a startup file. `known` startup files have been read before and are not read again. Rejects with a
 * {@link UsageError} where a configuration file cannot be followed.
 */
export async function openStartProject(startup: StartupFile, known: readonly StartupFile[]): Promise<StartProject> {
  const fileSystem = new NodeFileSystem({ synchronous: true });
  const resolver = new ConfigurationResolver(fileSystem, allRules, { boundaries: new Set([uriOfPath(homedir())]) });
  const uri = uriOfPath(startup.file);
  const rootUri = await rootOf(startup, resolver);
  const { configuration, problems } = await resolver.forFolder(rootUri);
  const [problem] = problems;
  if (problem) {
    const file = pathOfUri(problem.uri) ?? problem.uri;
    throw new UsageError(`${file}:${problem.line}:${problem.column} ${problem.message}`);
  }
  const below = pathBelow(rootUri, uri) ?? path.basename(startup.file);
  const { exclude, include } = configuration;
  const { files } = await walk(fileSystem, rootUri, { exclude, include });
  // Who names an ignored startup file means it.
  const listing = files.includes(below) ? files : [...files, below];
  const read = async (other: string): Promise<string | null> => {
    const bytes = await fileSystem.readFile(joinUri(rootUri, other), MAX_FILE_BYTES).catch(() => null);
    return bytes === null ? null : (decodeText(bytes)?.text ?? null);
  };
  const definitions = new Map([...known, startup].map((file) => [uriOfPath(file.file), file.definition]));
  const facts: FileFacts[] = [];
  for (const other of listing.filter(contributesToStart)) {
    const otherUri = joinUri(rootUri, other);
    const definition = definitions.get(otherUri);
    const text = definition ? null : await read(other);
    if (definition) facts.push(factsOf(other, { ...definition, file: otherUri }));
    else if (text !== null) facts.push(readFactsForStart(other, otherUri, text));
  }
  const view = new ProjectView(buildProject(rootUri, listing, facts, configuration));
  return {
    view,
    configuration,
    startup: new SourceDocument(uri, below, 'startup', startup.text),
    definition: view.definitions.find(({ file }) => file === uri) ?? { ...startup.definition, file: uri },
    documentOf: async (scriptUri) => {
      const script = pathBelow(rootUri, scriptUri);
      const text = script === null ? null : await read(script);
      const kind = script === null || text === null ? null : kindOf(script, text);
      return script === null || text === null || kind === null
        ? null
        : new SourceDocument(scriptUri, script, kind, text);
    },
  };
}

/** The root that `check` finds for the file; where nothing marks a project, the one from which its scripts are found. */
async function rootOf({ file, definition }: StartupFile, resolver: ConfigurationResolver): Promise<string> {
  const folder = parentUri(uriOfPath(file))!;
  const marked = await resolver.projectRoot(folder);
  if (marked !== null) return marked;
  const scripts = definition.agents.flatMap((agent) => (agent.script ? [agent.script.value] : []));
  return uriOfPath(findProjectRoot(file, scripts));
}

function factsOf(file: string, definition: StackDefinition): FileFacts {
  return { path: file, definitions: definition };
}
