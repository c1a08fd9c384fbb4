import assert from 'node:assert/strict';
import { catalogue } from '../../server/rules/catalogue.generated';
import { checkFixes } from '../../server/rules/testing/fix-checks';
import { allCorpora } from './all-corpora';
import { readMarks } from './corpus';

// What holds for the fixes of the documentation's examples holds for those of every labelled case.
describe('fixes of the labelled collections', () => {
  for (const corpus of allCorpora()) {
    it(`${corpus.topic}: parse, end, add nothing, keep line ends`, async function () {
      this.timeout(120_000);
      const failures: string[] = [];
      for (const { title, path, text, files, rules: own = corpus.rules } of corpus.cases) {
        const rules = catalogue.filter(({ id }) => own.includes(id));
        try {
          await checkFixes(rules, own, path, { ...files, [path]: readMarks(text).text });
        } catch (error) {
          failures.push(`${title} (${path}): ${error instanceof Error ? error.message : String(error)}`);
        }
      }
      assert.deepEqual(failures, []);
    });
  }
});
