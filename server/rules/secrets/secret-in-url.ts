import { isDocumentationPath, isTestPath } from '../../documents/path-class';
import { moveSecretToEnv } from '../../fixes/secret-to-env';
import { findUrlCredentialsOf } from '../../secrets/url-credentials';
import { findTokens } from '../../secrets/find-tokens';
import { type RuleContext, defineRule } from '../rule';
import { sameElsewhere } from './same-elsewhere';
import { variableFor } from './secret-variable';

const SAMPLE = ['r4tT', 'leQ9'].join('');

export const rule = defineRule({
  id: 'secret-in-url',
  topic: 'secrets',
  severity: 'error',
  impact: 9,
  effort: 2,
  triggers: ['://'],
  includesTests: true,
  documentation: {
    summary: 'Reports URLs with a password or a token in them.',
    whatItDoes:
      'Reports `scheme://user:password@host` of any scheme in every text file, on localhost too, and tokens in the query (`?access_token=…`). Silent for templates, placeholders and words that only stand for a password.',
    whyItMatters:
      'URLs are logged, shown in process lists and pasted into tickets; the password goes along. In a repository, everybody who cloned it has it.',
    examples: [
      {
        path: 'store.py',
        bad: `URL = "postgresql://voice:${SAMPLE}@db:5432/voice"\n`,
        good: 'import os\n\nURL = f"postgresql://voice:{os.environ[\'VOICE_PASSWORD\']}@db:5432/voice"\n',
      },
      {
        path: 'config/startup.yaml',
        bad: `agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      env_vars:\n        NATS_URL: nats://voice:${SAMPLE}@nats:4222\n`,
        good: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      env_vars:\n        NATS_URL: nats://voice:${NATS_PASSWORD}@nats:4222\n',
      },
    ],
    fixSafety:
      'Only the password is replaced by a lookup; it moves to `.env`, which git is told to ignore. Change the password all the same if it was ever committed.',
    references: ['https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1'],
    remediation: {
      steps: [
        'Change the password.',
        'Apply the quick fix.',
        'Put the new password in .env or the secret store of the machine.',
      ],
      test: 'Start the agent: it connects. Search the logs for the password: it is not there.',
      rollback: 'None: a password that was published stays published.',
      dependsOn: [],
    },
  },
  checks: { text: check },
});

function check(context: RuleContext): void {
  if (context.document.kind === 'env' && !/example|sample|template/.test(context.document.path)) return;
  const shows =
    isTestPath(context.document.path) ||
    isDocumentationPath(context.document.path) ||
    SHOWN.test(context.document.path);
  for (const { scheme, user, parameter, password, url } of findUrlCredentialsOf(context.document.text)) {
    const secret = context.document.slice(password);
    if (shows && isWeak(secret, user)) continue;
    const { note, related } = sameElsewhere(context, secret);
    if (parameter !== null) {
      // What a program prints when it starts, shown to others: it died with the program.
      if (shows && LOCAL.test(context.document.slice(url))) continue;
      // Tokens of known formats are told by `hardcoded-secret`, with more to say.
      if (findTokens(secret).length > 0) continue;
      context.report({
        range: password,
        message: `A secret stands in the query of this ${scheme}: URL in plain text, and goes wherever the URL is logged: send it in a header, read from the environment${note}`,
        related,
        fixes: isTestPath(context.document.path)
          ? []
          : moveSecretToEnv(context, password, variableFor(context, parameter)),
      });
      continue;
    }
    const owner =
      user !== '' && !/^(?:user|admin|root|default|guest)$/i.test(user) ? user : scheme.replace(/\+.*$/, '');
    const name = `${owner
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .toUpperCase()}_PASSWORD`;
    context.report({
      range: password,
      message: `A password stands in this ${scheme}: URL in plain text, and goes wherever the URL is logged: read it from the environment${note}`,
      related,
      fixes: isTestPath(context.document.path) ? [] : moveSecretToEnv(context, password, name),
    });
  }
}

/** This machine, or a container by its id. */
const LOCAL = /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|[0-9a-f]{12})[:/?]/i;

/** Files that show others how something is used. */
const SHOWN = /\.(md|txt|rst)$|example|sample|template/i;

/** Passwords that nobody would mistake for one of a real system: the user's own name, and words about passwords. */
function isWeak(password: string, user: string): boolean {
  return (
    password.toLowerCase() === user.toLowerCase() ||
    /^[a-z]*[-_]?(pass(word)?|secret|pwd|pw)[-_]?[a-z]*\d{0,4}$/i.test(password)
  );
}
