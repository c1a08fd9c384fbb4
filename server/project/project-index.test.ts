import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../configuration/configuration';
import { readFileFacts } from './file-facts';
import { ProjectIndex } from './project-index';

function indexOf(files: Readonly<Record<string, string>>): ProjectIndex {
  const index = new ProjectIndex('file:///p', DEFAULT_CONFIGURATION);
  for (const [path, text] of Object.entries(files)) index.set(readFileFacts(path, `file:///p/${path}`, text));
  return index;
}

describe('the facts of a project, kept up to date', () => {
  const set = (index: ProjectIndex, path: string, text: string): string =>
    index.set(readFileFacts(path, `file:///p/${path}`, text));

  it('constants concern others only where another file imports the module', () => {
    const index = indexOf({
      'app/ports.py': 'HUB = 1\n',
      'app/alone.py': 'HUB = 1\n',
      'app/hub.py': 'from .ports import HUB\n',
    });
    assert.equal(set(index, 'app/alone.py', 'HUB = 2\n'), 'moved');
    assert.equal(set(index, 'app/ports.py', 'HUB = 2\n'), 'changed');
    assert.equal(index.view.constants.seenFrom('app/hub.py').valueOf('.ports.HUB'), 2);
  });

  it('a package is imported by the name of its folder', () => {
    const index = indexOf({
      'src/config/index.ts': "export const A = 'a';\n",
      'src/a.ts': "import { A } from './config';\n",
    });
    assert.equal(set(index, 'src/config/index.ts', "export const A = 'b';\n"), 'changed');
  });

  it('code that says the same in other places has moved', () => {
    const index = indexOf({ 'app/hub.py': 'class Hub:\n    pass\n' });
    assert.equal(set(index, 'app/hub.py', '\n\nclass Hub:\n    pass\n'), 'moved');
    assert.equal(set(index, 'app/hub.py', '\n\nclass Hub:\n    x = f()\n'), 'same');
    assert.equal(set(index, 'app/hub.py', 'class Bus:\n    pass\n'), 'changed');
  });

  it('a new file changes the project, and so does one that went', () => {
    const index = indexOf({ 'a.py': 'A = 1\n' });
    const { generation } = index;
    assert.equal(set(index, 'b.py', ''), 'changed');
    index.delete('b.py');
    assert.equal(index.generation, generation + 2);
  });
});
