/** Names that say an address is judged, shown, listed or recorded rather than reached. */
const JUDGING =
  /allow|trust|white_?list|black_?list|cors|origin|no_?proxy|internal_?ips?|exclude|block|deny|ignore|valid|pattern|regex|forbidden|mask|example|sample|placeholder|description|help|message|label|title|expected|reserved|bypass|local_?host|loopback|local_?addr/i;
/** The address of whoever asked, as logs and audit trails keep it. */
const RECORDED =
  /(client|remote|source|src|user|sender|caller|visitor|attacker|request|peer|x_forwarded)_?(ip|addr)|^(source|ip)_?address$/i;
const BIND = /bind|listen/i;
const ADDRESS =
  /host|url|uri|addr|endpoint|server|broker|ip$|_ip_|^ip|node|peer|target|dsn|connection|redis|nats|mongo|postgres|qdrant|base/i;
/** Functions that look at this very machine; loopback is what they mean. */
const OWN_MACHINE =
  /port.*(in_use|used|avail|free|open|alive|listen)|(check|test|find|wait|probe|scan|free|avail)\w*_?port|is_port|(local|own|my)_?(ip|addr|host)|port_?(check|scan)|health|kill|cleanup|ping_self|self_test|^_?(parse|split|normali[sz]e)_/i;

export const addressWords = {
  judges: (name: string): boolean => JUDGING.test(name) || RECORDED.test(name),
  binds: (name: string): boolean => BIND.test(name),
  reaches: (name: string): boolean => ADDRESS.test(name),
  looksAtOwnMachine: (functionName: string): boolean => OWN_MACHINE.test(functionName),
  /** `class ApiGatewayConfig: host = …`: the settings of a server say where it listens. */
  isServerSettings: (name: string): boolean =>
    /(Server|Gateway|Webhook|Dashboard|WebApp|Http|Api)(Config|Configuration|Settings|Options)?$|^(server|gateway|webhook|dashboard|api|web|http)(_?(server|config|settings))?$/.test(
      name,
    ) && !/client|remote|upstream|backend/i.test(name),
};
