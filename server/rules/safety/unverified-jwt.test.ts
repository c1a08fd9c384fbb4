import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './unverified-jwt';

async function fixed(path: string, text: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.fixAll().files[path] ?? '';
}

async function severities(path: string, text: string): Promise<string[]> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  return workspace.findings().map(({ severity }) => severity);
}

describe('unverified-jwt', () => {
  it('takes a missing signature for worse than a missing expiry', async () => {
    const decode = (options: string): string =>
      `import jwt\n\ndef f(t, k):\n    return jwt.decode(t, k, algorithms=["HS256"], options=${options})\n`;
    assert.deepEqual(await severities('a.py', decode('{"verify_signature": False}')), ['error']);
    assert.deepEqual(await severities('a.py', decode('{"verify_exp": False}')), ['warning']);
    assert.deepEqual(await severities('a.py', decode('{"verify_signature": False, "verify_exp": False}')), ['error']);
  });

  for (const [title, path, before, after] of [
    [
      'takes verify=False away',
      'a.py',
      'import jwt\n\njwt.decode(t, k, algorithms=["HS256"], verify=False)\n',
      'import jwt\n\njwt.decode(t, k, algorithms=["HS256"])\n',
    ],
    [
      'switches an option on',
      'a.py',
      "import jwt\n\njwt.decode(t, k, options={'verify_exp': False})\n",
      "import jwt\n\njwt.decode(t, k, options={'verify_exp': True})\n",
    ],
    [
      'has no fix where there is no key',
      'a.py',
      'import jwt\n\njwt.decode(t, verify=False)\n',
      'import jwt\n\njwt.decode(t, verify=False)\n',
    ],
    [
      'checks the signature with jwt-simple',
      'a.js',
      "const jwt = require('jwt-simple');\njwt.decode(t, k, true);\n",
      "const jwt = require('jwt-simple');\njwt.decode(t, k, false);\n",
    ],
    [
      'checks the expiry with Rust',
      'a.rs',
      'fn f(v: &mut jsonwebtoken::Validation) {\n    v.validate_exp = false;\n}\n',
      'fn f(v: &mut jsonwebtoken::Validation) {\n    v.validate_exp = true;\n}\n',
    ],
  ] as const) {
    it(title, async () => assert.equal(await fixed(path, before), after));
  }

  it('is silent where the same function verifies the same token, and only there', async () => {
    const text = (verified: string): string =>
      `import jwt\n\ndef f(token, other, keys):\n    kid = jwt.decode(token, options={"verify_signature": False})["kid"]\n    return jwt.decode(${verified}, keys[kid], algorithms=["RS256"])\n`;
    assert.deepEqual(await severities('a.py', text('token')), []);
    assert.deepEqual(await severities('a.py', text('other')), ['error']);
  });
});
