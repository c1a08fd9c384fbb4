import assert from 'node:assert/strict';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule } from './tls-verification-disabled';

async function fixed(path: string, text: string): Promise<string> {
  const workspace = await RuleWorkspace.create([rule], { [path]: text });
  const finding = workspace.findings(path).find(({ fixes }) => fixes.length > 0);
  if (finding?.fixes[0] === undefined) return 'none';
  return workspace.apply(finding.fixes[0].edits()).files[path] ?? '';
}

describe('tls-verification-disabled', () => {
  const fixes: readonly [string, string, string][] = [
    ['a.py', 'requests.get(url, verify=False, timeout=5)\n', 'requests.get(url, timeout=5)\n'],
    ['a.py', 'requests.get(\n    url,\n    verify=False,\n)\n', 'requests.get(\n    url,\n)\n'],
    ['a.py', 's = requests.Session()\ns.verify = False\n', 's = requests.Session()\ns.verify = True\n'],
    [
      'a.py',
      'ctx = ssl.create_default_context()\nctx.check_hostname = False\nctx.verify_mode = ssl.CERT_NONE\n',
      'ctx = ssl.create_default_context()\nctx.check_hostname = True\nctx.verify_mode = ssl.CERT_REQUIRED\n',
    ],
    ['a.py', 'ctx = ssl._create_unverified_context()\n', 'ctx = ssl.create_default_context()\n'],
    ['a.py', 'c.setopt(pycurl.SSL_VERIFYHOST, 0)\n', 'c.setopt(pycurl.SSL_VERIFYHOST, 2)\n'],
    ['a.ts', 'const a = { rejectUnauthorized: false };\n', 'const a = { rejectUnauthorized: true };\n'],
    ['a.rs', 'fn f() { b.set_verify(SslVerifyMode::NONE); }\n', 'fn f() { b.set_verify(SslVerifyMode::PEER); }\n'],
    ['a.sh', 'curl -k -o x "$url"\n', 'curl -o x "$url"\n'],
    ['a.sh', 'curl -fsSLk "$url"\n', 'curl -fsSL "$url"\n'],
    ['a.sh', 'wget --no-check-certificate "$url"\n', 'wget "$url"\n'],
    ['a.sh', 'git config http.sslVerify false\n', 'git config http.sslVerify true\n'],
    // What is run as a text inside code is left to the author.
    ['a.py', 'os.system("curl -k https://a.example")\n', 'none'],
  ];
  for (const [path, text, expected] of fixes)
    it(`fixes ${JSON.stringify(text)}`, async () => assert.equal(await fixed(path, text), expected));

  it('tells one place once', async () => {
    const workspace = await RuleWorkspace.create([rule], {
      'a.sh': 'NODE_TLS_REJECT_UNAUTHORIZED=0 curl -k --insecure "$url" # twice is two\n',
    });
    assert.deepEqual(
      workspace.findings().map(({ range }) => range.start),
      [0, 36, 39],
    );
  });
});
