import type { ClassDefinition, CodeModel } from '../../languages/code-model';
import { type CodeContext, defineRule } from '../rule';

export const rule = defineRule({
  id: 'naive-circuit-breaker',
  topic: 'resilience',
  severity: 'information',
  impact: 4,
  effort: 4,
  triggers: ['Breaker', 'breaker'],
  documentation: {
    summary: 'Reports circuit breakers that cannot close again as they should.',
    whatItDoes:
      'Reports a circuit breaker of the project’s own that counts failures and opens, but has no half-open state (all callers return at once to a service that may still be down) or no time after which it tries again (it stays open until a restart). Silent for breakers of libraries and for their settings, errors and states.',
    whyItMatters:
      'With no half-open state the whole load comes back at once and breaks the neighbour again; with no reset one short outage takes the agent out until somebody restarts it.',
    examples: [
      {
        path: 'common/breaker.py',
        bad: `class CircuitBreaker:
    def __init__(self, threshold=5):
        self.threshold = threshold
        self.failures = 0

    def call(self, function, *args):
        if self.failures >= self.threshold:
            raise RuntimeError("circuit open")
        try:
            result = function(*args)
        except Exception:
            self.failures += 1
            raise
        self.failures = 0
        return result
`,
        good: `import time


class CircuitBreaker:
    def __init__(self, threshold=5, reset_timeout=30.0):
        self.threshold = threshold
        self.reset_timeout = reset_timeout
        self.state = "closed"
        self.failures = 0
        self.opened_at = 0.0

    def call(self, function, *args):
        if self.state == "open":
            if time.monotonic() - self.opened_at < self.reset_timeout:
                raise RuntimeError("circuit open")
            self.state = "half-open"
        try:
            result = function(*args)
        except Exception:
            self.failures += 1
            if self.state == "half-open" or self.failures >= self.threshold:
                self.state, self.opened_at = "open", time.monotonic()
            raise
        self.state, self.failures = "closed", 0
        return result
`,
      },
    ],
    references: ['https://martinfowler.com/bliki/CircuitBreaker.html'],
    remediation: {
      steps: [
        'Open with the time it happened; after the reset time let one call through (half-open).',
        'Close when that call succeeds, open again when it fails. Or use a library that does both.',
      ],
      test: 'Stop the neighbour until the breaker opens, start it again: after the reset time one call goes through, then all.',
      rollback: 'Put the former class back.',
      dependsOn: [],
    },
  },
  checks: { code: checkClasses },
});

const BREAKER = /circuit_?breaker(?!s)/i;
const COMPANION =
  /(config|configuration|settings|options|error|exception|opened?|state|status|stats|metrics|registry|manager|factory|test|event|listener|props|policy|result|info|protocol|interface|mixin|decorator|monitor|dashboard|collection|group)s?$/i;
const HALF_OPEN = /half[\s_-]?open|halfopen|\bprob(e|ing)\b|\btrial\b|test_?request/i;
const RESETS =
  /reset_?(timeout|after|time)|recovery|cool_?down|retry_?(after|timeout)|open_?(duration|until|time)|next_?attempt|sleep_?window|opened_?at|time\.(time|monotonic)|Date\.now|performance\.now|Instant|setTimeout|datetime|utcnow|last_?fail|elapsed|timedelta/i;

function checkClasses(context: CodeContext): void {
  const { code } = context;
  const seen = new Set<string>();
  for (const definition of code.classes) {
    const { name, nameNode } = definition;
    if (!BREAKER.test(name) || COMPANION.test(name) || seen.has(name)) continue;
    seen.add(name);
    if (definition.bases.length > 0 && !basesAreEmpty(code, definition)) continue;
    const text = code.classes
      .filter((other) => other.name === name)
      .map((other) => code.textOf(other.node))
      .join('\n');
    if (!/fail/i.test(text) || definition.methods.length === 0 || usesLibrary(code)) continue;
    const missing = [
      ...(HALF_OPEN.test(text) ? [] : ['no half-open state: all callers return at once']),
      ...(RESETS.test(text) ? [] : ['no time after which it tries again: it stays open until a restart']),
    ];
    if (missing.length === 0 || code.isInlineTest(definition.node)) continue;
    context.report({ range: nameNode, message: `This circuit breaker has ${missing.join(', and ')}` });
  }
}

/** `object` and `Generic[T]` bring nothing along. */
function basesAreEmpty(code: CodeModel, definition: ClassDefinition): boolean {
  return definition.bases.every((base) => /^(object|Generic\b.*)$/.test(code.textOf(base)));
}

function usesLibrary(code: CodeModel): boolean {
  return code.imports.some(({ module }) =>
    /^(pybreaker|aiobreaker|circuitbreaker|purgatory|opossum|cockatiel|failsafe)\b/.test(module),
  );
}
