import type { Corpus } from '../corpus';

const path = 'agent.py';

/** Functions that only pretend, and those that are empty on purpose. */
export const corpus: Corpus = {
  topic: 'completeness',
  rules: ['stub-implementation'],
  target: { recall: 0.85, precision: 0.95 },
  cases: [
    {
      title: 'a method that is not implemented and is called',
      path,
      text: `class Agent:\n    def run(self):\n        self.load_model("a")\n\n    def load_model(self, name): <<<\n        raise NotImplementedError\n\n    def stop(self):\n        self.running = False\n`,
    },
    {
      title: 'a method that is not implemented, with a message',
      path,
      text: `class Agent:\n    def run(self):\n        return self.translate("a")\n\n    def translate(self, text): <<<\n        raise NotImplementedError("translation is not implemented yet")\n`,
    },
    {
      title: 'a function that is not implemented',
      path,
      text: `def summarize(text): <<<\n    """Summarizes a text."""\n    raise NotImplementedError()\n`,
    },
    {
      title: 'a method that passes and is called',
      path,
      text: `class Agent:\n    def run(self, alert):\n        self.send_alert(alert)\n        self.count += 1\n\n    def send_alert(self, alert): <<<\n        pass\n`,
    },
    {
      title: 'a method with nothing but documentation',
      path,
      text: `class Agent:\n    def run(self, text):\n        self.store_memory(text)\n        self.count += 1\n\n    def store_memory(self, text): <<<\n        """Stores a text in the memory."""\n        pass\n`,
    },
    { title: 'a function that is marked', path, text: `def train_model(data): <<<\n    # TODO: implement\n    pass\n` },
    {
      title: 'a method that is marked and answers a constant',
      path,
      text: `class Agent:\n    def run(self, text):\n        if self.detect_emotion(text) == "joy":\n            self.smile()\n\n    def detect_emotion(self, text): <<<\n        # Placeholder\n        return "neutral"\n`,
    },
    {
      title: 'a check that always passes',
      path,
      text: `class Gate:\n    def enter(self, message, signature):\n        if self.verify_signature(message, signature):\n            return self.open()\n        return None\n\n    def verify_signature(self, message, signature): <<<\n        return True\n`,
    },
    {
      title: 'a function that answers a number',
      path,
      text: `def score(answer):\n    return calculate_quality(answer) * 2\n\n\ndef calculate_quality(answer): <<<\n    return 0.85\n`,
    },
    {
      title: 'says what it would do',
      path,
      text: `import logging\n\ndef send_mail(to, text): <<<\n    logging.info(f"Would send mail to {to}")\n    return True\n`,
    },
    {
      title: 'says that it simulates',
      path,
      text: `import logging, time\n\nclass Deployer:\n    def deploy(self, name): <<<\n        logging.info("Simulating deployment of %s", name)\n        time.sleep(1)\n        return {"status": "success"}\n`,
    },
    {
      title: 'prints that it is a placeholder',
      path,
      text: `def restore(backup): <<<\n    print("[PLACEHOLDER] restoring", backup)\n`,
    },
    {
      title: 'says that it is not implemented and goes on',
      path,
      text: `import logging\n\nasync def publish(event): <<<\n    logging.warning("publishing not yet implemented")\n`,
    },
    {
      title: 'an ellipsis that is called',
      path,
      text: `class Agent:\n    def run(self, image):\n        self.process_image(image)\n        self.count += 1\n\n    def process_image(self, image): <<<\n        ...\n`,
    },
    {
      title: 'an asynchronous method',
      path,
      text: `class Agent:\n    async def run(self, entry):\n        await self.save_entry(entry)\n        self.count += 1\n\n    async def save_entry(self, entry): <<<\n        pass\n`,
    },
    {
      title: 'in a subclass of the base agent',
      path,
      text: `from common.base_agent import BaseAgent\n\nclass Emotion(BaseAgent):\n    def handle_request(self, request):\n        return {"emotion": self.analyze_emotion(request["text"])}\n\n    def analyze_emotion(self, text): <<<\n        # for now\n        return "neutral"\n`,
    },
    {
      title: 'a function of TypeScript',
      path: 'agent.ts',
      text: `export async function saveSession(session: Session): Promise<void> { <<<\n  throw new Error('Not implemented');\n}\n`,
    },
    {
      title: 'a method of TypeScript',
      path: 'agent.ts',
      text: `class Store {\n  async run(entry: Entry) {\n    await this.persist(entry);\n    this.count++;\n  }\n  async persist(entry: Entry) { <<<\n    throw new Error('persist is not implemented yet');\n  }\n}\n`,
    },
    {
      title: 'an arrow function of TypeScript',
      path: 'agent.ts',
      text: `export const translate = async (text: string): Promise<string> => { <<<\n  throw new Error('TODO: not implemented');\n};\n`,
    },
    {
      title: 'says what it would do in TypeScript',
      path: 'agent.ts',
      text: `export function sendAlert(message: string): boolean { <<<\n  console.log(\`Would send alert: \${message}\`);\n  return true;\n}\n`,
    },
    {
      title: 'a marked function of TypeScript',
      path: 'agent.ts',
      text: `export function validateToken(token: string): boolean { <<<\n  // TODO: check the signature\n  return true;\n}\n`,
    },
    {
      title: 'todo! in Rust',
      path: 'src/lib.rs',
      text: `pub fn route(message: &Message) -> Target { <<<\n    todo!()\n}\n`,
    },
    {
      title: 'unimplemented! in Rust',
      path: 'src/lib.rs',
      text: `impl Store {\n    pub fn save(&self, entry: &Entry) -> Result<(), Error> { <<<\n        unimplemented!("later")\n    }\n}\n`,
    },
    {
      title: 'todo! in an implementation of a trait',
      path: 'src/lib.rs',
      text: `impl Storage for Disk {\n    fn load(&self, key: &str) -> Option<Vec<u8>> { <<<\n        todo!("read the file")\n    }\n}\n`,
    },
    {
      title: 'an abstract method',
      path,
      text: `from abc import ABC, abstractmethod\n\nclass Storage(ABC):\n    @abstractmethod\n    def load(self, key):\n        raise NotImplementedError\n\n    @abstractmethod\n    def save(self, key, value):\n        pass\n\n    def copy(self, a, b):\n        self.save(b, self.load(a))\n`,
    },
    {
      title: 'a protocol',
      path,
      text: `from typing import Protocol\n\nclass Storage(Protocol):\n    def load(self, key: str) -> bytes: ...\n    def save(self, key: str, value: bytes) -> None: ...\n`,
    },
    {
      title: 'overloads',
      path,
      text: `from typing import overload\n\n@overload\ndef parse(text: str) -> dict: ...\n@overload\ndef parse(text: bytes) -> dict: ...\ndef parse(text):\n    return load(text)\n`,
    },
    {
      title: 'a class that others inherit from',
      path,
      text: `class Engine:\n    def run(self, text):\n        return self.process_text(text)\n\n    def process_text(self, text):\n        raise NotImplementedError\n\nclass Upper(Engine):\n    def process_text(self, text):\n        return text.upper()\n`,
    },
    {
      title: 'a class that others inherit from in another file',
      path: 'engine.py',
      text: `class Engine:\n    def run(self, text):\n        return self.process_text(text)\n\n    def process_text(self, text):\n        raise NotImplementedError\n`,
      files: {
        'upper.py': `from engine import Engine\n\nclass Upper(Engine):\n    def process_text(self, text):\n        return text.upper()\n`,
      },
    },
    {
      title: 'a base class by its name',
      path,
      text: `class BaseProcessor:\n    def run(self, text):\n        return self.process(text)\n\n    def process(self, text):\n        raise NotImplementedError\n`,
    },
    {
      title: 'a refusal',
      path,
      text: `class Frozen:\n    def update(self, values):\n        self.save(values)\n\n    def save(self, values):\n        raise NotImplementedError("this store is read-only")\n`,
    },
    {
      title: 'hooks',
      path,
      text: `class Agent:\n    def run(self):\n        self.on_start()\n        self.before_step(1)\n        self.setup()\n        self.step()\n\n    def on_start(self):\n        pass\n\n    def before_step(self, number):\n        pass\n\n    def setup(self):\n        pass\n\n    def step(self):\n        self.count += 1\n`,
    },
    {
      title: 'a null object',
      path,
      text: `class NullMetrics:\n    def record(self, name, value):\n        pass\n\n    def publish(self, values):\n        pass\n`,
    },
    {
      title: 'an empty exception',
      path,
      text: `class AgentError(Exception):\n    pass\n\n\nclass LoadError(AgentError):\n    """The model could not be loaded."""\n`,
    },
    {
      title: 'a constant that is one',
      path,
      text: `class Agent:\n    def run(self):\n        return self.name(), self.is_ready(), self.supports_gpu(), self.version()\n\n    def name(self):\n        return "agent"\n\n    def is_ready(self):\n        return True\n\n    def supports_gpu(self):\n        return False\n\n    def version(self):\n        return 3\n`,
    },
    {
      title: 'an override that does nothing',
      path,
      text: `from http.server import BaseHTTPRequestHandler\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.log_message("x")\n        self.send_response(200)\n\n    def log_message(self, format, *args):\n        pass\n`,
    },
    {
      title: 'pass in other places',
      path,
      text: `def load(path):\n    try:\n        return read(path)\n    except FileNotFoundError:\n        pass\n    for line in path:\n        pass\n    return None\n\nload("a")\n`,
    },
    {
      title: 'says what it does while it does it',
      path,
      text: `import logging\n\ndef simulate(world, steps):\n    logging.info("Simulating %d steps", steps)\n    for _ in range(steps):\n        world.step()\n    return world\n`,
    },
    {
      title: 'a dry run',
      path,
      text: `import logging\n\ndef deploy(name, dry_run):\n    if dry_run:\n        logging.info("Would deploy %s", name)\n        return\n    start(name)\n`,
    },
    {
      title: 'a placeholder of a form',
      path,
      text: `def label():\n    return {"placeholder": "your name"}\n\nprint(label())\n`,
    },
    {
      title: 'an empty list from a place that has none',
      path,
      text: `class Source:\n    def run(self, query):\n        return self.search_history(query) + self.more()\n\n    def search_history(self, query):\n        return []\n\n    def more(self):\n        return self.items\n`,
    },
    {
      title: 'a branch that is not implemented',
      path,
      text: `def convert(value):\n    if isinstance(value, str):\n        return value.encode()\n    raise NotImplementedError(type(value))\n`,
    },
    {
      title: 'a comparison that hands over',
      path,
      text: `class Version:\n    def __eq__(self, other):\n        return NotImplemented\n\n    def __lt__(self, other):\n        raise NotImplementedError\n`,
    },
    {
      title: 'a test double',
      path,
      text: `class FakeStore:\n    def run(self):\n        self.save_entry(1)\n        self.count += 1\n\n    def save_entry(self, entry):\n        pass\n`,
    },
    {
      title: 'an abstract class of TypeScript',
      path: 'agent.ts',
      text: `export abstract class Store {\n  abstract load(key: string): Promise<string>;\n  save(key: string): void {\n    throw new Error('Not implemented');\n  }\n}\n`,
    },
    {
      title: 'a method of TypeScript that heirs replace',
      path: 'agent.ts',
      text: `class Store {\n  run() {\n    return this.load('a');\n  }\n  load(key: string): string {\n    throw new Error('Not implemented');\n  }\n}\nclass Disk extends Store {\n  load(key: string): string {\n    return read(key);\n  }\n}\n`,
    },
    {
      title: 'an empty function of TypeScript',
      path: 'agent.ts',
      text: `export const noop = () => {};\nclass Agent {\n  constructor(private readonly log: Logger) {}\n  onClose() {}\n}\n`,
    },
    {
      title: 'a default of a trait',
      path: 'src/lib.rs',
      text: `pub trait Storage {\n    fn load(&self, key: &str) -> Vec<u8> {\n        unimplemented!()\n    }\n}\n`,
    },
    {
      title: 'todo! in a test',
      path: 'src/lib.rs',
      text: `#[cfg(test)]\nmod tests {\n    #[test]\n    fn later() {\n        todo!()\n    }\n}\n`,
    },
  ],
};
