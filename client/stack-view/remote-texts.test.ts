import assert from 'node:assert/strict';
import { agentTooltip } from './agent-tooltip';
import { watchMessage } from './remote-texts';
import { canStartStack, canStopStack, statusBarText } from './stack-counts';
import { stackEntry, type RemoteWatchState } from './stack-list';
import { stackTooltip } from './stack-tooltip';
import { agentSnapshot, declaredAgent, declaredStack, stackSnapshot } from './testing';
import { buildTree } from './tree-model';

const compose: RemoteWatchState = { place: { kind: 'compose', name: 'voice', namespace: null }, complaint: null };
const declared = declaredStack([declaredAgent('Hub', { group: 'core' }), declaredAgent('New'), declaredAgent('Ear')]);
const remoteAgent = { logFile: '', listeningPorts: null, latencyMs: null, cpuPercent: null, rssBytes: null } as const;
const snapshot = stackSnapshot(
  [agentSnapshot('Hub', { ...remoteAgent, group: 'core' }), agentSnapshot('Ear', { ...remoteAgent, state: 'failed' })],
  { supervisorPid: 0, state: 'failed' },
);
const watched = stackEntry(declared, snapshot, compose);
const other = stackEntry(declaredStack([declaredAgent('A')], { file: '/other.yaml', displayPath: 'other.yaml' }), null);

describe('a stack that is watched elsewhere', () => {
  it('has the rows of one that runs here', () => {
    const looks = (entry: typeof watched) =>
      [...buildTree([entry]).nodes.values()].map(({ id, label, description, icon }) => ({
        id,
        label,
        description,
        icon,
      }));
    assert.deepEqual(looks(watched), looks(stackEntry(declared, snapshot)));
  });

  it('offers nothing that would command it, and the way back', () => {
    const words = [...buildTree([watched, other]).nodes.values()]
      .filter(({ subject }) => subject.stack === watched)
      .map(({ contextValue }) => contextValue.split(' '));
    assert.equal(words.length, 5);
    for (const row of words) {
      assert.ok(row.includes('watched'), row.join(' '));
      assert.deepEqual(
        row.filter((word) => word.startsWith('can') || word === 'hasLog'),
        [],
      );
    }
    assert.deepEqual([canStartStack(watched), canStopStack(watched)], [false, false]);
    assert.deepEqual([canStartStack(other), canStopStack(stackEntry(declared, snapshot))], [true, true]);
  });

  it('counts in the status bar as any other', () => {
    assert.equal(statusBarText([watched])?.text, '$(error) Stack 1/3');
  });

  it('says where it runs, in its line and in every hover', () => {
    const row = buildTree([watched, other]).nodes.get(`stack:${watched.file}`);
    assert.match(row?.description ?? '', /in Docker Compose/);
    assert.match(row?.accessibleLabel ?? '', /in Docker Compose/);
    const hover = stackTooltip(watched, 0);
    assert.match(hover, /Docker Compose, project voice/);
    assert.doesNotMatch(hover, /Supervisor|GPU/);
    for (const agent of watched.agents) assert.match(agentTooltip(agent, 0), /Docker Compose, project voice/);
    const place = { kind: 'kubernetes', name: 'voice', namespace: 'prod' } as const;
    const there = stackEntry(declared, snapshot, { place, complaint: null });
    assert.match(stackTooltip(there, 0), /Kubernetes, stack voice, namespace prod/);
  });

  it('says above the tree that its rows are not what is there, and only then', () => {
    assert.equal(watchMessage([other, watched]), null);
    const away: RemoteWatchState = { ...compose, complaint: 'docker does not answer' };
    const lost = watchMessage([other, stackEntry(declared, snapshot, away)]);
    assert.equal(lost, 'config/startup.yaml in Docker Compose: docker does not answer. Shown as last seen.');
    assert.match(watchMessage([stackEntry(declared, null, away)]) ?? '', /Nothing is known of its agents/);
    assert.equal(watchMessage([stackEntry(declared, null, compose)]), null, 'on its way');
  });

  it('says that there is nothing of it, which a name that is wrong looks like', () => {
    const none = stackSnapshot([agentSnapshot('Hub', { state: 'stopped', wanted: false })], {
      state: 'stopped',
      wanted: false,
    });
    const message = watchMessage([watched, stackEntry(declared, none, compose)]);
    assert.equal(message, 'Nothing of config/startup.yaml runs there: Docker Compose, project voice.');
    assert.equal(watchMessage([stackEntry(declared, none)]), null, 'stopped here');
  });
});
