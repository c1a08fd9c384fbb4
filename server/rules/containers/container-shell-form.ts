import type { Instruction, Stage } from '../../languages/dockerfile/dockerfile-model';
import type { Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { checkComposeStarts } from './compose-start';
import { outerImage } from './container-user';
import { familyOf } from './base-images';
import { execForm } from './exec-form';

export const rule = defineRule({
  id: 'container-shell-form',
  topic: 'containers',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: null,
  documentation: {
    summary: 'Reports start commands that run below a shell.',
    whatItDoes:
      'Reports `CMD` and `ENTRYPOINT` that are no JSON list of strings, also lists in single quotes, which Docker takes for shell text. An information for ' +
      'commands that a later one of the same stage replaces. Silent where the text begins with `exec` and for Windows images. In Compose files, reports `sh -c` as command or entrypoint without `exec`, unless `init: true` is set.',
    whyItMatters:
      'In shell form `/bin/sh -c` is process 1. It hands no signals on: `docker stop` waits ten seconds and then kills, and the agent never gets to close its sockets and save its state. ' +
      'An ENTRYPOINT in shell form also drops the arguments of `docker run`.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nUSER 1000\nCMD python -m agent --port 7200\n',
        good: 'FROM python:3.12-slim\nUSER 1000\nCMD ["python", "-m", "agent", "--port", "7200"]\n',
      },
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nUSER 1000\nENTRYPOINT uvicorn app:api --port $PORT\n',
        good: 'FROM python:3.12-slim\nUSER 1000\nENTRYPOINT ["/bin/sh", "-c", "exec uvicorn app:api --port $PORT"]\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    command: ["sh", "-c", "./migrate && python -m agent"]\n',
        good: 'services:\n  agent:\n    image: acme/agent:1.4.2\n    command: ["sh", "-c", "./migrate && exec python -m agent"]\n',
      },
    ],
    fixSafety:
      'The words become a JSON list. Where the shell is needed (variables, `&&`), it stays and hands over with `exec`. Pipes and background jobs are left to you. A CMD behind an ENTRYPOINT ' +
      'is its arguments from then on: look at it.',
    references: ['https://docs.docker.com/reference/dockerfile/#shell-and-exec-form'],
    remediation: {
      steps: ['Apply the quick fix.', 'Where a script starts the program, let its last line be `exec program`.'],
      test: 'docker stop returns at once, and the log shows the orderly end.',
      rollback: 'Write the old line.',
      dependsOn: ['missing-graceful-shutdown'],
    },
  },
  checks: {
    compose: checkComposeStarts,
    dockerfile(context) {
      for (const stage of context.dockerfile.stages) {
        const image = outerImage(stage);
        if (image !== null && familyOf(image) === 'windows') continue;
        for (const keyword of ['CMD', 'ENTRYPOINT'] as const) {
          for (const instruction of stage.instructions) {
            if (instruction.keyword === keyword && isBelowShell(instruction)) report(context, stage, instruction);
          }
        }
      }
    },
  },
});

function isBelowShell({ form, body }: Instruction): boolean {
  const text = body.text.trim();
  return form === 'shell' && text !== '' && !/^exec\s/.test(text) && !/(?:^|[;&]\s*)exec\s[^;&|]*$/.test(text);
}

function report(context: DockerfileContext, stage: Stage, instruction: Instruction): void {
  // Of several, only the last one starts; the others mislead whoever reads them.
  const isReplaced = stage.instructions.findLast(({ keyword }) => keyword === instruction.keyword) !== instruction;
  const isList = /^\s*\[/.test(instruction.body.text);
  const what = instruction.keyword;
  context.report({
    range: instruction.range,
    severity: isReplaced ? 'information' : undefined,
    message: isReplaced
      ? `A later ${what} replaces this one, which is in shell form besides: remove it`
      : isList
        ? `Docker takes this ${what} for shell text, since it is no JSON list: write every word in double quotes`
        : `${what} in shell form: the shell is process 1 and the program never sees SIGTERM; write it as a JSON list`,
    fixes: toExec(context, stage, instruction),
  });
}

function toExec(context: DockerfileContext, stage: Stage, instruction: Instruction): Fix[] {
  const { document } = context;
  const shell = stage.instructions.findLast(
    ({ keyword, range }) => keyword === 'SHELL' && range.end < instruction.range.start,
  );
  const list = execForm(instruction.body.text, shell?.words.map(({ value }) => value) ?? ['/bin/sh', '-c']);
  if (list === null) return [];
  const hasEntrypoint =
    instruction.keyword === 'CMD' && stage.instructions.some(({ keyword }) => keyword === 'ENTRYPOINT');
  const start = instruction.keywordRange.end;
  return [
    {
      title: 'Write it as a JSON list',
      safety: hasEntrypoint ? 'review' : 'safe',
      edits: () => [
        {
          uri: document.uri,
          range: { start, end: instruction.range.end },
          newText: ` [${list.map((word) => JSON.stringify(word)).join(', ')}]`,
        },
      ],
    },
  ];
}
