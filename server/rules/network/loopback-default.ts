import { snakeCase } from '@agent-preflight/stack/definition/host-variable';
import { quoteAt, quoted } from '../../fixes/quotes';
import { isBrowserCode } from '../../languages/typescript/browser-code';
import { type CodeContext, defineRule } from '../rule';
import { type AddressUse, addressUses } from './address-role';
import { addressWords } from './address-words';
import { serviceName } from './service-name';

export const rule = defineRule({
  id: 'loopback-default',
  topic: 'network',
  severity: 'information',
  impact: 4,
  effort: 1,
  triggers: ['localhost', '127.', '::1'],
  crossFile: true,
  documentation: {
    summary: 'Reports lookups of an environment variable that fall back to loopback.',
    whatItDoes:
      'Reports `os.getenv("REDIS_HOST", "localhost")` and its like in every language. Silent in branches that only run in development.',
    whyItMatters:
      'A forgotten variable is not noticed: the agent works on the laptop and silently talks to itself in a container.',
    examples: [
      {
        path: 'cache.py',
        bad: 'import os\n\nhost = os.getenv("REDIS_HOST", "localhost")\n',
        good: 'import os\n\nhost = os.getenv("REDIS_HOST", "redis")\n',
      },
      {
        path: 'bus.py',
        bad: 'import os\n\nurl = os.environ.get("NATS_URL", "nats://localhost:4222")\n',
        good: 'import os\n\nurl = os.environ.get("NATS_URL", "nats://nats:4222")\n',
      },
    ],
    fixSafety:
      'To be reviewed: the default becomes the name of the service, which must exist on the network, or the variable must be set.',
    references: ['https://12factor.net/config'],
    remediation: {
      steps: ['Use the name of the service as the default, or none.', 'Set the variable where the stack is started.'],
      test: 'Start the agent without the variable: it reaches the service or says what is missing.',
      rollback: 'Revert the default.',
      dependsOn: [],
    },
  },
  checks: {
    code(context) {
      for (const use of addressUses(context.code)) {
        if (use.role !== 'envDefault' || use.address.kind !== 'loopback') continue;
        const variable = use.name ?? '';
        if (addressWords.binds(variable) || addressWords.judges(variable) || isDevelopmentOnly(context, use)) continue;
        const service = serviceFor(context, use);
        context.report({
          range: use.node,
          message: `${variable === '' ? 'The lookup' : variable} falls back to '${use.address.host}': a forgotten variable goes unnoticed until the agent runs in a container`,
          fixes:
            service === null
              ? []
              : [
                  {
                    title: `Fall back to the service '${service}'`,
                    safety: 'review',
                    edits: () => {
                      const source = context.code.textOf(use.node);
                      const newText = isPlainHost(use)
                        ? quoted(service, quoteAt(context.code, use.node))
                        : source.replace(use.address.host, service);
                      return [
                        { uri: context.document.uri, range: { start: use.node.start, end: use.node.end }, newText },
                      ];
                    },
                  },
                ],
        });
      }
    },
  },
});

function isPlainHost(use: AddressUse): boolean {
  return use.address.scheme === null && !use.address.hasPort;
}

/** `REDIS_HOST` → `redis`; the owner of the port where the default names one. */
function serviceFor({ code, document, project }: CodeContext, use: AddressUse): string | null {
  // A browser does not know the names of services, and neither does whoever looks at the page.
  if (/^(NEXT_PUBLIC|VITE|REACT_APP|PUBLIC)_/.test(use.name ?? '') || isBrowserCode(code, document.path)) return null;
  const { service } = serviceName(code, project, use);
  return service === null ? null : snakeCase(service);
}

function isDevelopmentOnly({ code }: CodeContext, use: AddressUse): boolean {
  for (let node = use.node.parent; node !== null; node = node.parent) {
    if (node.type !== 'if_statement' && node.type !== 'conditional_expression' && node.type !== 'ternary_expression')
      continue;
    const condition = node.childForField('condition') ?? node.namedChildren[0];
    if (
      condition !== undefined &&
      condition !== null &&
      /\b(dev|development|debug|local|test(ing)?)\b/i.test(code.textOf(condition))
    )
      return true;
  }
  return false;
}
