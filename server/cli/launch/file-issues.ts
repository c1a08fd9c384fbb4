import { pathOfUri } from '../../host/node-file-system';
import { nodeWasmLoader } from '../../host/node-wasm';
import { Analyzer } from '../../engine/analyzer';
import { codeLanguage } from '../../languages/code-language';
import { Grammars } from '../../languages/grammars';
import { checkForStart, type StartFinding } from '../../preflight/start-findings';
import { startCatalogue } from '../../rules/start-catalogue.generated';
import type { StartupFile } from './find-startup-files';
import type { LaunchIssue } from './launch-issue';
import { openStartProject } from './start-project';

/**
 * What the rules say about the start of a startup file, whatever machine it is started on: the findings that the editor underlines, in
 * the words of `check`. `known` are startup files that have been read already.
 */
export async function fileIssues(startup: StartupFile, known: readonly StartupFile[]): Promise<LaunchIssue[]> {
  const project = await openStartProject(startup, known);
  const grammars = new Grammars(nodeWasmLoader());
  const analyzer = new Analyzer(grammars, startCatalogue);
  const documentOf = async (uri: string) => {
    const document = await project.documentOf(uri);
    const grammar = document && codeLanguage(document.kind)?.grammarFor(document.path);
    if (grammar) await grammars.load(grammar);
    return document;
  };
  try {
    const { findings, faults } = await checkForStart({
      analyzer,
      setting: { project: project.view, configuration: project.configuration },
      startup: project.startup,
      definition: project.definition,
      documentOf,
    });
    const [fault] = faults;
    if (fault) throw new Error(`rule ${fault.rule} failed on ${fault.uri}`, { cause: fault.error });
    return findings.map(asIssue);
  } finally {
    analyzer.dispose();
  }
}

function asIssue({ finding, document, agent }: StartFinding): LaunchIssue {
  const { line, character } = document.lines.positionAt(finding.range.start);
  const [fix] = finding.fixes;
  return {
    severity: finding.severity,
    code: finding.rule,
    agent,
    message: finding.message,
    remedy: fix ? `${fix.title}: agent-preflight fix${fix.safety === 'safe' ? '' : ' --unsafe'} does it.` : null,
    place: { file: pathOfUri(document.uri) ?? document.uri, line: line + 1, column: character + 1 },
  };
}
