import type { Corpus, CorpusCase } from '../corpus';

const at =
  (path: string) =>
  (title: string, text: string): CorpusCase => ({ title, path, text });
const py = at('agents/guard.py');
const ts = at('src/guard.ts');
const rs = at('src/guard.rs');

/** Decisions about what may be said that go by a list of words, and lists of words that decide about something else. */
export const corpus: Corpus = {
  topic: 'safety-filter',
  rules: ['keyword-safety-filter'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    py(
      'any over a constant',
      'BLOCKED_WORDS = ["bomb", "poison"]\n\ndef check(prompt):\n    return any(word in prompt for word in BLOCKED_WORDS) <<<\n',
    ),
    py(
      'any over what the class holds',
      'class Guard:\n    def __init__(self):\n        self.banned_terms = ["bomb"]\n\n    def check(self, prompt):\n        return any(term in prompt.lower() for term in self.banned_terms) <<<\n',
    ),
    py(
      'a loop',
      'FORBIDDEN = ["bomb"]\n\ndef check(prompt):\n    for word in FORBIDDEN:\n        if word in prompt: <<<\n            return False\n    return True\n',
    ),
    py(
      'a loop over lower case',
      'harmful_keywords = ["bomb"]\n\ndef check(text):\n    lowered = text.lower()\n    for keyword in harmful_keywords:\n        if keyword.lower() in lowered: <<<\n            return True\n    return False\n',
    ),
    py(
      'a list of what was found',
      'UNSAFE_WORDS = ["bomb"]\n\ndef check(text):\n    found = [word for word in UNSAFE_WORDS if word in text] <<<\n    return not found\n',
    ),
    py(
      'a list written in place',
      'def is_safe(prompt):\n    return not any(w in prompt.lower() for w in ["bomb", "poison", "weapon"]) <<<\n',
    ),
    py(
      'next over a generator',
      'TOXIC_WORDS = ["idiot"]\n\ndef toxic(text):\n    return next((w for w in TOXIC_WORDS if w in text), None) is not None <<<\n',
    ),
    py(
      'how many there are',
      'TOXIC_WORDS = ["idiot"]\n\ndef score(text):\n    return sum(1 for w in TOXIC_WORDS if w in text) <<<\n',
    ),
    py(
      'sets of words that meet',
      'BANNED_WORDS = {"bomb"}\n\ndef check(text):\n    return bool(set(text.lower().split()) & BANNED_WORDS) <<<\n',
    ),
    py(
      'intersection',
      'BANNED_WORDS = {"bomb"}\n\ndef check(text):\n    return not BANNED_WORDS.isdisjoint(text.lower().split()) <<<\n',
    ),
    py(
      'words of the text among the list',
      'PROFANITY = {"damn"}\n\ndef check(text):\n    return any(word in PROFANITY for word in text.lower().split()) <<<\n',
    ),
    py(
      'words of the text among the list, in a loop',
      'BAD_WORDS = {"damn"}\n\ndef clean(text):\n    for word in text.split():\n        if word.lower() in BAD_WORDS: <<<\n            return False\n    return True\n',
    ),
    py(
      'an expression made of the list',
      'import re\n\nBLOCKED_PHRASES = ["ignore all rules"]\n\ndef check(text):\n    return any(re.search(phrase, text, re.I) for phrase in BLOCKED_PHRASES) <<<\n',
    ),
    py(
      'an expression made of the list, in a loop',
      'import re\n\ninjection_patterns = [r"ignore .* instructions"]\n\ndef detect(text):\n    for pattern in injection_patterns:\n        if re.search(pattern, text, re.IGNORECASE): <<<\n            return True\n    return False\n',
    ),
    py(
      'compiled expressions',
      'import re\n\nJAILBREAK_PATTERNS = [re.compile("dan mode")]\n\ndef detect(text):\n    return any(pattern.search(text) for pattern in JAILBREAK_PATTERNS) <<<\n',
    ),
    py(
      'one expression put together',
      'import re\n\nBANNED_WORDS = ["bomb", "poison"]\nPATTERN = re.compile("|".join(BANNED_WORDS))\n\ndef is_safe(text):\n    return PATTERN.search(text) is None <<<\n',
    ),
    py(
      'any over a dictionary of kinds',
      'HARMFUL_TERMS = {"weapons": ["bomb"], "drugs": ["meth"]}\n\ndef check(text):\n    for kind, words in HARMFUL_TERMS.items():\n        if any(word in text for word in words): <<<\n            return kind\n    return None\n',
    ),
    py(
      'a function that is about safety',
      'def moderate(text):\n    triggers = ["kill", "attack"]\n    return any(trigger in text for trigger in triggers) <<<\n',
    ),
    py(
      'a function that detects injection',
      'def detect_injection(prompt):\n    phrases = ["ignore previous", "system prompt"]\n    for phrase in phrases:\n        if phrase in prompt.lower(): <<<\n            return True\n    return False\n',
    ),
    py(
      'a content filter',
      'class ContentFilter:\n    def content_filter(self, response):\n        words = ("bomb", "gun")\n        if any(w in response for w in words): <<<\n            return "blocked"\n        return response\n',
    ),
    py(
      'count of a word',
      'PROHIBITED = ["bomb"]\n\ndef check(text):\n    return any(text.count(word) > 0 for word in PROHIBITED) <<<\n',
    ),
    py(
      'find of a word',
      'PROHIBITED = ["bomb"]\n\ndef check(text):\n    return any(text.find(word) != -1 for word in PROHIBITED) <<<\n',
    ),
    py(
      'a filter over the list',
      'BLACKLIST = ["bomb"]\n\ndef check(text):\n    return len(list(filter(lambda w: w in text, BLACKLIST))) > 0 <<<\n',
    ),
    py(
      'words replaced',
      'BAD_WORDS = ["damn"]\n\ndef clean(text):\n    for word in BAD_WORDS:\n        text = text.replace(word, "***") <<<\n    return text\n',
    ),
    ts(
      'some and includes',
      "const bannedWords = ['bomb'];\nexport const check = (text: string) => bannedWords.some((word) => text.includes(word)); <<<\n",
    ),
    ts(
      'some over lower case',
      "const BLOCKED_TERMS = ['bomb'];\nexport function check(text: string) {\n  const lowered = text.toLowerCase();\n  return BLOCKED_TERMS.some((term) => lowered.includes(term.toLowerCase())); <<<\n}\n",
    ),
    ts(
      'a loop with of',
      "const forbidden = ['bomb'];\nexport function check(text: string) {\n  for (const word of forbidden) {\n    if (text.includes(word)) return false; <<<\n  }\n  return true;\n}\n",
    ),
    ts(
      'filter',
      "const harmfulKeywords = ['bomb'];\nexport const found = (text: string) => harmfulKeywords.filter((k) => text.includes(k)); <<<\n",
    ),
    ts(
      'find',
      "const toxicWords = ['idiot'];\nexport const found = (text: string) => toxicWords.find((w) => text.indexOf(w) !== -1); <<<\n",
    ),
    ts(
      'a member of the class',
      "export class Guard {\n  private blockedPhrases = ['ignore all'];\n  check(text: string) {\n    return this.blockedPhrases.some((phrase) => text.includes(phrase)); <<<\n  }\n}\n",
    ),
    ts(
      'a function in full',
      "const badWords = ['damn'];\nexport function check(text: string) {\n  return badWords.some(function (word) { <<<\n    return text.includes(word);\n  });\n}\n",
    ),
    ts(
      'a list written in place',
      "export function isSafe(prompt: string) {\n  return !['bomb', 'poison'].some((word) => prompt.includes(word)); <<<\n}\n",
    ),
    ts(
      'expressions',
      'const injectionPatterns = [/ignore .* instructions/i];\nexport const detect = (text: string) => injectionPatterns.some((pattern) => pattern.test(text)); <<<\n',
    ),
    ts(
      'match of an expression',
      'const JAILBREAK_PATTERNS = [/dan mode/i];\nexport const detect = (text: string) => JAILBREAK_PATTERNS.some((p) => text.match(p)); <<<\n',
    ),
    ts(
      'words of the text among a set',
      "const profanity = new Set(['damn']);\nexport const check = (text: string) => text.split(' ').some((word) => profanity.has(word)); <<<\n",
    ),
    ts(
      'words of the text among the list',
      "const blockedWords = ['damn'];\nexport const check = (text: string) => text.split(/\\s+/).some((word) => blockedWords.includes(word)); <<<\n",
    ),
    ts(
      'forEach',
      "const bannedWords = ['bomb'];\nexport function check(text: string) {\n  let bad = false;\n  bannedWords.forEach((word) => { <<<\n    if (text.includes(word)) bad = true;\n  });\n  return bad;\n}\n",
    ),
    rs(
      'any and contains',
      'const BANNED_WORDS: [&str; 1] = ["bomb"];\n\npub fn check(text: &str) -> bool {\n    BANNED_WORDS.iter().any(|word| text.contains(word)) <<<\n}\n',
    ),
    rs(
      'any over lower case',
      'const FORBIDDEN: &[&str] = &["bomb"];\n\npub fn check(text: &str) -> bool {\n    let lowered = text.to_lowercase();\n    FORBIDDEN.iter().any(|word| lowered.contains(*word)) <<<\n}\n',
    ),
    rs(
      'a loop',
      'const HARMFUL: [&str; 1] = ["bomb"];\n\npub fn check(text: &str) -> bool {\n    for word in HARMFUL {\n        if text.contains(word) { <<<\n            return true;\n        }\n    }\n    false\n}\n',
    ),
    rs(
      'a loop over references',
      'const HARMFUL: [&str; 1] = ["bomb"];\n\npub fn check(text: &str) -> bool {\n    for word in HARMFUL.iter() {\n        if text.contains(word) { <<<\n            return true;\n        }\n    }\n    false\n}\n',
    ),
    rs(
      'a member',
      'impl Guard {\n    pub fn check(&self, text: &str) -> bool {\n        self.blocked_phrases.iter().any(|phrase| text.contains(phrase.as_str())) <<<\n    }\n}\n',
    ),

    py(
      'intents by words',
      'GREETINGS = ["hello", "hi"]\n\ndef intent(text):\n    return any(word in text for word in GREETINGS)\n',
    ),
    py(
      'wake words',
      'WAKE_WORDS = ["computer"]\n\ndef heard(text):\n    return any(word in text for word in WAKE_WORDS)\n',
    ),
    py(
      'emotions by words',
      'SAD_WORDS = ["sad", "lonely"]\n\ndef mood(text):\n    for word in SAD_WORDS:\n        if word in text:\n            return "sad"\n    return "neutral"\n',
    ),
    py(
      'stop words',
      'STOP_WORDS = {"the", "a"}\n\ndef tokens(text):\n    return [word for word in text.split() if word not in STOP_WORDS]\n',
    ),
    py(
      'blocked hosts',
      'BLOCKED_HOSTS = ["169.254.169.254"]\n\ndef allowed(url_host):\n    return not any(host in url_host for host in BLOCKED_HOSTS)\n',
    ),
    py(
      'forbidden paths',
      'FORBIDDEN = ["/etc", "/root"]\n\ndef allowed(path):\n    return not any(part in path for part in FORBIDDEN)\n',
    ),
    py(
      'forbidden imports',
      'FORBIDDEN_MODULES = ["os"]\n\ndef allowed(module):\n    return module not in FORBIDDEN_MODULES\n',
    ),
    py(
      'a file extension',
      'DANGEROUS_EXTENSIONS = [".exe"]\n\ndef allowed(filename):\n    return not any(filename.endswith(e) for e in DANGEROUS_EXTENSIONS)\n',
    ),
    py(
      'characters',
      'FORBIDDEN_CHARS = ";|&"\n\ndef clean(text):\n    return not any(char in text for char in FORBIDDEN_CHARS)\n',
    ),
    py(
      'keys of headers',
      'SENSITIVE_KEYS = ["token"]\n\ndef masked(key):\n    return any(word in key for word in SENSITIVE_KEYS)\n',
    ),
    py(
      'columns of tables',
      'SENSITIVE_TERMS = ["ssn"]\n\ndef masked(column):\n    return any(term in column for term in SENSITIVE_TERMS)\n',
    ),
    py('blocked users', 'BLOCKED = {"mallory"}\n\ndef allowed(user):\n    return user.name not in BLOCKED\n'),
    py('blocked ports', 'BLOCKED = [22, 25]\n\ndef allowed(port):\n    return port not in BLOCKED\n'),
    py(
      'banned addresses',
      'BANNED_IPS = ["10.0.0.9"]\n\ndef allowed(request):\n    return request.client.host not in BANNED_IPS\n',
    ),
    py('a model decides', 'def is_safe(prompt, classifier):\n    return classifier.score(prompt) < 0.5\n'),
    py(
      'an endpoint decides',
      'def is_safe(prompt, client):\n    return not client.moderations.create(input=prompt).results[0].flagged\n',
    ),
    py(
      'words that errors hold',
      'UNSAFE_ERRORS = ["out of memory"]\n\ndef fatal(error):\n    return any(word in str(error) for word in UNSAFE_ERRORS)\n',
    ),
    py(
      'a queue of what is blocked',
      'class Scheduler:\n    def next(self):\n        for task in self.blocked:\n            if task.ready in self.states:\n                return task\n        return None\n',
    ),
    py('blocked threads', 'def stuck(blocked, running):\n    return any(thread in running for thread in blocked)\n'),
    py(
      'models that are blacklisted',
      'BLACKLIST = ["old-model"]\n\ndef usable(model_path):\n    return not any(name in model_path for name in BLACKLIST)\n',
    ),
    py(
      'safety of numbers',
      'def is_safe(temperature, limits):\n    return all(temperature < limit for limit in limits)\n',
    ),
    py(
      'a list is only shown',
      'BLOCKED_WORDS = ["bomb"]\n\ndef show():\n    for word in BLOCKED_WORDS:\n        print(word)\n',
    ),
    py(
      'a list is only counted',
      'BLOCKED_WORDS = ["bomb"]\n\ndef size():\n    return sum(1 for word in BLOCKED_WORDS if word)\n',
    ),
    py(
      'a test asks for the words',
      'BLOCKED_WORDS = ["bomb"]\n\ndef add(word):\n    if word in BLOCKED_WORDS:\n        return\n    BLOCKED_WORDS.append(word)\n',
    ),
    py(
      'dependencies',
      'def runnable(task, blocked_by):\n    return not any(dependency in task.waiting for dependency in blocked_by)\n',
    ),
    py(
      'in a comment',
      '# any(word in prompt for word in BLOCKED_WORDS)\ndef check(prompt, classifier):\n    return classifier(prompt)\n',
    ),
    ts(
      'intents',
      "const greetings = ['hello'];\nexport const greets = (text: string) => greetings.some((word) => text.includes(word));\n",
    ),
    ts(
      'routes',
      "const publicPaths = ['/login'];\nexport const isPublic = (path: string) => publicPaths.some((p) => path.startsWith(p));\n",
    ),
    ts(
      'blocked hosts',
      "const blockedHosts = ['169.254.169.254'];\nexport const allowed = (host: string) => !blockedHosts.includes(host);\n",
    ),
    ts(
      'forbidden headers',
      "const forbiddenHeaders = ['cookie'];\nexport const keep = (header: string) => !forbiddenHeaders.some((name) => header.includes(name));\n",
    ),
    ts(
      'dangerous extensions',
      "const dangerousExtensions = ['.exe'];\nexport const allowed = (fileName: string) => !dangerousExtensions.some((e) => fileName.endsWith(e));\n",
    ),
    ts(
      'blocked tasks',
      'export const waiting = (blocked: Task[], id: string) => blocked.some((task) => task.id === id);\n',
    ),
    ts(
      'users',
      "const bannedUsers = new Set(['mallory']);\nexport const allowed = (user: User) => !bannedUsers.has(user.name);\n",
    ),
    ts(
      'keys to mask',
      "const sensitiveWords = ['token'];\nexport const masked = (key: string) => sensitiveWords.some((word) => key.includes(word));\n",
    ),
    ts('a classifier', 'export const isSafe = async (prompt: string) => (await score(prompt)) < 0.5;\n'),
    ts(
      'languages',
      "const languages = ['de'];\nexport const known = (text: string) => languages.some((l) => text.includes(l));\n",
    ),
    rs(
      'paths',
      'const FORBIDDEN: [&str; 1] = ["/etc"];\n\npub fn allowed(path: &str) -> bool {\n    !FORBIDDEN.iter().any(|part| path.contains(part))\n}\n',
    ),
    rs(
      'intents',
      'const GREETINGS: [&str; 1] = ["hello"];\n\npub fn greets(text: &str) -> bool {\n    GREETINGS.iter().any(|word| text.contains(word))\n}\n',
    ),
    rs(
      'blocked peers',
      'pub fn allowed(&self, peer: &Peer) -> bool {\n    !self.blocked.iter().any(|other| other == peer)\n}\n',
    ),
    rs(
      'a test of the filter',
      '#[cfg(test)]\nmod tests {\n    const BANNED_WORDS: [&str; 1] = ["bomb"];\n\n    #[test]\n    fn finds() {\n        assert!(BANNED_WORDS.iter().any(|word| "a bomb".contains(word)));\n    }\n}\n',
    ),
    rs(
      'a classifier',
      'pub fn is_safe(prompt: &str, classifier: &Classifier) -> bool {\n    classifier.score(prompt) < 0.5\n}\n',
    ),
  ],
};
