import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../../configuration/configuration';
import { kindOfPath } from '../../documents/document-kind';
import { modelOf } from '../../languages/testing/model-of';
import { buildProject } from '../build-project';
import { readFileFacts } from '../file-facts';
import { ProjectView } from '../project-view';
import { moduleConstants } from './read-constants';

type Files = Readonly<Record<string, string>>;

function projectOf(files: Files): ProjectView {
  const paths = Object.keys(files);
  const facts = paths.map((path) => readFileFacts(path, `file:///p/${path}`, files[path] ?? ''));
  return new ProjectView(buildProject('file:///p', paths, facts, DEFAULT_CONFIGURATION));
}

/** What the value of the last assignment in a file is known to be. */
async function lastValue(files: Files, path: string): Promise<string | number | null> {
  const kind = kindOfPath(path);
  assert.ok(kind !== null);
  const code = await modelOf(kind, files[path] ?? '', projectOf(files).constants.seenFrom(path));
  const value = code.assignments.at(-1)?.value;
  assert.ok(value !== undefined);
  return code.stringValue(value)?.constant ?? code.integerValue(value);
}

const PYTHON: Files = {
  'app/__init__.py': 'from .settings import HOST as DEFAULT_HOST\n',
  'app/settings.py':
    'HOST = "hub.example.org"\nPORT: int = 7_200\nclass Ports:\n    """Numbers."""\n    HUB = 7201\n    NAME = "hub"\n\n    def f(self):\n        self.OTHER = 1\n',
  'app/moved.py':
    'MODE = "a"\nif DEBUG:\n    MODE = "b"\nTWICE = 1\nTWICE = 2\nSAME = 1\nSAME = 1\nname = "x"\ndef f():\n    global name\n    name = "y"\n',
  'app/docs.py':
    '"""\nQUOTED = "no"\n"""\nMADE = make()\nBYTES = b"raw"\nF = f"{MADE}"\nLONG = "' + 'x'.repeat(500) + '"\n',
};

describe('constants of other files', () => {
  const cases: readonly (readonly [what: string, path: string, text: string, value: string | number | null])[] = [
    ['a name imported from a module', 'app/a.py', 'from app.settings import HOST\nx = HOST\n', 'hub.example.org'],
    ['a relative import', 'app/a.py', 'from .settings import HOST\nx = HOST\n', 'hub.example.org'],
    ['another name for it', 'app/a.py', 'from .settings import HOST as H\nx = H\n', 'hub.example.org'],
    ['a member of an imported module', 'app/a.py', 'from . import settings\nx = settings.HOST\n', 'hub.example.org'],
    ['a module imported whole', 'a.py', 'import app.settings\nx = app.settings.PORT\n', 7200],
    ['a module imported under another name', 'a.py', 'import app.settings as s\nx = s.PORT + 1\n', 7201],
    [
      'a member of a class',
      'a.py',
      'from app.settings import Ports\nx = f"tcp://{Ports.NAME}:{Ports.HUB}"\n',
      'tcp://hub:7201',
    ],
    ['a name that a package hands on', 'a.py', 'from app import DEFAULT_HOST\nx = DEFAULT_HOST\n', 'hub.example.org'],
    ['a constant made from one', 'a.py', 'from app.settings import PORT\nNEXT = PORT + 1\nx = f":{NEXT}"\n', ':7201'],
    ['a template', 'a.py', 'from app.settings import HOST\nx = "tcp://%s:1" % HOST\n', 'tcp://hub.example.org:1'],
    ['not a parameter of the same name', 'a.py', 'from app.settings import HOST\ndef f(HOST):\n    x = HOST\n', null],
    [
      'not a local of the same name',
      'a.py',
      'from app.settings import HOST\ndef f():\n    HOST = g()\n    x = HOST\n',
      null,
    ],
    ['not a name that is never imported', 'a.py', 'x = HOST\n', null],
    ['not a name with two values', 'app/a.py', 'from .moved import MODE\nx = MODE\n', null],
    ['not a name assigned twice', 'app/a.py', 'from .moved import TWICE\nx = TWICE\n', null],
    ['a name assigned twice the same', 'app/a.py', 'from .moved import SAME\nx = SAME\n', 1],
    ['not a name that a function changes', 'app/a.py', 'from .moved import name\nx = name\n', null],
    ['nothing quoted in documentation', 'app/a.py', 'from .docs import QUOTED\nx = QUOTED\n', null],
    ['nothing that is worked out', 'app/a.py', 'from .docs import MADE\nx = MADE\n', null],
    ['no bytes', 'app/a.py', 'from .docs import BYTES\nx = BYTES\n', null],
    ['no format string', 'app/a.py', 'from .docs import F\nx = F\n', null],
    ['no long text', 'app/a.py', 'from .docs import LONG\nx = LONG\n', null],
    ['not a member of an instance', 'app/a.py', 'from .settings import Ports\nx = Ports().OTHER\n', null],
  ];
  for (const [what, path, text, value] of cases)
    it(`Python: ${what}`, async () => assert.equal(await lastValue({ ...PYTHON, [path]: text }, path), value));

  const NODE: Files = {
    'src/config.ts':
      "export const HOST = 'hub.example.org';\nexport const PORT: number = 7200;\nexport const URL = `http://${HOST}`;\nexport const hub = { host: 'h', port: 1 };\nexport enum Ports {\n  Hub = 7201,\n  Log,\n}\nexport const open = {\n  inner: { host: 'x' },\n};\n",
    'src/old.js': "const KEY = 'k';\nmodule.exports = {\n  KEY,\n  host: 'o',\n};\nexports.PORT = 9;\n",
    'src/whole.ts': "export default {\n  host: 'd',\n} as const;\n",
    'src/lib/index.ts': "export { HOST } from '../config';\nexport const OWN = 'own';\n",
    'src/changed.ts': "export let level = 'a';\nexport function set() {\n  level = 'b';\n}\n",
  };
  const nodeCases: readonly (readonly [what: string, text: string, value: string | number | null])[] = [
    ['a named import', "import { HOST } from './config';\nconst x = HOST;\n", 'hub.example.org'],
    [
      'with its built ending',
      "import { HOST as H } from './config.js';\nconst x = `tcp://${H}`;\n",
      'tcp://hub.example.org',
    ],
    ['a namespace', "import * as config from './config';\nconst x = config.PORT;\n", 7200],
    ['a member of an object', "import { hub } from './config';\nconst x = hub.host;\n", 'h'],
    ['a member of an enumeration', "import { Ports } from './config';\nconst x = Ports.Hub;\n", 7201],
    ['what a module hands out as a whole', "import whole from './whole';\nconst x = whole.host;\n", 'd'],
    ['require', "const { host } = require('./old');\nconst x = host;\n", 'o'],
    ['a member of what was required', "const old = require('./old');\nconst x = old.PORT;\n", 9],
    ['an index file that hands it on', "import { HOST } from './lib';\nconst x = HOST;\n", 'hub.example.org'],
    ['an alias of the source folder', "import { OWN } from '@/lib';\nconst x = OWN;\n", 'own'],
    ['not a template', "import { URL } from './config';\nconst x = URL;\n", null],
    ['not what is nested', "import { open } from './config';\nconst x = open.host;\n", null],
    ['not what is assigned later', "import { level } from './changed';\nconst x = level;\n", null],
    ['not a package', "import { HOST } from 'config';\nconst x = HOST;\n", null],
    ['not a file outside the project', "import { HOST } from '../../../config';\nconst x = HOST;\n", null],
  ];
  for (const [what, text, value] of nodeCases)
    it(`TypeScript: ${what}`, async () =>
      assert.equal(await lastValue({ ...NODE, 'src/a.ts': text }, 'src/a.ts'), value));

  const RUST: Files = {
    'Cargo.toml': '[package]\n',
    'src/main.rs': 'mod config;\nmod net;\n',
    'src/config.rs':
      'pub const HOST: &str = "hub.example.org";\npub(crate) static PORT: u16 = 7_200;\nconst N: usize = 3usize;\n',
    'src/net/mod.rs': 'pub const NAME: &str = "net";\n',
  };
  const rustCases: readonly (readonly [what: string, path: string, text: string, value: string | number | null])[] = [
    ['a constant used by name', 'src/a.rs', 'use crate::config::HOST;\nfn f() { let x = HOST; }\n', 'hub.example.org'],
    ['a list', 'src/a.rs', 'use crate::config::{HOST, PORT as P};\nfn f() { let x = P; }\n', 7200],
    ['its full path', 'src/a.rs', 'fn f() { let x = crate::config::HOST; }\n', 'hub.example.org'],
    ['a sibling', 'src/net/bus.rs', 'use super::NAME;\nfn f() { let x = NAME; }\n', 'net'],
    ['from the root', 'src/main.rs', 'mod config;\nfn f() { let x = config::PORT; }\n', 7200],
    ['not a parameter', 'src/a.rs', 'use crate::config::HOST;\nfn f(HOST: &str) { let x = HOST; }\n', null],
    ['not another crate', 'src/a.rs', 'use other::config::HOST;\nfn f() { let x = HOST; }\n', null],
  ];
  for (const [what, path, text, value] of rustCases)
    it(`Rust: ${what}`, async () => assert.equal(await lastValue({ ...RUST, [path]: text }, path), value));

  it('circles end', async () => {
    const files = { 'a.py': 'from b import X\n', 'b.py': 'from a import X\n', 'c.py': 'from a import X\ny = X\n' };
    assert.equal(await lastValue(files, 'c.py'), null);
  });

  it('files of the same name have to agree where the import root is not known', async () => {
    const files = {
      'one/shared/settings.py': 'PORT = 1\nNAME = "n"\n',
      'two/shared/settings.py': 'PORT = 2\nNAME = "n"\n',
    };
    const text = (name: string): Files => ({
      ...files,
      'run.py': `from shared.settings import ${name}\nx = ${name}\n`,
    });
    assert.equal(await lastValue(text('PORT'), 'run.py'), null);
    assert.equal(await lastValue(text('NAME'), 'run.py'), 'n');
  });

  it('tells the texts that a file names without holding them', () => {
    const files = { ...PYTHON, 'a.py': 'import app.settings\n', 'b.py': 'from app.settings import PORT\n' };
    const { constants } = projectOf(files);
    assert.deepEqual(constants.textsSeenFrom('app/__init__.py'), ['hub.example.org']);
    assert.deepEqual(constants.textsSeenFrom('b.py'), []);
  });

  it('takes one second at most for texts that are made to be slow', () => {
    const before = performance.now();
    for (const unit of ['A = "', 'export const a = {', 'class A:\n', ' A: ', 'import {a,', 'use crate::a::{', '`'])
      for (const kind of ['python', 'typescript', 'rust'] as const) moduleConstants('a', kind, unit.repeat(100_000));
    assert.ok(performance.now() - before < 1000, `${performance.now() - before} ms`);
  });

  it('a name that objects have by nature is a name like others', () => {
    const found = moduleConstants('a.py', 'python', '__proto__ = "a"\nconstructor = "b"\n');
    assert.deepEqual(found?.values, { constructor: 'b' });
  });
});
