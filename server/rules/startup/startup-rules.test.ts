import assert from 'node:assert/strict';
import type { Finding } from '../finding';
import type { Rule } from '../rule';
import { RuleWorkspace } from '../testing/rule-workspace';
import { rule as dependencyCycle } from './dependency-cycle';
import { rule as duplicateAgent } from './duplicate-agent';
import { rule as misplacedEntry } from './misplaced-entry';
import { rule as portConflict } from './port-conflict';
import { rule as scriptNotFound } from './script-not-found';
import { rule as startupSchema } from './startup-schema';
import { rule as startupSyntax } from './startup-syntax';
import { rule as unknownDependency } from './unknown-dependency';

const FILE = 'config/startup.yaml';

async function project(rule: Rule, files: Readonly<Record<string, string>>): Promise<RuleWorkspace> {
  return RuleWorkspace.create([rule], files);
}

async function check(rule: Rule, text: string, files: Readonly<Record<string, string>> = {}): Promise<Finding[]> {
  return (await project(rule, { ...files, [FILE]: text })).findings(FILE);
}

/** The file after the fix with that title (a part of it) of its first finding. */
async function fixed(
  rule: Rule,
  text: string,
  title: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const workspace = await project(rule, { ...files, [FILE]: text });
  const [finding] = workspace.findings(FILE);
  const fix = finding?.fixes.find((one) => one.title.includes(title));
  assert.ok(fix, `no fix "${title}" among ${finding?.fixes.map((one) => one.title).join(', ') ?? 'no finding'}`);
  return workspace.apply(fix.edits()).files[FILE]!;
}

function at(text: string, finding: Finding): string {
  return text.slice(finding.range.start, finding.range.end);
}

describe('startup rules', () => {
  describe('port-conflict', () => {
    const two = (first: string, second: string): string =>
      `agents:\n  A: { script_path: a.py, ${first} }\n  B: { script_path: b.py, ${second} }\n`;

    it('names both agents and both files, and points from either file to the other', async () => {
      const workspace = await project(portConflict, {
        'pc2_code/a.yaml': 'a_services:\n  - { name: A, script_path: a.py, port: 7100 }\n',
        'pc2_code/b.yaml': 'b_services:\n  - { name: B, script_path: b.py, port: 7100 }\n',
      });
      const findings = workspace.findings();
      assert.deepEqual(
        findings.map((one) => [
          workspace.uri('pc2_code/a.yaml') === one.uri ? 'a' : 'b',
          one.related.length,
          one.fixes[0]?.safety,
        ]),
        [
          ['a', 1, 'review'],
          ['b', 1, 'safe'],
        ],
      );
      for (const { message } of findings)
        for (const part of ['7100', ' A ', ' B ', 'pc2_code/a.yaml', 'pc2_code/b.yaml'])
          assert.ok(message.includes(part), message);
    });

    it('finds one number that several agents merge, and gives no other number to all of them', async () => {
      const merged = 'x: &x { port: 7100, script_path: a.py }\nagents:\n  A: { <<: *x }\n  B: { <<: *x }\n';
      const findings = (await project(portConflict, { [FILE]: merged })).findings();
      assert.deepEqual(
        findings.map(({ message, fixes }) => [/\bA\b.*\bB\b|\bB\b.*\bA\b/.test(message), fixes.length]),
        [[true, 0]],
      );
    });

    it('is settled by fix-all, whatever the number of agents and files', async () => {
      const workspace = await project(portConflict, {
        [FILE]: `agents:\n${['A', 'B', 'C', 'D'].map((name) => `  ${name}: { script_path: a.py, port: "\${PORT_OFFSET}+7000", health_check_port: 8000 } # ${name}\n`).join('')}`,
        'config/more.yaml': 'more_services:\n  - { name: E, script_path: e.py, port: 7000 }\n',
      });
      const after = workspace.fixAll();
      assert.deepEqual(after.findings(), []);
      assert.match(
        after.files[FILE]!,
        /A: \{ script_path: a\.py, port: "\$\{PORT_OFFSET\}\+7\d+", health_check_port: 8000 \} # A/,
      );
    });

    it('finds the port that the base agent derives, and moves health ports by two', async () => {
      const base =
        'class BaseAgent:\n    def __init__(self, name, port, health_check_port=None, **kwargs):\n        self.health_check_port = health_check_port\n        self.http_health_port = self.health_check_port + 1\n';
      const agent = (name: string): string =>
        `from common.base_agent import BaseAgent\n\n\nclass ${name}(BaseAgent):\n    pass\n`;
      const files = {
        'common/base_agent.py': base,
        'a.py': agent('A'),
        'b.py': agent('B'),
        'c.py': 'print("no agent")\n',
      };
      const text = `agents:\n  A: { script_path: a.py, health_check_port: 8001 }\n  B: { script_path: b.py, health_check_port: 8002 }\n  C: { script_path: c.py, health_check_port: 8005 }\n`;
      const [finding, ...others] = await check(portConflict, text, files);
      assert.deepEqual(others, []);
      assert.equal(at(text, finding!), '8002');
      assert.match(
        await fixed(portConflict, text, 'free health port', files),
        /B: \{ script_path: b\.py, health_check_port: 8003 \}/,
      );
      const plain = { ...files, 'common/base_agent.py': base.replace(' + 1', '') };
      assert.deepEqual(await check(portConflict, text, plain), []);
    });

    it('tells once of a number that half the file shares', async () => {
      const text = `agents:\n${Array.from({ length: 20 }, (_, i) => `  A${i}: { script_path: a.py, port: 5000 }\n`).join('')}`;
      const [finding, ...others] = await check(portConflict, text);
      assert.deepEqual(others, []);
      assert.equal(finding?.related.length, 19);
    });

    it('is a warning between sums over different variables', async () => {
      const [finding] = await check(
        portConflict,
        two('port: "${LEFT_OFFSET}+7000"', 'port: "${RIGHT_OFFSET:-0}+7000"'),
      );
      assert.equal(finding?.severity, 'warning');
      const [other] = await check(portConflict, two('port: "${LEFT_OFFSET}+7000"', 'port: 7000'));
      assert.equal(other?.severity, 'error');
    });

    it('is silent on the same agent, on switched-off agents and on clients', async () => {
      assert.deepEqual(
        await check(
          portConflict,
          two('port: 7000, config: { zmq_port: 7000 }', 'port: 7001, config: { redis: { port: 7000 } }'),
        ),
        [],
      );
      assert.deepEqual(await check(portConflict, two('port: 7000', 'port: 7000, enabled: false')), []);
    });
  });

  describe('script-not-found', () => {
    const missing = (script: string): string => `agents:\n  A:\n    script_path: ${script} # keep\n`;

    it('looks below the root, the machine’s folder and the file’s folder', async () => {
      const files = { 'one.py': '', 'config/two.py': '' };
      for (const script of ['one.py', './one.py', 'two.py', '../one.py', '"one.py"', '${ROOT}/x.py']) {
        assert.deepEqual(await check(scriptNotFound, missing(script), files), [], script);
      }
    });

    it('offers the nearest script and keeps quotes and comments', async () => {
      const files = { 'agents/goal_agent.py': '' };
      assert.equal(
        await fixed(scriptNotFound, missing("'agents/GoalAgent.py'"), 'Use', files),
        missing("'agents/goal_agent.py'"),
      );
      const [finding] = await check(scriptNotFound, missing('agents/Goal_Agent.py'), files);
      assert.match(finding!.message, /upper and lower case/);
      assert.equal(finding!.fixes[0]?.safety, 'safe');
    });

    it('takes a file of another folder for a guess only', async () => {
      const [finding] = await check(scriptNotFound, missing('agents/goal.py'), { 'other/goal.py': '' });
      assert.deepEqual(
        finding?.fixes.map((fix) => [fix.title, fix.safety]),
        [['Use other/goal.py', 'review']],
      );
    });

    it('knows paths of containers, and tells of paths of one machine', async () => {
      const files = { 'agents/a.py': '' };
      assert.deepEqual(await check(scriptNotFound, missing('/app/agents/a.py'), files), []);
      const [foreign] = await check(scriptNotFound, missing('/home/ann/stack/agents/a.py'), files);
      assert.match(foreign!.message, /one machine only/);
      assert.equal(foreign!.severity, 'warning', 'it may be there on the machine it is started on');
      assert.match((await check(scriptNotFound, missing('../../../a.py'), files))[0]!.message, /outside the project/);
    });

    it('looks for modules of the project, not for installed ones', async () => {
      const text =
        'job:\n  agents:\n    - { name: A, module: pkg.agents.a }\n    - { name: B, module: pkg.agents.b }\n    - { name: C, module: uvicorn.main }\n';
      const findings = await check(scriptNotFound, text, { 'pkg/agents/a.py': '' });
      assert.deepEqual(
        findings.map((one) => at(text, one)),
        ['pkg.agents.b'],
      );
    });

    it('asks about the root where no script at all exists', async () => {
      const text = `agents:\n${Array.from({ length: 12 }, (_, i) => `  Agent${i}: { script_path: nowhere/file${i}.py }\n`).join('')}`;
      const findings = await check(scriptNotFound, text, { 'main.py': '' });
      assert.equal(findings.length, 1);
      assert.match(findings[0]!.message, /None of the 12 scripts/);
    });
  });

  describe('unknown-dependency', () => {
    it('is no fault when the agent is declared later or in another file of the machine', async () => {
      const text = 'agents:\n  A: { script_path: a.py, dependencies: [B, C] }\n  B: { script_path: b.py }\n';
      assert.deepEqual(
        await check(unknownDependency, text, {
          'config/more.yaml': 'more_services:\n  - { name: C, script_path: c.py }\n',
        }),
        [],
      );
    });

    it('is information, once a name, when only another machine has the agent', async () => {
      const workspace = await project(unknownDependency, {
        'pc1_code/s.yaml':
          'a_services:\n  - { name: A, script_path: a.py, dependencies: [Bus] }\n  - { name: B, script_path: b.py, dependencies: [Bus] }\n',
        'pc2_code/s.yaml': 'b_services:\n  - { name: Bus, script_path: bus.py }\n',
      });
      const [finding, ...others] = workspace.findings();
      assert.deepEqual(others, []);
      assert.equal(finding?.severity, 'information');
      assert.match(finding.message, /pc2/);
      assert.deepEqual(finding.fixes, []);
    });

    it('is removed from lists of every notation', async () => {
      const agent = (list: string): string =>
        `agents:\n  B: { script_path: b.py }\n  A:\n    script_path: a.py\n    dependencies:${list}\n    port: 7000\n`;
      const cases: [string, string][] = [
        [' [Nobody]', ' []'],
        [' [Nobody, B]', ' [B]'],
        [' [B, "Nobody"] # two', ' [B] # two'],
        ['\n    - Nobody\n    - B', '\n    - B'],
        ['\n      - B # first\n      - Nobody # second', '\n      - B # first'],
        ['\n      - Nobody', ' []'],
        [' # of A\n      - Nobody', ' [] # of A'],
        ['\n      - "Nobody"', ' []'],
      ];
      for (const [before, after] of cases) {
        for (const lineEnd of ['\n', '\r\n']) {
          const convert = (text: string): string => text.replaceAll('\n', lineEnd);
          assert.equal(await fixed(unknownDependency, convert(agent(before)), 'Remove'), convert(agent(after)), before);
        }
      }
    });

    it('does not edit what agents share by an anchor', async () => {
      const text =
        'base: &all [Nobody]\nagents:\n  A: { script_path: a.py, dependencies: *all }\n  B: { script_path: b.py, dependencies: *all }\n';
      for (const finding of await check(unknownDependency, text)) assert.equal(at(text, finding), 'Nobody');
    });
  });

  describe('dependency-cycle', () => {
    it('keeps the way round a long cycle short enough to read', async () => {
      const size = 200;
      const agents = Array.from(
        { length: size },
        (_, at) => `  A${at}: { script_path: a.py, dependencies: [A${(at + 1) % size}] }\n`,
      );
      const findings = (await project(dependencyCycle, { [FILE]: `agents:\n${agents.join('')}` })).findings();
      assert.equal(findings.length, size);
      for (const { message, related } of findings) assert.ok(message.length < 300 && related.length < size, message);
    });

    it('is told on every edge with its path and with those that wait', async () => {
      const text =
        'agents:\n  A: { script_path: a.py, dependencies: [B] }\n  B: { script_path: b.py, dependencies: [C] }\n  C: { script_path: c.py, dependencies: [A] }\n  D: { script_path: d.py, dependencies: [A] }\n';
      const findings = await check(dependencyCycle, text);
      assert.deepEqual(
        findings.map((one) => [at(text, one), one.related.length]),
        [
          ['B', 2],
          ['C', 2],
          ['A', 2],
        ],
      );
      assert.match(findings[0]!.message, /A → B → C → A.*D/);
      assert.match(
        await fixed(dependencyCycle, text, 'Let A start without B'),
        /A: \{ script_path: a\.py, dependencies: \[\] \}/,
      );
    });
  });

  describe('duplicate-agent', () => {
    it('is normal in the files of two machines', async () => {
      const text = 'x_services:\n  - { name: A, script_path: a.py }\n';
      const workspace = await project(duplicateAgent, { 'pc1_code/s.yaml': text, 'pc2_code/s.yaml': text });
      assert.deepEqual(workspace.findings(), []);
    });

    it('removes the whole entry with its lines, and nothing else', async () => {
      const text =
        'a_services:\n  - name: A # one\n    script_path: a.py\nb_services:\n  - name: B\n    script_path: b.py\n  - name: A\n    script_path: a.py\n    dependencies:\n      - B\n  # last\n  - name: C\n    script_path: c.py\n';
      assert.equal(
        await fixed(duplicateAgent, text, 'Remove'),
        'a_services:\n  - name: A # one\n    script_path: a.py\nb_services:\n  - name: B\n    script_path: b.py\n  # last\n  - name: C\n    script_path: c.py\n',
      );
    });

    it('tells of a repeated agent and of a repeated group, once each', async () => {
      const text =
        'agent_groups:\n  core:\n    A: { script_path: a.py }\n    A: { script_path: a2.py }\n  late:\n    B: { script_path: b.py }\n  core:\n    C: { script_path: c.py }\n';
      assert.deepEqual(
        (await check(duplicateAgent, text)).map((one) => at(text, one)),
        ['A', 'core'],
      );
    });
  });

  describe('duplicate-agent, for a name that stands twice in one map,', () => {
    const entry = (name: string, script: string, port: number) =>
      `    ${name}:\n      script_path: ${script}\n      port: ${port}\n`;
    const twice = (script: string, port: number) =>
      `agent_groups:\n  core:\n${entry('Hub', 'hub.py', 7200)}${entry('Hub', script, port)}${entry('Z', 'z.py', 7300)}`;
    const titles = async (text: string) =>
      (await check(duplicateAgent, text)).flatMap(({ fixes }) => fixes.map(({ title }) => title));

    it('removes a copy that runs the same program', async () => {
      const text = twice('hub.py', 7200);
      assert.deepEqual(await titles(text), ['Remove this entry of Hub']);
      assert.equal(
        await fixed(duplicateAgent, text, 'Remove'),
        `agent_groups:\n  core:\n${entry('Hub', 'hub.py', 7200)}${entry('Z', 'z.py', 7300)}`,
      );
      assert.deepEqual(await titles(twice('hub.py', 7201)), ['Remove this entry of Hub', 'Rename this agent to Hub2']);
    });

    it('renames one that runs another program', async () => {
      assert.deepEqual(await titles(twice('other.py', 7201)), ['Rename this agent to Hub2']);
    });
  });

  describe('startup-schema', () => {
    it('adds the only script that carries the agent’s name', async () => {
      const text =
        'agents:\n  SystemTwin:\n    # the twin\n    port: 7000\n  B: { script_path: b.py }\n  C: { script_path: c.py }\n';
      assert.equal(
        await fixed(startupSchema, text, 'Add script_path', { 'agents/system_twin.py': '' }),
        text.replace('    port: 7000', '    script_path: agents/system_twin.py\n    port: 7000'),
      );
      assert.equal(
        await fixed(
          startupSchema,
          'agents:\n  SystemTwin: { port: 7000 }\n  B: { script_path: b.py }\n',
          'Add script_path',
          { 'system_twin.py': '' },
        ),
        'agents:\n  SystemTwin: { script_path: system_twin.py, port: 7000 }\n  B: { script_path: b.py }\n',
      );
    });

    it('renames, converts and unquotes without touching the rest', async () => {
      const cases: [string, string][] = [
        ['dependecies: [B]', 'dependencies: [B]'],
        ['dependencies: "B, C"', 'dependencies: [B, C]'],
        ["required: 'false'", 'required: false'],
      ];
      for (const [before, after] of cases) {
        const text = (field: string): string => `agents:\r\n  A:\r\n    script_path: a.py\r\n    ${field} # why\r\n`;
        assert.equal(await fixed(startupSchema, text(before), ''), text(after));
      }
    });

    it('accepts what nobody foresaw', async () => {
      const text =
        'agents:\n  A:\n    script_path: a.py\n    quantum_flux: { level: 9 }\n    required: ${ON:-true}\n    health_check_port: null\n    dependencies:\n    env_vars:\n';
      assert.deepEqual(await check(startupSchema, text), []);
    });
  });

  describe('startup-syntax', () => {
    it('tells of a plain key that stands twice', async () => {
      const text = 'agents:\n  A:\n    script_path: a.py\n    port: 7000\n    port: 7001\n';
      const [finding, ...others] = await check(startupSyntax, text);
      assert.deepEqual(
        [at(text, finding!), finding!.severity, finding!.related.length, others.length],
        ['port', 'warning', 1, 0],
      );
    });
  });

  describe('misplaced-entry', () => {
    it('moves a group that ends its parent one level out, comments included', async () => {
      const text =
        'agent_groups:\n  core:\n    A: { script_path: a.py }\n    utility:\n      # tools\n      B:\n        script_path: b.py\n\n  late:\n    C: { script_path: c.py }\n';
      assert.equal(
        await fixed(misplacedEntry, text, 'one level out'),
        'agent_groups:\n  core:\n    A: { script_path: a.py }\n  utility:\n    # tools\n    B:\n      script_path: b.py\n\n  late:\n    C: { script_path: c.py }\n',
      );
    });

    it('offers nothing where the move would take other agents along', async () => {
      const text =
        'agent_groups:\n  core:\n    A: { script_path: a.py }\n    utility:\n      B: { script_path: b.py }\n    C: { script_path: c.py }\n';
      const [finding] = await check(misplacedEntry, text);
      assert.deepEqual(finding?.fixes, []);
    });
  });
});
