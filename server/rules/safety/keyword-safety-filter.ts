import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { defineRule } from '../rule';

/** Lists of words that somebody must not say. */
const HARM =
  /block(ed)?_?(words?|terms?|phrases?|keywords?|commands?|patterns?|content|topics?)|^_?block(ed|list)$|banned|forbidden|unsafe|dangerous|harmful|toxic|profan|bad_?words?|swear|curse_?words|black_?list|deny_?list|prohibited|disallowed|malicious|inappropriate|offensive|suspicious_?(words|patterns|phrases|keywords|content|inputs?|prompts?)|jailbreak|injection_?(words|patterns|phrases|keywords)|sensitive_?(words|terms|keywords|topics)|nsfw/i;
/** Lists of words in functions that decide about safety. */
const WORDS = /words?$|keywords?$|phrases?$|terms?$|patterns?$|triggers?$/i;
const SAFETY_FUNCTION =
  /is_?(safe|unsafe|toxic|harmful|allowed_?(prompt|text|message)|malicious|dangerous)|moderat|safety|content_?filter|filter_?(content|text|prompt|output|input|response|toxic|unsafe|profan)|detect_?(injection|jailbreak|toxic|harm)|check_?(safety|toxic|prompt|content)|guard_?rail|saniti[sz]e_?(prompt|input|output)/i;
/** Comparisons of these are no matter of what somebody said. */
const NO_SPEECH =
  /path|file|dir\b|folder|\burl|host|domain|module|import|\bext\b|extension|\bkey\b|\bip\b|address|mime|header|column|table|package|suffix|prefix|branch/i;

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
      'Finds `any(word in text for word in BLOCKED_WORDS)`, loops that do the same, `BLOCKED.some((w) => text.includes(w))` and `iter().any(|w| text.contains(w))`, where the list or the function says that it is about safety. Silent for paths, file names, hosts and modules.',
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
      for (const { list, text, node } of substringTests(code)) {
        if (code.isInlineTest(node) || NO_SPEECH.test(text) || !isAboutSafety(code, list, node)) continue;
        context.report({
          range: node,
          message: `this decides about safety by words of ${code.textOf(list).slice(0, 40)}: other words, another language or a space get through, and harmless texts do not; let a classifier decide`,
        });
      }
    },
  },
});

interface SubstringTest {
  readonly node: SyntaxNode;
  readonly list: SyntaxNode;
  readonly text: string;
}

function isAboutSafety(code: CodeModel, list: SyntaxNode, node: SyntaxNode): boolean {
  const name =
    code
      .textOf(list)
      .replace(/\.(iter|values|keys|items)\(\)$/, '')
      .split(/[.:]/)
      .at(-1) ?? '';
  if (/char(acter)?s?$/i.test(name)) return false;
  if (HARM.test(name)) return true;
  const around = code.enclosingFunction(node)?.name ?? '';
  return (
    SAFETY_FUNCTION.test(around) && (WORDS.test(name) || /^(list|tuple|set|array|array_expression)$/.test(list.type))
  );
}

function substringTests(code: CodeModel): SubstringTest[] {
  const found: SubstringTest[] = [];
  for (const call of code.calls) {
    const [first] = call.arguments;
    if (code.language === 'python') {
      if (call.name !== 'any' || call.receiver !== null) continue;
      // A generator alone in the brackets is the list of arguments itself.
      const generator = first?.value ?? call.argumentList;
      const clause = generator?.namedChildren.find(({ type }) => type === 'for_in_clause');
      const word = clause?.childForField('left') ?? null;
      const list = clause?.childForField('right') ?? null;
      const body = generator?.childForField('body') ?? null;
      const text = body === null || word === null ? null : textTested(code, body, code.textOf(word));
      if (list !== null && text !== null) found.push({ node: call.node, list, text });
    } else if (first !== undefined && /^(some|any|find|filter)$/.test(call.name) && call.receiver !== null) {
      const word = /^\|?\(?&*([\w$]+)/.exec(code.textOf(first.value))?.[1];
      const body = first.value.childForField('body');
      const text = body === null || word === undefined ? null : textTested(code, body, word);
      if (text !== null) found.push({ node: call.node, list: listOf(call.receiver), text });
    }
  }
  return [...found, ...loopTests(code)];
}

/** `BLOCKED.iter()` is a way to the list. */
function listOf(receiver: SyntaxNode): SyntaxNode {
  const callee = receiver.type === 'call_expression' ? receiver.childForField('function') : null;
  return callee?.childForField('value') ?? callee?.childForField('object') ?? receiver;
}

/** The text in which a word is looked for: `text` of `word in text`, `text.includes(word)`; null where the test is another one. */
function textTested(code: CodeModel, body: SyntaxNode, word: string): string | null {
  const text = code.textOf(body).replace(/\s+/g, ' ');
  const escaped = word.replace(/[^\w$]/g, '').replaceAll('$', '\\$');
  const own = `&*\\*?${escaped}(?:\\.(?:lower|casefold|toLowerCase|to_lowercase|as_str|strip|trim)\\(\\))*`;
  const inText = new RegExp(`(?:^|[ (])${own} in ([\\w.()[\\]"' ]+?)(?: (?:and|or|if)\\b|:|$)`).exec(text);
  const called = new RegExp(`([\\w.$()?]+)\\.(?:includes|contains|indexOf|find)\\(${own}\\)`).exec(text);
  return inText?.[1] ?? called?.[1] ?? null;
}

/** `for word in BLOCKED: if word in text: …` */
function loopTests(code: CodeModel): SubstringTest[] {
  const found: SubstringTest[] = [];
  if (!/\bfor\b/.test(code.text)) return found;
  code.root.walk((loop) => {
    if (!/^(for_statement|for_in_statement|for_expression)$/.test(loop.type)) return;
    const word = loop.childForField('left') ?? loop.childForField('pattern');
    const list = loop.childForField('right') ?? loop.childForField('value');
    const first = loop.childForField('body')?.namedChildren[0] ?? null;
    const test = first?.type === 'expression_statement' ? (first.namedChildren[0] ?? null) : first;
    const condition = /^if_/.test(test?.type ?? '') ? (test?.childForField('condition') ?? null) : null;
    if (word === null || list === null || condition === null) return;
    const text = textTested(code, condition, code.textOf(word));
    if (text !== null) found.push({ node: condition, list: listOf(list), text });
  });
  return found;
}
