import { envLookup } from '../../fixes/env-lookup';
import { importPythonName } from '../../fixes/python-imports';
import { quoteAt, quoted } from '../../fixes/quotes';
import { snakeCase } from '@agent-preflight/stack/definition/host-variable';
import { type CodeModel, HOLE, textWithHoles } from '../../languages/code-model';
import { isHostSide } from '../../languages/compose/host-side';
import { machinePrefixLength } from '../../languages/machine-paths';
import { NodeQuestion } from '../../languages/node-question';
import type { SyntaxNode } from '../../languages/syntax-node';
import type { Fix } from '../finding';
import { isUserUnit } from '../services/agent-service';
import { projectSuffix } from './project-suffix';
import { type CodeContext, type UnitContext, type YamlContext, defineRule } from '../rule';

export const rule = defineRule({
  id: 'hardcoded-path',
  topic: 'configuration',
  severity: 'warning',
  impact: 6,
  effort: 2,
  triggers: [
    '/home/',
    '/Users/',
    '/root',
    '/mnt/',
    '/media/',
    '/Volumes/',
    ':\\',
    ':/',
    '.db',
    '.sqlite',
    '.gguf',
    '.safetensors',
    '.onnx',
    '.ckpt',
    '.faiss',
    '.pth',
    '.tflite',
  ],
  crossFile: true,
  documentation: {
    summary: 'Reports absolute paths that exist on one machine only.',
    whatItDoes:
      "Reports paths below a user's folder (`/home/…`, `/Users/…`, `/root`), on mounted disks (`/mnt/…`, `/media/…`) and on drive letters, in code, startup files, Compose files and systemd units; in code of projects without containers also databases and models in folders of the machine (`/data/agent.db`, `/opt/models/chat.gguf`). Silent for `/tmp`, `/dev`, `/proc`, " +
      '`/sys`, `/etc`, paths inside containers, documentation, log text, comparisons and defaults of an environment lookup.',
    whyItMatters:
      'The agent finds its models and databases on the machine it was written on, and nowhere else; in a container the path does not even exist.',
    examples: [
      {
        path: 'agents/memory.py',
        bad: 'DATABASE = "/home/ada/voice/data/memory.db"\n',
        good: 'from pathlib import Path\n\nDATABASE = str(Path(__file__).resolve().parents[1] / "data/memory.db")\n',
        files: { 'data/memory.db': '' },
      },
      {
        path: 'speech.py',
        bad: 'MODEL_PATH = "/mnt/models/whisper.bin"\n',
        good: 'import os\n\nMODEL_PATH = os.environ["MODEL_PATH"]\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  core:\n    Speech:\n      script_path: speech.py\n      port: 7201\n      config:\n        model: /home/ada/models/whisper.bin\n',
        good: 'agent_groups:\n  core:\n    Speech:\n      script_path: speech.py\n      port: 7201\n      config:\n        model: ${MODEL:-models/whisper.bin}\n',
      },
      {
        path: 'deploy/user/speech.service',
        bad: '[Service]\nExecStart=/usr/bin/speech\nWorkingDirectory=/home/ada/speech\n\n[Install]\nWantedBy=default.target\n',
        good: '[Service]\nExecStart=/usr/bin/speech\nWorkingDirectory=%h/speech\n\n[Install]\nWantedBy=default.target\n',
      },
    ],
    fixSafety:
      "Safe where the rest of the path stands in the project: it is then built from the file's own place. Otherwise the path is read from the environment with the old value as its " +
      'default, which changes nothing on the machine it was written on.',
    references: ['https://12factor.net/config'],
    remediation: {
      steps: ['Apply the quick fix.', 'Set the variable on every machine whose path differs.'],
      test: 'Check the project out under another path and start the agent.',
      rollback: 'Revert the edit.',
      dependsOn: [],
    },
  },
  checks: { code: checkCode, startup: checkYaml, compose: checkYaml, unit: checkUnit },
});

function checkCode(context: CodeContext): void {
  const { code } = context;
  for (const node of code.strings) {
    if (!startsLikePath.answer(code.text, node)) continue;
    const value = code.stringValue(node);
    if (value === null) continue;
    const text = textWithHoles(value);
    if (machinePrefixLength(text) === 0 && !isStorePath(context, text)) continue;
    if (isSilentUse(code, node) || code.isInlineTest(node)) continue;
    if (isContainerHome(context.document.path, text)) continue;
    context.report({
      range: node,
      message: `'${shortened(text)}' exists on one machine only: build the path from the project's root or read it from the environment`,
      fixes: value.constant === null ? [] : pathFixes(context, node, value.constant),
    });
  }
}

const startsLikePath = new NodeQuestion(
  (text) => text.length >= 7 && /^[a-zA-Z]{0,2}#?["'`]+(?:\/|[A-Za-z]:)/.test(text),
);

/** `/root` is the home folder inside images: code that describes containers means that one. */
function isContainerHome(path: string, text: string): boolean {
  return text.startsWith('/root') && /docker|container|kube|modal|vast|runpod|sagemaker/i.test(path);
}

/** A database or model in a folder of the machine. In containers such folders are mounts, and right. */
function isStorePath({ project }: CodeContext, text: string): boolean {
  return (
    /^\/(?:data|opt|srv|models?|var\/(?:lib|data)|usr\/local|storage|workspace|nas)\/[\w./-]*\.(?:db|sqlite3?|gguf|ggml|safetensors|onnx|pth?|ckpt|faiss|tflite)$/.test(
      text,
    ) && !project.hasContainerFiles
  );
}

function shortened(text: string): string {
  const shown = text.replaceAll(HOLE, '…');
  return shown.length <= 60 ? shown : `${shown.slice(0, 57)}…`;
}

const TALK =
  /^(print|debug|info|warning|warn|error|critical|exception|log|println|eprintln|write|replace|startswith|startsWith|includes|match|search|compile|sub|split|assert\w*|add_argument|getenv)$/;
const JUDGING =
  /allow|block|deny|forbid|pattern|regex|exclude|ignore|help|description|example|sample|message|sensitive|dangerous|protected/i;

function isSilentUse(code: CodeModel, string: SyntaxNode): boolean {
  if (
    code.envLookups.some(
      ({ defaultValue }) =>
        defaultValue !== null && defaultValue.start <= string.start && string.end <= defaultValue.end,
    )
  )
    return true;
  for (let node = string, parent = node.parent; parent !== null; node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'comparison_operator':
      case 'raise_statement':
      case 'assert_statement':
      case 'throw_statement':
      case 'subscript':
      case 'for_statement':
      case 'case_pattern':
        return true;
      case 'binary_expression':
        if (/^(?:[!=]==?|[<>]=?)$/.test(operatorOf(code, parent))) return true;
        break;
      case 'pair':
        if (node.field === 'key' || JUDGING.test(code.textOf(parent.childForField('key') ?? parent))) return true;
        break;
      case 'keyword_argument':
      case 'assignment':
      case 'variable_declarator': {
        const name = parent.childForField('name') ?? parent.childForField('left');
        return name !== null && JUDGING.test(code.textOf(name));
      }
      case 'argument_list':
      case 'arguments':
      case 'token_tree': {
        const call = code.calls.find((candidate) => candidate.argumentList === parent);
        return (
          call !== undefined &&
          (TALK.test(call.name) || /logg?er/i.test(call.receiver === null ? '' : code.textOf(call.receiver)))
        );
      }
      case 'block':
      case 'module':
      case 'statement_block':
      case 'program':
        return false;
    }
  }
  return false;
}

/** What stands between the sides of `a === b`. */
function operatorOf(code: CodeModel, node: SyntaxNode): string {
  const [left, right] = node.namedChildren;
  return left === undefined || right === undefined ? '' : code.text.slice(left.end, right.start).trim();
}

function pathFixes(context: CodeContext, node: SyntaxNode, path: string): Fix[] {
  const { code, document } = context;
  if (node.hasError || node.parent?.type === 'concatenated_string' || node.ancestorOfType('interpolation') !== null)
    return [];
  const inProject =
    code.language === 'python' ? (projectSuffix(context.project, path) ?? belowKnownRoot(context, path)) : null;
  if (inProject !== null) return [projectRootFix(context, node, inProject)];
  // One variable cannot stand for the several paths of a list.
  if (/^(list|array|set|tuple)$/.test(node.parent?.type ?? '')) return [];
  const variable = variableName(code, node, ownerName(document.path));
  return [
    {
      title: `Read the path from ${variable}`,
      safety: 'safe',
      edits: () => {
        const quote = quoteAt(code, node);
        const lookup = envLookup(code, context.project, document.uri, {
          variable,
          defaultExpression: code.textOf(node),
          quote,
        });
        return [
          ...lookup.edits,
          { uri: document.uri, range: { start: node.start, end: node.end }, newText: lookup.expression },
        ];
      },
    },
  ];
}

/** Roots of the project on the machine it was written on, as the other paths of a file give them away. */
const knownRoots = new WeakMap<CodeModel, readonly string[]>();

/** The part of a path below a root under which another path of the file is found in the project. */
function belowKnownRoot({ code, project }: CodeContext, path: string): string | null {
  let roots = knownRoots.get(code);
  if (roots === undefined) {
    const found = code.strings.flatMap((node) => {
      const text = startsLikePath.answer(code.text, node) ? code.stringValue(node)?.constant : null;
      if (typeof text !== 'string' || machinePrefixLength(text) === 0) return [];
      const suffix = projectSuffix(project, text);
      return suffix === null || !suffix.includes('/') ? [] : [text.slice(0, text.length - suffix.length)];
    });
    knownRoots.set(code, (roots = [...new Set(found)]));
  }
  const root = roots.find((candidate) => path.startsWith(candidate) && path.length > candidate.length);
  return root === undefined ? null : path.slice(root.length).replaceAll('\\', '/');
}

function projectRootFix(context: CodeContext, node: SyntaxNode, suffix: string): Fix {
  const { code, document } = context;
  const depth = document.path.split('/').length - 1;
  return {
    title: 'Build the path from the project root',
    safety: 'safe',
    edits: () => {
      const { reference, edits } = importPythonName(code, document.uri, { module: 'pathlib', name: 'Path' });
      const root =
        depth === 0 ? `${reference}(__file__).resolve().parent` : `${reference}(__file__).resolve().parents[${depth}]`;
      const newText = `str(${root} / ${quoted(suffix, quoteAt(code, node))})`;
      return [...edits, { uri: document.uri, range: { start: node.start, end: node.end }, newText }];
    },
  };
}

const GENERIC_NAME =
  /^(PATH|DIR|FILE|FOLDER|ROOT|HOME|DB|DATABASE|URL|USER|TMP|TEMP|PWD|SHELL|LANG|HOST|NAME|ARGS?|DATA|VALUE|KEY)$/;

/** `SPEECH` of `agents/speech.py` */
function ownerName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  return snakeCase(file).toUpperCase() || 'DATA';
}

/** `MODEL_PATH` from the variable, keyword or key the path goes by; the file's own name as a last resort. */
function variableName(code: CodeModel, node: SyntaxNode, ownerName: string): string {
  for (let at = node.parent; at !== null; at = at.parent) {
    const name = at.childForField('left') ?? at.childForField('name') ?? at.childForField('key');
    if (
      name !== null &&
      name !== node &&
      /^[\w.'"]+$/.test(code.textOf(name)) &&
      !/definition|declaration$/.test(at.type)
    ) {
      const stem = snakeCase((code.textOf(name).split('.').pop() ?? '').replace(/['"]/g, '')).toUpperCase();
      // PATH, HOME and the like belong to the system: the file's name tells whose path it is.
      if (GENERIC_NAME.test(stem)) return `${ownerName}_${stem}`;
      return /(PATH|DIR|FILE|FOLDER|ROOT|HOME|DB|DATABASE|URL)$/.test(stem) ? stem : `${stem}_PATH`;
    }
    if (at.type === 'block' || at.type === 'module') break;
  }
  return `${ownerName}_PATH`;
}

function checkYaml(context: YamlContext): void {
  for (const scalar of context.yaml.scalars) {
    if (machinePrefixLength(scalar.value) === 0 || scalar.style === 'block') continue;
    if (
      scalar.path.some(
        (part) => typeof part === 'string' && /^(target|container_path|destination|command|test)$/.test(part),
      )
    )
      continue;
    if (context.document.kind === 'compose' && !isHostSide(scalar)) continue;
    const name = placeholderName(scalar.path, context.document.path);
    const inProject = projectSuffix(context.project, scalar.value);
    context.report({
      range: scalar.range,
      message: `'${shortened(scalar.value)}' exists on one machine only: use a path below the project or a placeholder`,
      fixes: [
        inProject === null
          ? {
              title: `Read the path from ${name}`,
              safety: 'review',
              edits: () => [
                {
                  uri: context.document.uri,
                  range: scalar.range,
                  newText: withPlaceholder(context.document.slice(scalar.range), name),
                },
              ],
            }
          : {
              title: `Write '${shortened(inProject)}', below the project root`,
              safety: /script|module_path|file_path/.test(scalar.key) ? 'safe' : 'review',
              edits: () => [{ uri: context.document.uri, range: scalar.range, newText: inProject }],
            },
      ],
    });
  }
}

/** The key; a generic one such as `path` with the key above it, or else the file's name. */
function placeholderName(path: readonly (string | number)[], file: string): string {
  const keys = path
    .filter((part): part is string => typeof part === 'string')
    .map((part) => part.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase());
  const own = keys.at(-1) ?? 'PATH';
  return GENERIC_NAME.test(own) ? `${keys.at(-2) ?? ownerName(file)}_${own}` : own;
}

/** A mount `host:container[:mode]` keeps its right side. */
function withPlaceholder(value: string, name: string): string {
  const mount = /^(\/[^:]+)(:\/.*)$/.exec(value);
  return mount === null ? `\${${name}:-${value}}` : `\${${name}:-${mount[1]}}${mount[2]}`;
}

const UNIT_PATHS =
  /^(?:Exec\w+|WorkingDirectory|RootDirectory|EnvironmentFile|Environment|LoadCredential\w*|ReadWritePaths|ReadOnlyPaths|BindPaths|BindReadOnlyPaths|StandardOutput|StandardError|PIDFile|PathExists|PathChanged|PathModified|ConditionPath\w+|AssertPath\w+)$/;

/** One finding for each entry, at its first path. */
function checkUnit(context: UnitContext): void {
  const { unit, document } = context;
  for (const { key, valueRange } of unit.entries) {
    if (!UNIT_PATHS.test(key)) continue;
    const value = document.slice(valueRange);
    const places = [
      ...value.matchAll(/(?:^|[\s="':+!@,-])(\/(?:home|Users|root|mnt|media|Volumes)(?:\/[^\s"':,]*)?)/g),
    ].flatMap((match) => {
      const path = match[1] ?? '';
      const start = valueRange.start + match.index + match[0].length - path.length;
      // The home of root is where it is on every machine.
      return machinePrefixLength(path) === 0 || /^\/root\/?$/.test(path) ? [] : [{ path, start }];
    });
    const [first] = places;
    if (first === undefined) continue;
    const range = { start: first.start, end: first.start + first.path.length };
    // `%h` is the user's home in units of users; in those of the system it is that of root.
    const homes = places.filter(({ path }) => /^\/(?:home|Users)\/[^/]+(?:\/|$)/.test(path));
    context.report({
      range,
      message: `'${shortened(first.path)}' exists on one machine only: a service is installed below /opt or /var/lib, or finds its user's folder by %h`,
      fixes:
        isUserUnit(context) && homes.length === places.length
          ? [
              {
                title: "Write %h for the user's folder",
                safety: 'safe',
                edits: () =>
                  homes.map(({ path, start }) => ({
                    uri: document.uri,
                    range: { start, end: start + (/^\/\w+\/[^/]+/.exec(path)?.[0].length ?? 0) },
                    newText: '%h',
                  })),
              },
            ]
          : [],
    });
  }
}
