import { wordsOf } from '../../secrets/secret-names';

/** Words that say that a switch is one. */
const SWITCH =
  /^(?:enabled?|enabling|use|uses|require[ds]?|requires|enforce[ds]?|verify|verification|verified|validate|strict|check|checks|on|active|activate|mandatory|only|force|with)$/;
/** What it protects. */
const SUBJECT =
  /^(?:auth|authentication|authorization|authz|authn|tls|mtls|ssl|https|encrypt|encryption|encrypted|curve|secure|security|hardening|hardened|sandbox|sandboxing|sandboxed|csrf|xsrf|signature|signatures|cert|certs|certificate|certificates|jwt|rbac|acl|acls|validation|sanitize|sanitization|sanitizer|csp|hsts|seccomp|apparmor|selinux|firewall|isolation|integrity)$/;
/** Words that turn the meaning round: on means open. */
const NEGATIVE = /^(?:disable[ds]?|skip|skips|bypass|insecure|unsafe|noauth|unauthenticated|anonymous)$/;
/** What a name is about when it is about none of that. */
const OTHER =
  /^(?:debug|debugging|log|logs|logging|test|tests|testing|timeout|ttl|port|host|url|uri|path|file|dir|name|key|keys|token|secret|password|version|level|mode|type|algorithm|provider|metrics|audit|alert|alerts|cache|notify|notifications?|plugin|docs?|ui|page|input|schema|data|form|model|redirect|offload|terminat\w+|profile|user|google|github|facebook|oauth|social|guest|demo|mock|fake|scan|scanning|scanner|trace|report|reports|agent|model)$/;

/** What may stand behind the subject without changing what the switch is about: `TLS_VERIFICATION_ENABLED`, `ENABLE_AUTH_MIDDLEWARE`. */
const BEHIND =
  /^(?:mode|headers?|cookies?|connections?|transport|middleware|polic(?:y|ies)|rules?|protection|enforcement|for|at|in|by|rest|transit|default|traffic|communication|messages?|requests?|responses?|inputs?|outputs?|data|memory|memories|storage|redis|zmq|http|api|bind|clients?|servers?|peers?|hosts?|hostname|all|bypass|login|access|control|feature)$/;

export interface SecuritySwitch {
  /** The word that leaves the door open: what the default must not be. */
  readonly open: 'on' | 'off';
}

/**
 * Whether a name is that of a switch for authentication, encryption, TLS, validation, hardening or a sandbox: `AUTH_ENABLED`, `requireAuth`, `USE_TLS`, `VERIFY_SSL`,
 * `SESSION_COOKIE_SECURE`; and turned round, `DISABLE_AUTH`, `ALLOW_INSECURE`. Null for all other names.
 */
export function securitySwitch(name: string): SecuritySwitch | null {
  const words = wordsOf(name);
  const head = words.at(-1) ?? '';
  const isSubject = words.some((word) => SUBJECT.test(word));
  if (isTurnedRound(words, isSubject)) return { open: 'on' };
  if (
    /^(?:validate|sanitize)$/.test(words[0] ?? '') &&
    /^(?:inputs?|requests?|payloads?|schemas?|tokens?|messages?)$/.test(head)
  )
    return { open: 'off' };
  if (!isSubject) return null;
  if (/^(?:cookie|cookies)$/.test(words.at(-2) ?? '') && /^(?:secure|httponly)$/.test(head)) return { open: 'off' };
  if (
    /^(?:secure|encrypt(?:ed)?|validate|verify|sanitize)$/.test(words[0] ?? '') &&
    words.length > 1 &&
    !OTHER.test(head)
  )
    return { open: 'off' };
  const first = words[0] ?? '';
  const isSwitch = words.some((word) => SWITCH.test(word));
  // `REDIS_TLS`, `SMTP_SSL`: the switch is named after what it turns on.
  if (!isSwitch)
    return words.length > 1 &&
      /^(?:tls|mtls|ssl|https|encryption|sandbox|hardening|auth)$/.test(head) &&
      !OTHER.test(first)
      ? { open: 'off' }
      : null;
  const at = words.findIndex((word) => SUBJECT.test(word));
  const isPlain = words.every((word, index) =>
    SWITCH.test(word) || SUBJECT.test(word) ? true : index < at ? index === 0 || !OTHER.test(word) : BEHIND.test(word),
  );
  return isPlain ? { open: 'off' } : null;
}

function isTurnedRound(words: readonly string[], isSubject: boolean): boolean {
  const head = words.at(-1) ?? '';
  if (OTHER.test(head) && !/^(?:mode)$/.test(head)) return false;
  if (words.some((word) => NEGATIVE.test(word)) && isSubject) return true;
  const text = words.join('_');
  if (/(?:^|_)no_(?:auth|tls|ssl|verify|sandbox|encryption)(?:$|_)/.test(text)) return true;
  return /(?:^|_)(?:allow|accept|permit|trust|use|enable)_?(?:insecure|anonymous|unsafe|unauthenticated|invalid_certs?|self_signed|all_certs?|all_origins)(?:$|_)|^insecure$|(?:^|_)insecure_(?:mode|skip_verify|transport|tls|connection)$|(?:^|_)tls_insecure$/.test(
    text,
  );
}

export function isFalsy(value: string): boolean {
  return /^(?:false|0|no|off|n|f|disabled?)$/i.test(value.trim());
}

export function isTruthy(value: string): boolean {
  return /^(?:true|1|yes|on|y|t|enabled?)$/i.test(value.trim());
}

const OPPOSITES: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  '1': '0',
  '0': '1',
  yes: 'no',
  no: 'yes',
  on: 'off',
  off: 'on',
  y: 'n',
  n: 'y',
  t: 'f',
  f: 't',
  enabled: 'disabled',
  disabled: 'enabled',
  enable: 'disable',
  disable: 'enable',
};

/** The opposite of a word for yes or no, in its own style; null for other words. */
export function oppositeOf(value: string): string | null {
  const opposite = OPPOSITES[value.trim().toLowerCase()];
  if (opposite === undefined) return null;
  if (value.length > 1 && value === value.toUpperCase()) return opposite.toUpperCase();
  return /^[A-Z]/.test(value) ? opposite.charAt(0).toUpperCase() + opposite.slice(1) : opposite;
}
