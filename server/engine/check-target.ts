import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import { readModelManifest } from '@agent-preflight/stack/definition/models/read';
import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import type { DocumentKind, SourceDocument } from '../documents/document';
import type { CodeModel } from '../languages/code-model';
import { codeLanguage } from '../languages/code-language';
import { type EnvFile, readEnvFile } from '../languages/env/env-file';
import { type ComposeFile, readCompose } from '../languages/compose/compose-file';
import type { Dockerfile } from '../languages/dockerfile/dockerfile-model';
import { readDockerfile } from '../languages/dockerfile/read-dockerfile';
import { type UnitFile, readUnit } from '../languages/unit/unit-file';
import type { ImportedConstants } from '../languages/imported-constants';
import type { Grammars } from '../languages/grammars';
import { SyntaxTree } from '../languages/syntax-tree';
import { type YamlModel, readYaml } from '../languages/yaml/yaml-model';

/** A document with what its language makes of it. Each model is made when it is first asked for. */
export interface CheckTarget {
  readonly document: SourceDocument;
  readonly code: CodeModel | null;
  readonly yaml: YamlModel | null;
  readonly compose: ComposeFile | null;
  readonly dockerfile: Dockerfile | null;
  readonly env: EnvFile | null;
  readonly models: ModelManifest | null;
  readonly unit: UnitFile | null;
  readonly definition: StackDefinition | null;
}

/** Files beyond this size (UTF-16 code units) are not parsed: they are data or generated. */
export const MAX_PARSED_LENGTH = 2_000_000;

/** The kinds of documents that are YAML, whatever else they are. */
const YAML_KINDS: ReadonlySet<DocumentKind> = new Set<DocumentKind>([
  'yaml',
  'startup',
  'compose',
  'workflow',
  'models',
]);

/** A document that is no programming language. */
export function dataTarget(document: SourceDocument): CheckTarget {
  return new DataTarget(document);
}

/** All of these models are plain data. Each is made when it is first asked for: most rules ask for none on most files. */
class DataTarget implements CheckTarget {
  readonly code = null;
  private readonly made = new Map<string, unknown>();

  constructor(readonly document: SourceDocument) {}

  get yaml(): YamlModel | null {
    return this.once('yaml', YAML_KINDS.has(this.document.kind), ({ text }) => readYaml(text));
  }

  get compose(): ComposeFile | null {
    return this.once('compose', this.document.kind === 'compose', ({ path, text }) => readCompose(path, text));
  }

  get dockerfile(): Dockerfile | null {
    return this.once('dockerfile', this.document.kind === 'dockerfile', ({ text }) => readDockerfile(text));
  }

  get env(): EnvFile | null {
    return this.once('env', this.document.kind === 'env', ({ text }) => readEnvFile(text));
  }

  get unit(): UnitFile | null {
    return this.once('unit', this.document.kind === 'unit', ({ path, text }) => readUnit(path, text));
  }

  get models(): ModelManifest | null {
    return this.once('models', this.document.kind === 'models', ({ uri, text }) =>
      readModelManifest({ file: uri, text }),
    );
  }

  get definition(): StackDefinition | null {
    return this.once('definition', this.document.kind === 'startup', ({ uri, text }) =>
      readStackDefinition({ file: uri, text }),
    );
  }

  private once<T>(model: string, fits: boolean, read: (document: SourceDocument) => T): T | null {
    if (!fits || this.document.text.length > MAX_PARSED_LENGTH) return null;
    if (!this.made.has(model)) this.made.set(model, read(this.document));
    return this.made.get(model) as T;
  }
}

/** Parses source code; null for documents without a grammar and for code nested too deep to be walked. */
export function parseCode(grammars: Grammars, document: SourceDocument): SyntaxTree | null {
  const language = codeLanguage(document.kind);
  if (language === null || document.text.length > MAX_PARSED_LENGTH) return null;
  try {
    return new SyntaxTree(grammars.parser(language.grammarFor(document.path)), document.text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** `followed`: the document is open and being edited. `imported`: what the rest of the project gives to its names. */
export function codeTarget(
  document: SourceDocument,
  tree: SyntaxTree | null,
  followed: boolean,
  imported: ImportedConstants,
): CheckTarget {
  const language = tree === null ? null : codeLanguage(document.kind);
  const code = tree === null ? null : (language?.model(tree.root, document.text, followed, imported) ?? null);
  return {
    document,
    code,
    yaml: null,
    compose: null,
    dockerfile: null,
    env: null,
    models: null,
    unit: null,
    definition: null,
  };
}
