import { type CodeContext, defineRule } from '../rule';
import { pythonTokenGaps } from './jwt/python-tokens';
import { rustTokenGaps } from './jwt/rust-tokens';
import type { TokenGap } from './jwt/token-check';
import { typescriptTokenGaps } from './jwt/typescript-tokens';

export const rule = defineRule({
  id: 'unverified-jwt',
  topic: 'safety',
  severity: 'error',
  impact: 9,
  effort: 2,
  triggers: [
    'jwt',
    'JWT',
    'Jwt',
    'jws',
    'jose',
    'jsonwebtoken',
    'insecure_disable_signature_validation',
    'validate_exp',
    'ignoreExpiration',
  ],
  documentation: {
    summary: 'Reports JSON Web Tokens that are believed without proof.',
    whatItDoes:
      'Knows PyJWT, python-jose, Authlib, jwcrypto, python-jwt and Flask-JWT-Extended; jsonwebtoken, jose, jwt-simple, jws, passport-jwt, `@nestjs/jwt`, Fastify; the Rust crates jsonwebtoken, jwt and frank_jwt. Reports ' +
      "decoding without the signature or without a key, the algorithm 'none', and expiry checks that are switched off. Silent where the header is read to choose a key, where the same function verifies the same token, " +
      'and in code that runs in a browser.',
    whyItMatters:
      'Whatever the token says about its bearer (name, role, agent) was written by the bearer. Without the signature everybody is administrator; without the expiry, whoever finds an old log is.',
    examples: [
      {
        path: 'agents/gateway.py',
        bad: 'import jwt\n\n\ndef user(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": False})\n',
        good: 'import jwt\n\n\ndef user(token, key):\n    return jwt.decode(token, key, algorithms=["HS256"])\n',
      },
      {
        path: 'gateway.ts',
        bad: "import jwt from 'jsonwebtoken';\n\nexport const user = (token: string, key: string) =>\n  jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true });\n",
        good: "import jwt from 'jsonwebtoken';\n\nexport const user = (token: string, key: string) => jwt.verify(token, key, { algorithms: ['HS256'] });\n",
      },
      {
        path: 'src/gateway.rs',
        bad: 'use jsonwebtoken::{Algorithm, Validation};\n\npub fn validation() -> Validation {\n    let mut validation = Validation::new(Algorithm::HS256);\n    validation.insecure_disable_signature_validation();\n    validation\n}\n',
        good: 'use jsonwebtoken::{Algorithm, Validation};\n\npub fn validation() -> Validation {\n    Validation::new(Algorithm::HS256)\n}\n',
      },
    ],
    fixSafety:
      'Switches the check on again, where a key is there to check with. Tokens that were only ever accepted because nobody looked are refused afterwards.',
    references: ['https://datatracker.ietf.org/doc/html/rfc8725', 'https://cwe.mitre.org/data/definitions/347.html'],
    remediation: {
      steps: [
        "Verify every token with its issuer's key and one named algorithm.",
        'Let the library check `exp`, with seconds of leeway at most.',
      ],
      test: 'Change one letter of a token, and use one that expired: both are refused.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: {
    python: (context) => reportGaps(context, pythonTokenGaps(context.code)),
    typescript: (context) => reportGaps(context, typescriptTokenGaps(context.code, context.document.path)),
    rust: (context) => reportGaps(context, rustTokenGaps(context.code)),
  },
});

function reportGaps(context: CodeContext, gaps: readonly TokenGap[]): void {
  const { code, document } = context;
  for (const { range, message, severity, fix } of gaps) {
    if (code.isInlineTest(code.root.descendantAt(range.start))) continue;
    context.report({
      range,
      message,
      severity,
      fixes:
        fix === null || fix === undefined
          ? []
          : [
              {
                title: fix.title,
                safety: fix.safety,
                edits: () => fix.edits().map((edit) => ({ uri: document.uri, ...edit })),
              },
            ],
    });
  }
}
