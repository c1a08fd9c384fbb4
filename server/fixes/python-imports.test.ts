import assert from 'node:assert/strict';
import { modelOf } from '../languages/testing/model-of';
import { applyFileEdits } from './apply-edits';
import { type ImportRequest, importPythonName } from './python-imports';

const OS: ImportRequest = { module: 'os' };
const PATH: ImportRequest = { module: 'pathlib', name: 'Path' };

async function imported(text: string, request: ImportRequest): Promise<{ reference: string; text: string }> {
  const { reference, edits } = importPythonName(await modelOf('python', text), 'file:///a.py', request);
  return { reference, text: applyFileEdits(edits, () => text).get('file:///a.py') ?? text };
}

describe('importing a name into Python code', () => {
  const cases: readonly [string, ImportRequest, string, string, string?][] = [
    [
      'among plain imports, in their order',
      OS,
      'import json\nimport sys\n\nx = 1\n',
      'import json\nimport os\nimport sys\n\nx = 1\n',
    ],
    ['before imports from modules', OS, 'from a import b\n\nx = 1\n', 'import os\nfrom a import b\n\nx = 1\n'],
    [
      'behind imports from other modules',
      PATH,
      'import json\nfrom a import b\n',
      'import json\nfrom a import b\nfrom pathlib import Path\n',
    ],
    [
      'into an import from the same module',
      PATH,
      'from pathlib import PurePath\n',
      'from pathlib import PurePath, Path\n',
    ],
    [
      'into one in brackets',
      PATH,
      'from pathlib import (\n    PurePath,\n)\n',
      'from pathlib import (\n    PurePath, Path,\n)\n',
    ],
    ['not again', OS, 'import os\n', 'import os\n'],
    ['not again under an alias', OS, 'import os as system\n', 'import os as system\n', 'system'],
    ['not again from its module', PATH, 'from pathlib import Path as P\n', 'from pathlib import Path as P\n', 'P'],
    [
      'behind the documentation',
      OS,
      '"""Docs.\n\nimport this\n"""\nx = 1\n',
      '"""Docs.\n\nimport this\n"""\n\nimport os\nx = 1\n',
    ],
    [
      'behind from __future__',
      OS,
      'from __future__ import annotations\nx = 1\n',
      'from __future__ import annotations\nimport os\nx = 1\n',
    ],
    [
      'behind shebang, encoding and licence',
      OS,
      '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Licence\n\nx = 1\n',
      '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Licence\n\nimport os\n\nx = 1\n',
    ],
    ['behind a byte order mark', OS, '\ufeffx = 1\n', '\ufeffimport os\n\nx = 1\n'],
    ['with the file’s line ends', OS, 'import json\r\nx = 1\r\n', 'import json\r\nimport os\r\nx = 1\r\n'],
    [
      'not counting one in a function',
      OS,
      'import json\ndef f():\n    import os\n',
      'import json\nimport os\ndef f():\n    import os\n',
    ],
    [
      'not counting one in try',
      OS,
      'import json\ntry:\n    import os\nexcept ImportError:\n    os = None\n',
      'import json\nimport os\ntry:\n    import os\nexcept ImportError:\n    os = None\n',
    ],
    [
      'not counting one for types alone',
      PATH,
      'import typing\nif typing.TYPE_CHECKING:\n    from pathlib import Path\n',
      'import typing\nfrom pathlib import Path\nif typing.TYPE_CHECKING:\n    from pathlib import Path\n',
    ],
    [
      'not among imports behind other statements',
      OS,
      'import sys\nsys.path.append("x")\nimport zzz\n',
      'import os\nimport sys\nsys.path.append("x")\nimport zzz\n',
    ],
    ['into an empty file', OS, '', 'import os\n\n'],
    [
      'behind a comment at the end of an import',
      OS,
      'import json  # data\nx = 1\n',
      'import json  # data\nimport os\nx = 1\n',
    ],
  ];
  for (const [title, request, before, after, reference] of cases) {
    it(title, async () => {
      const result = await imported(before, request);
      assert.equal(result.text, after);
      assert.equal(result.reference, reference ?? request.name ?? request.module);
      // Done once, it is done.
      assert.equal((await imported(after, request)).text, after);
    });
  }
});
