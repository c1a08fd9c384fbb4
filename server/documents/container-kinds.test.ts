import assert from 'node:assert/strict';
import { kindOf } from './document-kind';

describe('kindOf, around containers', () => {
  const cases: readonly [kind: string | null, paths: readonly string[]][] = [
    ['dockerfile', ['Dockerfile', 'a/dockerfile', 'Containerfile', 'Dockerfile.gpu', 'docker/Dockerfile-dev', 'hub.Dockerfile', 'hub.dockerfile', 'x.containerfile']], // prettier-ignore
    ['text', ['Dockerfile.j2', 'Dockerfile.template', 'Dockerfile.md', 'Makefile']],
    ['python', ['dockerfile.py', 'dockerfile_lint.py']],
    ['workflow', ['.github/workflows/a.yml', '.github/actions/a/action.yaml', 'action.yml', '.gitlab-ci.yml', 'ci/a.gitlab-ci.yml', '.circleci/config.yml', 'azure-pipelines.yml', 'azure-pipelines-release.yaml', 'bitbucket-pipelines.yml', '.drone.yml', 'cloudbuild.yaml']], // prettier-ignore
    ['yaml', ['.github/dependabot.yml', 'config/action-list.yml', 'workflows/a.yml']],
    [null, ['mydockerfile']],
  ];
  for (const [kind, paths] of cases) {
    for (const path of paths) it(`${path}: ${kind ?? 'nothing'}`, () => assert.equal(kindOf(path, 'a: 1\n'), kind));
  }
});
