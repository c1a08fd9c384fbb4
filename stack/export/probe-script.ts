import type { Question } from './handover';

/**
 * Health checks as programs for `python3 -c` and `node -e`, for targets that can only run something in the agent's surroundings. They hold neither
 * dollar signs, percent signs, backslashes nor single quotes, which every target has its own use for, and take everything that differs between
 * agents as arguments, so that they can be written down once.
 */
export type ProbeKind = Question['kind'];

const JUDGE = `BAD = "error unhealthy stopped down fail failed failing failure critical offline dead unavailable not_serving not_ready stopping starting initializing loading warming_up".split()


def judge(text):
    try:
        body = json.loads(text)
    except ValueError:
        body = text
    keys = ("health_status", "health", "status", "state")
    words = [body.get(key) for key in keys] if isinstance(body, dict) else [body]
    for word in words:
        if isinstance(word, str) and word.strip().lower().replace(" ", "_") in BAD:
            raise RuntimeError("it says " + word.strip())
`;

const ASK_HTTP = `def ask_http(port, path):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=limit)
    line.request("GET", path)
    answer = line.getresponse()
    text = answer.read(65536).decode("utf-8", "replace")
    if answer.status >= 400:
        raise RuntimeError(path + " answers " + str(answer.status))
    judge(text)
`;

const ASK_ZMQ = `def ask_zmq(port):
    import zmq

    line = zmq.Context.instance().socket(zmq.REQ)
    line.linger = 0
    line.RCVTIMEO = line.SNDTIMEO = int(limit * 1000)
    line.connect("tcp://127.0.0.1:" + str(port))
    line.send_json({"action": "health_check"})
    judge(line.recv().decode("utf-8", "replace"))
`;

const ASK_ANY = `def ask_any(ports, paths):
    is_open = False
    for port in ports:
        try:
            with socket.create_connection(("127.0.0.1", port), limit) as line:
                line.settimeout(0.2)
                try:
                    first = line.recv(1)
                except socket.timeout:
                    first = b""
        except OSError:
            continue
        is_open = True
        if first == bytes([255]):
            try:
                return ask_zmq(port)
            except ImportError:
                return None
        for path in paths if first == b"" else ():
            try:
                return ask_http(port, path)
            except RuntimeError as error:
                if not str(error).endswith(" answers 404"):
                    raise
            except (OSError, http.client.HTTPException):
                break
    if not is_open:
        raise RuntimeError("no port is open")
`;

interface Script {
  readonly imports: readonly string[];
  readonly parts: readonly string[];
  readonly ask: string;
}

/** Arguments: the time limit in seconds, then those of `probeArguments`. */
const PYTHON: Readonly<Partial<Record<ProbeKind, Script>>> = {
  http: {
    imports: ['http.client', 'json', 'sys'],
    parts: [JUDGE, ASK_HTTP],
    ask: 'ask_http(int(sys.argv[2]), sys.argv[3])',
  },
  tcp: {
    imports: ['socket', 'sys'],
    parts: [],
    ask: 'socket.create_connection(("127.0.0.1", int(sys.argv[2])), limit).close()',
  },
  zmq: { imports: ['json', 'sys'], parts: [JUDGE, ASK_ZMQ], ask: 'ask_zmq(int(sys.argv[2]))' },
  grpc: {
    imports: ['sys'],
    parts: [
      `def ask_grpc(port):
    import grpc

    line = grpc.insecure_channel("127.0.0.1:" + str(port))
    answer = line.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=limit)
    if answer != bytes([8, 1]):
        raise RuntimeError("it is not serving")
`,
    ],
    ask: 'ask_grpc(int(sys.argv[2]))',
  },
  any: {
    imports: ['http.client', 'json', 'socket', 'sys'],
    parts: [JUDGE, ASK_HTTP, ASK_ZMQ, ASK_ANY],
    ask: 'ask_any([int(port) for port in sys.argv[3].split(",")], sys.argv[2].split(","))',
  },
  process: { imports: ['os', 'sys'], parts: [], ask: 'os.kill(1, 0)' },
};

/** What asks once, for `python3 -c`; null for kinds that need no script. */
export function pythonProbe(kind: ProbeKind): string | null {
  const script = PYTHON[kind];
  return script ? `${head(script)}${script.ask}\n` : null;
}

/** What asks until the answer is good, for as many seconds as its last argument says. */
export function pythonWait(kind: ProbeKind): string | null {
  const script = PYTHON[kind];
  if (!script || kind === 'process') return null;
  const loop = `end = time.monotonic() + float(sys.argv[-1])
pause = 0.05
while True:
    try:
        ${script.ask}
        break
    except ImportError:
        raise
    except Exception as error:
        if time.monotonic() > end:
            sys.exit(str(error))
        time.sleep(pause)
        pause = min(pause * 1.5, 1)
`;
  return `${head({ ...script, imports: [...script.imports, 'time'].sort() })}${loop}`;
}

function head({ imports, parts }: Script): string {
  const blocks = [`import ${imports.join(', ')}\n\nlimit = float(sys.argv[1])\n`, ...parts];
  return `${blocks.join('\n')}\n`.replace(/\n{4,}/g, '\n\n\n');
}

/** Waits until every `host:port` among the arguments accepts connections. */
export const PYTHON_WAIT_FOR_PORTS = `import socket, sys, time

for place in sys.argv[1:]:
    host, port = place.rsplit(":", 1)
    while True:
        try:
            socket.create_connection((host, int(port)), 2).close()
            break
        except OSError:
            time.sleep(0.5)
`;

const NODE: Readonly<Partial<Record<ProbeKind, string>>> = {
  http: `const [limit, port, path] = process.argv.filter((word) => word !== __filename).slice(1);
const fail = (why) => (console.error(String(why)), process.exit(1));
require("node:http")
  .get({ host: "127.0.0.1", port, path, timeout: limit * 1000 }, ({ statusCode }) => (statusCode < 400 ? process.exit(0) : fail(statusCode)))
  .on("timeout", () => fail("no answer"))
  .on("error", fail);
`,
  tcp: `const [limit, port] = process.argv.filter((word) => word !== __filename).slice(1);
const fail = (why) => (console.error(String(why)), process.exit(1));
require("node:net")
  .connect({ host: "127.0.0.1", port: Number(port), timeout: limit * 1000 }, () => process.exit(0))
  .on("timeout", () => fail("no answer"))
  .on("error", fail);
`,
  process: 'process.kill(1, 0);\n',
};

/** What asks once, for `node -e`; null for protocols that Node does not speak. */
export function nodeProbe(kind: ProbeKind): string | null {
  return NODE[kind] ?? null;
}

/** The arguments of a script behind its time limit. */
export function probeArguments(question: Question): string[] {
  switch (question.kind) {
    case 'http':
      return [String(question.port), question.path];
    case 'any':
      return [question.path ?? '/health,/healthz,/ready', question.ports.join(',')];
    case 'tcp':
    case 'zmq':
    case 'grpc':
      return [String(question.port)];
    default:
      return [];
  }
}
