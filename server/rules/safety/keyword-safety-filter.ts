import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { defineRule } from '../rule';
import { type WordTest, wordTests } from './word-lists/word-tests';

/** Lists of words that somebody must not say. */
const HARM =
  /block(ed)?_?(words?|terms?|phrases?|keywords?|commands?|patterns?|content|topics?)|^_?block(ed|list)$|banned|forbidden|unsafe|dangerous|harmful|toxic|profan|bad_?words?|swear|curse_?words|black_?list|deny_?list|prohibited|disallowed|malicious|inappropriate|offensive|suspicious_?(words|patterns|phrases|keywords|content|inputs?|prompts?)|jailbreak|injection_?(words|patterns|phrases|keywords)|sensitive_?(words|terms|keywords|topics)|nsfw/i;
const HARM_ANYWHERE = new RegExp(`${HARM.source}|block(ed|list)`, 'i');
/** Lists of words in functions that decide about safety. */
const WORDS = /words?$|keywords?$|phrases?$|terms?$|patterns?$|triggers?$/i;
const SAFETY_FUNCTION =
  /is_?(safe|unsafe|toxic|harmful|allowed_?(prompt|text|message)|malicious|dangerous)|moderat|safety|content_?filter|filter_?(content|text|prompt|output|input|response|toxic|unsafe|profan)|detect_?(injection|jailbreak|toxic|harm)|check_?(safety|toxic|prompt|content)|guard_?rail|saniti[sz]e_?(prompt|input|output)/i;
/** Comparisons of these are no matter of what somebody said. */
const NO_SPEECH =
  /path|file|dir\b|folder|\burl|host|domain|module|import|\bext\b|extension|\bkey\b|\bip\b|address|mime|header|column|table|package|suffix|prefix|branch|error|exception|status|stdout|stderr|process_|class(?:es|_?name)?\b|\.name\b|\.id\b|\bkeys\b|route|endpoint|model|device/i;
/** What somebody said or wrote. */
const SPEECH =
  /text|prompt|message|msg|input|query|content|response|output|sentence|utterance|lower|command|cmd|words?\b|tokens?\b|phrase|string|reply|transcript|user|body|\blines?\b|speech|request|answer|question|comment|title|description|data|value|payload|code|\bs\b|\bt\b|\bx\b/i;

export const rule = defineRule({
  id: 'keyword-safety-filter',
  topic: 'safety',
  severity: 'information',
  impact: 4,
  effort: 6,
  triggers: [
    'blocked',
    'BLOCKED',
    'Blocked',
    'banned',
    'BANNED',
    'Banned',
    'forbidden',
    'FORBIDDEN',
    'Forbidden',
    'unsafe',
    'UNSAFE',
    'Unsafe',
    'dangerous',
    'DANGEROUS',
    'Dangerous',
    'harmful',
    'HARMFUL',
    'Harmful',
    'toxic',
    'TOXIC',
    'Toxic',
    'profan',
    'PROFAN',
    'Profan',
    'bad_words',
    'BAD_WORDS',
    'badWords',
    'swear',
    'blacklist',
    'BLACKLIST',
    'blockList',
    'blocklist',
    'BLOCKLIST',
    'denylist',
    'DENYLIST',
    'denyList',
    'prohibited',
    'PROHIBITED',
    'disallowed',
    'DISALLOWED',
    'malicious',
    'MALICIOUS',
    'inappropriate',
    'INAPPROPRIATE',
    'offensive',
    'OFFENSIVE',
    'suspicious',
    'SUSPICIOUS',
    'jailbreak',
    'JAILBREAK',
    'injection',
    'INJECTION',
    'sensitive_',
    'SENSITIVE_',
    'is_safe',
    'isSafe',
    'moderat',
    'safety',
    'content_filter',
    'contentFilter',
  ],
  documentation: {
    summary: 'Reports decisions about safety that look for words of a list in a text.',
    whatItDoes:
      'Finds `any(word in text for word in BLOCKED_WORDS)`, loops, comprehensions and sets that do the same, `BLOCKED.some((w) => text.includes(w))` and `iter().any(|w| text.contains(w))`, also with regular expressions in place of words, where the list or the function says that it is about safety. Silent for paths, file names, hosts and modules.',
    whyItMatters:
      'Such a filter stops “Scunthorpe” and “how do I kill a process”, and lets through the same wish in other words, another language, or with a space in between. Who relies on it has no filter.',
    examples: [
      {
        path: 'agents/guard.py',
        bad: 'BLOCKED_WORDS = ["bomb", "kill"]\n\n\ndef is_safe(prompt):\n    return not any(word in prompt.lower() for word in BLOCKED_WORDS)\n',
        good: 'def is_safe(prompt, classifier):\n    return classifier.score(prompt) < 0.5\n',
      },
      {
        path: 'guard.ts',
        bad: "const blockedWords = ['bomb', 'kill'];\n\nexport const isSafe = (prompt: string) => !blockedWords.some((word) => prompt.includes(word));\n",
        good: "import { score } from './classifier';\n\nexport const isSafe = async (prompt: string) => (await score(prompt)) < 0.5;\n",
      },
      {
        path: 'src/guard.rs',
        bad: 'const BLOCKED_WORDS: [&str; 2] = ["bomb", "kill"];\n\npub fn is_safe(prompt: &str) -> bool {\n    !BLOCKED_WORDS.iter().any(|word| prompt.contains(word))\n}\n',
        good: 'pub fn is_safe(prompt: &str, classifier: &Classifier) -> bool {\n    classifier.score(prompt) < 0.5\n}\n',
      },
    ],
    references: ['https://genai.owasp.org/llmrisk/llm01-prompt-injection/'],
    remediation: {
      steps: [
        'Let a classifier decide, or a model made for it.',
        'Limit what the agent may do, so that a wrong decision costs little.',
        'Keep the list as a hint for the log.',
      ],
      test: 'Say the same in other words: the decision stays the same.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    code(context) {
      const { code } = context;
      const concerns = (names: string, node: SyntaxNode): boolean =>
        HARM_ANYWHERE.test(names) || SAFETY_FUNCTION.test(code.enclosingFunction(node)?.name ?? '');
      for (const test of wordTests(code, concerns)) {
        const { list, text, node } = test;
        if (code.isInlineTest(node) || NO_SPEECH.test(text) || !isAboutSafety(code, test)) continue;
        context.report({
          range: node,
          message: `this decides about safety by words of ${code.textOf(list).slice(0, 40)}: other words, another language or a space get through, and harmless texts do not; let a classifier decide`,
        });
      }
    },
  },
});

/** Whether the list, or the function around, says that it decides what may be said. */
function isAboutSafety(code: CodeModel, { list, text, node }: WordTest): boolean {
  const name = code.textOf(list).split(/[.:]/).at(-1) ?? '';
  if (/char(acter)?s?$/i.test(name) || NO_SPEECH.test(name)) return false;
  if (HARM.test(name)) return WORDS.test(name) || SPEECH.test(text);
  const around = code.enclosingFunction(node)?.name ?? '';
  return (
    SAFETY_FUNCTION.test(around) && (WORDS.test(name) || /^(list|tuple|set|array|array_expression)$/.test(list.type))
  );
}
