import type { Corpus, CorpusCase } from '../corpus';

/** Cases of this topic: all its rules are asked, and all its files are scored together. */
export function secretsCorpus(cases: readonly CorpusCase[]): Corpus {
  return {
    topic: 'secrets',
    rules: [
      'hardcoded-secret',
      'secret-in-url',
      'insecure-secret-default',
      'secret-in-command-line',
      'committed-env-file',
    ],
    target: { recall: 0.95, precision: 0.97, falsePositives: 0.03 },
    cases,
  };
}
