/** Names that rules ask for, by the module that a file may take all names of: `from os import *`. */
const WELL_KNOWN: ReadonlyMap<string, RegExp> = new Map([
  ['os', /^(?:system|popen|getenv|environ|chmod|exec[lv]p?e?|spawn[lv]p?e?|startfile)$/],
  ['subprocess', /^(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput|PIPE)$/],
  ['socket', /^(?:socket|create_connection|create_server|AF_INET6?|SOCK_STREAM|SOCK_DGRAM)$/],
  ['time', /^(?:sleep|time)$/],
  ['pickle', /^(?:loads?|dumps?|Unpickler)$/],
  ['zmq', /^(?:Context|Poller|REP|REQ|PUB|SUB|PUSH|PULL|ROUTER|DEALER|PAIR|NOBLOCK|RCVTIMEO)$/],
  ['requests', /^(?:get|post|put|patch|delete|head|options|request|Session)$/],
  ['urllib.request', /^(?:urlopen|Request|urlretrieve)$/],
  ['flask', /^(?:Flask|Blueprint|request|jsonify)$/],
  ['fastapi', /^(?:FastAPI|APIRouter|Depends|Request)$/],
  ['http.server', /^(?:HTTPServer|ThreadingHTTPServer|BaseHTTPRequestHandler|SimpleHTTPRequestHandler)$/],
  ['socketserver', /^(?:TCPServer|UDPServer|ThreadingTCPServer|ThreadingUDPServer)$/],
  ['logging.handlers', /^(?:RotatingFileHandler|TimedRotatingFileHandler|WatchedFileHandler|SysLogHandler)$/],
  ['logging', /^(?:FileHandler|basicConfig|getLogger|StreamHandler)$/],
]);

/** The full path of a name that the file may have through `from module import *`; null where it declares the name itself, or nobody knows. */
export function pathThroughGlobs(name: string, modules: readonly string[], text: string): string | null {
  const module = modules.find((candidate) => WELL_KNOWN.get(candidate)?.test(name));
  if (module === undefined || declares(text, name)) return null;
  return `${module}.${name}`;
}

function declares(text: string, name: string): boolean {
  return new RegExp(`^[ \\t]*(?:def|async def|class)[ \\t]+${name}\\b|^${name}[ \\t]*=`, 'm').test(text);
}
