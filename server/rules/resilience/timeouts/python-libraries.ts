/** What a Python library does when nobody gives it a limit. */
export interface LibraryCall {
  /** Resolved callees, without the module's aliases. */
  readonly callee: RegExp;
  /** Keywords that set a timeout; any one is enough. The first is the one that fixes add. */
  readonly keywords: readonly string[];
  /** 0-based position at which the first keyword may be passed without its name. */
  readonly position?: number;
  readonly waitsFor: string;
  readonly process?: boolean;
  /** True for libraries that have a default: only an explicit None (or 0 where that means none) waits for ever. */
  readonly hasDefault?: boolean;
  /** True where 0 means "no limit". */
  readonly zeroIsNone?: boolean;
  /** False where no argument could set a limit. */
  readonly fixable?: boolean;
}

const VERBS = '(get|post|put|patch|delete|head|options|request)';
const SERVER = 'the server';
const TIMEOUT: readonly string[] = ['timeout'];

/** Sessions that behave as `requests.Session` does. */
const REQUESTS_SESSION =
  '(requests(\\.sessions)?\\.[sS]ession|requests_futures\\.sessions\\.FuturesSession|requests_cache\\.CachedSession|requests_oauthlib\\.OAuth[12]Session|requests_html\\.HTMLSession|cloudscraper\\.create_scraper)';

export const LIBRARY_CALLS: readonly LibraryCall[] = [
  { callee: new RegExp(`^requests(\\.api)?\\.${VERBS}$`), keywords: TIMEOUT, waitsFor: SERVER },
  { callee: new RegExp(`^${REQUESTS_SESSION}\\.${VERBS}$`), keywords: TIMEOUT, waitsFor: SERVER },
  { callee: /^requests(\.sessions)?\.[sS]ession\.send$/, keywords: TIMEOUT, waitsFor: SERVER },
  {
    callee: new RegExp(`^httpx\\.(${VERBS}|stream|Client|AsyncClient|(Async)?Client\\.(${VERBS}|stream|send))$`),
    keywords: TIMEOUT,
    waitsFor: SERVER,
    hasDefault: true,
  },
  { callee: /^httpx\.Timeout$/, keywords: TIMEOUT, position: 0, waitsFor: SERVER, hasDefault: true },
  {
    callee: /^aiohttp\.ClientTimeout$/,
    keywords: ['total'],
    position: 0,
    waitsFor: SERVER,
    hasDefault: true,
    zeroIsNone: true,
  },
  {
    callee: new RegExp(`^aiohttp\\.(request|ClientSession|ClientSession\\.(${VERBS}|ws_connect))$`),
    keywords: TIMEOUT,
    waitsFor: SERVER,
    hasDefault: true,
    zeroIsNone: true,
  },
  {
    callee: /^(six\.moves\.)?(urllib\.request|urllib2|urllib)\.urlopen$/,
    keywords: TIMEOUT,
    position: 2,
    waitsFor: SERVER,
  },
  {
    callee: /^(urllib\.request|urllib2)\.(build_opener|OpenerDirector)\.open$/,
    keywords: TIMEOUT,
    position: 2,
    waitsFor: SERVER,
  },
  { callee: /^urllib\.request\.urlretrieve$/, keywords: TIMEOUT, waitsFor: SERVER, fixable: false },
  { callee: /^(http\.client|httplib)\.HTTPConnection$/, keywords: TIMEOUT, position: 2, waitsFor: SERVER },
  { callee: /^(http\.client|httplib)\.HTTPSConnection$/, keywords: TIMEOUT, waitsFor: SERVER },
  {
    callee: /^urllib3\.(PoolManager|ProxyManager|HTTPS?ConnectionPool|connection_from_url)\.(request|urlopen)$/,
    keywords: TIMEOUT,
    waitsFor: SERVER,
  },
  { callee: /^urllib3\.request$/, keywords: TIMEOUT, waitsFor: SERVER },
  { callee: /^socket\.create_connection$/, keywords: TIMEOUT, position: 1, waitsFor: 'the other side' },
  { callee: /^smtplib\.(SMTP|LMTP)$/, keywords: TIMEOUT, position: 3, waitsFor: SERVER },
  { callee: /^ftplib\.FTP(_TLS)?$/, keywords: TIMEOUT, position: 4, waitsFor: SERVER },
  { callee: /^(telnetlib\.Telnet|poplib\.POP3|imaplib\.IMAP4)$/, keywords: TIMEOUT, position: 2, waitsFor: SERVER },
  {
    callee: /^(smtplib\.SMTP_SSL|poplib\.POP3_SSL|imaplib\.IMAP4_SSL|nntplib\.NNTP(_SSL)?)$/,
    keywords: TIMEOUT,
    waitsFor: SERVER,
  },
  {
    callee:
      /^(redis(\.asyncio|\.client)?\.(Redis|StrictRedis)(\.from_url)?|redis(\.asyncio)?(\.cluster)?\.RedisCluster(\.from_url)?|valkey(\.asyncio)?\.(Valkey(\.from_url)?|from_url)|redis(\.asyncio)?\.from_url|aioredis\.(Redis|StrictRedis|from_url)(\.from_url)?)$/,
    keywords: ['socket_timeout', 'connection_pool'],
    waitsFor: 'Redis',
  },
  {
    callee: /^redis(\.asyncio)?(\.connection)?\.(ConnectionPool|BlockingConnectionPool)(\.from_url)?$/,
    keywords: ['socket_timeout', 'connection_class'],
    waitsFor: 'Redis',
  },
  {
    callee: /^redis(\.asyncio)?(\.sentinel)?\.Sentinel$/,
    keywords: ['socket_timeout'],
    waitsFor: 'Redis',
  },
  {
    callee: /^subprocess\.(run|call|check_call|check_output)$/,
    keywords: TIMEOUT,
    waitsFor: 'the process',
    process: true,
  },
  {
    callee: /^subprocess\.Popen\.communicate$/,
    keywords: TIMEOUT,
    position: 1,
    waitsFor: 'the process',
    process: true,
  },
  {
    callee: /^asyncio(\.subprocess)?\.create_subprocess_(exec|shell)\.communicate$/,
    keywords: TIMEOUT,
    waitsFor: 'the process',
    process: true,
    fixable: false,
  },
  {
    callee: /^(asyncio\.open_(unix_)?connection|anyio\.connect_tcp|trio\.open_tcp_stream)$/,
    keywords: TIMEOUT,
    waitsFor: 'the other side',
    fixable: false,
  },
  { callee: /^websocket\.create_connection$/, keywords: TIMEOUT, position: 1, waitsFor: SERVER },
  {
    callee: /^websockets(\.(asyncio|sync|legacy)\.client|\.client)?\.connect$/,
    keywords: ['open_timeout'],
    waitsFor: SERVER,
    hasDefault: true,
  },
  { callee: /^(paramiko\.)?(client\.)?SSHClient\.connect$/, keywords: TIMEOUT, waitsFor: SERVER },
  { callee: /^ollama\.(Async)?Client$/, keywords: TIMEOUT, waitsFor: 'the model' },
  {
    callee: /^(openai\.(Async)?(Azure)?OpenAI|anthropic\.(Async)?Anthropic)$/,
    keywords: TIMEOUT,
    waitsFor: 'the model',
    hasDefault: true,
  },
  {
    callee: /^botocore(\.config)?\.Config$/,
    keywords: ['read_timeout', 'connect_timeout'],
    waitsFor: SERVER,
    hasDefault: true,
  },
  { callee: /^grpc\.channel_ready_future\.result$/, keywords: TIMEOUT, position: 0, waitsFor: 'the gRPC server' },
];

/** The last parts of all callees above: most calls are told apart by their name alone. */
export const LIBRARY_NAMES =
  /^(get|post|put|patch|delete|head|options|request|send|stream|open|result|ws_connect|session|urlopen|urlretrieve|create_connection|open_connection|open_unix_connection|connect_tcp|open_tcp_stream|from_url|run|call|check_call|check_output|communicate|connect)$/;
