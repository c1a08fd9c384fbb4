import { walkOwn } from '../../fixes/migration/statements';
import type { CodeModel } from '../../languages/code-model';
import { type ExceptionHandler, exceptionHandler } from '../../languages/exception-handlers';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type CodeContext, defineRule } from '../rule';
import { isArchived } from './agent-class';
import { exitCodeOf, exitCodes, makesUpForIt } from './exit-codes';
import { exitWithFailure } from './failure-exit-fix';
import { type LastAttempt, lastAttempts } from './last-attempts';

export const rule = defineRule({
  id: 'hidden-startup-failure',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 7,
  effort: 1,
  triggers: ['__main__'],
  documentation: {
    summary: 'Reports scripts that catch every error and then exit with code 0.',
    whatItDoes:
      'Reports a handler for every error (`except:`, `except Exception`, `except BaseException`, `suppress(Exception)`) around the last thing a script does under `if __name__ == "__main__":`, or in the function it leaves everything to, when the handler only logs, prints or cleans up, or exits with 0. Silent when the handler raises, exits with another code, returns one to `sys.exit(main())`, or starts something else; when an exit code is chosen behind it; and in loops, which try again.',
    whyItMatters:
      'An exit code of 0 says that the agent did what it was to do. The supervisor does not restart it, the container counts as completed, and a failed start is found hours later by what is missing.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: `from agents.store import Memory

if __name__ == "__main__":
    try:
        agent = Memory()
        agent.run()
    except KeyboardInterrupt:
        print("interrupted")
    except Exception as error:
        print(f"Memory failed: {error}")
`,
        good: `import sys
import traceback

from agents.store import Memory

if __name__ == "__main__":
    try:
        agent = Memory()
        agent.run()
    except KeyboardInterrupt:
        print("interrupted")
    except Exception as error:
        traceback.print_exc()
        print(f"Memory failed: {error}")
        sys.exit(1)
`,
      },
      {
        path: 'agents/planner.py',
        bad: `import asyncio
import logging

from agents.steps import Planner

logger = logging.getLogger("planner")


async def main():
    try:
        await Planner().serve()
    except Exception as error:
        logger.error("planner stopped: %s", error)
        return 1


if __name__ == "__main__":
    asyncio.run(main())
`,
        good: `import asyncio
import logging
import sys

from agents.steps import Planner

logger = logging.getLogger("planner")


async def main():
    try:
        await Planner().serve()
    except Exception as error:
        logger.error("planner stopped: %s", error, exc_info=True)
        return 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
`,
      },
    ],
    fixSafety:
      'Safe: the handler logs the traceback where it told of the error before, and ends with `sys.exit(1)`. To be reviewed for a bare `except:`, which Ctrl-C comes to as well, and in a function that is called from elsewhere, too.',
    references: [
      'https://docs.python.org/3/library/sys.html#sys.exit',
      'https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Restart=',
    ],
    remediation: {
      steps: ['Apply the quick fix, or take the handler away: Python prints the traceback and exits with 1 by itself.'],
      test: 'Start the agent with its port taken: the exit code is 1, and the log holds the traceback.',
      rollback: 'Revert the handler.',
      dependsOn: [],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      if (!/\bexcept\b|\bsuppress\b/.test(document.text)) return;
      if (isArchived(document.path) && project.agentsForScript(document.path).length === 0) return;
      for (const attempt of lastAttempts(code)) {
        if (attempt.statement.type === 'with_statement') {
          const { start } = attempt.statement;
          context.report({
            range: { start, end: attempt.statement.childForField('body')?.start ?? start },
            message: `Every failure is suppressed here, ${CONSEQUENCE}; take the suppression away`,
          });
          continue;
        }
        for (const clause of attempt.statement.children) {
          if (clause.type !== 'except_clause' && clause.type !== 'except_group_clause') continue;
          const handler = exceptionHandler(code, clause);
          if (handler !== null && catchesEverything(handler)) checkHandler(context, attempt, handler);
        }
      }
    },
  },
});

const CONSEQUENCE = 'and the process exits with code 0: the supervisor takes it for a success and does not restart it';

function catchesEverything({ types }: ExceptionHandler): boolean {
  return types.length === 0 || types.some((type) => /^(?:builtins\.)?(?:Base)?Exception$/.test(type));
}

function checkHandler(context: CodeContext, attempt: LastAttempt, handler: ExceptionHandler): void {
  const { code } = context;
  if (!doesWork(code, handler.attempt)) return;
  const exits = exitCodes(code, handler.statements);
  if (exits.some((exit) => exit.code !== 'success') || makesUpForIt(code, handler.statements)) return;
  if (returnsFailure(code, attempt, handler)) return;
  const fix = exitWithFailure(
    context,
    attempt,
    handler,
    exits.map(({ node }) => node),
  );
  context.report({
    range: handler.head,
    message: `Every failure ends here, ${CONSEQUENCE}; log the traceback and exit with 1`,
    fixes: fix === null ? [] : [fix],
  });
}

/** True when what is tried calls anything at all. */
function doesWork(code: CodeModel, attempt: SyntaxNode): boolean {
  let calls = false;
  walkOwn(attempt, (node) => {
    if (node.type === 'call') calls = true;
  });
  return calls && !/^\s*(?:import|from)\b[^\n]*$/.test(code.textOf(attempt));
}

/** `return 1` in a function whose result the main block exits with; a result that only a running program knows counts as chosen. */
function returnsFailure(code: CodeModel, { caller }: LastAttempt, handler: ExceptionHandler): boolean {
  if (caller?.exitsWithResult !== true) return false;
  let failure = false;
  for (const statement of handler.statements) {
    walkOwn(statement, (node) => {
      if (node.type === 'return_statement') failure ||= exitCodeOf(code, node.namedChildren[0]) !== 'success';
    });
  }
  return failure;
}
