import type { VariableReader } from '../../project/variables/variable-readers';

/** What is wrong with a value. */
export interface Complaint {
  readonly message: string;
  /** What was most likely meant; null where nobody can tell. */
  readonly instead: string | null;
}

const YES = /^(?:true|1|yes|on|y|t|enabled?)$/i;
const NO = /^(?:false|0|no|off|n|f|disabled?|none|null)$/i;
const WHOLE = /^[+-]?\d(?:_?\d)*$/;
const NUMBER = /^[+-]?(?:\d(?:_?\d)*\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^[+-]?(?:inf|infinity|nan)$/i;

/** What a reader has against a value that is not empty; null when it is content. Without a reader, what the name alone rules out. */
export function complaintAbout(name: string, value: string, reader: VariableReader | null): Complaint | null {
  switch (reader?.parser) {
    case undefined:
      return isPortName(name) ? portComplaint(value) : null;
    case 'integer':
      return (
        integerComplaint(value, reader.prefix === true, reader.unsigned === true) ??
        (isPortName(name) ? portComplaint(value) : null)
      );
    case 'number':
      // Number('0x10') and Number('Infinity') are numbers, too.
      return NUMBER.test(value) || /^0[xob][\da-f]+$/i.test(value)
        ? null
        : { message: `'${shown(value)}' is no number, and the code reads it as one`, instead: leadingNumber(value) };
    case 'switch':
      return switchComplaint(value, reader.words, reader.folded);
    case 'boolean':
      return YES.test(value) && !/^enabled?$/i.test(value)
        ? null
        : /^(?:false|0|no|off|n|f)$/i.test(value)
          ? null
          : {
              message: `'${shown(value)}' is neither yes nor no, and the settings class refuses it`,
              instead: YES.test(value) ? 'true' : NO.test(value) ? 'false' : null,
            };
    case 'truth':
      return NO.test(value) && value !== '1'
        ? {
            message: `'${value}' switches it on: the code takes every text but the empty one for yes; leave the value empty`,
            instead: null,
          }
        : null;
  }
}

function integerComplaint(value: string, prefix: boolean, unsigned: boolean): Complaint | null {
  if (prefix ? /^[+-]?\d/.test(value) : WHOLE.test(value)) {
    return unsigned && value.startsWith('-')
      ? { message: `'${shown(value)}' is negative, and the code reads a number without a sign`, instead: null }
      : null;
  }
  if (/^\d+\.\d+$/.test(value)) {
    return {
      message: `'${value}' is a fraction, and the code reads a whole number`,
      instead: /^\d+\.0+$/.test(value) ? value.slice(0, value.indexOf('.')) : null,
    };
  }
  return {
    message: `'${shown(value)}' is no whole number, and the code reads it as one`,
    instead: leadingInteger(value),
  };
}

function switchComplaint(value: string, words: readonly string[], folded: boolean): Complaint | null {
  const given = folded ? value.toLowerCase() : value;
  if (words.includes(given) || NO.test(value)) return null;
  const meant = words.includes('true') ? 'true' : (words[0] ?? 'true');
  const known = words.map((word) => `'${word}'`).join(', ');
  return {
    message: `'${shown(value)}' means no to the code that reads it, which knows only ${known}`,
    instead: YES.test(value) ? meant : null,
  };
}

function isPortName(name: string): boolean {
  return /(?:^|_)PORT$/i.test(name) && !/(?:RE|EX|IM|SUP|TRANS|PASS|VIEW)PORT$/i.test(name);
}

function portComplaint(value: string): Complaint | null {
  if (!/^-?\d+$/.test(value)) return null;
  const port = Number(value);
  return port >= 0 && port <= 65_535 ? null : { message: `${value} is no port: they end at 65535`, instead: null };
}

/** `7200` of `7200/tcp`, `30s` and `"7200 # hub"`; nothing of `tcp://…`. */
function leadingInteger(value: string): string | null {
  return /^(\d+)(?![\d.])/.exec(value)?.[1] ?? null;
}

function leadingNumber(value: string): string | null {
  return /^(\d+(?:\.\d+)?)(?![\d.])/.exec(value)?.[1] ?? null;
}

/** Values may be secrets that stand in the wrong line: no more than their beginning is told. */
function shown(value: string): string {
  return value.length <= 16 ? value : `${value.slice(0, 6)}…`;
}
