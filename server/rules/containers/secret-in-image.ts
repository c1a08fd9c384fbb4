import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Assignment, Instruction, Stage } from '../../languages/dockerfile/dockerfile-model';
import { lastStage, stageChain } from '../../languages/dockerfile/stages';
import { saysSecret, secretKindOf } from '../../secrets/secret-names';
import { looksLikeSecret } from '../../secrets/secret-values';
import type { Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { mountInstead, passAtStart } from './build-secret';
import { copiedByVariable, loginInto, pointsIntoCopy } from './credential-files';
import { isSecretFile } from './secret-files';

// Put together here, so that no scanner takes the example for a secret of this repository.
const SAMPLE = ['k7Qz', 'v2Lp', 'x9Rt', 'B4mW'].join('');

export const rule = defineRule({
  id: 'secret-in-image',
  topic: 'containers',
  severity: 'error',
  impact: 9,
  effort: 3,
  triggers: null,
  documentation: {
    summary: 'Reports secrets that end up in an image.',
    whatItDoes:
      'Reports `ENV` and `ARG` that name a secret (`ENV DB_PASSWORD=…`, `ARG NPM_TOKEN`), assignments of secrets in `RUN`, and `COPY`/`ADD` of files that hold them (`.env`, `.npmrc`, ' +
      'private keys, credentials of cloud tools), variables that point to such a file in a folder that is copied, and logins of cloud tools in `RUN` without a secret mount. Silent for empty values, placeholders, names of files that hold a secret (`…_FILE`), public keys, examples and secret mounts.',
    whyItMatters:
      'Whoever can pull the image can read it: values of ENV and ARG stand in its history, and a file that a later layer deletes is still in the earlier one.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM node:22.12-slim\nARG NPM_TOKEN\nRUN npm config set token $NPM_TOKEN && npm ci\nUSER node\n',
        good: 'FROM node:22.12-slim\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci\nUSER node\n',
      },
      {
        path: 'Dockerfile',
        bad: `FROM python:3.12-slim\nENV LOG_LEVEL=info DB_PASSWORD=${SAMPLE}\nUSER 1000\n`,
        good: 'FROM python:3.12-slim\nENV LOG_LEVEL=info\nUSER 1000\n',
      },
      {
        path: 'Dockerfile',
        bad: 'FROM node:22.12-slim\nWORKDIR /app\nCOPY .npmrc package.json ./\nRUN npm ci\nUSER node\n',
        good: 'FROM node:22.12-slim\nWORKDIR /app\nCOPY package.json ./\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci\nUSER node\n',
        files: { '.npmrc': 'registry=https://registry.example\n', 'package.json': '{}\n' },
      },
    ],
    fixSafety:
      'A build secret is mounted for the commands that use it (`docker build --secret id=…`; `env=` needs the Dockerfile frontend 1.10): name it where the image is built. A value in ENV is taken out: ' +
      'give it when the container starts. Revoke secrets that were in a published image.',
    references: ['https://docs.docker.com/build/building/secrets/'],
    remediation: {
      steps: [
        'Revoke the secret.',
        'Apply the quick fix.',
        'Give the secret with --secret when building, or in the environment when starting.',
      ],
      test: 'docker history --no-trunc IMAGE shows no secret.',
      rollback: 'None: a secret that was published stays published.',
      dependsOn: [],
    },
  },
  checks: {
    dockerfile(context) {
      const { dockerfile } = context;
      const last = lastStage(dockerfile);
      const final = new Set(last === null ? [] : stageChain(last));
      for (const arg of dockerfile.globalArgs) checkAssignments(context, null, arg);
      for (const stage of dockerfile.stages) {
        for (const instruction of stage.instructions) check(context, stage, instruction, final.has(stage));
      }
    },
  },
});

function check(context: DockerfileContext, stage: Stage, instruction: Instruction, isFinal: boolean): void {
  switch (instruction.keyword) {
    case 'ENV':
    case 'ARG':
      return checkAssignments(context, stage, instruction);
    case 'COPY':
    case 'ADD':
      return checkCopy(context, stage, instruction, isFinal);
    case 'RUN':
      return checkRun(context, instruction, isFinal);
    case 'ONBUILD':
      if (instruction.inner !== null) check(context, stage, instruction.inner, isFinal);
  }
}

function checkAssignments(context: DockerfileContext, stage: Stage | null, instruction: Instruction): void {
  if (instruction.keyword !== 'ENV' && instruction.keyword !== 'ARG') return;
  const isArg = instruction.keyword === 'ARG';
  for (const assignment of instruction.assignments) {
    if (stage !== null && pointsIntoCopy(context.dockerfile, stage, assignment.name, assignment.value)) {
      context.report({
        range: assignment.range,
        severity: 'warning',
        message: `${assignment.name} points into a folder that COPY fills, so that the credentials stay readable in the image: mount the file when the container starts`,
      });
      continue;
    }
    if (!namesSecret(assignment.name) || !(isArg ? isGiven(assignment) : holdsSecret(assignment))) continue;
    context.report({
      range: assignment.range,
      message: isArg
        ? `The build argument ${assignment.name} stays readable in the image's history: mount it as a build secret`
        : `The value of ${assignment.name} stays readable in the image: give it when the container starts`,
      fixes: isArg
        ? mountInstead(context, stage, instruction, assignment)
        : passAtStart(context, instruction, assignment),
    });
  }
}

/** Names that say "secret" in a Dockerfile; half of a pair of credentials is told, too: it says whose account it is. */
const SECRET_NAMES: readonly RegExp[] = [
  /(?:^|_)AWS_ACCESS_KEY_ID$/i,
  /(?:^|_)SECRET_KEY_BASE$/i,
  /^(?:NPM|GIT|REGISTRY|DOCKER|PROXY|HTTP|BASIC)(?:_CONFIG)?_+AUTH$/i,
  /^(?:OPENAI|ANTHROPIC|STRIPE|AZURE(?:_\w+)?|GOOGLE(?:_\w+)?|GCP|AWS|GITHUB|GITLAB|SENDGRID|TWILIO|DATADOG|SENTRY|HUGGINGFACE|PINECONE|COHERE|MISTRAL|DEEPGRAM|ELEVENLABS)_KEY$/i,
  /(?:ssh|deploy|rsa|dsa|pgp)_?(?:private_?|prv_?)?key$/i,
  // What CI systems call the halves of a pair: `NEXUS_USR`, `NEXUS_PSW`.
  /_(?:pat|psw|credentials?_json)$/i,
];

function namesSecret(name: string): boolean {
  return saysSecret(name) || SECRET_NAMES.some((pattern) => pattern.test(name));
}

function isGiven({ value, name }: Assignment): boolean {
  return value === null || value === '' || TO_REPLACE.test(value) || holdsValue(value, name);
}

/** Says that the builder is to give the secret itself, as no default at all does. */
const TO_REPLACE =
  /^(?:<.*>|x{3,}|placeholder|change[-_ ]?(?:me|this|it)\b.*|your[-_ ].*|replace[-_ ]?(?:me|this|with).*)$/i;

/** In ENV, a reference to an ARG copies its value into the image. */
function holdsSecret({ name, value }: Assignment): boolean {
  return value !== null && value !== '' && (/^\$\{?\w+\}?$/.test(value) || holdsValue(value, name));
}

const STAND_IN =
  /^(?:<.*>|\*+|x{3,}|\.{3}|(?:please[-_ ]?)?change[-_ ]?(?:me|this|it).*|your[-_ ].*|.*(?:replace|placeholder|example|dummy|redacted).*|todo|fixme|none|null|nil|undefined|true|false|yes|no|on|off|disabled|enabled|required|optional|unset|not[-_ ]?set|0|1)$/i;

function holdsValue(value: string, name: string): boolean {
  if (STAND_IN.test(value) || /^(?:\/|\.\/|~\/|https?:\/\/[^@]*$|\$)/.test(value)) return false;
  return value.toLowerCase() !== name.toLowerCase();
}

function checkCopy(context: DockerfileContext, stage: Stage, copy: Instruction, isFinal: boolean): void {
  if (copy.flags.some(({ name }) => name === 'from') || copy.heredocs.length > 0) return;
  const variable = copiedByVariable(copy);
  if (variable !== null) {
    context.report({
      range: variable.range,
      severity: isFinal ? undefined : 'warning',
      message: `The file of ${variable.value} holds credentials and stays readable in ${isFinal ? 'the image' : 'the build cache'}: mount it as a build secret or when the container starts`,
    });
  }
  for (const source of copy.words.slice(0, -1)) {
    if (!isSecretFile(source.value)) continue;
    context.report({
      range: source.range,
      severity: isFinal ? undefined : 'warning',
      message: `'${source.value}' holds secrets and stays readable in ${isFinal ? 'the image' : 'the build cache'}, even if a later layer deletes it: mount it as a build secret or when the container starts`,
      fixes: mountFile(context, stage, copy, source.value, source.range),
    });
  }
}

function mountFile(
  context: DockerfileContext,
  stage: Stage,
  copy: Instruction,
  source: string,
  range: TextRange,
): Fix[] {
  return mountInstead(context, stage, copy, { file: source, range });
}

/** `RUN export TOKEN=…`, `RUN TOKEN=… make`. */
function checkRun(context: DockerfileContext, run: Instruction, isFinal: boolean): void {
  const login = loginInto(run);
  if (login !== null) {
    context.report({
      range: login.range,
      severity: isFinal ? undefined : 'warning',
      message: `This login leaves its credentials in ${isFinal ? 'the image' : 'the build cache'}: mount them as a build secret for this command, or log in when the container starts`,
    });
  }
  for (const { assignments } of run.commands) {
    for (const { value, range } of assignments) {
      const sign = value.indexOf('=');
      const name = value.slice(0, sign);
      const kind = secretKindOf(name);
      if (kind === null || !looksLikeSecret(value.slice(sign + 1), kind, name)) continue;
      context.report({
        range,
        message: `The value of ${name} stays readable in the image's history: mount it as a build secret`,
      });
    }
  }
}
