import type { Corpus, CorpusCase } from '../corpus';

const GITHUB = '.github/workflows/release.yml';

/** A GitHub workflow of one job; the lines are its steps. */
function github(...steps: readonly string[]): string {
  return [
    'on: push',
    'jobs:',
    '  image:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    ...steps.map((line) => `      ${line}`),
    '',
  ].join('\n');
}

function push(mark: string, ...more: readonly string[]): string[] {
  return [
    `- uses: docker/build-push-action@v6${mark}`,
    '  with:',
    '    context: .',
    '    push: true',
    '    tags: org/agent:1',
    ...more,
  ];
}

const MARKED = push(' <<<');
const PUSHED = push('');

function one(title: string, path: string, text: string, files?: Readonly<Record<string, string>>): CorpusCase {
  return { title, path, text, ...(files === undefined ? {} : { files }) };
}

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** The workflow pushes; with a scanner among its steps it is right. */
const scanned = (title: string, ...steps: readonly string[]): CorpusCase =>
  one(title, GITHUB, github(...PUSHED, ...steps));

export const corpus: Corpus = {
  topic: 'ci',
  rules: ['missing-image-scan'],
  target: { recall: 0.9, precision: 0.95 },
  cases: [
    one('the action', GITHUB, github(...MARKED)),
    one(
      'the action, pinned by digest',
      GITHUB,
      github(
        '- uses: docker/build-push-action@1a162644f9a7e87d8f4b053101d1d9a712edc18c # v6 <<<',
        '  with: { push: true }',
      ).replace('steps:', 'steps:'),
    ),
    one(
      'push by an expression',
      GITHUB,
      github(
        '- uses: docker/build-push-action@v6 <<<',
        '  with:',
        "    push: ${{ github.event_name != 'pull_request' }}",
      ),
    ),
    one(
      'push by outputs',
      GITHUB,
      github(
        '- uses: docker/build-push-action@v6 <<<',
        '  with:',
        '    outputs: type=image,name=org/agent,push-by-digest=true,push=true',
      ),
    ),
    one('bake', GITHUB, github('- uses: docker/bake-action@v5 <<<', '  with:', '    push: true')),
    one('depot', GITHUB, github('- uses: depot/build-push-action@v1 <<<', '  with:', '    push: true')),
    one('commands', GITHUB, github('- run: docker build -t org/agent:1 . && docker push org/agent:1 <<<')),
    one(
      'commands in a block',
      GITHUB,
      github('- run: | <<<', '    docker build -t org/agent:1 .', '    docker push org/agent:1'),
    ),
    one(
      'buildx',
      GITHUB,
      github('- run: docker buildx build --platform linux/amd64,linux/arm64 --push -t org/agent:1 . <<<'),
    ),
    one(
      'buildx over several lines',
      GITHUB,
      github('- run: | <<<', '    docker buildx build \\', '      --tag org/agent:1 \\', '      --push .'),
    ),
    one('podman', GITHUB, github('- run: podman push org/agent:1 <<<')),
    one('buildah', GITHUB, github('- run: buildah push org/agent:1 <<<')),
    one(
      'Red Hat’s actions',
      GITHUB,
      github('- uses: redhat-actions/buildah-build@v2', '- uses: redhat-actions/push-to-registry@v2 <<<'),
    ),
    one(
      'an old action',
      GITHUB,
      github('- uses: elgohr/Publish-Docker-Github-Action@v5 <<<', '  with: { name: org/agent }'),
    ),
    one(
      'another action',
      GITHUB,
      github('- uses: mr-smithers-excellent/docker-build-push@v6 <<<', '  with: { image: agent }'),
    ),
    one('ko', GITHUB, github('- run: ko build ./cmd/agent <<<')),
    one('Compose', GITHUB, github('- run: docker compose build && docker compose push <<<')),
    one('docker-compose', GITHUB, github('- run: docker-compose push <<<')),
    one('Jib', GITHUB, github('- run: mvn compile jib:build <<<')),
    one('Azure’s registry', GITHUB, github('- run: az acr build -r reg -t agent:1 . <<<')),
    one('skopeo', GITHUB, github('- run: skopeo copy oci:agent docker://org/agent:1 <<<')),
    one('a scan of files only is named in a comment', GITHUB, github('# trivy would be nice', ...MARKED)),
    one('a look at the sources is none at the image', GITHUB, github(...MARKED, '- run: trivy --quiet fs .')),
    one(
      'Trivy’s action on the sources',
      GITHUB,
      github(...MARKED, '- uses: aquasecurity/trivy-action@0.28.0', '  with:', '    scan-type: "config"'),
    ),
    one('an SBOM is no scan', GITHUB, github(...MARKED, '- uses: anchore/sbom-action@v0')),
    one('a signature is no scan', GITHUB, github(...MARKED, '- run: cosign sign org/agent:1')),
    one('a scan of code is no scan', GITHUB, github(...MARKED, '- uses: github/codeql-action/analyze@v3')),
    one(
      'in a reusable workflow',
      '.github/workflows/_image.yaml',
      lines(
        'on: workflow_call',
        'jobs:',
        '  image:',
        '    runs-on: ubuntu-latest',
        '    steps:',
        '      - run: docker push org/agent:1 <<<',
      ),
    ),
    one(
      'a composite action',
      'action.yml',
      lines(
        'name: image',
        'runs:',
        '  using: composite',
        '  steps:',
        '    - run: docker push org/agent:1 <<<',
        '      shell: bash',
      ),
    ),
    one(
      'an action of the project',
      '.github/actions/image/action.yml',
      lines(
        'name: image',
        'runs:',
        '  using: composite',
        '  steps:',
        '    - uses: docker/build-push-action@v6 <<<',
        '      with: { push: "true" }',
      ),
    ),
    one(
      'GitLab',
      '.gitlab-ci.yml',
      lines(
        'image:',
        '  stage: build',
        '  script:',
        '    - docker build -t $CI_REGISTRY_IMAGE .',
        '    - docker push $CI_REGISTRY_IMAGE <<<',
      ),
    ),
    one(
      'GitLab with kaniko',
      '.gitlab-ci.yml',
      lines(
        'image:',
        '  script:',
        '    - /kaniko/executor --context $CI_PROJECT_DIR --destination $CI_REGISTRY_IMAGE <<<',
      ),
    ),
    one(
      'GitLab, script as a block',
      '.gitlab-ci.yml',
      lines('image:', '  script: | <<<', '    docker build -t x .', '    docker push x'),
    ),
    one(
      'GitLab, included file',
      'ci/build.gitlab-ci.yml',
      lines('image:', '  script:', '    - docker push $CI_REGISTRY_IMAGE <<<'),
    ),
    one(
      'GitLab, after_script',
      '.gitlab-ci.yml',
      lines('image:', '  script: make', '  after_script:', '    - docker push x <<<'),
    ),
    one(
      'CircleCI',
      '.circleci/config.yml',
      lines(
        'version: 2.1',
        'jobs:',
        '  image:',
        '    docker: [{ image: cimg/base:2024.10 }]',
        '    steps:',
        '      - run: docker push org/agent:1 <<<',
      ),
    ),
    one(
      'CircleCI with a command',
      '.circleci/config.yml',
      lines(
        'version: 2.1',
        'jobs:',
        '  image:',
        '    steps:',
        '      - run:',
        '          name: Push',
        '          command: docker push org/agent:1 <<<',
      ),
    ),
    one(
      'CircleCI’s orb',
      '.circleci/config.yml',
      lines(
        'version: 2.1',
        'orbs: { docker: circleci/docker@2.6 }',
        'workflows:',
        '  main:',
        '    jobs:',
        '      - docker/publish: <<<',
        '          image: org/agent',
      ),
    ),
    one(
      'Azure’s task',
      'azure-pipelines.yml',
      lines(
        'steps:',
        '  - task: Docker@2 <<<',
        '    inputs:',
        '      command: buildAndPush',
        '      repository: agent',
      ),
    ),
    one(
      'Azure’s task by default',
      'azure-pipelines.yml',
      lines('steps:', '  - task: Docker@2 <<<', '    inputs:', '      repository: agent'),
    ),
    one('Azure, a script', 'azure-pipelines.yml', lines('steps:', '  - script: docker push org/agent:1 <<<')),
    one('Azure, bash', '.azure-pipelines/image.yml', lines('steps:', '  - bash: docker push org/agent:1 <<<')),
    one(
      'Bitbucket',
      'bitbucket-pipelines.yml',
      lines('pipelines:', '  default:', '    - step:', '        script:', '          - docker push org/agent:1 <<<'),
    ),
    one(
      'Drone',
      '.drone.yml',
      lines(
        'kind: pipeline',
        'steps:',
        '  - name: image',
        '    image: plugins/docker <<<',
        '    settings: { repo: org/agent }',
      ),
    ),
    one(
      'Cloud Build',
      'cloudbuild.yaml',
      lines('steps:', '  - name: gcr.io/cloud-builders/docker <<<', '    args: [push, gcr.io/p/agent]'),
    ),

    scanned('Trivy’s action', '- uses: aquasecurity/trivy-action@0.28.0', '  with: { image-ref: "org/agent:1" }'),
    scanned(
      'Trivy’s action on sources and image',
      '- uses: aquasecurity/trivy-action@0.28.0',
      '  with: { scan-type: fs }',
      '- uses: aquasecurity/trivy-action@0.28.0',
      '  with: { image-ref: "org/agent:1" }',
    ),
    scanned('Trivy as a command', '- run: trivy image --exit-code 1 org/agent:1'),
    scanned('Grype', '- run: grype org/agent:1'),
    scanned('Anchore’s action', '- uses: anchore/scan-action@v5', '  with: { image: "org/agent:1" }'),
    scanned('Snyk’s action', '- uses: snyk/actions/docker@master', '  with: { image: org/agent }'),
    scanned('Snyk as a command', '- run: snyk container test org/agent:1'),
    scanned('Docker Scout’s action', '- uses: docker/scout-action@v1', '  with: { command: cves }'),
    scanned('Docker Scout', '- run: docker scout cves org/agent:1'),
    scanned('Docker’s old scan', '- run: docker scan org/agent:1'),
    scanned('Azure’s container scan', '- uses: Azure/container-scan@v0', '  with: { image-name: org/agent }'),
    scanned('Clair', '- run: clair-scanner org/agent:1'),
    scanned('Amazon’s registry', '- run: aws ecr describe-image-scan-findings --repository-name agent'),
    scanned('Google’s registry', '- run: gcloud artifacts docker images scan org/agent:1'),
    scanned('Prisma', '- run: twistcli images scan org/agent:1'),
    scanned('Sysdig', '- uses: sysdiglabs/scan-action@v5'),
    scanned('Wiz', '- run: wizcli docker scan --image org/agent:1'),
    scanned('Trivy in a container', '- run: docker run aquasec/trivy image org/agent:1'),
    scanned('a ready scan', '- uses: crazy-max/ghaction-container-scan@v3'),
    one('built only', GITHUB, github('- uses: docker/build-push-action@v6', '  with: { push: false }')),
    one('built only by default', GITHUB, github('- uses: docker/build-push-action@v6', '  with: { tags: "a:1" }')),
    one('loaded', GITHUB, github('- uses: docker/build-push-action@v6', '  with: { load: true }')),
    one('docker build', GITHUB, github('- run: docker build -t org/agent:1 .')),
    one('git push', GITHUB, github('- run: git push origin main')),
    one('a push in a comment', GITHUB, github('- run: | ', '    # docker push org/agent:1', '    docker build .')),
    one('docker run', GITHUB, github('- run: docker compose up -d && docker pull x')),
    one('tests', GITHUB, github('- uses: actions/checkout@v4', '- run: npm test')),
    one('a package', GITHUB, github('- run: npm publish', '- run: twine upload dist/*')),
    one('on push', GITHUB, lines('on:', '  push:', '    branches: [main]', 'jobs: {}')),
    one('another workflow scans', GITHUB, github(...PUSHED), {
      '.github/workflows/scan.yml': github('- uses: aquasecurity/trivy-action@0.28.0'),
    }),
    one(
      'kaniko without a push',
      '.gitlab-ci.yml',
      lines('image:', '  script:', '    - /kaniko/executor --no-push --context .'),
    ),
    one(
      'GitLab’s template',
      '.gitlab-ci.yml',
      lines(
        'include:',
        '  - template: Security/Container-Scanning.gitlab-ci.yml',
        'image:',
        '  script: [docker push x]',
      ),
    ),
    one(
      'GitLab’s new template',
      '.gitlab-ci.yml',
      lines('include:', '  - template: Jobs/Container-Scanning.gitlab-ci.yml', 'image:', '  script: [docker push x]'),
    ),
    one(
      'GitLab’s AutoDevOps',
      '.gitlab-ci.yml',
      lines('include:', '  - template: Auto-DevOps.gitlab-ci.yml', 'image:', '  script: [docker push x]'),
    ),
    one(
      'GitLab, Trivy',
      '.gitlab-ci.yml',
      lines(
        'image:',
        '  script: [docker push x]',
        'scan:',
        '  image: aquasec/trivy:0.57.0',
        '  script: [trivy image x]',
      ),
    ),
    one('GitLab, build only', '.gitlab-ci.yml', lines('image:', '  script: [docker build .]')),
    one(
      'CircleCI, tests',
      '.circleci/config.yml',
      lines(
        'version: 2.1',
        'jobs:',
        '  test:',
        '    docker: [{ image: cimg/python:3.12 }]',
        '    steps: [checkout, { run: pytest }]',
      ),
    ),
    one(
      'CircleCI with a scan',
      '.circleci/config.yml',
      lines(
        'version: 2.1',
        'jobs:',
        '  image:',
        '    steps:',
        '      - run: docker push x',
        '      - run: trivy image x',
      ),
    ),
    one(
      'Azure, build only',
      'azure-pipelines.yml',
      lines('steps:', '  - task: Docker@2', '    inputs: { command: build }'),
    ),
    one('Azure, login', 'azure-pipelines.yml', lines('steps:', '  - task: Docker@2', '    inputs: { command: login }')),
    one(
      'Azure with a scan',
      'azure-pipelines.yml',
      lines('steps:', '  - task: Docker@2', '    inputs: { command: buildAndPush }', '  - script: trivy image agent'),
    ),
    one(
      'Cloud Build, build only',
      'cloudbuild.yaml',
      lines('steps:', '  - name: gcr.io/cloud-builders/docker', '    args: [build, .]'),
    ),
    one(
      'Drone, tests',
      '.drone.yml',
      lines('kind: pipeline', 'steps:', '  - name: test', '    image: python:3.12', '    commands: [pytest]'),
    ),
    one(
      'a Compose file is no workflow',
      'compose.yaml',
      lines('services:', '  a:', '    image: a:1', '    command: docker push x'),
    ),
  ],
};
