import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unrotated-log-file';

async function workspaceWith(code: string): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], { 'agents/a.py': code });
}

async function fixed(code: string): Promise<string> {
  const workspace = await workspaceWith(code);
  const after = workspace.fixAll({ unsafe: true });
  assert.deepEqual(after.findings(), []);
  return after.files['agents/a.py'] ?? '';
}

describe('unrotated-log-file', () => {
  const silent: Record<string, string> = {
    'a rotating handler':
      'import logging.handlers\nh = logging.handlers.RotatingFileHandler("a.log", maxBytes=1, backupCount=1)\n',
    'a timed handler': 'from logging.handlers import TimedRotatingFileHandler\nh = TimedRotatingFileHandler("a.log")\n',
    'a watched handler': 'import logging.handlers\nh = logging.handlers.WatchedFileHandler("a.log")\n',
    'standard output': 'import logging, sys\nlogging.basicConfig(stream=sys.stdout)\n',
    'a device': 'import logging\nlogging.basicConfig(handlers=[logging.FileHandler("/dev/stdout")])\n',
    'a loguru sink with rotation': 'from loguru import logger\nlogger.add("a.log", rotation="1 day")\n',
    'a loguru sink on a stream': 'import sys\nfrom loguru import logger\nlogger.add(sys.stderr)\n',
    'a short script that writes its log anew':
      'import logging\nlogging.basicConfig(filename="migrate.log", filemode="w")\n',
    'a file of data that is appended to': 'with open("events.jsonl", "a") as f:\n    f.write("x")\n',
    'reading a log': 'with open("a.log") as f:\n    print(f.read())\n',
    'another FileHandler': 'from watcher import FileHandler\nFileHandler("a.log")\n',
    'a handler class named in text': 'NOTE = {"why": "logging.FileHandler"}\n',
    'no file name': 'import logging\nlogging.basicConfig(level=logging.INFO, filename=None)\n',
  };
  for (const [title, code] of Object.entries(silent)) {
    it(`is silent on ${title}`, async () => {
      assert.deepEqual((await workspaceWith(code)).findings(), []);
    });
  }

  it('follows import aliases', async () => {
    const code =
      'import logging as log\nfrom logging import FileHandler as Out\nlog.FileHandler("a.log")\nOut("b.log")\n';
    assert.equal((await workspaceWith(code)).findings().length, 2);
  });

  it('keeps the order of positional arguments', async () => {
    const text = await fixed('import logging\n\nh = logging.FileHandler(path(), "a", "utf-8", True)\n');
    assert.match(
      text,
      /RotatingFileHandler\(path\(\), "a", maxBytes=20 \* 1024 \* 1024, backupCount=5, encoding="utf-8", delay=True\)/,
    );
  });

  it('keeps keywords, brackets in arguments and comments between them', async () => {
    const text = await fixed(
      'import logging\n\nh = logging.FileHandler(\n    os.path.join(base(1), "a.log"),  # where\n    encoding="utf-8",\n)\n',
    );
    assert.match(
      text,
      /os\.path\.join\(base\(1\), "a\.log"\), maxBytes=20 \* 1024 \* 1024, backupCount=5, {2}# where\n {4}encoding="utf-8",\n\)/,
    );
  });

  it('turns basicConfig(filename=…) into a handler and loses none of the other arguments', async () => {
    const text = await fixed(
      'import logging\n\nlogging.basicConfig(\n    filename=os.path.join("logs", "a.log"),\n    filemode="a",\n    # as wide as the terminal\n    format="%(asctime)s (%(name)s)",\n    encoding="utf-8",\n    level=logging.INFO,\n)\n',
    );
    assert.equal(
      text,
      'import logging\nfrom logging.handlers import RotatingFileHandler\n\nlogging.basicConfig(\n    handlers=[RotatingFileHandler(os.path.join("logs", "a.log"), mode="a", maxBytes=20 * 1024 * 1024, backupCount=5, encoding="utf-8")],\n    # as wide as the terminal\n    format="%(asctime)s (%(name)s)",\n    level=logging.INFO,\n)\n',
    );
  });

  it('works on one line and at the end of the arguments', async () => {
    const text = await fixed('import logging\nlogging.basicConfig(level=10, filename="a.log", filemode="a")\n');
    assert.match(
      text,
      /basicConfig\(level=10, handlers=\[RotatingFileHandler\("a\.log", mode="a", maxBytes=20 \* 1024 \* 1024, backupCount=5\)\]\)/,
    );
  });

  it('leaves a call that cannot work as it is to its author', async () => {
    const workspace = await workspaceWith('import logging\nlogging.basicConfig(filename="a.log", **options)\n');
    assert.equal(workspace.findings()[0]?.fixes.length, 0);
  });

  it('asks for review where the file was written anew at each start', async () => {
    const workspace = await workspaceWith(
      'import logging\nh = logging.FileHandler("a.log", "w")\nwhile True:\n    step()\n',
    );
    assert.deepEqual(
      workspace.findings().map((finding) => finding.fixes[0]?.safety),
      ['review'],
    );
  });

  it('adds the limits in the layout of a configuration dictionary', async () => {
    const text = await fixed(
      "LOGGING = {\n    'handlers': {\n        'file': {\n            'class': 'logging.FileHandler',\n            'filename': 'a.log',\n        },\n    },\n}\n",
    );
    assert.match(
      text,
      /'class': 'logging\.handlers\.RotatingFileHandler',\n {12}'maxBytes': 20 \* 1024 \* 1024,\n {12}'backupCount': 5,\n {12}'filename'/,
    );
  });

  it('imports behind the documentation string and the future imports, with the line ends of the file', async () => {
    const text = await fixed(
      '"""Doc.\r\n\r\nimport nothing\r\n"""\r\nfrom __future__ import annotations\r\ntry:\r\n    import logging\r\nexcept ImportError:\r\n    raise\r\nh = logging.FileHandler("a.log")\r\n',
    );
    assert.match(text, /annotations\r\nfrom logging\.handlers import RotatingFileHandler\r\n/);
    assert.doesNotMatch(text, /[^\r]\n/);
  });

  it('offers nothing in a file that does not parse', async () => {
    const workspace = await workspaceWith('import logging\nh = logging.FileHandler("a.log")\ndef (:\n');
    assert.deepEqual(
      workspace.findings().map((finding) => finding.fixes.length),
      [0],
    );
  });

  it('reports a file opened to append to a log, without a fix', async () => {
    const workspace = await workspaceWith(
      'def note(text):\n    with open("early.log", "a", encoding="utf-8") as f:\n        f.write(text)\n',
    );
    assert.deepEqual(
      workspace.findings().map((finding) => finding.fixes.length),
      [0],
    );
  });

  it('reports log files of Node that only grow', async () => {
    const find = async (code: string): Promise<number> =>
      (await RuleWorkspace.create([rule], { 'src/log.ts': code })).findings().length;
    const winston = "import winston from 'winston';\n";
    const fs = "import fs from 'node:fs';\n";
    assert.equal(await find(`${winston}new winston.transports.File({ filename: 'a.log' });\n`), 1);
    assert.equal(
      await find(`${winston}new winston.transports.File({ filename: 'a.log', maxsize: 20_000_000, maxFiles: 5 });\n`),
      0,
    );
    assert.equal(await find(`${fs}fs.createWriteStream('a.log', { flags: 'a' });\n`), 1);
    assert.equal(await find(`${fs}fs.createWriteStream('a.log');\n`), 0);
    assert.equal(await find(`${fs}fs.appendFileSync('events.jsonl', line);\n`), 0);
  });
});
