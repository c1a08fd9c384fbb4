import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeFileSystem, uriOfPath } from '../../server/host/node-file-system';
import { findProjects } from '../../server/cli/check/find-projects';
import { ProjectRun } from '../../server/cli/check/project-run';
import { ConfigurationResolver } from '../../server/configuration/configuration-resolver';
import { catalogue } from '../../server/rules/catalogue.generated';

const examples = join(__dirname, '..', '..', 'examples');
const legacy = join(examples, 'legacy-stack');

interface Row {
  readonly file: string;
  readonly text: string;
  readonly rule: string;
  readonly fix: string;
}

/** Rows of the tables `| file | text | rule | fix |`. */
function tableOf(markdown: string): Row[] {
  return markdown
    .split('\n')
    .filter((line) => /^\|[^|]*\|.*\|\s*(?:safe|review|none)\s*\|$/.test(line))
    .map((line) => {
      const cells = line.split('|').slice(1, -1);
      const [file, rule, fix] = [cells[0]!, cells.at(-2)!, cells.at(-1)!].map((cell) => cell.trim());
      const text = cells.slice(1, -2).join('|').trim().replace(/^`|`$/g, '').trim();
      return { file: file!, text, rule: rule!, fix: fix! };
    });
}

/** Every finding of a project as a row of the table; `text` is the whole line. */
async function findingsOf(folder: string): Promise<Row[]> {
  const fileSystem = new NodeFileSystem({ synchronous: true });
  const resolver = new ConfigurationResolver(fileSystem, catalogue);
  const projects = await findProjects(fileSystem, resolver, folder, ['.']);
  const rows: Row[] = [];
  for (const project of projects) {
    const run = await ProjectRun.open(fileSystem, project, catalogue, project.resolved.configuration, 1);
    const reports = await run.checker.check(project.targets, { edits: true });
    await run.checker.dispose();
    assert.deepEqual([...run.errors, ...reports.flatMap(({ errors }) => errors)], []);
    for (const { path, findings } of reports) {
      const lines = readFileSync(join(folder, path), 'utf8').split('\n');
      for (const { rule, range, fix } of findings) {
        rows.push({ file: path, text: lines[range.start.line - 1]!, rule, fix: fix?.safety ?? 'none' });
      }
    }
    assert.equal(project.rootUri, uriOfPath(folder));
  }
  return rows;
}

describe('the examples', function () {
  this.timeout(30_000);

  it('legacy-stack has the faults that FAULTS.md lists, and no others', async () => {
    const listed = tableOf(readFileSync(join(legacy, 'FAULTS.md'), 'utf8'));
    assert.ok(listed.length > 40, 'the tables were read');
    const found = await findingsOf(legacy);
    const show = ({ file, text, rule, fix }: Row) => `${file} | ${text.trim()} | ${rule} | ${fix}`;
    const isSame = (row: Row, finding: Row) =>
      row.file === finding.file &&
      row.rule === finding.rule &&
      row.fix === finding.fix &&
      finding.text.includes(row.text);
    const missing = listed.filter((row) => {
      const at = found.findIndex((finding) => isSame(row, finding));
      if (at >= 0) found.splice(at, 1);
      return at < 0;
    });
    assert.deepEqual({ missing: missing.map(show), unlisted: found.map(show) }, { missing: [], unlisted: [] });
  });

  it('voice-stack has none', async () => {
    assert.deepEqual(await findingsOf(join(examples, 'voice-stack')), []);
  });
});
