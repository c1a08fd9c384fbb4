import assert from 'node:assert/strict';
import { stackEntry, type StackEntry } from './stack-list';
import { agentCause, agentSnapshot, declaredAgent, declaredStack, stackSnapshot } from './testing';
import { buildTree, type TreeModel } from './tree-model';

describe('the Stack view as data', () => {
  const declared = declaredStack([
    declaredAgent('Hub', { group: 'core' }),
    declaredAgent('Ear', { group: 'speech' }),
    declaredAgent('Memory', { group: 'core' }),
    declaredAgent('Loner'),
  ]);

  it('shows one startup file as groups and agents in the order of the file', () => {
    assert.deepEqual(outline(buildTree([stackEntry(declared, null)])), [
      'core: 0/2 up',
      '  Hub: stopped · 7200, 8200',
      '  Memory: stopped · 7200, 8200',
      'speech: 0/1 up',
      '  Ear: stopped · 7200, 8200',
      'Loner: stopped · 7200, 8200',
    ]);
  });

  it('keeps every node in its place and under its id when the stack starts', () => {
    const before = buildTree([stackEntry(declared, null)]);
    const inStartOrder = [
      agentSnapshot('Loner'),
      agentSnapshot('Memory', { group: 'core' }),
      agentSnapshot('Hub', { group: 'core', layer: 1 }),
      agentSnapshot('Ear', { group: 'speech', layer: 1 }),
    ];
    const after = buildTree([stackEntry(declared, stackSnapshot(inStartOrder))]);
    assert.deepEqual(after.roots, before.roots);
    assert.deepEqual([...after.nodes.keys()], [...before.nodes.keys()]);
    assert.equal(outline(after)[1], '  Hub: ready · 3 ms · 7200, 8200');
  });

  it('puts a node per startup file above when there are several', () => {
    const edge = declaredStack([declaredAgent('Hub')], {
      file: '/project/edge/startup.yaml',
      displayPath: 'edge/startup.yaml',
      machine: 'edge',
    });
    const tree = buildTree([stackEntry(declared, null), stackEntry(edge, null)]);
    assert.deepEqual(
      outline(tree).filter((line) => !line.startsWith('  ')),
      ['config/startup.yaml: 0/4 up', 'edge: 0/1 up · edge/startup.yaml'],
    );
    assert.equal(new Set(tree.nodes.keys()).size, 2 + 2 + 5);
  });

  it('has one node for a name that the file gives twice', () => {
    const twice = declaredStack([declaredAgent('Hub', { group: 'a' }), declaredAgent('Hub', { group: 'b' })]);
    assert.deepEqual(outline(buildTree([stackEntry(twice, null)])), ['a: 0/1 up', '  Hub: stopped · 7200, 8200']);
  });

  it('shows agents that only the supervisor knows, and agents that were added since', () => {
    const entry = stackEntry(
      declaredStack([declaredAgent('New', { ports: [] })]),
      stackSnapshot([agentSnapshot('Old')]),
    );
    assert.deepEqual(outline(buildTree([entry])), ['New: stopped', 'Old: ready · 3 ms · 7200, 8200']);
  });

  it('does not count agents that the file says not to start', () => {
    const some = declaredStack([
      declaredAgent('A', { group: 'g' }),
      declaredAgent('B', { group: 'g', enabled: false, ports: [] }),
    ]);
    assert.deepEqual(outline(buildTree([stackEntry(some, null)])), [
      'g: 0/1 up',
      '  A: stopped · 7200, 8200',
      '  B: disabled',
    ]);
  });

  it('tells starting and unhealthy apart by more than colour', () => {
    const shapes = (['starting', 'waiting', 'ready', 'degraded', 'unhealthy', 'failed', 'stopped'] as const).map(
      (state) => iconOf(single(agentSnapshot('A', { state }))),
    );
    assert.equal(new Set(shapes).size, shapes.length);
  });

  it('offers what makes sense in a state', () => {
    const words = (over: Parameters<typeof agentSnapshot>[1]) => contextOf(single(agentSnapshot('A', over)));
    assert.match(words({ state: 'ready' }), /^agent canStop canRestart hasLog hasScript hasPort$/);
    assert.match(words({ state: 'stopped', wanted: false }), /^agent canStart hasLog/);
    assert.match(words({ state: 'failed' }), /^agent canStart canStop hasLog/);
    assert.match(words({ state: 'waiting' }), /^agent canStop hasLog/);
    assert.doesNotMatch(words({ state: 'stopping', wanted: false }), /can/);
    assert.equal(
      contextOf(stackEntry(declaredStack([declaredAgent('A')]), null)),
      'agent canStart hasLog hasScript hasPort',
    );
  });

  it('does not call an agent healthy of which only an open port is known', () => {
    const reason = 'port 7200 accepts connections; it answers no question about its health';
    const open = agentSnapshot('A', { probe: { kind: 'tcp', port: 7200, detail: null, weak: true }, reason });
    assert.deepEqual(outline(buildTree([single(open)])), ['A: ready · health unknown · 3 ms · 7200, 8200']);
  });

  it('says why an agent failed beside its name', () => {
    const failed = agentSnapshot('A', {
      state: 'failed',
      cause: agentCause({ text: "ModuleNotFoundError: No module named 'torch'" }),
      declaredPorts: [],
      restarts: 5,
    });
    assert.deepEqual(outline(buildTree([single(failed)])), [
      "A: failed · ModuleNotFoundError: No module named 'torch' · 5 restarts",
    ]);
  });
});

function single(agent: ReturnType<typeof agentSnapshot>): StackEntry {
  return stackEntry(declaredStack([]), stackSnapshot([agent]));
}

function iconOf(entry: StackEntry): string | undefined {
  return onlyNode(buildTree([entry])).icon?.icon;
}

function contextOf(entry: StackEntry): string {
  return onlyNode(buildTree([entry])).contextValue;
}

function onlyNode(tree: TreeModel) {
  const [node] = tree.nodes.values();
  assert.ok(node);
  return node;
}

function outline(tree: TreeModel): string[] {
  const lines = (ids: readonly string[], indent: string): string[] =>
    ids.flatMap((id) => {
      const node = tree.nodes.get(id);
      assert.ok(node, id);
      return [`${indent}${node.label}: ${node.description}`, ...lines(node.children, `${indent}  `)];
    });
  return lines(tree.roots, '');
}
