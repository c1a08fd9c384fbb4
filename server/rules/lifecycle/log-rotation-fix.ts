import type { CodeContext } from '../rule';
import { argumentRemoval } from '../../fixes/python-arguments';
import { importPythonName } from '../../fixes/python-imports';
import { type Argument, type Call, type CodeModel, argumentOf, hasSpreadKeywords } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { quoteAt } from '../../fixes/quotes';
import type { FileEdit, Fix } from '../finding';

const LIMITS = 'maxBytes=20 * 1024 * 1024, backupCount=5';
const ROTATING = { module: 'logging.handlers', name: 'RotatingFileHandler' };
const TITLE = 'Rotate the log file at 20 MB, keeping 5 old ones';

/** Positional parameters of `logging.FileHandler`; those behind the mode are handed on by keyword. */
const HANDLER_PARAMETERS = ['filename', 'mode', 'encoding', 'delay', 'errors'] as const;

/** `FileHandler(name, mode, encoding, delay)` → `RotatingFileHandler(name, mode, maxBytes=…, backupCount=5, encoding=…, delay=…)`. */
export function rotateHandler({ code, document }: CodeContext, call: Call): Fix | null {
  if (call.arguments.length === 0 || hasSpreadKeywords(call)) return null;
  return {
    title: TITLE,
    safety: isOverwriting(code, argumentOf(call, 'mode', 1)) ? 'review' : 'safe',
    edits: () => {
      const { reference, edits } = importPythonName(code, document.uri, ROTATING);
      const own: FileEdit[] = [replace(document.uri, call.callee, reference)];
      const positional = call.arguments.filter((argument) => argument.name === null);
      positional.forEach((argument, index) => {
        const name = HANDLER_PARAMETERS[index];
        if (index >= 2 && name !== undefined) own.push(insert(document.uri, argument.node.start, `${name}=`));
      });
      // Behind the file name and mode, in whichever form they were given.
      const anchor =
        positional[Math.min(positional.length, 2) - 1] ?? argumentOf(call, 'filename') ?? call.arguments[0];
      if (anchor !== undefined) own.push(insert(document.uri, anchor.node.end, `, ${LIMITS}`));
      return [...own, ...edits];
    },
  };
}

/** `RotatingFileHandler(name)` gets the limits that are missing or 0. */
export function limitHandler({ code, document }: CodeContext, call: Call): Fix | null {
  const { uri } = document;
  const last = call.arguments.at(-1);
  if (last === undefined) return null;
  const limits = [
    { argument: argumentOf(call, 'maxBytes', 2), name: 'maxBytes', value: '20 * 1024 * 1024' },
    { argument: argumentOf(call, 'backupCount', 3), name: 'backupCount', value: '5' },
  ];
  return {
    title: TITLE,
    safety: 'safe',
    edits: () => {
      const zero = limits.filter(({ argument }) => argument !== null && code.integerValue(argument.value) === 0);
      const missing = limits.filter(({ argument }) => argument === null);
      const added = missing.map(({ name, value }) => `, ${name}=${value}`).join('');
      return [
        ...zero.flatMap(({ argument, value }) => (argument === null ? [] : [replace(uri, argument.value, value)])),
        ...(added === '' ? [] : [insert(uri, last.node.end, added)]),
      ];
    },
  };
}

/** `basicConfig(filename=…, filemode=…, encoding=…)` → `basicConfig(handlers=[RotatingFileHandler(…)])`. */
export function rotateBasicConfig({ code, document }: CodeContext, call: Call): Fix | null {
  const file = argumentOf(call, 'filename');
  // With `handlers` or `stream` beside `filename` the call raises as it is.
  if (
    file === null ||
    hasSpreadKeywords(call) ||
    argumentOf(call, 'handlers') !== null ||
    argumentOf(call, 'stream') !== null
  ) {
    return null;
  }
  const mode = argumentOf(call, 'filemode');
  return {
    title: TITLE,
    safety: isOverwriting(code, mode) ? 'review' : 'safe',
    edits: () => {
      const { reference, edits } = importPythonName(code, document.uri, ROTATING);
      const moved = [mode, argumentOf(call, 'encoding'), argumentOf(call, 'errors')].filter(
        (argument): argument is Argument => argument !== null,
      );
      const text = (argument: Argument, name: string): string => `${name}=${code.textOf(argument.value)}`;
      const parts = [
        code.textOf(file.value),
        ...(mode === null ? [] : [text(mode, 'mode')]),
        LIMITS,
        ...moved.filter((argument) => argument !== mode).map((argument) => text(argument, argument.name ?? '')),
      ];
      return [
        replace(document.uri, file.node, `handlers=[${reference}(${parts.join(', ')})]`),
        ...moved.map((argument) => ({ uri: document.uri, range: argumentRemoval(code, call, argument), newText: '' })),
        ...edits,
      ];
    },
  };
}

/** `{"class": "logging.FileHandler", …}` gets the rotating class and its limits. */
export function rotateConfiguredHandler({ code, document }: CodeContext, string: SyntaxNode): Fix | null {
  const pair = string.parent;
  const dictionary = pair?.parent;
  if (pair?.type !== 'pair' || dictionary?.type !== 'dictionary') return null;
  return {
    title: TITLE,
    safety: 'safe',
    edits: () => {
      const quote = quoteAt(code, string);
      const keys = dictionary.namedChildren.flatMap((child) => {
        const key = child.type === 'pair' ? child.childForField('key') : null;
        return key === null ? [] : [code.stringValue(key)?.constant ?? ''];
      });
      const lineStart = code.text.lastIndexOf('\n', pair.start - 1) + 1;
      const lead = code.text.slice(lineStart, pair.start);
      const separator = /^[ \t]+$/.test(lead) ? `,${document.lineEnding}${lead}` : ', ';
      const added = [
        ...(keys.includes('maxBytes') ? [] : [`${quote}maxBytes${quote}: 20 * 1024 * 1024`]),
        ...(keys.includes('backupCount') ? [] : [`${quote}backupCount${quote}: 5`]),
      ];
      return [
        replace(document.uri, string, `${quote}logging.handlers.RotatingFileHandler${quote}`),
        insert(document.uri, pair.end, added.map((entry) => separator + entry).join('')),
      ];
    },
  };
}

/** loguru: `logger.add("agent.log", rotation="20 MB", retention=5)`. */
export function rotateSink({ code, document }: CodeContext, call: Call): Fix | null {
  const last = call.arguments.at(-1);
  if (last === undefined) return null;
  return {
    title: TITLE,
    safety: 'safe',
    edits: () => {
      const quote = quoteAt(code, last.node);
      const retention = argumentOf(call, 'retention') === null ? ', retention=5' : '';
      return [insert(document.uri, last.node.end, `, rotation=${quote}20 MB${quote}${retention}`)];
    },
  };
}

function isOverwriting(code: CodeModel, mode: Argument | null): boolean {
  return mode !== null && !(code.stringValue(mode.value)?.constant ?? 'w').startsWith('a');
}

function replace(uri: string, { start, end }: SyntaxNode, newText: string): FileEdit {
  return { uri, range: { start, end }, newText };
}

function insert(uri: string, at: number, newText: string): FileEdit {
  return { uri, range: { start: at, end: at }, newText };
}
