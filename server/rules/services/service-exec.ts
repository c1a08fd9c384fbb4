import type { UnitCommand, UnitWord } from '../../languages/unit/command-line';
import { commandsOf } from '../../languages/unit/command-line';
import { type EffectiveUnit, secondsOf } from '../../languages/unit/effective-unit';
import type { UnitEntry } from '../../languages/unit/unit-file';
import type { Fix } from '../finding';
import { defineRule, type UnitContext } from '../rule';
import { addToSection, effectiveUnit, fixUnit } from './agent-service';
import { missingFile } from './project-path';
import { lineEndingOf } from '../../documents/line-ending';

const EXEC = /^Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)$/;

/** Keys whose value systemd takes as it stands: it knows specifiers (%h) there, and no variables. */
const LITERAL =
  /^(?:WorkingDirectory|EnvironmentFile|User|Group|ReadWritePaths|ReadOnlyPaths|StateDirectory|LogsDirectory|RuntimeDirectory|CacheDirectory|ConfigurationDirectory|PIDFile|RootDirectory|StandardOutput|StandardError)$/;

/** Programs that fetch from afar and may take minutes. */
const DOWNLOAD =
  /(?:^|[\s/;&|"'(])(?:curl|wget|git\s+(?:clone|pull|fetch|lfs)|pip3?\s+install|-m\s+pip\s+install|(?:uv\s+)?pip3?\s+download|uv\s+(?:sync|pip\s+install)|poetry\s+install|(?:npm|pnpm|yarn)\s+(?:ci|install)|npx?\s+playwright\s+install|playwright\s+install|-m\s+spacy\s+download|modelscope\s+download|conda\s+(?:install|env\s+(?:create|update))|go\s+(?:install|mod\s+download)|cargo\s+install|snap\s+install|docker(?:[\s-]compose)?\s+pull|podman\s+pull|huggingface-cli\s+download|hf\s+download|ollama\s+pull|apt(?:-get)?\s+(?:install|update|upgrade)|aria2c|aws\s+s3\s+(?:cp|sync)|gsutil|rclone)(?=[\s"']|$)/;

/** systemd gives a service 90 seconds to start unless told otherwise. */
const SLOW = 300;

export const rule = defineRule({
  id: 'service-exec',
  topic: 'services',
  severity: 'error',
  impact: 8,
  effort: 2,
  triggers: ['Exec', 'WorkingDirectory', 'EnvironmentFile'],
  crossFile: true,
  documentation: {
    summary: 'Reports commands of units that systemd cannot run as they are written.',
    whatItDoes:
      'Reports, in `Exec…=`: a program given by a relative path; a program or script below the working directory that the project does not hold; `${NAME:-x}`, which systemd hands on as it stands, and a ' +
      'variable in place of the program; shell signs (`&&`, `|`, `>`, `$(…)`) and words of the shell (`source`, `cd`) outside a shell; a second `ExecStart=` of a service that is no `oneshot`; and, as a warning, downloads that have to end within the time a start may take. Reports `$NAME` and `$(…)` in keys that know no variables (`WorkingDirectory=`, `User=`, `Environment=`, …), `%i` in a unit that is no template, and folders that systemd passes over (`WorkingDirectory=~/app`, `RuntimeDirectory=/run/app`).',
    whyItMatters:
      'A unit looks like a shell script and is none. What it does wrong shows at the next boot, as `status=203/EXEC` or `status=200/CHDIR`.',
    examples: [
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nExecStart=venv/bin/python hub.py\n',
        good: '[Service]\nExecStart=/opt/hub/venv/bin/python hub.py\n',
      },
      {
        path: 'deploy/hub.service',
        files: { 'agents/hub.py': '' },
        bad: '[Service]\nWorkingDirectory=/opt/voice\nExecStart=/usr/bin/python3 /opt/voice/agents/hubb.py\n',
        good: '[Service]\nWorkingDirectory=/opt/voice\nExecStart=/usr/bin/python3 /opt/voice/agents/hub.py\n',
      },
      {
        path: 'deploy/hub.service',
        bad: '[Service]\nExecStart=/usr/bin/python3 /opt/hub.py --port ${HUB_PORT:-7200}\n',
        good: '[Service]\nEnvironment=HUB_PORT=7200\nExecStart=/usr/bin/python3 /opt/hub.py --port ${HUB_PORT}\n',
      },
    ],
    fixSafety:
      'To be reviewed: the nearest existing file is named, a default moves to `Environment=`, shell signs get a shell, a slow start gets time.',
    references: ['https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#COMMAND%20LINES'],
    remediation: {
      steps: ['Write programs with their full path, defaults as Environment=, and give shell commands to a shell.'],
      test: 'systemd-analyze verify <unit>',
      rollback: 'Revert the line.',
      dependsOn: [],
    },
  },
  checks: {
    unit(context) {
      const effective = effectiveUnit(context);
      for (const entry of context.unit.entries) {
        if (entry.section !== 'Service') continue;
        checkInstance(context, entry);
        if (EXEC.test(entry.key)) checkExec(context, entry, effective);
        else if (LITERAL.test(entry.key)) {
          checkLiteral(context, entry, ANY_VARIABLE);
          checkPath(context, entry);
        } else if (entry.key === 'Environment') checkLiteral(context, entry, NAMED_VARIABLE);
      }
      checkSingle(context, effective);
    },
  },
});

function checkExec(context: UnitContext, entry: UnitEntry, effective: EffectiveUnit): void {
  const commands = commandsOf(context.document.text, entry.valueRange);
  const directory = effective.value('Service', 'WorkingDirectory');
  for (const command of commands) {
    const [program] = command.words;
    if (program === undefined) continue;
    checkProgram(context, command, program);
    checkDefaults(context, command);
    checkShellSigns(context, entry, commands, command);
    for (const word of command.words) checkFile(context, word, directory);
  }
  checkDownload(context, entry, effective);
}

/** Commands that a shell carries out by itself: there is no such program, or it changes nothing for the next one. */
const BUILTIN = /^(?:source|\.|cd|export|set|unset|exec|eval|ulimit|umask|alias|pushd|popd|if|for|while)$/;

function checkProgram(context: UnitContext, { words }: UnitCommand, program: UnitWord): void {
  const { text, range } = program;
  // The sign that needs a shell is told instead, where there is one.
  if (BUILTIN.test(text) && !words.some(isShellSign)) {
    context.report({
      range,
      message: `'${text}' is a word of the shell and no program: systemd cannot run it, and what it sets would not reach the next line.`,
    });
    return;
  }
  if (/^[A-Za-z_]\w*=/.test(text)) {
    context.report({
      range,
      message: `Only a shell sets a variable in front of a program: systemd looks for a program of that name. Use Environment=.`,
    });
    return;
  }
  // A template before it is filled in: `@PREFIX@/bin/agent`, `{{ venv }}/bin/python`.
  if (/@|\{\{|<|_[A-Z]+_/.test(text)) return;
  if (/^\$(?!\$)/.test(text)) {
    context.report({
      range,
      message: `systemd takes no variable for the program: '${text}' is looked for under that very name. Write its path.`,
    });
  } else if (text.includes('/') && !/^(?:\/|%)/.test(text)) {
    context.report({
      range,
      message: `'${text}' is a relative path, which systemd refuses whatever the working directory: write the full path.`,
    });
  }
}

/** `${NAME:-x}` and its relatives; systemd knows `${NAME}` and `$NAME` alone. */
function checkDefaults(context: UnitContext, { words }: UnitCommand): void {
  if (isShell(words)) return;
  for (const { range } of words) {
    const text = context.document.text.slice(range.start, range.end);
    for (const match of text.matchAll(/(?<!\$)\$\{([A-Za-z_]\w*)([^\w}][^}]*)\}/g)) {
      const [whole, name = '', operator = ''] = match;
      const place = { start: range.start + match.index, end: range.start + match.index + whole.length };
      const value = /^:?-(.*)$/.exec(operator)?.[1];
      context.report({
        range: place,
        message: `systemd knows \${${name}} and no '${operator}': the program gets this text as it stands. Give ${name} its default with Environment=.`,
        fixes: value === undefined ? [] : withDefault(context, place, name, value),
      });
    }
  }
}

function withDefault(context: UnitContext, range: { start: number; end: number }, name: string, value: string): Fix[] {
  const quoted = /[\s"'\\$%]/.test(value) ? null : `Environment=${name}=${value}`;
  const section = context.unit.sections.find((one) => one.name === 'Service');
  const known = context.unit.entries.some(
    (entry) => entry.key === 'Environment' && new RegExp(`(?:^|[\\s"'])${name}=`).test(entry.value),
  );
  if (quoted === null || section === undefined) return [];
  const ending = lineEndingOf(context.document.text);
  const at = context.unit.entries.find((entry) => entry.section === 'Service')?.lines.start;
  const edits = [{ range, newText: `\${${name}}` }];
  // In front of the first entry: a file read later may say otherwise.
  return [
    fixUnit(context, `Give ${name} its default with Environment=`, 'review', [
      ...(known || at === undefined ? [] : [{ range: { start: at, end: at }, newText: `${quoted}${ending}` }]),
      ...edits,
    ]),
  ];
}

function checkShellSigns(
  context: UnitContext,
  entry: UnitEntry,
  commands: readonly UnitCommand[],
  { words }: UnitCommand,
): void {
  if (isShell(words)) return;
  const sign = words.find(isShellSign);
  // A variable for the program has been told already.
  if (sign === undefined || (sign === words[0] && sign.text.startsWith('$'))) return;
  const written = context.document.text.slice(entry.valueRange.start, entry.valueRange.end);
  const canWrap = commands.length === 1 && !/["'\\%]/.test(written) && !/^[-@:+!|]/.test(written);
  context.report({
    range: sign.range,
    message: `'${sign.text}' means something to a shell only: here it is an argument of the program. Give the line to a shell, or take it apart.`,
    fixes: canWrap
      ? [
          fixUnit(context, 'Give the line to a shell', 'review', [
            { range: entry.valueRange, newText: `/bin/sh -c '${written.replaceAll('$', '$$$$')}'` },
          ]),
        ]
      : [],
  });
}

function isShellSign({ text, quoted }: UnitWord): boolean {
  return (
    !quoted && /^(?:&&|\|\|?|>>?|<|2>(?:>|&1)?|&>?|2>\/dev\/null|>\/dev\/null|#|\$\([a-z]\S*|`[a-z]\S*)$/.test(text)
  );
}

function isShell(words: readonly UnitWord[]): boolean {
  const index = words.findIndex(({ text }) => /(?:^|\/)(?:ba|da|z|k|a)?sh$/.test(text));
  return index >= 0 && words.slice(index + 1).some(({ text }) => /^-\w*c$/.test(text));
}

function checkFile(context: UnitContext, word: UnitWord, directory: string | null): void {
  const missing = missingFile(context, word.text, directory);
  if (missing === null) return;
  const { nearest } = missing;
  context.report({
    range: word.range,
    message: `The project has no ${missing.path}${nearest === null ? '' : `; did you mean ${nearest}?`} The service cannot start.`,
    fixes:
      nearest === null || word.quoted
        ? []
        : [
            fixUnit(context, `Change to ${nearest}`, 'review', [
              { range: { start: word.range.end - missing.path.length, end: word.range.end }, newText: nearest },
            ]),
          ],
  });
}

function checkDownload(context: UnitContext, entry: UnitEntry, effective: EffectiveUnit): void {
  if (!/^ExecStart(?:Pre)?$/.test(entry.key) || !DOWNLOAD.test(entry.value)) return;
  if (/\b(?:localhost|127\.0\.0\.1)\b/.test(entry.value)) return;
  const isStart = entry.key === 'ExecStart';
  // A simple service counts as started at once; the others when they are done or say so.
  if (isStart && !/^(?:oneshot|notify|forking|dbus)$/.test(effective.value('Service', 'Type') ?? 'simple')) return;
  // Without a word of its own, `oneshot` has all the time it wants.
  const own = effective.last('Service', 'TimeoutStartSec') ?? effective.last('Service', 'TimeoutSec');
  const isOneshot = effective.value('Service', 'Type') === 'oneshot';
  const seconds = own === null ? (isOneshot ? Number.POSITIVE_INFINITY : 90) : (secondsOf(own.value) ?? 0);
  if (seconds === 0 || seconds >= SLOW) return;
  const here = own !== null && own.path === context.unit.path ? own : null;
  context.report({
    range: { start: entry.keyRange.start, end: entry.valueRange.end },
    severity: 'warning',
    message: `A download within the ${seconds} s that a start may take: on a slow line systemd ends it, and starts it anew. Fetch beforehand, or allow more (TimeoutStartSec=).`,
    fixes:
      own !== null && here === null
        ? []
        : [
            fixUnit(context, 'Allow 15 minutes', 'review', [
              here === null
                ? addToSection(context, 'Service', ['TimeoutStartSec=15min'])
                : { range: here.valueRange, newText: '15min' },
            ]),
          ],
  });
}

const ANY_VARIABLE = /(?<![$\\])\$(?:\{?[A-Za-z_]\w*|\([^)]*\)?)/;
/** In a value that may hold a dollar sign of its own, such as a password. */
const NAMED_VARIABLE = /(?<!\$)\$\{[A-Za-z_]\w*(?=\})|(?<=[=:/"',\s])\$(?:[A-Z_][A-Z0-9_]{2,}\b|\([a-z][^)]*\))/;

function checkLiteral(context: UnitContext, entry: UnitEntry, variable: RegExp): void {
  const match = variable.exec(entry.value);
  if (match === null) return;
  context.report({
    range: entry.valueRange,
    message: `${entry.key}= knows no variables: systemd takes '${match[0]}${match[0].startsWith('${') ? '…}' : ''}' as it stands. Write the value, or a specifier (%h, %i).`,
  });
}

/** `User=%i` of a unit that is started without an instance: nothing stands there, and the service runs as root. */
function checkInstance(context: UnitContext, entry: UnitEntry): void {
  const unit = context.unit.path.split('/').find((part) => /\.service(?:\.d)?$/.test(part)) ?? '';
  const match = /(?<!%)%[iI](?![\w%])/.exec(entry.value);
  if (match === null || unit === '' || unit.includes('@')) return;
  context.report({
    range: entry.valueRange,
    message: `${match[0]} stands for the instance, and ${unit} has none: name the file ${unit.replace(/\.service/, '@.service')}, or write the value.`,
  });
}

const ABSOLUTE = /^(?:WorkingDirectory|RootDirectory|EnvironmentFile)$/;
const RELATIVE = /^(?:State|Logs|Runtime|Cache|Configuration)Directory$/;

/** Paths that systemd passes over: it wants them from the root, but for the folders that it makes itself. */
function checkPath(context: UnitContext, entry: UnitEntry): void {
  const value = entry.value.replace(/^-/, '').replace(/^["']/, '');
  // What is a template, or knows a specifier, is another thing; variables are told above.
  if (value === '' || /^[%@{<$]/.test(value)) return;
  if (ABSOLUTE.test(entry.key) && !value.startsWith('/') && value !== '~') {
    context.report({
      range: entry.valueRange,
      message:
        entry.key !== 'EnvironmentFile'
          ? `${entry.key}= takes a path from the root${entry.key === 'WorkingDirectory' ? ", or '~' alone" : ''}: with '${value.slice(0, 40)}' systemd does not start the service.`
          : `${entry.key}= takes a path from the root: systemd passes over '${value.slice(0, 40)}'.`,
    });
  } else if (RELATIVE.test(entry.key) && value.startsWith('/')) {
    context.report({
      range: entry.valueRange,
      message: `${entry.key}= takes a name below systemd's own folder: it passes over '${value.slice(0, 40)}', and nothing is made.`,
    });
  }
}

/** Several commands in turn are for services that end by themselves; systemd refuses to load any other. */
function checkSingle(context: UnitContext, effective: EffectiveUnit): void {
  const type = effective.value('Service', 'Type');
  if (type === 'oneshot') return;
  const [, second] = effective.all('Service', 'ExecStart');
  if (second === undefined || second.path !== context.unit.path) return;
  context.report({
    range: { start: second.keyRange.start, end: second.valueRange.end },
    message:
      'systemd refuses a service with a second ExecStart= unless it is Type=oneshot: put it into a unit of its own, or empty the first one (ExecStart=).',
  });
}
