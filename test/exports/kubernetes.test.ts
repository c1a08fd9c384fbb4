import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { parse, parseAllDocuments } from 'yaml';
import { SAMPLES } from './support/samples';
import { StackProject } from './support/stack-project';

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly initContainers?: readonly { readonly name: string; readonly command: readonly string[] }[];
  readonly containers: readonly Container[];
  readonly terminationGracePeriodSeconds: number;
}

interface Container {
  readonly command: readonly string[];
  readonly args?: readonly string[];
  readonly envFrom: readonly {
    readonly configMapRef?: { readonly name: string };
    readonly secretRef?: { readonly name: string };
  }[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly key: string } };
  }[];
  readonly resources: { readonly limits: Readonly<Record<string, string | number>> };
  readonly readinessProbe?: Readonly<Record<string, unknown>>;
}

const SCHEMAS: Readonly<Record<string, new (object: never) => { validate(): void }>> = {
  ConfigMap,
  Deployment,
  Job,
  NetworkPolicy,
  PersistentVolumeClaim,
  Service,
};
const DNS_LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

function objectsIn(folder: string): KubernetesObject[] {
  const { resources } = parse(readFileSync(path.join(folder, 'base/kustomization.yaml'), 'utf8')) as {
    resources: string[];
  };
  return resources.flatMap((file) =>
    parseAllDocuments(readFileSync(path.join(folder, 'base', file), 'utf8')).map(
      (document) => document.toJS() as KubernetesObject,
    ),
  );
}

/** What the kubelet does: `$(NAME)` is a value that came before, two dollar signs are one, all else stands as it is. */
function expanded(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name?: string) =>
    name === undefined ? '$' : (env[name] ?? whole),
  );
}

/** The environment and words of a container, with a secret that holds what `.env` does. */
function started(
  objects: readonly KubernetesObject[],
  container: Container,
  secret: Record<string, string>,
): { env: Record<string, string>; words: string[] } {
  const env: Record<string, string> = {};
  for (const { configMapRef, secretRef } of container.envFrom) {
    const data = secretRef
      ? secret
      : objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name)?.data;
    Object.assign(env, data);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    if (valueFrom)
      Object.assign(
        env,
        secret[valueFrom.secretKeyRef.key] === undefined ? {} : { [name]: secret[valueFrom.secretKeyRef.key] },
      );
    else env[name] = expanded(value ?? '', env);
  }
  return { env, words: [...container.command, ...(container.args ?? [])].map((word) => expanded(word, env)) };
}

describe('exports to Kubernetes', () => {
  let project: StackProject | undefined;
  afterEach(() => project?.remove());

  for (const [title, { startup, files }] of Object.entries(SAMPLES)) {
    it(`follow the schemas, and start the same programs with the same variables: ${title}`, async () => {
      project = new StackProject(startup, files);
      const { folder, losses } = await project.export('kubernetes');
      const handover = await project.handover();
      const objects = objectsIn(folder);
      for (const object of objects) {
        const Schema = SCHEMAS[object.kind];
        assert.ok(Schema, object.kind);
        new Schema(object as never).validate();
        assert.match(object.metadata.name, DNS_LABEL);
      }
      const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      assert.deepEqual(names, [...new Set(names)], 'no object twice');
      const secret = Object.fromEntries(
        (files?.['.env'] ?? '')
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split('=') as [string, string]),
      );
      const told = losses.map(({ what }) => what).join(' ');
      const moved = (text: string) => text.replaceAll(project!.root, '/app');
      const isAddress = (text: string) => /127\.0\.0\.1|localhost/.test(text);
      for (const { name, serviceName } of handover.agents.filter(({ name: agent }) => project!.isStarted(agent))) {
        const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === serviceName);
        const { env, words } = started(objects, deployment!.spec.template.spec.containers[0]!, secret);
        const expected = project.started(name);
        if (!losses.some(({ agent, what }) => agent === name && what.includes('argument'))) {
          assert.deepEqual(
            words.slice(1).filter((_, index) => !isAddress(expected.argv[index + 1] ?? '')),
            expected.argv
              .slice(1)
              .map(moved)
              .filter((word) => !isAddress(word)),
            name,
          );
        }
        for (const [variable, value] of Object.entries(expected.env)) {
          if (!told.includes(variable) && !isAddress(value))
            assert.equal(env[variable], moved(value), `${name}: ${variable}`);
        }
      }
    });
  }

  it('ask, wait, stop and limit as the startup file says', async () => {
    project = new StackProject(SAMPLES['every probe, policy and limit']!.startup);
    const { folder, losses } = await project.export('kubernetes');
    const objects = objectsIn(folder);
    const pod = (name: string) =>
      objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)!.spec.template.spec;
    const probe = (name: string) => pod(name).containers[0]!.readinessProbe;
    assert.deepEqual(probe('http')?.['httpGet'], { port: 8500, path: '/ready' });
    assert.deepEqual(probe('tcp')?.['tcpSocket'], { port: 7501 });
    assert.deepEqual(probe('grpc')?.['grpc'], { port: 7503 });
    assert.ok(probe('zmq')?.['exec']);
    assert.equal(probe('portless'), undefined);
    assert.deepEqual(pod('grpc').initContainers?.[0]?.command.slice(-2), ['tcp:7501', 'zmq:7502']);
    assert.equal(pod('zmq').terminationGracePeriodSeconds, 25);
    assert.equal(pod('model').containers[0]!.resources.limits['nvidia.com/gpu'], 1);
    assert.equal(pod('maybe').containers[0]!.resources.limits['nvidia.com/gpu'], undefined);
    for (const what of [/stop signal of Zmq/, /restart policy of .*Tcp/])
      assert.ok(
        losses.some((loss) => what.test(loss.what)),
        String(what),
      );
  });

  it('patch what prefers a GPU in an overlay', async function () {
    if (spawnSync('kubectl', ['version', '--client']).status !== 0) this.skip();
    project = new StackProject(SAMPLES['every probe, policy and limit']!.startup);
    const { folder } = await project.export('kubernetes');
    const { stdout, stderr, status } = spawnSync('kubectl', ['kustomize', path.join(folder, 'overlays/gpu')], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
    const withGpu = objects.filter(
      ({ kind, spec }) =>
        kind === 'Deployment' && spec.template.spec.containers[0]!.resources.limits['nvidia.com/gpu'] !== undefined,
    );
    assert.deepEqual(withGpu.map(({ metadata }) => metadata.name).sort(), ['maybe', 'model']);
  });
});
