import type { Corpus, CorpusCase } from '../corpus';
import { HEX_KEY, KEY, LONG_KEY, PASSWORD, fill, jsonWebToken, privateKey } from './samples';
import { secretsCorpus } from './secrets-corpus';

const file = (title: string, path: string, text: string): CorpusCase => ({ title, path, text: `${text}\n` });

const SAMPLE_TOKEN = [
  [
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
    'eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ',
  ].join('.'),
  ['SflKxwRJSMeKKF2QT4fw', 'pMeJf36POk6yJV_adQssw5c'].join(''),
].join('.');
const POSTHOG = ['ph', 'c_'].join('') + fill('<A43>', 'posthog');
const HEADING = privateKey().split('\n')[0] ?? '';

/** What stands in ordinary projects and looks like a secret to those that look at lines. */
const CLEAN: readonly CorpusCase[] = [
  file(
    'an image under a name that holds "key"',
    'compose.env',
    'VALKEY_IMAGE=ghcr.io/valkey-io/valkey:9.0.4-alpine3.23',
  ),
  file('a host of keys', 'a.ini', 'keyserver_host=keys.example.internal\nkey_port=11371'),
  file('an image’s tag', 'values.yaml', 'auth:\n  token_image: registry.hub.internal/auth/token-service:1.4.2'),
  file('a public analytics key', 'a.ts', `export const project = '${POSTHOG}';`),
  file('a publishable key', 'a.ts', `export const STRIPE_PUBLISHABLE_KEY = '${KEY}${KEY}';`),
  file('a key for anonymous visitors', 'a.ts', `export const supabaseAnonKey = '${LONG_KEY}';`),
  file(
    'a placeholder of a form',
    'form.ts',
    `export const field = {\n  placeholder: "${HEADING}",\n  rows: getConfigurationOfThePrivateKeyField2(),\n};`,
  ),
  file('a test of headings', 'a.py', `assert raw["sp_private_key"] == "${HEADING}secret"`),
  file('two arguments', 'Sample.cs', 'var config = new OpenAIConfig(openAIKey, "gpt-3.5-turbo");'),
  file('two arguments in Java', 'Sample.java', 'client.send(accessToken, "orders-2024-11");'),
  file('a name of credentials', 'build.yaml', 'publishFeedCredentials: dotnet-orleans-nuget'),
  file('a usage line', 'up.sh', 'USAGE="Usage: $0 [--secure] [--password PASSWORD] [--token API_TOKEN]"'),
  file('a token that died with its program', 'docs/running.md', `#  http://127.0.0.1:8888/lab?token=${fill('<h48>')}`),
  file('a token of a container', 'README.md', `Open <http://3d4cf3809e3f:8888/?token=${fill('<h48>', 'x')}>`),
  file('the sample token of everybody', 'docs/oauth.md', SAMPLE_TOKEN),
  file('somebody’s password in a comment', 'a.yaml', '# k8s_uri: https://myacct:mypass@localhost:4430'),
  file(
    'a URL that shows how it is quoted',
    'urls.py',
    `url = parse("https://jo%40hub.internal:a%20secret@hub.internal/")`,
  ),
  file('a URL for a parser', 'urls.json', '{"input": "http://&a:foo(b]c@d:2/"}'),
  file('your password', 'mysql.yaml', 'env:\n  - name: MYSQL_ROOT_PASSWORD\n    value: yourpassword'),
  file('a made-up key of three runs', 'values.yaml', 'vllmApiKey: "abc123XYZ987"'),
  file('a Go test', 'auth_test.go', `password := "${PASSWORD}"`),
  file('a Java test', 'src/LoginTest.java', `String password = "${PASSWORD}";`),
  file('a Ruby spec', 'login_spec.rb', `password = '${PASSWORD}'`),
  file('a recorded answer', 'vcr_cassettes/hub.yaml', `body: {"api_key": "${LONG_KEY}"}`),
  file('test data', 'testdata/hub.ini', `api_key=${LONG_KEY}`),
  file('a fingerprint', 'a.conf', `host_fingerprint = ${(fill('<h40>').match(/../g) ?? []).join(':')}`),
  file('a thumbprint', 'a.ps1', `$CertificateThumbprint = "${fill('<H40>')}"`),
  file('an etag', 'a.http', `ETag: "${HEX_KEY}"\nIf-None-Match: "${HEX_KEY}"`),
  file('a nonce of a policy', 'a.html', `<script nonce="${fill('<b24>')}">run()</script>`),
  file('a module’s hash', 'a.lock', `  hub.internal/voice v1.2.0 h1:${fill('<b43>')}=`),
  file('integrity of packages', 'bun.json', `{"voice": {"integrity": "sha512-${fill('<b86>')}=="}}`),
  file('a hash of a commit', 'a.toml', `rev = "${fill('<h40>', 'rev')}"`),
  file(
    'a notebook’s picture',
    'a.ipynb',
    `{"cells": [{"outputs": [{"data": {"image/png": "${fill('<b400>', 'png')}"}}]}]}`,
  ),
  file(
    'a minified script',
    'app.js',
    `!function(t,e){var n=t.keyCode,r=e.token||"",o={key:n,pass:r};e.set("${fill('<A12>')}",o)}(window,store);`,
  ),
  file('a source map', 'app.js', `//# sourceMappingURL=data:application/json;base64,${fill('<b200>', 'map')}`),
  file('translations', 'i18n/fr.json', '{"password": "Motdepasse1", "api_key": "Cle-API-2"}'),
  file('a map of identifiers', 'a.json', `{"token_id": "${fill('<u>')}", "key_id": "${fill('<A22>')}"}`),
  file(
    'a vector of a test',
    'vectors.json',
    `{"plaintext_hash": "${fill('<h64>')}", "public_key": "${fill('<h64>', 'pk')}"}`,
  ),
  file('a curve’s parameter', 'a.py', `GENERATOR = 0x${fill('<h64>', 'curve')}`),
  file('an SSH host key', 'known_hosts', `hub.internal ssh-rsa AAAAB3NzaC1yc2E${fill('<b200>', 'host')}`),
  file('a certificate in YAML', 'a.yaml', `caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t${fill('<b120>', 'ca')}`),
  file('an address of a wallet', 'a.ts', `export const keyOwner = '0x${fill('<h40>', 'wallet')}';`),
  file('a colour', 'a.css', '--token-primary: #1f2c3d4e;\n--key-shadow: 0 1px 2px rgba(0,0,0,.4);'),
  file('a feature’s key', 'a.ts', "export const flag = { key: 'voice-hub-experiment-2024' };"),
  file('a key of a cache', 'a.py', 'cache_key = f"voice:{user}:{day}"'),
  file('a log of a cache', 'run.log', `2025-02-03 INFO found key ${HEX_KEY} in 3 ms`),
];

/** The same places with what is no noise. */
const REAL: readonly CorpusCase[] = [
  file(
    'a key under the name of the store',
    'compose.yaml',
    `services:\n  cache:\n    environment:\n      VALKEY_PASSWORD: ${PASSWORD} <<<`,
  ),
  file('a constant’s value among arguments', 'a.c', `curl_easy_setopt(curl, CURLOPT_PASSWORD, "${PASSWORD}9"); <<<`),
  file('a value put under a name', 'A.java', `properties.put("apiKey", "${LONG_KEY}"); <<<`),
  file('a query of another host', 'README.md', `Open https://hub.internal/lab?token=${fill('<h48>', 'y')} <<<`),
  file('somebody’s token', 'docs/oauth.md', `${jsonWebToken()} <<<`),
  file('the sample token in code', 'a.go', `const token = "${SAMPLE_TOKEN}" <<<`),
  file(
    'a personal analytics key',
    'a.ts',
    `export const personal = '${['ph', 'x_'].join('')}${fill('<A43>', 'posthog')}'; <<<`,
  ),
  file('a key in a test', 'tests/key.pem', privateKey().replace('\n', ' <<<\n')),
  file('a token in a Go test', 'auth_test.go', `token := "${['gs', 'k_'].join('')}${fill('<A52>', 'go')}" <<<`),
  file('an authentication with words between', 'a.sh', `run --password "${PASSWORD}" <<<`),
  file('a key in a minified script', 'app.js', `!function(t){t.init({apiKey:"${LONG_KEY}",region:"eu"})}(window); <<<`),
  file('a key in a notebook', 'a.ipynb', `{\n "source": [\n  "api_key = '${LONG_KEY}'\\n" <<<\n ]\n}`),
];

export const corpus: Corpus = secretsCorpus([...CLEAN, ...REAL]);
