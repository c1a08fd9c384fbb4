import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './insecure-default';
import { securitySwitch } from './security-switches';

describe('insecure-default', () => {
  for (const name of [
    'ENABLE_AUTH',
    'authEnabled',
    'REQUIRE_AUTH',
    'USE_TLS',
    'REDIS_SSL',
    'VERIFY_SSL',
    'SSL_VERIFICATION_ENABLED',
    'HUB_ENCRYPTION_ENABLED',
    'SECURE_ZMQ',
    'ENABLE_CSRF_PROTECTION',
    'SESSION_COOKIE_SECURE',
    'JWT_VERIFICATION_ENABLED',
    'REQUEST_VALIDATION_ENABLED',
  ]) {
    it(`${name} has to be on`, () => assert.deepEqual(securitySwitch(name), { open: 'off' }));
  }
  for (const name of [
    'DISABLE_AUTH',
    'SKIP_TLS_VERIFY',
    'ALLOW_INSECURE',
    'ALLOW_ANONYMOUS',
    'NO_AUTH',
    'BYPASS_AUTH',
    'INSECURE_SKIP_VERIFY',
  ]) {
    it(`${name} has to be off`, () => assert.deepEqual(securitySwitch(name), { open: 'on' }));
  }
  for (const name of [
    'DEBUG',
    'ENABLE_METRICS',
    'AUTH_URL',
    'TLS_CERT_FILE',
    'SSL_PORT',
    'JWT_SECRET',
    'AUTHOR',
    'ENABLE_AUTHOR',
    'ENABLE_AUTH_LOGGING',
    'CONTEXT_SECURITY_CONTEXT_ENABLED',
    'USE_CACHE',
    'SECURITY_LEVEL',
    'ENABLE_OAUTH_GOOGLE',
    'VALIDATION_SPLIT',
    'IS_AUTHENTICATED',
    'CERTIFICATE_NAME',
    'DISABLE_CACHE',
  ]) {
    it(`${name} is none`, () => assert.equal(securitySwitch(name), null));
  }

  const fixes: readonly [path: string, before: string, after: string][] = [
    ['a.py', "import os\nx = os.getenv('ENABLE_AUTH', 'False')\n", "import os\nx = os.getenv('ENABLE_AUTH', 'True')\n"],
    [
      'a.py',
      'import os\nx = os.getenv("REQUIRE_AUTH") == "1"\n',
      'import os\nx = os.getenv("REQUIRE_AUTH", "1") == "1"\n',
    ],
    [
      'a.py',
      'class HubConfig:\r\n    tls_enabled: bool = False\r\n',
      'class HubConfig:\r\n    tls_enabled: bool = True\r\n',
    ],
    ['a.ts', "const x = process.env.REQUIRE_AUTH == '1';\n", "const x = process.env.REQUIRE_AUTH != '0';\n"],
    [
      'a.ts',
      'const x = (process.env.USE_TLS ?? "off") === "on";\n',
      'const x = (process.env.USE_TLS ?? "on") === "on";\n',
    ],
    [
      'a.rs',
      'fn a() { let x = std::env::var("USE_TLS").unwrap_or("0".into()); }\n',
      'fn a() { let x = std::env::var("USE_TLS").unwrap_or("1".into()); }\n',
    ],
    ['.env', 'DISABLE_AUTH="yes"\n', 'DISABLE_AUTH="no"\n'],
  ];
  for (const [path, before, after] of fixes) {
    it(`turns the default round: ${before.trim().split('\n').at(-1)}`, async () => {
      const workspace = await RuleWorkspace.create([rule], { [path]: before });
      assert.equal(workspace.fixAll().files[path], after);
    });
  }

  it('asks for the words for no where a switch only had to be set', async () => {
    const cases: readonly (readonly [path: string, before: string, after: string])[] = [
      [
        'a.py',
        'import os\nAUTH = bool(os.getenv("REQUIRE_AUTH"))\n',
        'import os\nAUTH = os.getenv("REQUIRE_AUTH", "true").strip().lower() not in ("", "0", "false", "no", "off")\n',
      ],
      [
        'a.py',
        "import os\nif os.environ.get('REQUIRE_AUTH'):\n    start()\n",
        "import os\nif os.environ.get('REQUIRE_AUTH', 'true').strip().lower() not in ('', '0', 'false', 'no', 'off'):\n    start()\n",
      ],
      [
        'a.py',
        'import os\nSAME = bool(os.getenv("REQUIRE_AUTH")) is True\n',
        'import os\nSAME = (os.getenv("REQUIRE_AUTH", "true").strip().lower() not in ("", "0", "false", "no", "off")) is True\n',
      ],
      [
        'a.ts',
        'const auth = Boolean(process.env.REQUIRE_AUTH);\n',
        "const auth = !/^(?:0|false|no|off)?$/i.test(process.env.REQUIRE_AUTH ?? 'true');\n",
      ],
    ];
    for (const [path, before, after] of cases) {
      const workspace = await RuleWorkspace.create([rule], { [path]: before });
      assert.equal(workspace.fixAll().files[path], after);
    }
  });
});
