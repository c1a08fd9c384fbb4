import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Configuration, DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { SourceDocument } from '../../documents/document';
import { kindOf } from '../../documents/document-kind';
import { Analyzer } from '../../engine/analyzer';
import { ALL_GRAMMARS } from '../../languages/code-language';
import { Grammars } from '../../languages/grammars';
import { buildProject } from '../../project/build-project';
import { readFileFacts } from '../../project/file-facts';
import { ProjectView } from '../../project/project-view';
import type { FileEdit, Finding } from '../finding';
import type { Rule } from '../rule';
import { applyFileEdits } from '../../fixes/apply-edits';

const resolve = createRequire(__filename).resolve;
let loading: Promise<Grammars> | undefined;

/** The grammars straight from their packages, loaded once for all tests. */
export function testGrammars(): Promise<Grammars> {
  loading ??= (async () => {
    const grammars = new Grammars((fileName) => readFile(wasmPath(fileName)));
    await grammars.load(...ALL_GRAMMARS);
    return grammars;
  })();
  return loading;
}

function wasmPath(fileName: string): string {
  if (fileName === 'web-tree-sitter.wasm') return resolve('web-tree-sitter/web-tree-sitter.wasm');
  const grammar = fileName.replace(/\.wasm$/, '');
  const packageName = grammar === 'tree-sitter-tsx' ? 'tree-sitter-typescript' : grammar;
  return path.join(path.dirname(resolve(`${packageName}/package.json`)), fileName);
}

const ROOT = 'file:///project';

/** A small project held in memory, on which rules are run and fixes applied as the command line would. */
export class RuleWorkspace {
  constructor(
    private readonly grammars: Grammars,
    private readonly rules: readonly Rule[],
    public files: Readonly<Record<string, string>>,
    private readonly configuration: Configuration = DEFAULT_CONFIGURATION,
  ) {}

  static async create(
    rules: readonly Rule[],
    files: Readonly<Record<string, string>>,
    configuration?: Configuration,
  ): Promise<RuleWorkspace> {
    return new RuleWorkspace(await testGrammars(), rules, files, configuration);
  }

  uri(file: string): string {
    return `${ROOT}/${file}`;
  }

  /** The findings in one file, or in all of them. A rule that throws fails the test. */
  findings(only?: string): Finding[] {
    const paths = Object.keys(this.files);
    const facts = paths.map((file) => readFileFacts(file, this.uri(file), this.files[file] ?? ''));
    const project = new ProjectView(buildProject(ROOT, paths, facts, this.configuration));
    const analyzer = new Analyzer(this.grammars, this.rules);
    return paths
      .filter((file) => only === undefined || file === only)
      .flatMap((file) => {
        const text = this.files[file] ?? '';
        const kind = kindOf(file, text);
        if (kind === null) return [];
        const result = analyzer.check(new SourceDocument(this.uri(file), file, kind, text), {
          project,
          configuration: this.configuration,
        });
        for (const fault of result.faults) throw fault.error;
        return result.findings;
      });
  }

  /** The project after edits. */
  apply(edits: readonly FileEdit[]): RuleWorkspace {
    const files = { ...this.files };
    for (const [uri, text] of applyFileEdits(edits, (uri) => files[uri.slice(ROOT.length + 1)] ?? null)) {
      files[uri.slice(ROOT.length + 1)] = text;
    }
    return new RuleWorkspace(this.grammars, this.rules, files, this.configuration);
  }

  /** Applies the first fix of one finding after the other until no finding has one left. Throws after too many rounds. */
  fixAll({ unsafe = false, rounds = 50 } = {}): RuleWorkspace {
    const fix = this.findings()
      .flatMap((finding) => finding.fixes.slice(0, 1))
      .find((candidate) => unsafe || candidate.safety === 'safe');
    if (fix === undefined) return this;
    if (rounds === 0) throw new Error('fixes never come to an end');
    return this.apply(fix.edits()).fixAll({ unsafe, rounds: rounds - 1 });
  }
}
