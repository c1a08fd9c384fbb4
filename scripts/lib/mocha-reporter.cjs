// Mocha's usual output for people, and a JSON report beside it for the test runner: mocha itself offers one or the other.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

class SpecAndJson extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.AGENT_PREFLIGHT_TEST_REPORT;
    if (!file) return;
    const tests = [];
    for (const event of ['pass', 'fail', 'pending']) {
      runner.on(event, (test, error) =>
        tests.push({
          state: event,
          title: test.fullTitle(),
          // A hook that failed belongs to the file of its suite.
          file: test.file ?? test.parent?.file,
          ms: test.duration,
          message: error?.message,
        }),
      );
    }
    runner.once('end', () => writeFileSync(file, JSON.stringify({ stats: this.stats, tests }, undefined, 2)));
  }
}

module.exports = SpecAndJson;
