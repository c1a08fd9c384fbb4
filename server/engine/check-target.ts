import { readStackDefinition } from '@agent-preflight/stack/definition/read';
import type { DocumentKind, SourceDocument } from '../documents/document';
import { codeLanguage } from '../languages/code-language';
import { readEnvFile } from '../languages/env/env-file';
import { readCompose } from '../languages/compose/compose-file';
import { readDockerfile } from '../languages/dockerfile/read-dockerfile';
import type { Grammars } from '../languages/grammars';
import { SyntaxTree } from '../languages/syntax-tree';
import { readYaml } from '../languages/yaml/yaml-model';
import type { CheckTarget } from './rule-runner';

/** Files beyond this size (UTF-16 code units) are not parsed: they are data or generated. */
export const MAX_PARSED_LENGTH = 2_000_000;

/** The kinds of documents that are YAML, whatever else they are. */
const YAML_KINDS: ReadonlySet<DocumentKind> = new Set<DocumentKind>(['yaml', 'startup', 'compose', 'workflow']);

/** Builds the models of a document that is no programming language; all of them are plain data. */
export function dataTarget(document: SourceDocument): CheckTarget {
  const { kind, text, uri } = document;
  const tooLong = text.length > MAX_PARSED_LENGTH;
  const yaml = !tooLong && YAML_KINDS.has(kind) ? readYaml(text) : null;
  return {
    document,
    code: null,
    yaml,
    compose: kind === 'compose' && !tooLong ? readCompose(document.path, text) : null,
    dockerfile: kind === 'dockerfile' && !tooLong ? readDockerfile(text) : null,
    env: kind === 'env' && !tooLong ? readEnvFile(text) : null,
    definition: kind === 'startup' && !tooLong ? readStackDefinition({ file: uri, text }) : null,
  };
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

export function codeTarget(document: SourceDocument, tree: SyntaxTree | null): CheckTarget {
  const code = tree === null ? null : (codeLanguage(document.kind)?.model(tree.root, document.text) ?? null);
  return { document, code, yaml: null, compose: null, dockerfile: null, env: null, definition: null };
}
