import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../configuration/configuration';
import type { DocumentKind } from '../documents/document';
import { modelOf } from '../languages/testing/model-of';
import { buildProject } from '../project/build-project';
import { readFileFacts } from '../project/file-facts';
import { ProjectView } from '../project/project-view';
import { envLookup, requiredEnvLookup } from './env-lookup';

const URI = 'file:///p/a.py';

function project(files: Readonly<Record<string, string>> = {}): ProjectView {
  const paths = Object.keys(files);
  const facts = paths.map((path) => readFileFacts(path, `file:///p/${path}`, files[path] ?? ''));
  return new ProjectView(buildProject('file:///p', paths, facts, DEFAULT_CONFIGURATION));
}

const withHelper = project({
  'common/env.py': 'import os\n\ndef get_env(name, default=None):\n    return os.environ.get(name, default)\n',
  'other.py': 'from common.env import get_env\nX = get_env("X", "1")\n',
});

async function lookup(kind: DocumentKind, text: string, view = project()): Promise<string> {
  const code = await modelOf(kind, text);
  const { expression, edits } = envLookup(code, view, URI, {
    variable: 'A_HOST',
    defaultExpression: '"a"',
    quote: '"',
  });
  return [expression, ...edits.map((edit) => ('newText' in edit ? edit.newText.trim() : ''))].join(' + ');
}

describe('a lookup as the file would write it', () => {
  const cases: readonly [string, DocumentKind, string, ProjectView, string][] = [
    ['the usual way', 'python', 'x = 1\n', project(), 'os.getenv("A_HOST", "a") + import os'],
    ['with the import that is there', 'python', 'import os\n', project(), 'os.getenv("A_HOST", "a")'],
    ['under the name the file gave the module', 'python', 'import os as o\n', project(), 'o.getenv("A_HOST", "a")'],
    [
      'by the file’s own habit',
      'python',
      'import os\nx = os.environ.get("X", "1")\n',
      project(),
      'os.environ.get("A_HOST", "a")',
    ],
    [
      'by the project’s helper where the file has it',
      'python',
      'from common.env import get_env\n',
      withHelper,
      'get_env("A_HOST", "a")',
    ],
    [
      'by the helper where its package is in use',
      'python',
      'from common.log import log\n',
      withHelper,
      'get_env("A_HOST", "a") + from common.env import get_env',
    ],
    [
      'without the helper where its package may be out of reach',
      'python',
      'import json\n',
      withHelper,
      'os.getenv("A_HOST", "a") + import os',
    ],
    [
      'without the helper where the path to it is only made later',
      'python',
      'import sys\nsys.path.append("..")\nfrom common.log import log\n',
      withHelper,
      'os.getenv("A_HOST", "a") + import os',
    ],
    ['in TypeScript', 'typescript', '', project(), 'process.env.A_HOST ?? "a"'],
    ['in Rust', 'rust', '', project(), 'std::env::var("A_HOST").unwrap_or_else(|_| "a".to_string())'],
  ];
  for (const [title, kind, text, view, expected] of cases) {
    it(title, async () => assert.equal(await lookup(kind, text, view), expected));
  }

  it('fails loudly where the variable is required', async () => {
    const expression = async (kind: DocumentKind): Promise<string> =>
      requiredEnvLookup(await modelOf(kind, ''), URI, 'A_KEY', '"').expression;
    assert.equal(await expression('python'), 'os.environ["A_KEY"]');
    assert.match(await expression('typescript'), /process\.env\.A_KEY \?\? .*throw new Error\("A_KEY is not set"\)/);
    assert.equal(await expression('rust'), 'std::env::var("A_KEY").expect("A_KEY is not set")');
  });
});
