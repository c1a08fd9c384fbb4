import { type TokenFormat, UUID_SOURCE, format } from './token-format';

/** From a provider's word to its value: the rest of a name, an assignment, an opening quote. */
const TO_VALUE = `[\\w.-]{0,30}?["'\`\\])]{0,3}\\s{0,5}(?:[:?|]{0,3}=>?|:|,|\\s)\\s{0,5}["'\`]?`;

/** Names that go on like this hold what anybody may know of an account. */
const NO_SECRET = '(?![\\w.-]{0,30}(?:[_-]id|[_.-]?name|Id|ID|Name|_url|Url|URL)\\b)';

/** Values without a prefix whose length and alphabet mean something behind the word of their provider, whatever the rest of the name is. */
export const KEYED: readonly TokenFormat[] = [
  keyed('sonar-token', 'Sonar token', ['sonar'], '[A-Za-z0-9]{40}', `[._-]?(?:login|token|auth\\w{0,10})`),
  keyed(
    'sumologic-access-id',
    'Sumo Logic access id',
    ['sumo'],
    'su[A-Za-z0-9]{12}',
    `(?:[_-]?logic)?[._-]?access[_-]?id`,
  ),
  keyed('sidekiq-credentials', 'Sidekiq credentials', ['CONTRIBSYS__COM', 'contribsys.com'], '[a-f0-9]{8}:[a-f0-9]{8}'),
  keyed(
    'facebook-access-token',
    'Facebook access token',
    ['facebook', 'fb_app', 'fb_access'],
    '\\d{15,16}\\|[\\w-]{27,40}',
  ),
  ...['snyk', 'heroku', 'hubspot', 'hapikey', 'messagebird'].map((provider) =>
    keyed(`${provider}-key`, `${provider} key`, [provider], UUID_SOURCE, NO_SECRET),
  ),
  keyed('softlayer-key', 'SoftLayer key', ['softlayer'], '[a-f0-9]{64}'),
  format('softlayer-key', 'SoftLayer key', 'api.softlayer.com/', 'soap/v3(?:\\.1)?/([a-f0-9]{64})'),
  format(
    'one-time-password-seed',
    'one-time password seed',
    'otpauth://',
    `[ht]otp/[^\\s"'<>?]{0,200}\\?(?:[^\\s"'<>]{0,200}&)?secret=([A-Z2-7]{16,128})`,
  ),
];

/** A value behind one of a provider's words, in lower case, with a capital or in capitals. */
function keyed(id: string, name: string, words: readonly string[], value: string, rest = ''): TokenFormat {
  const spellings = words.flatMap((word) => [word, word.toUpperCase(), (word[0] ?? '').toUpperCase() + word.slice(1)]);
  return format(id, name, [...new Set(spellings)], `${anyCase(rest)}${TO_VALUE}(${value})`);
}

/** Names are written in either case; values are not. */
function anyCase(source: string): string {
  return source === NO_SECRET
    ? source
    : source.replace(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
