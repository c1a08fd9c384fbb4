import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import { importPythonName } from '../../../fixes/python-imports';
import type { FileEdit, Fix } from '../../finding';
import { calleeByType } from '../timeouts/receiver-type';

export interface BlockingCall {
  readonly call: Call;
  /** `time.sleep()` */
  readonly what: string;
  readonly twin: Fix | null;
}

const VERBS = '(get|post|put|patch|delete|head|options|request)';

/** Calls that go on for as long as somebody else likes. */
const BLOCKING: readonly RegExp[] = [
  /^time\.sleep$/,
  new RegExp(`^requests(\\.api)?\\.${VERBS}$`),
  new RegExp(`^requests(\\.sessions)?\\.[sS]ession\\.(${VERBS}|send)$`),
  new RegExp(`^httpx\\.(${VERBS}|stream)$`),
  new RegExp(`^httpx\\.Client\\.(${VERBS}|stream|send)$`),
  /^(six\.moves\.)?(urllib\.request|urllib2)\.(urlopen|urlretrieve)$/,
  /^urllib3\.(request|(PoolManager|HTTPS?ConnectionPool)\.(request|urlopen))$/,
  /^http\.client\.HTTPS?Connection\.(request|getresponse|connect)$/,
  /^subprocess\.(run|call|check_call|check_output|getoutput|getstatusoutput)$/,
  /^subprocess\.Popen\.(communicate|wait)$/,
  /^os\.(system|popen|wait|waitid|waitpid|wait3|wait4|spawn[lv]p?e?)$/,
  /^socket\.(create_connection|gethostbyname|gethostbyaddr|getaddrinfo|getfqdn)$/,
  /^smtplib\.SMTP(_SSL)?$/,
  /^ftplib\.FTP(_TLS)?$/,
  /^paramiko\.SSHClient\.(connect|exec_command)$/,
  /^shutil\.(copytree|rmtree|move|make_archive|unpack_archive|copyfileobj)$/,
  /^(zipfile\.ZipFile|tarfile\.(open|TarFile))\.extractall$/,
  /^torch\.load$/,
  /^whisper\.load_model$/,
  /^queue\.(Queue|LifoQueue|PriorityQueue|SimpleQueue)\.(get|join)$/,
  /^threading\.(Event|Condition)\.wait$/,
  /^(builtins\.)?input$/,
  /^openai\.((Azure)?OpenAI)\.(chat\.completions|completions|embeddings|responses)\.create$/,
];

const NAMES =
  /^(sleep|get|post|put|patch|delete|head|options|request|send|stream|urlopen|urlretrieve|getresponse|connect|run|call|check_call|check_output|getoutput|getstatusoutput|communicate|wait\w*|system|popen|spawn\w+|create_connection|gethostby\w+|getaddrinfo|getfqdn|SMTP\w*|FTP\w*|exec_command|copytree|rmtree|move|make_archive|unpack_archive|copyfileobj|extractall|load|load_model|join|input|recv\w*|accept|sendall|connect_ex|create)$/;

/** The blocking calls that stand directly in asynchronous functions. */
export function pythonBlockingCalls(code: CodeModel, uri: string): BlockingCall[] {
  if (!code.text.includes('async def')) return [];
  const imported = new Set(code.imports.map(({ local }) => local));
  return code.calls.flatMap((call): BlockingCall[] => {
    if (!NAMES.test(call.name) && !(call.receiver === null && imported.has(call.name))) return [];
    const around = code.enclosingFunction(call.node);
    if (around === null || !around.async || call.node.parent?.type === 'await') return [];
    const callee = code.resolvedCallee(call);
    if (callee === null) return [];
    const path = BLOCKING.some((pattern) => pattern.test(callee)) ? callee : calleeByType(code, call);
    if (path !== null && BLOCKING.some((pattern) => pattern.test(path))) return blocking(code, uri, call, path);
    return isBlockingSocket(code, call) || isBlockingMessage(code, call)
      ? [{ call, what: described(code, call), twin: null }]
      : [];
  });
}

function blocking(code: CodeModel, uri: string, call: Call, path: string): BlockingCall[] {
  if (path === 'input' && (call.receiver !== null || code.functions.some(({ name }) => name === 'input'))) return [];
  // Told not to wait: `os.spawnl(os.P_NOWAIT, …)`.
  const mode = path.startsWith('os.spawn') ? argumentOf(call, 'mode', 0) : null;
  if (mode !== null && /(^|\.)P_NOWAITO?$/.test(code.textOf(mode.value))) return [];
  // `sleep(0)` gives way, and `get(block=False)` does not wait.
  if (path === 'time.sleep' && call.arguments.length === 1 && code.textOf(call.argumentList ?? call.node) === '(0)')
    return [];
  const block = argumentOf(call, 'block', 0);
  if (/^queue\./.test(path) && block !== null && code.textOf(block.value) === 'False') return [];
  return [{ call, what: described(code, call), twin: twinOf(code, uri, call, path) }];
}

function described(code: CodeModel, call: Call): string {
  return `${code.textOf(call.callee).replace(/\s+/g, '').slice(0, 60)}()`;
}

/** `sock.recv(…)`, `sock.accept()` of a socket that was not told not to block. */
function isBlockingSocket(code: CodeModel, call: Call): boolean {
  if (!/^(recv|recvfrom|accept|connect|sendall|recv_into)$/.test(call.name) || call.receiver === null) return false;
  const maker = code.originOf(call.receiver);
  if (maker === null || code.calleeOf(maker) !== 'socket.socket') return false;
  return !/setblocking\(\s*(False|0)|settimeout\(\s*0(\.0*)?\s*\)|SOCK_NONBLOCK/.test(code.text);
}

/** `socket.recv_json()` on a socket of plain ZeroMQ. */
function isBlockingMessage(code: CodeModel, call: Call): boolean {
  if (!/^recv(_\w+)?$/.test(call.name) || call.receiver === null) return false;
  const maker = code.originOf(call.receiver);
  if (maker === null || maker.name !== 'socket') return false;
  const kind = maker.arguments[0] === undefined ? '' : code.textOf(maker.arguments[0].value);
  if (!/(^|\.)(REQ|REP|SUB|PULL|DEALER|ROUTER|PAIR|XSUB|XPUB)$/.test(kind)) return false;
  const owner = maker.receiver === null ? null : code.originOf(maker.receiver);
  const context = owner === null ? null : code.calleeOf(owner);
  if (context?.includes('asyncio') === true || (context === null && code.text.includes('zmq.asyncio'))) return false;
  return !/NOBLOCK|DONTWAIT/.test(code.textOf(call.argumentList ?? call.node));
}

function twinOf(code: CodeModel, uri: string, call: Call, path: string): Fix | null {
  const { argumentList } = call;
  if (argumentList === null || argumentList.hasError || argumentList.type !== 'argument_list') return null;
  if (path === 'time.sleep') return sleepTwin(code, uri, call);
  if (/^(smtplib|ftplib|(builtins\.)?input|openai|torch|whisper|threading|multiprocessing|queue)/.test(path))
    return null;
  // In a comprehension or under a decorator's own loop `await` would mean something else.
  if (usesOtherLoop(code) || call.node.ancestorOfType('generator_expression') !== null) return null;
  return {
    title: `Run ${call.name}() in a thread, and await it`,
    safety: 'review',
    edits: () => threadEdits(code, uri, call),
  };
}

function sleepTwin(code: CodeModel, uri: string, call: Call): Fix {
  const module = usesOtherLoop(code) ?? 'asyncio';
  return {
    title: `Use await ${module}.sleep()`,
    safety: 'safe',
    edits: () => {
      const { reference, edits } = importPythonName(code, uri, { module });
      const { start, end } = call.callee;
      const [before, after] = needsBrackets(call) ? ['(', ')'] : ['', ''];
      const close: FileEdit[] =
        after === '' ? [] : [{ uri, range: { start: call.node.end, end: call.node.end }, newText: after }];
      return [...edits, { uri, range: { start, end }, newText: `${before}await ${reference}.sleep` }, ...close];
    },
  };
}

/** `requests.get(u)` becomes `await asyncio.to_thread(requests.get, u)`. */
function threadEdits(code: CodeModel, uri: string, call: Call): FileEdit[] {
  const { reference, edits } = importPythonName(code, uri, { module: 'asyncio' });
  const callee = code.textOf(call.callee);
  const open = call.argumentList?.start ?? call.callee.end;
  const [before, after] = needsBrackets(call) ? ['(', ')'] : ['', ''];
  const separator =
    call.arguments.length === 0 ? '' : /^\([ \t]*\r?\n/.test(code.text.slice(open, open + 200)) ? ',' : ', ';
  const close: FileEdit[] =
    after === '' ? [] : [{ uri, range: { start: call.node.end, end: call.node.end }, newText: after }];
  return [
    ...edits,
    {
      uri,
      range: { start: call.node.start, end: open + 1 },
      newText: `${before}await ${reference}.to_thread(${callee}${separator}`,
    },
    ...close,
  ];
}

/** `f(u).json()` and `f(u)[0]` bind closer than `await`. */
function needsBrackets(call: Call): boolean {
  const parent = call.node.parent?.type ?? '';
  return parent === 'attribute' || parent === 'subscript' || parent === 'call' || parent === 'binary_operator';
}

function usesOtherLoop(code: CodeModel): 'trio' | 'anyio' | null {
  if (code.imports.some(({ module }) => module.split('.')[0] === 'asyncio')) return null;
  const other = code.imports.find(({ module }) => /^(trio|anyio)$/.test(module.split('.')[0] ?? ''));
  return other === undefined ? null : (other.module.split('.')[0] as 'trio' | 'anyio');
}
