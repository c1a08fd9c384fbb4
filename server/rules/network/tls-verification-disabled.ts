import type { RuleContext } from '../rule';
import { defineRule } from '../rule';
import { pythonFaults } from './tls/python-tls';
import { rustFaults } from './tls/rust-tls';
import { textFaults } from './tls/text-tls';
import type { TlsFault } from './tls/tls-fault';
import { typescriptFaults } from './tls/typescript-tls';

export const rule = defineRule({
  id: 'tls-verification-disabled',
  topic: 'network',
  severity: 'warning',
  impact: 8,
  effort: 2,
  triggers: [
    'verify',
    'VERIFY',
    'Verify',
    'CERT_NONE',
    'unverified_context',
    'create_stdlib_context',
    'check_hostname',
    'wrap_socket',
    '_hostname',
    'ssl=',
    'ssl_',
    '_ssl',
    'cert_reqs',
    'validate_cert',
    'certificate_validation',
    'tls_insecure',
    'tlsInsecure',
    'rejectUnauthorized',
    'strictSSL',
    'strictSsl',
    'sslValidate',
    'checkServerIdentity',
    'InvalidCert',
    'InvalidHost',
    'invalid_cert',
    'invalid_host',
    'ignoreHTTPSErrors',
    'acceptInsecureCerts',
    'trustServerCertificate',
    'REJECT_UNAUTHORIZED',
    'PYTHONHTTPSVERIFY',
    'CA_BUNDLE',
    'DANGER_',
    'danger',
    'OPT_X_TLS',
    'curl',
    'wget',
  ],
  textTriggers: [
    'curl',
    'wget',
    'erify',
    'VERIFY',
    'strict-ssl',
    'strict_ssl',
    'STRICT_SSL',
    'REJECT_UNAUTHORIZED',
    'trusted-host',
    'validate_certs',
    'Verify-',
    'check-certificate',
  ],
  documentation: {
    summary: 'Reports connections whose TLS certificates are not verified.',
    whatItDoes:
      'Reports `verify=False`, `CERT_NONE`, unverified contexts and the like of requests, httpx, aiohttp, urllib3, httplib2, pycurl, ldap, boto3 and the `ssl` module in Python; ' +
      '`rejectUnauthorized: false`, `strictSSL: false` and empty `checkServerIdentity` in Node; `danger_accept_invalid_certs(true)`, `SslVerifyMode::NONE` and verifiers that accept everything in Rust; ' +
      'and `curl -k`, `wget --no-check-certificate`, `git -c http.sslVerify=false`, `NODE_TLS_REJECT_UNAUTHORIZED=0` in scripts, container files, workflows and in commands that code runs. ' +
      'Constants are followed. Silent where the value comes from configuration, for servers that ask their clients for no certificate, and for health checks of the own container.',
    whyItMatters:
      'Whoever sits between the two sides reads and changes everything, tokens included, and nothing in the log says so. What was meant for one self-signed certificate on a laptop holds for every host in production.',
    examples: [
      {
        path: 'agents/web.py',
        bad: 'import requests\n\nanswer = requests.get("https://models.example.com/list", timeout=5, verify=False)\n',
        good: 'import requests\n\nanswer = requests.get("https://models.example.com/list", timeout=5)\n',
      },
      {
        path: 'src/client.ts',
        bad: "import https from 'node:https';\n\nexport const agent = new https.Agent({ rejectUnauthorized: false });\n",
        good: "import { readFileSync } from 'node:fs';\nimport https from 'node:https';\n\nexport const agent = new https.Agent({ ca: readFileSync('ca.pem') });\n",
      },
      {
        path: 'src/client.rs',
        bad: 'fn client() -> reqwest::Result<reqwest::Client> {\n    reqwest::Client::builder().danger_accept_invalid_certs(true).build()\n}\n',
        good: 'fn client(ca: reqwest::Certificate) -> reqwest::Result<reqwest::Client> {\n    reqwest::Client::builder().add_root_certificate(ca).build()\n}\n',
      },
      {
        path: 'scripts/fetch-model.sh',
        bad: '#!/bin/sh\nset -e\ncurl -sSLk -o model.bin https://models.example.com/model.bin\n',
        good: '#!/bin/sh\nset -e\ncurl -sSL --cacert ca.pem -o model.bin https://models.example.com/model.bin\n',
      },
    ],
    fixSafety:
      'Verification is turned on again. A host with a self-signed certificate is then refused: give the client that certificate (`verify="ca.pem"`, `ca:`, `--cacert`) instead.',
    references: ['https://cwe.mitre.org/data/definitions/295.html'],
    remediation: {
      steps: ['Apply the quick fix.', 'Where a private authority signs, hand its certificate to the client.'],
      test: 'Connect to a host with an expired certificate: the client refuses.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) => report(context, pythonFaults(context.code)),
    typescript: (context) => report(context, typescriptFaults(context.code)),
    rust: (context) => report(context, rustFaults(context.code)),
    text: (context) => report(context, textFaults(context.document)),
  },
});

function report(context: RuleContext, faults: readonly TlsFault[]): void {
  for (const { range, what, edits } of faults) {
    const shown = what.length > 60 ? `${what.slice(0, 57)}…` : what;
    context.report({
      range: { start: range.start, end: range.end },
      message: `'${shown.replace(/\s+/g, ' ')}' accepts any certificate: whoever sits between the two sides can read and change what they say; verify it, with a CA file of your own where needed`,
      fixes:
        edits.length === 0
          ? []
          : [
              {
                title: 'Verify the certificate',
                safety: 'safe',
                edits: () =>
                  edits.map((edit) => ({
                    uri: context.document.uri,
                    range: { start: edit.range.start, end: edit.range.end },
                    newText: edit.newText,
                  })),
              },
            ],
    });
  }
}
