import assert from 'node:assert/strict';
import { catalogue } from '../../server/rules/catalogue.generated';
import { allCorpora } from './all-corpora';
import { type Score, scoreCorpus } from './score';

const LEAST_CASES = 40;

describe('labelled collections', () => {
  for (const corpus of allCorpora()) {
    describe(corpus.topic, () => {
      let score: Score;
      before(async function () {
        this.timeout(120_000);
        score = await scoreCorpus(corpus, catalogue);
      });

      it('gets every case right that is not known to be wrong, and tells why the others are', () => {
        const surprises = score.results.flatMap(({ case: { title, path, wrongBecause }, missed, wrong }) => {
          const failed = missed.length > 0 || wrong.length > 0;
          if (failed === (wrongBecause !== undefined)) return [];
          if (!failed) return [`${title} (${path}): right now; take its 'wrongBecause' away`];
          return [
            ...missed.map((line) => `${title} (${path}:${line}): missed`),
            ...wrong.map(({ line, rule, message }) => `${title} (${path}:${line}): [${rule}] ${message}`),
          ];
        });
        assert.deepEqual(surprises, []);
      });

      it('reaches its target', () => {
        const { recall, precision, falsePositives } = corpus.target;
        assert.ok(score.recall >= recall, `recall ${score.recall}`);
        assert.ok(score.precision >= precision, `precision ${score.precision}`);
        assert.ok(score.falsePositives <= (falsePositives ?? 1), `false positives ${score.falsePositives}`);
      });

      it(`holds at least ${LEAST_CASES} cases of each kind, no two with one title`, () => {
        assert.ok(score.positives >= LEAST_CASES, `${score.positives} positives`);
        assert.ok(score.negatives >= LEAST_CASES, `${score.negatives} negatives`);
        const titles = corpus.cases.map(({ title, path }) => `${path}: ${title}`);
        assert.deepEqual(
          titles.filter((title, index) => titles.indexOf(title) !== index),
          [],
        );
      });
    });
  }
});
