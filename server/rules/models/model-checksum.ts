import type { ModelDefinition } from '@agent-preflight/stack/definition/models/model-manifest';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { isTemplate } from './model-values';
import { addKey } from '../../fixes/yaml-edits';
import type { Fix } from '../finding';
import { defineRule, type ModelsContext } from '../rule';

const DIGEST = /^(?!(.)\1{63}$|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855$)[0-9a-f]{64}$/;

export const rule = defineRule({
  id: 'model-checksum',
  topic: 'models',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: null,
  documentation: {
    summary: 'Reports models that are downloaded without a SHA-256 to know them by.',
    whatItDoes:
      'Reports entries of a model manifest that name a `url`, or a file of a hub’s `repo` at no fixed commit, and have no `sha256`, and checksums that are no SHA-256: of another length (MD5, SHA-1), ' +
      'a placeholder, or with characters that are not hexadecimal. Models that are only loaded from a path are left alone.',
    whyItMatters:
      'Weights run code in many formats, and a download that broke off looks like a model until it is loaded. Without a checksum neither is noticed.',
    examples: [
      {
        path: 'models.yaml',
        bad: 'models:\n  - name: phi-3-mini\n    url: https://models.example.org/phi-3-mini.gguf\n    size: 2.2GB\n',
        good: `models:\n  - name: phi-3-mini\n    url: https://models.example.org/phi-3-mini.gguf\n    size: 2.2GB\n    sha256: ${'4f5e6d'.repeat(10)}7c8b\n`,
      },
      {
        path: 'models.yaml',
        bad: `models:\n  whisper:\n    url: https://models.example.org/whisper.bin\n    sha256: "${'4F5E6D'.repeat(10)}7C8B"\n`,
        good: `models:\n  whisper:\n    url: https://models.example.org/whisper.bin\n    sha256: "${'4f5e6d'.repeat(10)}7c8b"\n`,
      },
    ],
    fixSafety:
      'To be reviewed. A checksum that is right but for its spelling (capitals, `SHA256:` in front, blanks) is written as every tool prints it, and one that stands in a ' +
      'comment of the entry becomes its `sha256`. No fix makes one up.',
    references: ['https://huggingface.co/docs/hub/security-pickle'],
    remediation: {
      steps: ['Download the file from where you trust it, run `sha256sum` on it, and write the digest down.'],
      test: 'agent-preflight check on the manifest.',
      rollback: 'Remove the line.',
      dependsOn: ['model-schema'],
    },
  },
  checks: {
    models(context) {
      for (const model of context.models.models) {
        if (model.sha256 === null) checkMissing(context, model);
        else checkForm(context, model, model.sha256);
      }
    },
  },
});

function checkMissing(context: ModelsContext, model: ModelDefinition): void {
  // A whole repository has no digest; its revision pins it.
  const source = model.url ?? (model.fileName === null ? null : model.repo);
  // A file on this machine is compared with nothing.
  if (source === null || /^(?:file|ollama|docker|oci):|^https?:\/\/(?:localhost|127\.|\[::1\])/i.test(source.value))
    return;
  if (model.url === null && /^[0-9a-f]{40}$/.test(model.revision?.value ?? '')) return;
  context.report({
    range: model.name.range,
    message: `${model.name.value} is downloaded and has no sha256: a broken or exchanged file is not noticed. Write its digest down.`,
    fixes: fromComment(context, model),
  });
}

function checkForm(
  context: ModelsContext,
  model: ModelDefinition,
  sha256: NonNullable<ModelDefinition['sha256']>,
): void {
  const { value } = sha256;
  if (isTemplate(value) || DIGEST.test(value) || /^sha256:[0-9a-f]{64}$/.test(value)) return;
  const normal = value
    .replace(/^(?:sha-?256|SHA-?256)\s*[:=]\s*|^0x/, '')
    .replace(/\s/g, '')
    .toLowerCase();
  context.report({
    range: sha256.range,
    message: `The checksum of ${model.name.value} ${fault(value, normal)}.`,
    fixes: DIGEST.test(normal)
      ? [fix(context, 'Write it as 64 lower-case digits', sha256.range, normal)]
      : fromComment(context, model),
  });
}

function fault(value: string, normal: string): string {
  if (DIGEST.test(normal)) return 'is spelled in a way that a plain comparison fails on: write 64 lower-case digits';
  if (/^[0-9a-f]{32}$/i.test(normal)) return 'is an MD5, which can be forged: write its SHA-256';
  if (/^[0-9a-f]{40}$/i.test(normal)) return 'is a SHA-1, which can be forged: write its SHA-256';
  if (/^[0-9a-f]{64}$/.test(normal))
    return 'stands in for one, or is that of an empty file: write the digest of the model';
  if (/^[0-9a-f]+$/i.test(normal))
    return `has ${normal.length} digits instead of 64: some got lost, so every download fails`;
  return `is no SHA-256 ('${value.slice(0, 20)}'): the download is not checked, or always fails`;
}

/** A digest in a comment of the entry: somebody looked it up and did not know the key. */
function fromComment(context: ModelsContext, model: ModelDefinition): Fix[] {
  const { text } = context.document;
  const digests = [
    ...text
      .slice(model.range.start, model.range.end)
      .matchAll(/#[^\n]*?\b(?:sha-?256\b)?[^\n]*?\b([0-9a-fA-F]{64})\b/gi),
  ].map((match) => (match[1] ?? '').toLowerCase());
  const [digest] = digests;
  if (digest === undefined || digests.length > 1) return [];
  if (model.sha256 !== null) return [fix(context, 'Take the digest of its comment', model.sha256.range, digest)];
  const key = model.firstKey;
  if (key === null) return [];
  const { range, newText } = addKey(text, key, 'sha256', digest);
  return [fix(context, 'Take the digest of its comment', range, newText)];
}

function fix(context: ModelsContext, title: string, range: TextRange, newText: string): Fix {
  return { title, safety: 'review', edits: () => [{ uri: context.document.uri, range, newText }] };
}
