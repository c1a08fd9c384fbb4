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

  const opposites: readonly (readonly [path: string, before: string, after: string])[] = [
    ['a.py', 'os.environ["PYTHONHTTPSVERIFY"] = "0"', 'os.environ["PYTHONHTTPSVERIFY"] = "1"'],
    ['a.py', 'requests.get(u, **{"verify": False})', 'requests.get(u, **{"verify": True})'],
    ['a.py', 'c.tls_insecure_set(True)', 'c.tls_insecure_set(False)'],
    ['a.py', 'ctx.set_verify(SSL.VERIFY_NONE, f)', 'ctx.set_verify(SSL.VERIFY_PEER, f)'],
    ['a.py', 'o = {"cert_reqs": ssl.CERT_NONE}', 'o = {"cert_reqs": ssl.CERT_REQUIRED}'],
    ['a.ts', "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';", "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';"],
    ['a.ts', 'f({ rejectUnauthorized: !true });', 'f({ rejectUnauthorized: true });'],
    ['a.sh', 'export NODE_TLS_REJECT_UNAUTHORIZED=0', 'export NODE_TLS_REJECT_UNAUTHORIZED=1'],
    ['a.sh', 'export GIT_SSL_NO_VERIFY="True"', 'export GIT_SSL_NO_VERIFY="False"'],
    ['a.sh', 'git -c http.sslVerify=false clone u', 'git -c http.sslVerify=true clone u'],
    ['a.sh', 'npm config set strict-ssl false', 'npm config set strict-ssl true'],
    ['Dockerfile', 'ENV NODE_TLS_REJECT_UNAUTHORIZED 0', 'ENV NODE_TLS_REJECT_UNAUTHORIZED 1'],
    ['a.yaml', 'a:\n  validate_certs: no # for now', 'a:\n  validate_certs: yes # for now'],
    ['a.yaml', 'a:\n  NODE_TLS_REJECT_UNAUTHORIZED: "0"', 'a:\n  NODE_TLS_REJECT_UNAUTHORIZED: "1"'],
  ];
  for (const [path, before, after] of opposites)
    it(`turns it on again: ${before}`, async () => {
      const workspace = await RuleWorkspace.create([rule], { [path]: `${before}\n` });
      assert.equal(workspace.fixAll().files[path], `${after}\n`);
    });

  it('offers nothing where the value is worked out elsewhere', async () => {
    for (const text of ['c.tls_insecure_set(INSECURE)\n', 'INSECURE = True\nc.tls_insecure_set(INSECURE)\n']) {
      const workspace = await RuleWorkspace.create([rule], { 'a.py': text });
      for (const { fixes } of workspace.findings('a.py')) assert.deepEqual(fixes, []);
    }
  });
});
