import type { Corpus } from '../corpus';

const path = 'agents/ear.py';
const file = 'src/log.ts';

/** Log files with and without an end. */
export const corpus: Corpus = {
  topic: 'lifecycle',
  rules: ['unrotated-log-file'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    { title: 'a file handler', path, text: 'import logging\n\nhandler = logging.FileHandler("ear.log") <<<\n' },
    {
      title: 'a handler by name',
      path,
      text: 'from logging import FileHandler\n\nhandler = FileHandler("ear.log", "a", "utf-8") <<<\n',
    },
    {
      title: 'a handler under an alias',
      path,
      text: 'import logging as log\n\nhandler = log.FileHandler(filename="ear.log", delay=True) <<<\n',
    },
    {
      title: 'in a list of handlers',
      path,
      text: 'import logging\n\nlogging.basicConfig(\n    handlers=[\n        logging.FileHandler(f"logs/{name}.log"), <<<\n        logging.StreamHandler(),\n    ]\n)\n',
    },
    {
      title: 'basicConfig',
      path,
      text: 'import logging\n\nlogging.basicConfig(filename="ear.log", level=logging.INFO) <<<\n',
    },
    {
      title: 'basicConfig over lines',
      path,
      text: 'import logging\n\nlogging.basicConfig(\n    level=logging.INFO,\n    format="%(asctime)s %(message)s",\n    filename="ear.log", <<<\n)\n',
    },
    {
      title: 'a configured handler',
      path,
      text: 'LOGGING = {"handlers": {"file": {"class": "logging.FileHandler", "filename": "ear.log"}}} <<<\n',
    },
    {
      title: 'a rotating handler without limits',
      path,
      text: 'from logging.handlers import RotatingFileHandler\n\nhandler = RotatingFileHandler("ear.log") <<<\n',
    },
    {
      title: 'a rotating handler with one limit',
      path,
      text: 'import logging.handlers\n\nhandler = logging.handlers.RotatingFileHandler("ear.log", maxBytes=1000000) <<<\n',
    },
    {
      title: 'a rotating handler with no old files',
      path,
      text: 'from logging.handlers import RotatingFileHandler\n\nhandler = RotatingFileHandler("ear.log", maxBytes=1000000, backupCount=0) <<<\n',
    },
    {
      title: 'a configured rotating handler without limits',
      path,
      text: 'LOGGING = {"file": {"class": "logging.handlers.RotatingFileHandler", "filename": "ear.log"}} <<<\n',
    },
    { title: 'loguru', path, text: 'from loguru import logger\n\nlogger.add("ear.log") <<<\n' },
    {
      title: 'appended by hand',
      path,
      text: 'def note(text):\n    with open("ear.log", "a") as log: <<<\n        log.write(text)\n',
    },
    {
      title: 'appended by hand, asynchronously',
      path,
      text: 'import aiofiles\n\nasync def note(text):\n    async with aiofiles.open("ear.log", mode="a") as log: <<<\n        await log.write(text)\n',
    },
    {
      title: 'winston',
      path: file,
      text: "import winston from 'winston';\n\nexport const logger = winston.createLogger({\n  transports: [new winston.transports.File({ filename: 'ear.log' })], <<<\n});\n",
    },
    {
      title: 'winston, required',
      path: 'log.js',
      text: "const { createLogger, transports } = require('winston');\n\nmodule.exports = createLogger({ transports: [new transports.File({ filename: 'ear.log', level: 'info' })] }); <<<\n",
    },
    {
      title: 'log4js',
      path: file,
      text: "import log4js from 'log4js';\n\nlog4js.configure({\n  appenders: { ear: { type: 'file', filename: 'ear.log' } }, <<<\n  categories: {},\n});\n",
    },
    {
      title: 'bunyan',
      path: file,
      text: "import bunyan from 'bunyan';\n\nexport const log = bunyan.createLogger({ name: 'ear', streams: [{ path: 'ear.log' }] }); <<<\n",
    },
    {
      title: 'pino',
      path: file,
      text: "import pino from 'pino';\n\nexport const log = pino(pino.destination('ear.log')); <<<\n",
    },
    {
      title: 'an append stream',
      path: file,
      text: "import fs from 'node:fs';\n\nexport const log = fs.createWriteStream('ear.log', { flags: 'a' }); <<<\n",
    },
    {
      title: 'appended in Node',
      path: file,
      text: "import { appendFileSync } from 'fs';\n\nexport const note = (text: string) => appendFileSync('ear.log', text); <<<\n",
    },
    {
      title: 'appended through promises',
      path: file,
      text: "import { appendFile } from 'node:fs/promises';\n\nexport const note = (text: string) => appendFile(`${folder}/ear.log`, text); <<<\n",
    },

    {
      title: 'a rotating handler',
      path,
      text: 'from logging.handlers import RotatingFileHandler\n\nhandler = RotatingFileHandler("ear.log", maxBytes=20_000_000, backupCount=5)\n',
    },
    {
      title: 'a rotating handler by position',
      path,
      text: 'from logging.handlers import RotatingFileHandler\n\nhandler = RotatingFileHandler("ear.log", "a", 20 * 1024 * 1024, 5)\n',
    },
    {
      title: 'limits from the settings',
      path,
      text: 'from logging.handlers import RotatingFileHandler\n\nhandler = RotatingFileHandler("ear.log", maxBytes=SIZE, backupCount=KEPT)\n',
    },
    {
      title: 'options from the settings',
      path,
      text: 'from logging.handlers import RotatingFileHandler\n\nhandler = RotatingFileHandler("ear.log", **options)\n',
    },
    {
      title: 'by time',
      path,
      text: 'from logging.handlers import TimedRotatingFileHandler\n\nhandler = TimedRotatingFileHandler("ear.log", when="midnight", backupCount=7)\n',
    },
    {
      title: 'watched',
      path,
      text: 'from logging.handlers import WatchedFileHandler\n\nhandler = WatchedFileHandler("ear.log")\n',
    },
    {
      title: 'standard output',
      path,
      text: 'import logging\nimport sys\n\nlogging.basicConfig(stream=sys.stdout)\nlogging.getLogger().addHandler(logging.StreamHandler())\n',
    },
    {
      title: 'no file at all',
      path,
      text: 'import logging\nimport os\n\nhandler = logging.FileHandler(os.devnull)\nother = logging.FileHandler("/dev/stderr")\nlogging.basicConfig(filename=None)\n',
    },
    {
      title: 'a configured rotating handler',
      path,
      text: 'LOGGING = {"file": {"class": "logging.handlers.RotatingFileHandler", "filename": "ear.log", "maxBytes": 1000000, "backupCount": 3}}\n',
    },
    {
      title: 'loguru that rotates',
      path,
      text: 'from loguru import logger\n\nlogger.add("ear.log", rotation="20 MB")\n',
    },
    {
      title: 'loguru to a stream',
      path,
      text: 'import sys\nfrom loguru import logger\n\nlogger.add(sys.stderr, level="INFO")\n',
    },
    {
      title: 'read by hand',
      path,
      text: 'with open("ear.log") as log:\n    print(log.read())\nwith open("ear.log", "r") as log:\n    pass\n',
    },
    {
      title: 'written anew by a short script',
      path,
      text: 'import logging\n\nlogging.basicConfig(filename="run.log", filemode="w")\n',
    },
    { title: 'another file', path, text: 'with open("entries.jsonl", "a") as entries:\n    entries.write("{}")\n' },
    {
      title: 'a handler in text',
      path,
      text: 'NOTE = "use logging.FileHandler(\'ear.log\')"\n# logging.FileHandler("ear.log")\n',
    },
    {
      title: 'winston that rotates',
      path: file,
      text: "import winston from 'winston';\n\nexport const logger = winston.createLogger({\n  transports: [new winston.transports.File({ filename: 'ear.log', maxsize: 1e7, maxFiles: 5 })],\n});\n",
    },
    {
      title: 'winston to the console',
      path: file,
      text: "import winston from 'winston';\n\nexport const logger = winston.createLogger({ transports: [new winston.transports.Console()] });\n",
    },
    {
      title: 'winston by day',
      path: file,
      text: "import winston from 'winston';\nimport DailyRotateFile from 'winston-daily-rotate-file';\n\nexport const logger = winston.createLogger({ transports: [new DailyRotateFile({ filename: 'ear-%DATE%.log' })] });\n",
    },
    {
      title: 'log4js that rotates',
      path: file,
      text: "import log4js from 'log4js';\n\nlog4js.configure({ appenders: { ear: { type: 'file', filename: 'ear.log', maxLogSize: 1e7 } }, categories: {} });\n",
    },
    {
      title: 'a file of another kind',
      path: file,
      text: "import log4js from 'log4js';\n\nexport const field = { type: 'file', label: 'Attachment' };\nlog4js.configure({ appenders: { out: { type: 'stdout' } }, categories: {} });\n",
    },
    {
      title: 'bunyan that rotates',
      path: file,
      text: "import bunyan from 'bunyan';\n\nexport const log = bunyan.createLogger({ name: 'ear', streams: [{ type: 'rotating-file', path: 'ear.log', period: '1d', count: 3 }] });\n",
    },
    {
      title: 'pino to standard output',
      path: file,
      text: "import pino from 'pino';\n\nexport const log = pino({ level: 'info' }, pino.destination(1));\n",
    },
    {
      title: 'a stream that writes anew',
      path: file,
      text: "import fs from 'node:fs';\n\nexport const log = fs.createWriteStream('run.log');\n",
    },
  ],
};
