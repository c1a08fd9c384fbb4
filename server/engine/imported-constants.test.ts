import assert from 'node:assert/strict';
import { DEFAULT_CONFIGURATION } from '../configuration/configuration';
import { SourceDocument } from '../documents/document';
import { buildProject } from '../project/build-project';
import { readFileFacts } from '../project/file-facts';
import { ProjectView } from '../project/project-view';
import { rule as loopbackBind } from '../rules/network/loopback-bind';
import { testGrammars } from '../rules/testing/rule-workspace';
import { Analyzer } from './analyzer';

const ROOT = 'file:///p';
const MAIN = 'import uvicorn\n\nfrom settings import HUB\n\n\ndef serve():\n    uvicorn.run("api:app", host=HUB)\n';

function projectWith(settings: string): ProjectView {
  const files = { 'settings.py': settings, 'main.py': MAIN };
  const facts = Object.entries(files).map(([path, text]) => readFileFacts(path, `${ROOT}/${path}`, text));
  return new ProjectView(buildProject(ROOT, Object.keys(files), facts, DEFAULT_CONFIGURATION));
}

describe('constants of other files, while files are open', () => {
  it('a file is looked at for words that only its imports hold, and again when these change', async () => {
    const analyzer = new Analyzer(await testGrammars(), [loopbackBind]);
    const uri = `${ROOT}/main.py`;
    analyzer.openDocument(new SourceDocument(uri, 'main.py', 'python', MAIN));
    for (const [settings, expected] of [
      ['HUB = "hub.example.org"\n', 0],
      ['HUB = "127.0.0.1"\n', 1],
      ['HUB = "127.0.0.1"\nHUB = "hub.example.org"\n', 0],
      ['HUB = "localhost"\n', 1],
      ['', 0],
    ] as const)
      for (const typing of [true, false]) {
        const setting = { project: projectWith(settings), configuration: DEFAULT_CONFIGURATION };
        const open = analyzer.checkOpen(uri, setting, { typing });
        assert.equal(open?.findings.length, expected, settings);
        const closed = analyzer.check(new SourceDocument(uri, 'main.py', 'python', MAIN), setting);
        assert.equal(closed.findings.length, expected, settings);
      }
    analyzer.closeDocument(uri);
  });

  it('what a name means is worked out anew when the file stops importing it', async () => {
    const analyzer = new Analyzer(await testGrammars(), [loopbackBind]);
    const uri = `${ROOT}/main.py`;
    analyzer.openDocument(new SourceDocument(uri, 'main.py', 'python', MAIN));
    const setting = { project: projectWith('HUB = "127.0.0.1"\n'), configuration: DEFAULT_CONFIGURATION };
    assert.equal(analyzer.checkOpen(uri, setting)?.findings.length, 1);
    const start = MAIN.indexOf('settings');
    analyzer.changeDocument(uri, 2, [{ range: { start, end: start + 'settings'.length }, newText: 'elsewhere' }]);
    assert.equal(analyzer.checkOpen(uri, setting, { typing: true })?.findings.length, 0);
    analyzer.closeDocument(uri);
  });
});
