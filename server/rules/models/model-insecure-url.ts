import type { ModelDefinition } from '@agent-preflight/stack/definition/models/model-manifest';
import { isPrivateHost } from '@agent-preflight/stack/definition/models/private-host';
import { defineRule, type ModelsContext } from '../rule';
import { isTemplate } from './model-values';

/** Names that point to something else tomorrow. */
const MOVING = /^(?:main|master|head|latest|dev(?:elop)?|trunk|nightly|stable|edge)$/i;

/** `…/resolve/main/…`, `…/raw/master/…`, `…/latest/download/…`, by the hosts that have such paths. */
const MOVING_PATH =
  /\/(?:resolve|raw|blob|archive\/refs\/heads|media)\/(main|master|head|dev|develop)\/|\/releases\/(latest)\/download\//i;

export const rule = defineRule({
  id: 'model-insecure-url',
  topic: 'models',
  severity: 'warning',
  impact: 6,
  effort: 1,
  triggers: null,
  documentation: {
    summary: 'Reports models that are fetched in the clear, or from a revision that moves.',
    whatItDoes:
      'Reports `http:` and `ftp:` addresses of a model manifest (not those of this machine or a private network), and models whose repository is taken at a branch: no ' +
      '`revision`, `revision: main`, `…/resolve/main/…`, `…/releases/latest/…`. With a `sha256` the content is pinned, and the branch an information.',
    whyItMatters:
      'Whoever sits between you and the server can exchange weights that are fetched in the clear. And a branch is another model tomorrow: two machines set up a week ' +
      'apart answer differently.',
    examples: [
      {
        path: 'models.yaml',
        bad: 'models:\n  - name: phi-3-mini\n    url: http://models.example.org/v2/phi-3-mini.gguf\n',
        good: 'models:\n  - name: phi-3-mini\n    url: https://models.example.org/v2/phi-3-mini.gguf\n',
      },
      {
        path: 'models.yaml',
        bad: 'models:\n  whisper:\n    repo: openai/whisper-large-v3\n',
        good: 'models:\n  whisper:\n    repo: openai/whisper-large-v3\n    revision: 06f233fe06e710322aca913c1bc4249a0d71fce1\n',
      },
    ],
    fixSafety: 'Safe: `http:` becomes `https:`. Which commit a branch stands for today is for you to look up.',
    references: ['https://huggingface.co/docs/huggingface_hub/guides/download#from-specific-version'],
    remediation: {
      steps: ['Fetch over HTTPS.', 'Name the commit (`revision`), or the SHA-256 of the file.'],
      test: 'agent-preflight check on the manifest.',
      rollback: 'Revert the line.',
      dependsOn: ['model-schema'],
    },
  },
  checks: {
    models(context) {
      for (const model of context.models.models) {
        reportPlain(context, model);
        reportMoving(context, model);
      }
    },
  },
});

function reportPlain(context: ModelsContext, { name, url }: ModelDefinition): void {
  const match = /^(http|ftp):\/\/(?:[^/@\s]*@)?(\[[^\]]*\]|[^/:\s]*)/i.exec(url?.value ?? '');
  if (url === null || match === null || isPrivate(match[2] ?? '')) return;
  const scheme = match[1] ?? '';
  const range = { start: url.range.start, end: url.range.start + scheme.length };
  context.report({
    range: url.range,
    message: `${name.value} is fetched over ${scheme.toLowerCase()}, in the clear: anyone on the way can exchange it. Fetch it over https.`,
    fixes:
      scheme.toLowerCase() === 'http' && !/^[^/]*\/\/[^/]*:\d/.test(url.value)
        ? [
            {
              title: 'Fetch it over https',
              safety: 'safe',
              edits: () => [{ uri: context.document.uri, range, newText: 'https' }],
            },
          ]
        : [],
  });
}

/** Nobody stands on the way, or only the environment knows who. */
function isPrivate(host: string): boolean {
  return isTemplate(host) || host === '' || isPrivateHost(host);
}

function reportMoving(context: ModelsContext, { name, url, repo, revision, sha256 }: ModelDefinition): void {
  // A digest pins what is fetched; the file may be gone tomorrow all the same.
  const isPinned = sha256 !== null;
  const severity = isPinned ? 'information' : undefined;
  const then = (what: string): string =>
    isPinned ? 'the download fails on the day it changes: name the commit' : `${what}, or the sha256 of the file`;
  if (revision !== null) {
    if (!MOVING.test(revision.value)) return;
    context.report({
      range: revision.range,
      severity,
      message: `'${revision.value}' of ${name.value} is another model tomorrow: ${then('name the commit')}.`,
    });
    return;
  }
  const moving = MOVING_PATH.exec(url?.value ?? '');
  if (url !== null && moving !== null) {
    context.report({
      range: url.range,
      severity,
      message: `The address of ${name.value} follows '${moving[1] ?? moving[2]}', which is another model tomorrow: ${then('name the commit in it')}.`,
    });
  } else if (url === null && repo !== null && !/@|:/.test(repo.value)) {
    context.report({
      range: repo.range,
      severity,
      message: `${name.value} is taken from wherever ${repo.value} stands on the day: ${then('name its revision')}.`,
    });
  }
}
