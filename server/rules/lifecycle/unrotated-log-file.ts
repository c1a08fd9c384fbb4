import { type CodeContext, defineRule } from '../rule';
import { type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../languages/code-model';
import { endlessLoops } from '../../languages/python/agent-shape';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import { isArchived } from './agent-class';
import {
  limitHandler,
  rotateBasicConfig,
  rotateConfiguredHandler,
  rotateHandler,
  rotateSink,
} from './log-rotation-fix';
import { limitStream } from './node-log-fix';
import { growingStream } from './node-log-streams';

const WHY = 'grows without end until the disk is full and every agent on the machine stops';

export const rule = defineRule({
  id: 'unrotated-log-file',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 5,
  effort: 1,
  triggers: ['FileHandler', 'basicConfig', '.log"', ".log'", '.log`', 'loguru', 'winston', 'log4js', 'pino', 'bunyan'],
  documentation: {
    summary: 'Reports log files that are never rotated.',
    whatItDoes:
      'Reports `logging.FileHandler`, `logging.basicConfig(filename=…)`, a `dictConfig` entry of class `logging.FileHandler`, a file opened to append to `*.log`, a loguru sink without `rotation`, and in Node a winston file transport without `maxsize`, a log4js file appender without `maxLogSize`, a bunyan or pino file, or an append stream to `*.log`. Silent on rotating handlers with both of their limits, on watched handlers, on standard output, on files that a short script writes anew each time, and in folders of retired code.',
    whyItMatters:
      'An agent runs for months. Its log file grows until the disk is full, and then every agent on the machine fails at once, often without being able to say why.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: 'import logging\n\nlogging.basicConfig(\n    level=logging.INFO,\n    handlers=[logging.FileHandler("memory.log", encoding="utf-8"), logging.StreamHandler()],\n)\n',
        good: 'import logging\nfrom logging.handlers import RotatingFileHandler\n\nlogging.basicConfig(\n    level=logging.INFO,\n    handlers=[\n        RotatingFileHandler("memory.log", maxBytes=20 * 1024 * 1024, backupCount=5, encoding="utf-8"),\n        logging.StreamHandler(),\n    ],\n)\n',
      },
      {
        path: 'agents/hub.py',
        bad: 'import logging\n\nlogging.basicConfig(filename="hub.log", filemode="a", level=logging.INFO)\n',
        good: 'import logging\nimport sys\n\nlogging.basicConfig(stream=sys.stdout, level=logging.INFO)\n',
      },
      {
        path: 'agents/settings.py',
        bad: 'LOGGING = {\n    "version": 1,\n    "handlers": {\n        "file": {"class": "logging.FileHandler", "filename": "agent.log"},\n    },\n}\n',
        good: 'LOGGING = {\n    "version": 1,\n    "handlers": {\n        "file": {"class": "logging.handlers.WatchedFileHandler", "filename": "agent.log"},\n    },\n}\n',
      },
      {
        path: 'gateway/log.ts',
        bad: "import winston from 'winston';\n\nexport const logger = winston.createLogger({\n  transports: [new winston.transports.File({ filename: 'gateway.log' })],\n});\n",
        good: "import winston from 'winston';\n\nexport const logger = winston.createLogger({\n  transports: [new winston.transports.File({ filename: 'gateway.log', maxsize: 20 * 1024 * 1024, maxFiles: 5 })],\n});\n",
      },
    ],
    fixSafety:
      'Safe: the handler writes the same lines to the same file and starts a new one at 20 MB, keeping five old ones. To be reviewed where the file was opened with mode "w", because a rotating handler appends. Several processes must not share one rotating file.',
    references: [
      'https://docs.python.org/3/library/logging.handlers.html#rotatingfilehandler',
      'https://12factor.net/logs',
    ],
    remediation: {
      steps: ['Rotate the file, or log to standard output and let the supervisor keep the log.'],
      test: 'Let the agent write more than 20 MB: a second file appears and the first stays below the limit.',
      rollback: 'Put the former handler back.',
      dependsOn: [],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      if (isArchived(document.path) && project.agentsForScript(document.path).length === 0) return;
      for (const call of code.calls) checkCall(context, call);
      for (const string of code.strings) if (isHandlerClass(code, string)) reportConfigured(context, string);
    },
    typescript(context) {
      for (const stream of growingStream(context.code)) {
        const fix = limitStream(context, stream);
        context.report({
          range: stream.node,
          message: `${stream.message}: it ${WHY}`,
          fixes: fix === null || context.code.root.hasError ? [] : [fix],
        });
      }
    },
  },
});

function checkCall(context: CodeContext, call: Call): void {
  const { code } = context;
  switch (code.calleeOf(call)) {
    case 'logging.FileHandler': {
      const file = argumentOf(call, 'filename', 0);
      if (file === null || isNoFile(code, file.value) || isRewritten(code, call)) return;
      report(context, call.callee, 'This log file', rotateHandler(context, call));
      return;
    }
    case 'logging.handlers.RotatingFileHandler': {
      if (hasSpreadKeywords(call) || (isLimited(code, call, 'maxBytes', 2) && isLimited(code, call, 'backupCount', 3)))
        return;
      report(
        context,
        call.callee,
        'This handler rotates nothing without maxBytes and backupCount: the log file',
        limitHandler(context, call),
      );
      return;
    }
    case 'logging.basicConfig': {
      const file = argumentOf(call, 'filename');
      if (file === null || file.value.type === 'none' || isNoFile(code, file.value) || isRewritten(code, call)) return;
      report(context, file.node, 'The log file set up here', rotateBasicConfig(context, call));
      return;
    }
    case 'loguru.logger.add': {
      const sink = argumentOf(call, 'sink', 0);
      if (sink === null || argumentOf(call, 'rotation') !== null || hasSpreadKeywords(call)) return;
      const name = code.stringValue(sink.value)?.constant ?? null;
      if (name === null || /^\/dev\//.test(name)) return;
      report(context, call.callee, 'This log file', rotateSink(context, call));
      return;
    }
    case 'io.open':
    case 'codecs.open':
    case 'aiofiles.open':
    case 'open': {
      const file = argumentOf(call, 'file', 0);
      const mode = argumentOf(call, 'mode', 1);
      if (file === null || mode === null || !/^a/.test(code.stringValue(mode.value)?.constant ?? '')) return;
      if (!endsInLog(code, file.value)) return;
      report(context, call.node, 'This log file', null);
      return;
    }
    default:
  }
}

function report(context: CodeContext, range: SyntaxNode, subject: string, fix: Fix | null): void {
  context.report({
    range,
    message: `${subject} ${WHY}: rotate it (20 MB × 5) or log to standard output`,
    fixes: fix === null || context.code.root.hasError ? [] : [fix],
  });
}

function reportConfigured(context: CodeContext, string: SyntaxNode): void {
  report(context, string, 'The log file configured here', rotateConfiguredHandler(context, string));
}

/** `"class": "logging.FileHandler"` in the dictionary that `dictConfig` gets. */
function isHandlerClass(code: CodeModel, string: SyntaxNode): boolean {
  const pair = string.parent;
  if (
    pair?.type !== 'pair' ||
    string.field !== 'value' ||
    !/^logging\.(?:FileHandler|handlers\.RotatingFileHandler)$/.test(code.stringValue(string)?.constant ?? '')
  ) {
    return false;
  }
  if (code.stringValue(string)?.constant !== 'logging.FileHandler' && hasLimits(code, pair.parent)) return false;
  const key = pair.childForField('key');
  const name = key === null ? null : (code.stringValue(key)?.constant ?? null);
  return name === 'class' || name === '()';
}

/** `maxBytes` and `backupCount` beside the class; a dictionary that takes others in may hold them. */
function hasLimits(code: CodeModel, dictionary: SyntaxNode | null): boolean {
  if (dictionary?.type !== 'dictionary') return true;
  const keys = dictionary.namedChildren.map((child) => {
    const key = child.type === 'pair' ? child.childForField('key') : null;
    return key === null ? '**' : (code.stringValue(key)?.constant ?? '**');
  });
  return keys.includes('**') || (keys.includes('maxBytes') && keys.includes('backupCount'));
}

/** `RotatingFileHandler` with either limit missing or 0 never starts a new file. */
function isLimited(code: CodeModel, call: Call, name: string, position: number): boolean {
  const limit = argumentOf(call, name, position);
  return limit !== null && code.integerValue(limit.value) !== 0;
}

/** Devices and standard streams have no size. */
function isNoFile(code: CodeModel, file: SyntaxNode): boolean {
  const path = code.pathOf(file);
  if (path === 'os.devnull' || path?.startsWith('sys.') === true) return true;
  return /^(\/dev\/|\/proc\/|NUL$)/.test(code.stringValue(file)?.constant ?? '');
}

/** Mode "w" in a script without a main loop: each run starts the file anew and ends soon. */
function isRewritten(code: CodeModel, call: Call): boolean {
  const mode = argumentOf(call, 'mode', 1) ?? argumentOf(call, 'filemode');
  if (mode === null || !/^w/.test(code.stringValue(mode.value)?.constant ?? '')) return false;
  return endlessLoops(code, code.root).length === 0;
}

function endsInLog(code: CodeModel, file: SyntaxNode): boolean {
  const last = code.stringValue(file)?.parts.at(-1)?.text;
  return last !== undefined && last !== null && last.endsWith('.log');
}
