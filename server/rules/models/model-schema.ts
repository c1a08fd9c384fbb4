import { defineRule } from '../rule';

export const rule = defineRule({
  id: 'model-schema',
  topic: 'models',
  severity: 'error',
  impact: 6,
  effort: 1,
  triggers: null,
  documentation: {
    summary: 'Reports entries of a model manifest that cannot be meant as they stand.',
    whatItDoes:
      'Reports, in a manifest of models (YAML or JSON): an entry without a name or that is a bare word, a name declared twice, a key that is a slip of a known one, ' +
      'a URL without a scheme, and a size or amount of memory that is none, is zero, or is larger than any model.',
    whyItMatters:
      'A loader takes what it understands and passes over the rest: the checksum under `sha265` is never checked, the second of two entries wins, and the ' +
      'missing gigabytes show when the disk is full.',
    examples: [
      {
        path: 'models.yaml',
        bad: 'models:\n  - name: phi-3-mini\n    url: https://models.example.org/phi-3-mini.gguf\n    sha265: 9b0f7a1c\n',
        good: 'models:\n  - name: phi-3-mini\n    url: https://models.example.org/phi-3-mini.gguf\n    sha256: 9b0f7a1c\n',
      },
      {
        path: 'config/models.yaml',
        bad: 'models:\n  whisper:\n    url: https://models.example.org/whisper.bin\n    size_mb: 3e9\n',
        good: 'models:\n  whisper:\n    url: https://models.example.org/whisper.bin\n    size_mb: 3000\n',
      },
    ],
    fixSafety: 'Safe: renames a key that nothing reads to the known one beside it.',
    references: [],
    remediation: {
      steps: ['Correct the key or the value.'],
      test: 'agent-preflight check on the manifest.',
      rollback: 'Revert the line.',
      dependsOn: [],
    },
  },
  checks: {
    models(context) {
      const { models, document } = context;
      for (const { range, message, severity, related, repair } of models.problems) {
        context.report({
          range,
          message,
          severity,
          related: (related ?? []).map((place) => ({ uri: document.uri, ...place })),
          fixes: repair
            ? [
                {
                  title: repair.title,
                  safety: 'safe',
                  edits: () => repair.edits.map((edit) => ({ uri: document.uri, ...edit })),
                },
              ]
            : [],
        });
      }
    },
  },
});
