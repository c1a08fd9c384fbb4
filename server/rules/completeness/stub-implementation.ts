import { type CodeContext, defineRule } from '../rule';
import { isAbstract } from './stubs/abstract-places';
import { loggedPretence } from './stubs/logged-pretence';
import { type StubBody, stubBody } from './stubs/stub-body';
import { isCalled, promisesWork } from './stubs/promises';
import type { FunctionDefinition } from '../../languages/code-model';

export const rule = defineRule({
  id: 'stub-implementation',
  topic: 'completeness',
  severity: 'warning',
  impact: 6,
  effort: 5,
  triggers: [
    ' pass\n',
    ' pass\r',
    ' pass ',
    '\tpass',
    ' ...\n',
    ' ...\r',
    'NotImplemented',
    'not implemented',
    'Not implemented',
    'ot yet implemented',
    'return ',
    'imulat',
    'laceholder',
    'PLACEHOLDER',
    'SIMULAT',
    '[MOCK',
    '[STUB',
    'todo!',
    'unimplemented!',
    'TODO',
    'ould ',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports functions that are called and do not do what their name says.',
    whatItDoes:
      'Reports a concrete function whose whole body raises `NotImplementedError` (`todo!()`, `throw new Error("Not implemented")`), that does nothing or answers a constant although its name promises work and it is called, or whose log says “simulated”, “placeholder” or “would …” in place of the work. Silent for abstract methods, protocols, overloads, hooks, null objects, methods that heirs override, and refusals (“read-only”, “not supported”).',
    whyItMatters:
      'Everything that calls it goes on as if the work were done: the alert was “sent”, the model “trained”, the signature “verified”. No test that only looks for errors finds it.',
    examples: [
      {
        path: 'agents/trainer.py',
        bad: `class Trainer:
    def run(self, data):
        model = self.train_model(data)
        return {"status": "ok", "model": model}

    def train_model(self, data):
        # TODO: train for real
        return None
`,
        good: `class Trainer:
    def run(self, data):
        model = self.train_model(data)
        return {"status": "ok", "model": model}

    def train_model(self, data):
        return fit(data, epochs=3)
`,
      },
      {
        path: 'agents/notifier.py',
        bad: `import logging


def send_alert(message):
    logging.info("Would send alert: %s", message)
    return True
`,
        good: `import logging

from channels import pager


def send_alert(message):
    logging.info("sending alert: %s", message)
    return pager.send(message)
`,
      },
      {
        path: 'hub/storage.ts',
        bad: `export async function saveSession(session: Session): Promise<void> {
  throw new Error('Not implemented');
}
`,
        good: `export async function saveSession(session: Session): Promise<void> {
  await database.put(session.id, session);
}
`,
      },
      {
        path: 'src/router.rs',
        bad: `pub fn route(message: &Message) -> Target {
    todo!()
}
`,
        good: `pub fn route(message: &Message) -> Target {
    Target::for_topic(&message.topic)
}
`,
      },
    ],
    references: ['https://docs.python.org/3/library/exceptions.html#NotImplementedError'],
    remediation: {
      steps: [
        'Do the work, or take the function and its callers out.',
        'Until then raise where it is called, and say `degraded` in the health of the agent.',
        'Where others are meant to override it, make the class abstract.',
      ],
      test: 'Call it and look for its effect, not for its return value.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: { code: checkFunctions },
});

function checkFunctions(context: CodeContext): void {
  const { code } = context;
  if (/(^|\/)(examples?|demos?|samples?|templates?|mocks?|stubs?|fakes?)\//i.test(context.document.path)) return;
  if (context.document.path.endsWith('.pyi')) return;
  for (const definition of code.functions) {
    const message = faultOf(context, definition);
    if (message === null || code.isInlineTest(definition.node)) continue;
    context.report({ range: definition.nameNode ?? definition.node, message });
  }
}

function faultOf(context: CodeContext, definition: FunctionDefinition): string | null {
  const { code } = context;
  if (definition.nameNode === null || definition.body === null) return null;
  const { name } = definition;
  const pretence = loggedPretence(code, definition);
  if (pretence !== null) {
    return isAbstract(context, definition)
      ? null
      : `${name}() only says what it would do (“${pretence}”), and its callers go on as if it were done: do the work, or fail`;
  }
  const body = stubBody(code, definition);
  if (body === null || !counts(context, definition, body) || isAbstract(context, definition)) return null;
  return body.kind === 'raises'
    ? `${name}() is not implemented and fails whenever it is called: do the work, or take it and its callers out`
    : `${name}() ${body.kind === 'constant' ? 'answers the same whatever it is given' : 'does nothing'}, and its callers go on as if it had done its work: do the work, or fail`;
}

/** A body that says so itself counts; one that is silent only where the name promises work and somebody calls it. */
function counts({ code }: CodeContext, definition: FunctionDefinition, body: StubBody): boolean {
  if (body.kind === 'raises') {
    return (
      code.enclosingClass(definition.node) === null ||
      code.language === 'rust' ||
      body.marked ||
      isCalled(code, definition)
    );
  }
  if (body.marked) return promisesWork(definition, body, 'marked') || isCalled(code, definition);
  return promisesWork(definition, body, 'silent') && isCalled(code, definition);
}
