import { type Call, type CodeModel, argumentOf } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';

const BIND_CALLEES =
  /(^|\.)(uvicorn\.run|uvicorn\.Config|hypercorn\.\w+|web\.run_app|web\.TCPSite|TCPSite|websockets(\.\w+)*\.serve|serve|run_simple|make_server|HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|UDPServer|WSGIServer|SimpleXMLRPCServer|start_server|create_server|add_insecure_port|add_secure_port|listen|listen_tcp|Bun\.serve|WebSocketServer|WebSocket\.Server|createServer|start_http_server|TcpListener\.bind|UdpSocket\.bind|Server\.bind|bind_to_random_port)$/;

/** Calls whose address is where a server listens. */
export function isBindCall(code: CodeModel, call: Call): boolean {
  if (/^bind(?:_?[aA]sync)?$/.test(call.name)) return true;
  const callee = code.resolvedCallee(call) ?? '';
  if (BIND_CALLEES.test(callee) || BIND_CALLEES.test(code.calleeOf(call) ?? '')) return true;
  if (isOwnServer(code, call)) return true;
  if (call.name !== 'run' && call.name !== 'run_async' && call.name !== 'launch') return false;
  // `app.run(host=…)` of Flask and its relatives: nothing but a server takes host and port to run.
  if (argumentOf(call, 'host') !== null || argumentOf(call, 'server_name') !== null) return true;
  const [first] = call.arguments;
  if (first === undefined || first.name !== null || call.receiver === null) return false;
  // `app.run("0.0.0.0", 80)`, and warp's `serve(routes).run(([0, 0, 0, 0], 80))`
  return (
    first.value.type === 'tuple_expression' || (first.value.type === 'string' && isApplication(code, call.receiver))
  );
}

const SERVER_CLASSES =
  /(^|\.)(HTTPServer|ThreadingHTTPServer|TCPServer|ThreadingTCPServer|UDPServer|ThreadingUDPServer|WSGIServer|SimpleXMLRPCServer)$/;

/** `class Server(ThreadingMixIn, HTTPServer)`: its instances listen as their base does. */
export function isOwnServer(code: CodeModel, call: Call): boolean {
  if (code.language !== 'python' || call.receiver !== null || !/^[A-Z]/.test(call.name)) return false;
  // The module that defines such a server only shows it at its end.
  if (SERVER_CLASSES.test(call.name)) return false;
  return code.classes.some(
    ({ name, bases }) => name === call.name && bases.some((base) => SERVER_CLASSES.test(code.pathOf(base) ?? '')),
  );
}

function isApplication(code: CodeModel, receiver: SyntaxNode): boolean {
  const maker = code.originOf(receiver);
  return maker !== null
    ? /^(?:Flask|Quart|Bottle|Sanic|Dash|FastMCP|SocketIO)$/.test(maker.name)
    : /(?:^|\.)(?:app|application|server|api|bottle|web_app|socketio)$/.test(code.pathOf(receiver) ?? '');
}

const CONNECT_NAMES =
  /^(connect|connect_ex|create_connection|open_connection|insecure_channel|secure_channel|connect_async|websocket_connect)$/;

export function isConnectCall(call: Call): boolean {
  return CONNECT_NAMES.test(call.name);
}

const REQUEST_NAMES = /^(get|post|put|patch|delete|head|options|request|stream|urlopen|Request|fetch|ws_connect)$/;
const CLIENT_NAMES =
  /^(WebSocket|ReconnectingWebSocket|EventSource|from_url|Redis|StrictRedis|Client|AsyncClient|Session|ClientSession|QdrantClient|OpenAI|AsyncOpenAI|MongoClient|InfluxDBClient|Elasticsearch|create_engine|Connection|ConnectionParameters|URL|urljoin|wait_for_\w+|\w*[Cc]lient\d*|\w+_url|set_url)$/;

/** Calls that make a client of a service; what they return stands for the service. */
export function isClientCall(call: Call): boolean {
  // Rust opens clients: `redis::Client::open(…)`.
  return CLIENT_NAMES.test(call.name) || (call.name === 'open' && call.receiver === null);
}

/** Calls that ask a service something; what they return is an answer. */
export function isRequestCall(call: Call): boolean {
  return REQUEST_NAMES.test(call.name);
}

/** Calls that look a value up under a key and take a default behind it: `config.get("redis_host", "localhost")`. */
export function isKeyedLookup(call: Call): boolean {
  return /^(get|getattr|setdefault|pop|getStr|get_str|get_config|get_setting)$/.test(call.name);
}

/** Calls and macros that hand their text on: what happens to the result counts. */
export function handsTextOn(call: Call): boolean {
  return /^(format|String|String\.raw|str|to_string|to_owned|into|from|as_str|clone|parse|unwrap|expect|rstrip|strip|trim|trimEnd)$/.test(
    call.name,
  );
}

const TALK =
  /^(debug|info|warning|warn|error|critical|exception|log|print|write|echo|secho|style|format_exc|println|eprintln|trace|fatal|caption|markdown|text_input|useState|useRef)$/;
const TEXT_METHODS =
  /^(replace|startswith|endswith|startsWith|endsWith|split|rsplit|find|index|indexOf|includes|count|sub|compile|match|search|fullmatch|findall|finditer|partition|add_argument|append_text|append|Exception|Error|ValueError|RuntimeError|ip_address|ip_network|inet_aton|gethostbyname|getaddrinfo|assert\w*|patch|mock|option|argument|Field|test|contains|default_value|on_hover_text)$/;

/** Calls that show what they are given to people. */
export function isShown(call: Call): boolean {
  return TALK.test(call.name);
}

/** Calls that show, compare or take apart a text. */
export function isTalk(call: Call): boolean {
  return TALK.test(call.name) || TEXT_METHODS.test(call.name);
}
