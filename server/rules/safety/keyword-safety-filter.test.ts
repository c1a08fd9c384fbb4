import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './keyword-safety-filter';

async function count(path: string, text: string): Promise<number> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().length;
}

describe('keyword-safety-filter', () => {
  for (const [path, text] of [
    ['a.py', 'def f(prompt):\n    return any(w in prompt.lower() for w in BLOCKED_WORDS)\n'],
    ['a.py', 'def f(prompt):\n    return any([w.lower() in prompt for w in self.banned_terms])\n'],
    [
      'a.py',
      'def f(self, text):\n    for phrase in self.harmful_phrases:\n        if phrase in text:\n            return False\n    return True\n',
    ],
    [
      'a.py',
      'def is_safe(text):\n    for word in ["bomb", "kill"]:\n        if word in text:\n            return False\n    return True\n',
    ],
    ['a.py', 'def content_filter(text, keywords):\n    return any(k in text for k in keywords)\n'],
    ['a.ts', 'export const f = (t: string) => forbiddenWords.some((w) => t.toLowerCase().includes(w));\n'],
    [
      'a.ts',
      'export function f(t: string) {\n  for (const w of BANNED) {\n    if (t.includes(w)) return false;\n  }\n  return true;\n}\n',
    ],
    ['a.rs', 'fn f(t: &str) -> bool {\n    BANNED.iter().any(|w| t.contains(w))\n}\n'],
    [
      'a.rs',
      'fn f(t: &str) -> bool {\n    for w in TOXIC_WORDS {\n        if t.contains(w) { return true; }\n    }\n    false\n}\n',
    ],
  ] as const) {
    it(`reports ${JSON.stringify(text)}`, async () => assert.equal(await count(path, text), 1));
  }

  for (const [path, text] of [
    ['a.py', 'def f(path):\n    return any(w in path for w in BLOCKED_DIRS)\n'],
    ['a.py', 'def f(text):\n    return any(w in text for w in COLOURS)\n'],
    ['a.py', 'def f(name):\n    return name in FORBIDDEN_NAMES\n'],
    ['a.py', 'def is_safe(text, classifier):\n    return classifier.score(text) < 0.5\n'],
    ['a.py', 'def f(text):\n    return any(c in text for c in unsafe_chars)\n'],
    ['a.ts', 'export const f = (host: string) => blockedHosts.some((h) => host.includes(h));\n'],
    ['a.ts', 'export const f = (t: string) => bannedUsers.some((u) => u.id === t);\n'],
  ] as const) {
    it(`passes over ${JSON.stringify(text)}`, async () => assert.equal(await count(path, text), 0));
  }
});
