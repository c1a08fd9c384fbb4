/** What a name says about the value it holds: `vague` names hold other things as often, so that only a random value counts. */
export type SecretKind = 'password' | 'key' | 'vague';

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

const PASSWORD = words(
  'password passwords passwd passwds pwd pass passphrase pw pswd passwort passcode passwrd userpass',
);
/** Words that are secret by themselves. */
const SECRET =
  words(`secret secrets secrete token apikey credential credentials creds cred authkey secretkey accesskey privatekey
  apitoken accesstoken authtoken apisecret clientsecret appsecret bearer`);
/** Before `key`: `api_key` is a secret, `sort_key` is not. */
const KEY_HEADS =
  words(`api access secret private encryption signing auth master service client app account jwt hmac license
  subscription storage admin crypt crypto encrypt cipher aes signature webhook deploy developer consumer shared session cookie rsa
  dsa wallet fernet`);
/** A name that goes on or ends like this speaks about a secret and does not hold one. */
const TAILS =
  words(`id ids name names type types path paths file files filename filepath url urls uri endpoint count counts length len
  size sizes limit limits field fields header headers env var variable variables prefix suffix pattern patterns regex regexp policy
  expiry expire expires expiration expired ttl timeout algorithm alg rotation enabled enable required require min max format formats
  label labels hint hints prompt placeholder help text title message messages msg error errors description desc usage used use budget
  cost store provider providers manager class scheme location dir directory mode status state index idx version versions ref refs
  reference arn selector input output inputs outputs strategy hash hashes hashed hasher validator validation validate service services
  action actions event events list map table column columns source sources method methods rate per strength reset change page command
  cmd schema model form forgot confirmed check checks checker rule rules config settings options option handler helper util utils
  exception warning info detail details test tests tester owner kind spec domain issuer audience scope scopes claim claims bucket window
  stream parser lexer tokenizer embedding embeddings attribute attributes attr property props mapping set pair pairs press pressed down up
  code codes codec board boards point points frame frames length function func fn callback interface iface annotation annotations signature
  visible hidden show link links button modal dialog screen view template email mail requirements complexity history age days day hours
  hour minutes minute seconds second time date at since created updated generated encoded transformer iterator generator factory builder
  cache registry repository repo loader reader writer resolver extractor detector scanner finder matcher word words string_id sha md5
  sha1 sha256 image images tag tags namespace host hosts hostname port ports address addresses addr region zone fingerprint thumbprint bits bytes dimension dim dims`);
/** Tokens of text, of pages and of parsers, and keys that everybody may know. */
const HEADS =
  words(`publishable anon anonymous max min num n total pad eos bos unk cls sep mask special stop start end prompt completion input output next page
  continuation public pubkey csrf xsrf authenticity antiforgery captcha recaptcha verification site primary foreign sort cache partition has is no use missing invalid lang language image audio context first
  last sync cancel cancellation cancelled test fake mock dummy example sample trigger wake forgot reset change confirm show hide toggle
  validate verify check get set on handle by with without if when object s3 redis_key row hash range map dict json yaml
  lookup index group unique composite natural surrogate idempotency routing shard message prev previous current new_line label i18n
  translation locale metric feature arrow shortcut hot modifier function return enter escape tab space delete backspace error log
  dedupe dedup count token_type bypass compass surpass trespass monkey donkey turkey hockey jockey keyboard keyword`);

/** Whether a name alone says that a secret stands behind it, whatever the value is. */
export function saysSecret(name: string): boolean {
  const kind = secretKindOf(name);
  return kind === 'password' || kind === 'key';
}

/** Whether a name says that it holds a secret, by its word parts; null when it does not. */
export function secretKindOf(name: string): SecretKind | null {
  const parts = wordsOf(name);
  const first = parts[0];
  if (first === undefined || parts.length > 10 || HEADS.has(first) || parts.includes('to')) return null;
  for (let at = parts.length - 1; at >= 0; at--) {
    const word = parts[at] ?? '';
    if (TAILS.has(word)) return null;
    const kind = kindOfWord(word, parts[at - 1] ?? '', parts.length);
    if (kind === null) continue;
    return at === parts.length - 1 || isNeutral(parts.slice(at + 1)) ? kind : 'vague';
  }
  return null;
}

/** Run together with other words, and misspelt. */
const PASSWORD_LIKE = /(?:password|passwd|passphrase|[a-z]{2}pwd|[a-z]{2}pass)$|^p(?:as?)?s{0,2}w(?:or?|r)?d$/;
const NO_PASSWORD = /^(?:by|com|sur|tres|im|over|under)pass$|^p?s?w?o?rd$/;

function kindOfWord(word: string, before: string, count: number): SecretKind | null {
  if (PASSWORD.has(word) || PASSWORD_LIKE.test(word)) return NO_PASSWORD.test(word) ? null : 'password';
  if (SECRET.has(word)) return HEADS.has(before) ? null : 'key';
  if (word === 'key' || word === 'keys') return KEY_HEADS.has(before) ? 'key' : HEADS.has(before) ? null : 'vague';
  if (/(?:token|secret|apikey|accesskey|privatekey|secretkey)$/.test(word)) return 'key';
  if (/^(?:auth|authorization|jwt|hmac|fernet|license|licence)$/.test(word) && count <= 3) return 'vague';
  return /[a-z]{2}key$/.test(word) && !HEADS.has(word) && word !== 'valkey' ? 'vague' : null;
}

const NEUTRAL =
  words(`value values val prod production dev development staging stage live default old new primary secondary admin root str
  string plain plaintext raw base64 b64 main local remote user db database mysql postgres redis aws gcp azure github`);

/** `api_key_prod`, `password_1`: what follows says whose or which one it is. */
function isNeutral(behind: readonly string[]): boolean {
  return behind.every((word) => NEUTRAL.has(word));
}

/** Keys that a program signs with, and that its makers choose. */
const SIGNING =
  /^(?:(?:app|flask|django|jwt|session|cookie|auth|express|web|server|token|access_token|refresh_token)_)*(?:secret_key(?:_base)?|jwt_(?:secret|key)(?:_key)?|(?:session|cookie|auth|nextauth)_secret(?:_key)?|signing_(?:key|secret)|hmac_(?:key|secret))$/;

/** Whether a name says that a program's own signatures depend on the value: whatever stands there is the key, weak or not. */
export function isSigningName(name: string): boolean {
  return SIGNING.test(wordsOf(name).join('_'));
}

/** `dbPassword`, `DB_PASSWORD`, `db-password` → `db`, `password` */
export function wordsOf(name: string): string[] {
  return name
    .replace(/[Pp]ass[_-]?Word|pass[_-]word|PASS[_-]WORD/g, 'Password')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase().replace(/^(\D+)\d{1,2}$/, '$1'))
    .filter((word) => word !== '' && !/^\d+$/.test(word));
}
