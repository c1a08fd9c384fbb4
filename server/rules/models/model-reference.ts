import type { ModelDefinition, ModelUse } from '@agent-preflight/stack/definition/models/model-manifest';
import { defineRule, type ModelsContext, type Report, type StartupContext, type YamlContext } from '../rule';
import { KnownModels, judgeVariable } from './known-models';

export const rule = defineRule({
  id: 'model-reference',
  topic: 'models',
  severity: 'warning',
  concernsStart: true,
  impact: 6,
  effort: 2,
  triggers: null,
  crossFile: true,
  documentation: {
    summary: 'Reports names of models and profiles that no manifest declares, or that are spelled in another way.',
    whatItDoes:
      'Compares the names in the tables, profiles and preload lists of a model manifest, those under `models` of an agent in a startup file, and those in variables such as `LLM_MODEL`, `MODEL_PROFILE` and `PRELOAD_MODELS` (in .env files, startup ' +
      'files, Compose files, units and workflows), with the models and profiles that the manifests of the project declare. Of a single `…_MODEL` variable only a slip is told: a provider may serve the ' +
      'model. Reports also one model in two sections with different memory, and models preloaded together that want more memory than the limit.',
    whyItMatters:
      'A name that nobody declares is found out at the first request, in production, often by a fall-back to a worse model that nobody notices.',
    examples: [
      {
        path: 'models.yaml',
        bad: 'load_policy:\n  fast: phi3-mini\nmodels:\n  phi-3-mini:\n    model_path: models/phi-3-mini.gguf\n',
        good: 'load_policy:\n  fast: phi-3-mini\nmodels:\n  phi-3-mini:\n    model_path: models/phi-3-mini.gguf\n',
      },
      {
        path: '.env.example',
        files: {
          'models.yaml':
            'profiles:\n  laptop: [phi-3-mini]\nmodels:\n  phi-3-mini:\n    model_path: models/phi-3-mini.gguf\n',
        },
        bad: 'MODEL_PROFILE=lap-top\n',
        good: 'MODEL_PROFILE=laptop\n',
      },
      {
        path: 'config/startup.yaml',
        files: { 'models.yaml': 'models:\n  phi-3-mini:\n    model_path: models/phi-3-mini.gguf\n' },
        bad: 'agents:\n  Responder: { script_path: agents/responder.py, port: 7100, models: [phi3-mini] }\n',
        good: 'agents:\n  Responder: { script_path: agents/responder.py, port: 7100, models: [phi-3-mini] }\n',
      },
      {
        path: 'models.yaml',
        bad: 'vram_limit_mb: 8000\npreload: [chat, speech]\nmodels:\n  chat: { model_path: chat.gguf, vram_mb: 6000 }\n  speech: { model_path: speech.bin, vram_mb: 4000 }\n',
        good: 'vram_limit_mb: 12000\npreload: [chat, speech]\nmodels:\n  chat: { model_path: chat.gguf, vram_mb: 6000 }\n  speech: { model_path: speech.bin, vram_mb: 4000 }\n',
      },
    ],
    fixSafety: 'Safe: the name becomes the one declared name that is spelled nearly so.',
    references: [],
    remediation: {
      steps: ['Correct the name, or declare the model.'],
      test: 'agent-preflight check',
      rollback: 'Revert the name.',
      dependsOn: ['model-schema'],
    },
  },
  checks: {
    models(context) {
      // Sets of models may be spread over several files; this one counts as its editor has it.
      const others = context.project.modelManifests.filter(({ file }) => file !== context.models.file);
      const known = new KnownModels([context.models, ...others]);
      reportUses(context, known);
      reportTwoSizes(context);
      reportPreload(context);
    },
    startup(context) {
      checkScalars(context);
      reportAsked(context);
    },
    compose: checkScalars,
    workflow: checkScalars,
    env(context) {
      for (const { name, value, valueRange } of context.env.entries) {
        report(context, judgeVariable(name, value, valueRange, context));
      }
    },
  },
});

function report(context: { report(report: Report): void }, reports: readonly Report[]): void {
  for (const one of reports) context.report(one);
}

/** Maps of variables, and lists of `NAME=value`. */
function checkScalars(context: YamlContext): void {
  if (context.project.modelManifests.length === 0) return;
  for (const { key, value, range, path } of context.yaml.scalars) {
    const pair = typeof path.at(-1) === 'number' ? /^([A-Z][A-Z0-9_]*)=/.exec(value) : null;
    if (pair === null) report(context, judgeVariable(key, value, range, context));
    else {
      const start = range.start + pair[0].length;
      const text = context.document.text.slice(start, range.end);
      report(context, judgeVariable(pair[1] ?? '', text, { start, end: range.end }, context));
    }
  }
}

/** `models:` of an agent is what has to be here before it starts; of its own `model:` only a slip is told. */
function reportAsked(context: StartupContext): void {
  if (context.project.modelManifests.length === 0) return;
  const known = new KnownModels(context.project.modelManifests);
  for (const { models = [], model } of context.definition.agents) {
    const asked = models.map(({ value, range }) => known.judge(value, range, 'model', context));
    const own = model ? known.judge(model.value, model.range, 'model', context) : null;
    report(
      context,
      [...asked, own?.fixes?.length ? own : null].filter((one) => one !== null),
    );
  }
}

function reportUses(context: ModelsContext, known: KnownModels): void {
  const { uses, preload, profiles } = context.models;
  for (const { name, path } of [...uses, ...preload, ...profiles.flatMap((profile) => profile.preload)]) {
    // A table may route to another of its own entries, or to a profile.
    if (known.profiles.has(name.value) || isOwnKey(uses, path, name.value)) continue;
    report(
      context,
      [known.judge(name.value, name.range, 'model', context)].filter((one) => one !== null),
    );
  }
}

function isOwnKey(uses: readonly ModelUse[], path: string, name: string): boolean {
  const table = path.slice(0, path.indexOf('.'));
  return table !== '' && uses.some((use) => use.path === `${table}.${name}`);
}

/** One model under several sections is loaded once: its memory is one number. */
function reportTwoSizes(context: ModelsContext): void {
  const first = new Map<string, ModelDefinition>();
  for (const model of context.models.models) {
    if (model.vramMb === null) continue;
    const known = first.get(model.name.value);
    if (known?.vramMb === undefined || known.vramMb === null) {
      first.set(model.name.value, model);
      continue;
    }
    if (known.vramMb.value === model.vramMb.value) continue;
    context.report({
      range: model.vramMb.range,
      message: `${model.name.value} takes ${model.vramMb.value} MB here and ${known.vramMb.value} MB${known.bucket ? ` under ${known.bucket.value}` : ''}: one of the two is wrong, and what fits is reckoned with both.`,
      related: [{ uri: context.document.uri, range: known.vramMb.range, message: `${known.vramMb.value} MB here.` }],
    });
  }
}

function reportPreload(context: ModelsContext): void {
  const { models, profiles, preload, vramLimitMb } = context.models;
  const memory = new Map<string, number>();
  for (const { name, aliases, vramMb } of models) {
    for (const key of [name.value, ...aliases]) if (vramMb !== null) memory.set(key, vramMb.value);
  }
  const check = (uses: readonly ModelUse[], limit: number | null, who: string): void => {
    const [one] = uses;
    const names = new Set(uses.map(({ name }) => name.value));
    const sum = [...names].reduce((total, name) => total + (memory.get(name) ?? 0), 0);
    if (one === undefined || limit === null || sum <= limit) return;
    context.report({
      range: one.name.range,
      message: `The models that ${who} loads at start want ${sum} MB of GPU memory, and the limit is ${limit} MB: the last of them fails. Leave one out.`,
      related:
        vramLimitMb === null
          ? []
          : [{ uri: context.document.uri, range: vramLimitMb.range, message: `The limit: ${vramLimitMb.value} MB.` }],
    });
  };
  check(preload, vramLimitMb?.value ?? null, 'the manifest');
  for (const profile of profiles) {
    check(profile.preload, profile.vramLimitMb ?? vramLimitMb?.value ?? null, `profile ${profile.name.value}`);
  }
}
