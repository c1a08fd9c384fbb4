import type { StackDefinition } from '@agent-preflight/stack/definition/model';
import type { ModelManifest } from '@agent-preflight/stack/definition/models/model-manifest';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Configuration } from '../configuration/configuration';
import type { SourceDocument } from '../documents/document';
import type { CodeModel } from '../languages/code-model';
import type { ComposeFile } from '../languages/compose/compose-file';
import type { Dockerfile } from '../languages/dockerfile/dockerfile-model';
import type { EnvFile } from '../languages/env/env-file';
import type { UnitFile } from '../languages/unit/unit-file';
import type { YamlModel } from '../languages/yaml/yaml-model';
import type { ProjectView } from '../project/project-view';
import type { Finding } from '../rules/finding';
import type { JudgedSuppression, Report } from '../rules/rule';
import type { CheckTarget } from './check-target';
import type { ConfiguredRule } from './rule-plan';
import { isSound } from './sound-code';

/**
 * What one rule gets to see of one document. Getters, so that a model is made when a rule asks for it; one class, so that rules
 * meet the same shape of object at every call.
 */
export class CheckContext {
  readonly document: SourceDocument;
  readonly code: CodeModel | null;

  constructor(
    private readonly target: CheckTarget,
    readonly project: ProjectView,
    readonly configuration: Configuration,
    private readonly configured: ConfiguredRule,
    readonly suppressions: readonly JudgedSuppression[] | undefined,
    private readonly findings: Finding[],
  ) {
    this.document = target.document;
    this.code = target.code;
  }

  get options(): Readonly<Record<string, unknown>> {
    return this.configured.options;
  }

  get yaml(): YamlModel | null {
    return this.target.yaml;
  }

  get compose(): ComposeFile | null {
    return this.target.compose;
  }

  get dockerfile(): Dockerfile | null {
    return this.target.dockerfile;
  }

  get env(): EnvFile | null {
    return this.target.env;
  }

  get models(): ModelManifest | null {
    return this.target.models;
  }

  get unit(): UnitFile | null {
    return this.target.unit;
  }

  get definition(): StackDefinition | null {
    return this.target.definition;
  }

  /** A property, not a method: rules take it out of the context. */
  readonly report = (report: Report): void => {
    const { rule, severity, fixedSeverity } = this.configured;
    this.findings.push({
      rule: rule.id,
      severity: fixedSeverity ? severity : (report.severity ?? severity),
      uri: this.document.uri,
      range: report.range,
      message: report.message,
      related: report.related ?? [],
      // In the ruins of a statement nobody can tell what an edit would do.
      fixes: report.fixes === undefined || this.isBroken(report.range) ? [] : report.fixes,
    });
  };

  private isBroken(range: TextRange): boolean {
    return this.code !== null && this.code.root.hasError && !isSound(this.code.root, range);
  }
}
