import { imageSteps, mentionsImageScan } from '../../languages/workflow/image-steps';
import { defineRule } from '../rule';

export const rule = defineRule({
  id: 'missing-image-scan',
  topic: 'ci',
  severity: 'information',
  impact: 4,
  effort: 2,
  triggers: ['docker', 'Docker', 'push', 'kaniko', 'podman', 'buildah', 'image', 'jib', 'skaffold', 'acr', 'ko '],
  crossFile: true,
  documentation: {
    summary: 'Reports workflows that publish images nobody has scanned.',
    whatItDoes:
      'Looks in workflows of GitHub, GitLab, CircleCI, Azure, Bitbucket, Drone, Woodpecker and Cloud Build for steps that push an image: actions, tasks, orbs and commands of Docker, Podman, Buildah, ' +
      'kaniko, ko, Jib and others. Silent when this or another workflow of the project calls a scanner (Trivy, Grype, Snyk, Docker Scout, Clair, GitLab’s template …), and for images that are built ' +
      'and not pushed.',
    whyItMatters:
      'An image takes in hundreds of packages of its base. Their known holes go out with it unless somebody looks between the build and the push.',
    examples: [
      {
        path: '.github/workflows/release.yml',
        bad: 'on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ghcr.io/org/agent:1\n',
        good: 'on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: docker/build-push-action@v6\n        with:\n          load: true\n          tags: ghcr.io/org/agent:1\n      - uses: aquasecurity/trivy-action@0.28.0\n        with:\n          image-ref: ghcr.io/org/agent:1\n          exit-code: "1"\n      - run: docker push ghcr.io/org/agent:1\n',
      },
      {
        path: '.gitlab-ci.yml',
        bad: 'publish:\n  script:\n    - docker build -t $CI_REGISTRY_IMAGE .\n    - docker push $CI_REGISTRY_IMAGE\n',
        good: 'include:\n  - template: Jobs/Container-Scanning.gitlab-ci.yml\npublish:\n  script:\n    - docker build -t $CI_REGISTRY_IMAGE .\n    - docker push $CI_REGISTRY_IMAGE\n',
      },
    ],
    references: ['https://trivy.dev/latest/docs/target/container_image/'],
    remediation: {
      steps: ['Build without pushing.', 'Scan the image, and fail on what must not go out.', 'Push.'],
      test: 'The workflow’s log lists the image’s vulnerabilities before the push.',
      rollback: 'Take the step out.',
      dependsOn: [],
    },
  },
  checks: {
    workflow(context) {
      if (context.project.facts.imageScans.length > 0 || mentionsImageScan(context.document.text)) return;
      const push = imageSteps(context.yaml).find(({ kind }) => kind === 'push');
      if (push === undefined) return;
      context.report({
        range: push.range,
        message:
          'An image is pushed and nothing scans it for known vulnerabilities: scan it between the build and the push (Trivy, Grype, Docker Scout …)',
      });
    },
  },
});
