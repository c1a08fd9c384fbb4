/** A parameter of a constructor, `self` left out. */
export interface ContractParameter {
  readonly name: string;
  /** Behind a `*`: it can only be given by keyword. */
  readonly keywordOnly: boolean;
  readonly optional: boolean;
}

/** What a class asks of its heirs and gives them, as its source shows it. Plain data: it travels to worker threads. */
export interface ClassContract {
  readonly parameters: readonly ContractParameter[];
  /** `*args`: positional arguments are taken, whatever becomes of them. */
  readonly anyPositional: boolean;
  /** `**kwargs` */
  readonly anyKeyword: boolean;
  /** Keywords that the constructor takes out of its `**kwargs`: `kwargs.get("port")`, `kwargs["port"]`, `kwargs.pop("port")`. */
  readonly keywordsRead: readonly string[];
  /** `**kwargs` are handed on or kept as a whole, so that any keyword may have a meaning. */
  readonly keywordsForwarded: boolean;
  /** Attributes of the instance that its methods assign. */
  readonly attributes: readonly string[];
  /** Methods by name, with their parameters as written. */
  readonly methods: Readonly<Record<string, string>>;
  /** `run` ends with the clean-up, so that nobody else has to call it. */
  readonly runCleansUp: boolean;
  /** A port that is not given is looked up in the environment, the configuration or the command line (AGENT_PORT, HEALTH_CHECK_PORT). */
  readonly portFromEnvironment: boolean;
  readonly healthPortFromEnvironment: boolean;
  /** The attribute that holds the socket bound on `self.port`, e.g. `socket`. */
  readonly mainSocket: string | null;
  readonly handlesSigterm: boolean;
  /** A health port that nobody gives is the port plus this; null where the source does not say. */
  readonly healthPortOffset: number | null;
  /** HTTP health is served on `health_check_port + 1`: a port no startup file mentions. */
  readonly opensNextHealthPort?: boolean;
  /** Attributes that the body of the class assigns: they are there before any constructor has run. */
  readonly classAttributes?: readonly string[];
  /** Methods that use attributes of the instance: they fail before the constructor has run. */
  readonly methodsOnState?: readonly string[];
}

const CANDIDATE_NAME = /Base|Abstract|^(?:Agent|Service|Worker)$/;
const CLASS_LINE = /^class[ \t]+(\w+)[^\n]*$/gm;
const METHOD = /^([ \t]+)(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(/gm;
const MAX_METHODS = 400;

/**
 * The contracts of the classes of a file that others are likely to build on. Like the module summary it is read from lines, not from a
 * tree: a project's facts come out of every file, also those that do not parse.
 */
export function readClassContracts(text: string): Record<string, ClassContract> {
  const contracts: Record<string, ClassContract> = {};
  if (!text.includes('__init__')) return contracts;
  let blanked: string | undefined;
  for (const match of text.matchAll(CLASS_LINE)) {
    const name = match[1] ?? '';
    if (!CANDIDATE_NAME.test(name)) {
      // A class in between: it takes any keyword and hands it on.
      const end = endOfClass(text, match.index + match[0].length);
      const body = text.slice(match.index, end);
      if (
        !body.includes('**') ||
        !/def __init__\([^)]*\*\*\w+/.test(body) ||
        !/def (?:run|cleanup|stop|shutdown)\(/.test(body)
      )
        continue;
    }
    blanked ??= blankStringsAndComments(text);
    // A quoted class is blank by now.
    if (!blanked.startsWith('class', match.index)) continue;
    const start = match.index + match[0].length;
    const end = endOfClass(blanked, start);
    contracts[name] = readContract(blanked.slice(start, end), text.slice(start, end));
  }
  return contracts;
}

function endOfClass(text: string, from: number): number {
  const next = /\n(?=[^\s#)\]}])/g;
  next.lastIndex = from;
  return next.exec(text)?.index ?? text.length;
}

interface Method {
  readonly indent: string;
  readonly name: string;
  readonly parameters: string;
  readonly body: string;
  readonly source: string;
}

function readContract(blanked: string, source: string): ClassContract {
  const methods = readMethods(blanked, source);
  const constructor = methods.find((method) => method.name === '__init__');
  const list = splitParameters(constructor?.parameters ?? '').slice(1);
  const star = list.findIndex((parameter) => parameter.startsWith('*') && !parameter.startsWith('**'));
  const kwargs = list
    .find((parameter) => parameter.startsWith('**'))
    ?.slice(2)
    .split(':')[0]
    ?.trim();
  const parameters = list.flatMap((parameter, index): ContractParameter[] => {
    if (parameter.startsWith('*') || parameter === '/') return [];
    const name = /^\w+/.exec(parameter)?.[0];
    return name === undefined
      ? []
      : [{ name, keywordOnly: star !== -1 && index > star, optional: parameter.includes('=') }];
  });
  const attributes = new Set<string>();
  for (const match of blanked.matchAll(/\bself\.(\w+)[ \t]*(?::[^=\n]+)?=(?!=)/g)) attributes.add(match[1] ?? '');
  const run = methods.find((method) => method.name === 'run');
  const classAttributes = namesInBody(blanked, methods);
  return {
    parameters,
    anyPositional: list.some((parameter) => /^\*\w/.test(parameter)),
    anyKeyword: kwargs !== undefined,
    keywordsRead: kwargs === undefined ? [] : keywordsRead(constructor?.source ?? '', kwargs),
    keywordsForwarded:
      kwargs !== undefined &&
      new RegExp(`\\*\\*${kwargs}\\b|[=(,][ \\t]*${kwargs}[ \\t]*(?:[),]|$)`, 'm').test(constructor?.body ?? ''),
    attributes: [...attributes],
    methods: Object.fromEntries(methods.map((method) => [method.name, method.parameters])),
    runCleansUp: run !== undefined && /\bself\.cleanup\(\)/.test(run.body),
    portFromEnvironment:
      /["'](?:AGENT_|SERVICE_|ZMQ_)?PORT["']|\b(?:args|config|settings|cfg)(?:\.get\(["']|\[["']|\.)port\b/.test(
        source,
      ),
    healthPortFromEnvironment: /["']\w{0,40}HEALTH\w{0,40}PORT["']/.test(source),
    mainSocket: /\bself\.(\w+)\.bind\([^\n]*\bself\.port\b/.exec(source)?.[1] ?? null,
    handlesSigterm: /\bSIGTERM\b/.test(blanked),
    healthPortOffset: derivedOffset(blanked),
    opensNextHealthPort:
      /(?:\bself\.\w{0,60}port\w{0,60}[ \t]*=(?!=)|Server\w{0,60}\(|\.bind\()[^\n=]{0,200}health\w{0,60}port\w{0,60}\)?[ \t]*\+[ \t]*1\b/i.test(
        blanked,
      ),
    classAttributes,
    methodsOnState: methods
      .filter(({ body }) => {
        const used = [...body.matchAll(/\bself\.(\w+)\b(?![ \t]*(?::[^=\n]+)?=(?!=))/g)].map((match) => match[1] ?? '');
        return used.some((name) => attributes.has(name) && !classAttributes.includes(name));
      })
      .map(({ name }) => name),
  };
}

/** `timeout = 5` and `timeout: int = 5` in the body of a class, as far in as its methods. */
function namesInBody(blanked: string, methods: readonly Method[]): string[] {
  const [first] = methods;
  if (first === undefined) return [];
  const assigned = new RegExp(`^${first.indent}(\\w+)[ \\t]*(?::[^=\\n]+)?=(?!=)`, 'gm');
  return [...blanked.matchAll(assigned)].map((match) => match[1] ?? '');
}

/** `self.health_check_port = self.port + 1` */
function derivedOffset(blanked: string): number | null {
  const offset = /\bhealth\w{0,40}port[ \t]*=[^\n=]{0,120}\b(?:self\.)?port[ \t]*\+[ \t]*(\d{1,5})\b/.exec(
    blanked,
  )?.[1];
  return offset === undefined ? null : Number(offset);
}

function readMethods(blanked: string, source: string): Method[] {
  const starts = [...blanked.matchAll(METHOD)];
  const indent = starts[0]?.[1]?.length ?? 0;
  const own = starts.filter((match) => (match[1]?.length ?? 0) === indent).slice(0, MAX_METHODS);
  return own.map((match, index) => {
    const open = match.index + match[0].length;
    const close = closingBracket(blanked, open);
    const end = own[index + 1]?.index ?? blanked.length;
    return {
      indent: match[1] ?? '',
      name: match[2] ?? '',
      parameters: source
        .slice(open, close)
        .replace(/#[^\n]*/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
      body: blanked.slice(close, end),
      source: source.slice(close, end),
    };
  });
}

function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '(' || character === '[' || character === '{') depth++;
    else if ((character === ')' || character === ']' || character === '}') && --depth === 0) return at;
  }
  return text.length;
}

function splitParameters(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of list) {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  if (part.trim() !== '') parts.push(part.trim());
  return parts;
}

function keywordsRead(source: string, kwargs: string): string[] {
  const read = new RegExp(`\\b${kwargs}(?:\\.(?:get|pop|setdefault)\\(|\\[)[ \\t]*["'](\\w+)["']`, 'g');
  return [...new Set([...source.matchAll(read)].map((match) => match[1] ?? ''))];
}

const STRING_OR_COMMENT =
  /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|#[^\n]*/g;

/** The text with the inside of strings and comments replaced by spaces; offsets and lines stay. */
function blankStringsAndComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (found) => found.replace(/[^\r\n]/g, ' '));
}
