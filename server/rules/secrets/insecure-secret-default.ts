import { requiredEnvLookup, wholeLookup } from '../../fixes/env-lookup';
import { quoteAt } from '../../fixes/quotes';
import type { CodeModel, EnvLookup } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { isBrowserCode } from '../../languages/typescript/browser-code';
import { secretKindOf } from '../../secrets/secret-names';
import { defineRule } from '../rule';
import { sameElsewhere } from './same-elsewhere';

export const rule = defineRule({
  id: 'insecure-secret-default',
  topic: 'secrets',
  severity: 'warning',
  impact: 8,
  effort: 1,
  triggers: ['env', 'ENV'],
  documentation: {
    summary: 'Reports secrets read from the environment that have a usable default.',
    whatItDoes:
      'Reports `os.getenv("JWT_SECRET", "dev-secret")` and its like in every language. Silent for empty defaults and None, and for words that say that no key is needed.',
    whyItMatters:
      'A machine where the variable was forgotten starts without a complaint, with a secret that everybody can read in the repository.',
    examples: [
      {
        path: 'auth.py',
        bad: 'import os\n\nsecret = os.getenv("JWT_SECRET", "dev-secret-1")\n',
        good: 'import os\n\nsecret = os.environ["JWT_SECRET"]\n',
      },
      {
        path: 'auth.ts',
        bad: "export const secret = process.env.JWT_SECRET ?? 'dev-secret-1';\n",
        good: 'export const secret = process.env.JWT_SECRET;\n',
      },
    ],
    fixSafety: 'The lookup fails loudly when the variable is missing: set it on every machine.',
    references: ['https://cwe.mitre.org/data/definitions/1392.html'],
    remediation: {
      steps: ['Apply the quick fix.', 'Set the variable on every machine, with a value of its own.'],
      test: 'Start the agent without the variable: it says what is missing and does not run.',
      rollback: 'Set the variable.',
      dependsOn: [],
    },
  },
  checks: {
    code(context) {
      const { code, document } = context;
      // In `a or b or "text"` one text falls back for two lookups.
      const seen = new Set<SyntaxNode>();
      for (const lookup of code.envLookups) {
        if (!isSecretVariable(lookup.variable) || !hasUsableDefault(code, lookup) || lookup.defaultValue === null)
          continue;
        if (seen.has(lookup.defaultValue) || code.isInlineTest(lookup.node)) continue;
        seen.add(lookup.defaultValue);
        const { note, related } = sameElsewhere(context, code.stringValue(lookup.defaultValue)?.constant ?? '');
        const whole = isBrowserCode(code, document.path) ? null : wholeLookup(lookup);
        context.report({
          range: lookup.defaultValue,
          message: `${lookup.variable} has a default that everybody can read: where the variable is forgotten, the agent runs with it; let it fail instead${note}`,
          related,
          fixes:
            whole === null
              ? []
              : [
                  {
                    title: `Fail when ${lookup.variable} is missing`,
                    safety: 'safe',
                    edits: () => {
                      const required = requiredEnvLookup(
                        code,
                        document.uri,
                        lookup.variable,
                        quoteAt(code, lookup.node),
                      );
                      return [...required.edits, { uri: document.uri, range: whole, newText: required.expression }];
                    },
                  },
                ],
        });
      }
    },
  },
});

/** Switches that are named after a secret hold none: `REQUIRE_AUTH`. */
function isSecretVariable(variable: string): boolean {
  const kind = secretKindOf(variable);
  return kind === 'password' || kind === 'key' || (kind === 'vague' && /key$/i.test(variable));
}

/** Words that say "there is none" where a library insists on some text, e.g. local model servers. */
const NO_SECRET =
  /^(?:true|false|yes|no|on|off|\d{1,3}|empty|none|null|no[-_ ]?key|not[-_ ]?(?:needed|required|set|used)|dummy|unused|n\/a|ollama|lm[-_]?studio|sk-(?:no-key|dummy|fake)[\w-]*|<.*>|\*+)$/i;

function hasUsableDefault(code: CodeModel, { defaultValue }: EnvLookup): boolean {
  const text = defaultValue === null ? null : (code.stringValue(defaultValue)?.constant ?? null);
  return text !== null && text.trim() !== '' && !NO_SECRET.test(text.trim());
}
