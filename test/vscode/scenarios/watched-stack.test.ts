// A stack that runs in Docker Compose, by all that a `docker` on the path tells, in the rows of one that runs here.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TreeRow, TreeView } from '../driver/tree-view';
import { until } from '../driver/until';
import { photographFailure, Scenario } from './support';

/** What `docker compose ps` and `docker inspect` of Compose 2.29 print of four containers, cut down to what is asked. */
const containers = [
  ['ServiceRegistry', 'service-registry', 'running', 'healthy', 0],
  ['MemoryAgent', 'memory-agent', 'running', 'starting', 0],
  ['ModelServer', 'model-server', 'exited', '', 137],
  ['VoiceHub', 'voice-hub', 'running', 'unhealthy', 0],
] as const;

/** Programs by the names of real ones. `docker` prints what lies beside it, and writes down what it was asked. */
class FakePrograms {
  readonly folder = mkdtempSync(join(tmpdir(), 'apf-docker-'));

  constructor() {
    this.tell([]);
    const script = `#!/bin/sh
cd '${this.folder}' && echo "$*" >> asked.txt
case "$1" in
  compose) cat ps.json || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; } ;;
  inspect) cat inspect.json ;;
esac
`;
    this.install('docker', script);
    // Nobody answers this one.
    this.install('kubectl', '#!/bin/sh\necho "The connection to the server 127.0.0.1:8080 was refused" >&2; exit 1\n');
  }

  private install(name: string, script: string): void {
    writeFileSync(join(this.folder, name), script);
    chmodSync(join(this.folder, name), 0o755);
  }

  /** @param healthy names of services that have come up in the meantime */
  tell(healthy: readonly string[]): void {
    const lines = containers.map(([, service, state, health, code]) => {
      const isHealthy = healthy.includes(service);
      const now = { State: isHealthy ? 'running' : state, Health: isHealthy ? 'healthy' : health };
      const command = '"python agents/agent.py"';
      const more = { Name: `voice-${service}-1`, Project: 'voice', Command: command, ExitCode: isHealthy ? 0 : code };
      return JSON.stringify({ ID: idOf(service).slice(0, 12), Service: service, ...now, ...more });
    });
    const details = containers.map(([, service, , health, code]) => ({
      Id: idOf(service),
      RestartCount: service === 'service-registry' ? 2 : 0,
      State: {
        Pid: code === 0 ? 4711 : 0,
        OOMKilled: code === 137,
        StartedAt: '2026-05-20T08:00:00.5Z',
        FinishedAt: '2026-05-20T08:01:00Z',
        Error: '',
        Health: health === 'unhealthy' ? { Log: [{ ExitCode: 1, Output: 'Traceback\nhub: no answer' }] } : null,
      },
    }));
    this.write('inspect.json', JSON.stringify(details));
    this.write('ps.json', `${lines.join('\n')}\n`);
  }

  /** The daemon is stopped. */
  leave(): void {
    rmSync(join(this.folder, 'ps.json'));
  }

  wasAsked(): boolean {
    try {
      renameSync(join(this.folder, 'asked.txt'), join(this.folder, 'asked-before.txt'));
      return true;
    } catch {
      return false;
    }
  }

  /** In one piece: a reader finds the old text or the new one. */
  private write(name: string, text: string): void {
    writeFileSync(join(this.folder, `${name}.new`), text);
    renameSync(join(this.folder, `${name}.new`), join(this.folder, name));
  }
}

function idOf(service: string): string {
  return Buffer.from(service.padEnd(32, '.')).toString('hex');
}

describe('a stack in Docker Compose in VS Code', function () {
  this.timeout(180_000);
  let scenario: Scenario;
  let tree: TreeView;
  const docker = new FakePrograms();

  before(async () => {
    // A server that is not started from a terminal takes the path of a login shell.
    const environment = { PATH: `${docker.folder}:${process.env.PATH}`, VSCODE_CLI: '1' };
    scenario = await Scenario.open('watched-stack', 'voice-stack', { environment });
    await scenario.workbench.showViewContainer('Agent Preflight');
    await scenario.workbench.resizeSideBar(560);
    tree = scenario.workbench.tree('Stack');
  });

  afterEach(async function () {
    await photographFailure(this.currentTest, scenario);
  });

  after(async () => {
    await scenario?.close();
    rmSync(docker.folder, { recursive: true, force: true });
  });

  it('is not asked about before somebody wants it', async () => {
    await waitForRows('to be stopped', { ServiceRegistry: /^stopped/, MemoryAgent: /^stopped/ });
    assert.equal(docker.wasAsked(), false);
  });

  it('is not watched when nobody there can be asked, and a notification says why', async () => {
    const { commands, notifications } = scenario.workbench;
    const offered = (await commands.find('Agent Preflight: Watch Stack')).map((row) => row.replace(/,.*$/, ''));
    assert.ok(
      offered.some((row) => row.endsWith('in Docker Compose…')) && offered.some((row) => /Kubernetes/.test(row)),
    );
    await tree.chooseFromContextMenu(/startup\.yaml/, 'Watch Stack in Kubernetes…');
    await answerInput(/^[a-z]/, 'voice');
    await answerInput(/^$/, 'production');
    await notifications.waitFor(/the cluster cannot be asked: .* refused/);
    await waitForRows('to be stopped as before', { ServiceRegistry: /^stopped · \d/ });
  });

  it('is shown in the rows of the startup file, with what its containers say', async () => {
    await tree.chooseFromContextMenu(/startup\.yaml/, 'Watch Stack in Docker Compose…');
    await answerInput(/^[a-z]/, 'voice');
    await waitForRows('as Compose tells', {
      ServiceRegistry: /^ready · .*2 restarts$/,
      MemoryAgent: /^starting/,
      ModelServer: /^failed · out of memory/,
      VoiceHub: /^unhealthy · hub: no answer/,
    });
    const rows = await tree.rows();
    assert.ok(rows.some(({ description }) => description.includes('in Docker Compose')));
    await scenario.workbench.screenshot('1-watched');
  });

  it('offers no command that it could not carry out', async () => {
    const entries = await tree.openContextMenu('ServiceRegistry');
    assert.deepEqual(
      entries.filter((entry) => /Start|Restart|Stop Agent|Log/.test(entry)),
      [],
    );
    assert.ok(entries.includes('Stop Watching') && entries.includes('Open Script'), entries.join(', '));
    await scenario.workbench.page.keyboard.press('Escape');
  });

  it('changes as it changes there, and says so when nobody can be asked', async () => {
    docker.tell(['memory-agent', 'model-server']);
    await waitForRows('to have come up', { MemoryAgent: /^ready/, ModelServer: /^ready/ });
    docker.leave();
    const message = scenario.workbench.page.getByText(/docker cannot be asked: .*Shown as last seen/).first();
    await message.waitFor();
    await waitForRows('as last seen', { MemoryAgent: /^ready/, ModelServer: /^ready/ });
    await scenario.workbench.screenshot('2-away');
    docker.tell(['memory-agent']);
    await message.waitFor({ state: 'hidden' });
  });

  it('is remembered when the window is reloaded', async () => {
    await scenario.workbench.reload();
    await scenario.workbench.showViewContainer('Agent Preflight');
    await waitForRows('as Compose tells', { MemoryAgent: /^ready/, ModelServer: /^failed/ });
  });

  it('is shown as it is here once it is watched no longer', async () => {
    await tree.pressInline(/startup\.yaml/, 'Stop Watching');
    await waitForRows('to be stopped', { ServiceRegistry: /^stopped/, ModelServer: /^stopped/ });
    assert.ok(!(await tree.rows()).some(({ description }) => description.includes('Docker')));
    const entries = await tree.openContextMenu('ServiceRegistry');
    assert.ok(entries.includes('Start Agent') && !entries.includes('Stop Watching'), entries.join(', '));
    await scenario.workbench.page.keyboard.press('Escape');
  });

  /** Types into the box that asks for a name, once it is the one with such a text in it. */
  async function answerInput(filledIn: RegExp, text: string): Promise<void> {
    const input = scenario.workbench.page.locator('.quick-input-widget:visible .quick-input-box input');
    await input.waitFor();
    await until(`a box with ${filledIn} in it`, async () => filledIn.test(await input.inputValue()));
    await input.fill(text);
    await input.press('Enter');
  }

  /** Waits for rows whose descriptions fit, by agent. */
  async function waitForRows(what: string, expected: Readonly<Record<string, RegExp>>): Promise<void> {
    const fits = (rows: TreeRow[]) =>
      Object.entries(expected).every(([name, description]) =>
        rows.some((row) => row.label === name && description.test(row.description)),
      );
    for (const row of await tree.rows()) if (row.expanded === false) await tree.expand(row.label);
    await tree.waitFor(`agents ${what}`, fits, 30_000);
  }
});
