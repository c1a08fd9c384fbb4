/** A number of seconds, or a text such as `500ms`, `30s`, `2m`, `1h`. */
export type DurationText = number | string;

/** `stack:` of a configuration file as it is written; made sure of by the schema. */
export interface PolicyData {
  readonly 'grace-seconds'?: DurationText;
  readonly health?: {
    readonly 'start-period'?: DurationText;
    readonly interval?: DurationText;
    readonly retries?: number;
    readonly patience?: DurationText;
  };
  readonly restart?: {
    readonly attempts?: number;
    readonly 'first-delay'?: DurationText;
    readonly 'longest-delay'?: DurationText;
    readonly 'stable-after'?: DurationText;
  };
  readonly logs?: { readonly 'max-size'?: number | string; readonly files?: number };
  readonly metrics?: { readonly enabled?: boolean; readonly port?: number };
  readonly models?: {
    readonly manifest?: string;
    readonly directory?: string;
    readonly parallel?: number;
    readonly retries?: number;
  };
  readonly gpu?: { readonly 'reserve-mb'?: number; readonly placement?: 'auto' | 'off' };
  readonly machines?: Readonly<Record<string, { readonly host: string }>>;
}
