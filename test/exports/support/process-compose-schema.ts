const text = { type: 'string' };
const whole = { type: 'integer' };
const yesNo = { type: 'boolean' };
const texts = { type: 'array', items: text };
const shape = (properties: object) => ({ type: 'object', properties, additionalProperties: false });

const probe = shape({
  exec: shape({ command: text, working_dir: text }),
  http_get: shape({ host: text, path: text, scheme: { enum: ['http', 'https'] }, port: text, num_port: whole }),
  initial_delay_seconds: whole,
  period_seconds: whole,
  timeout_seconds: whole,
  success_threshold: whole,
  failure_threshold: whole,
});

const logger = shape({
  rotation: shape({
    directory: text,
    filename: text,
    max_size_mb: whole,
    max_backups: whole,
    max_age_days: whole,
    compress: yesNo,
  }),
  disable_json: yesNo,
  no_color: yesNo,
  no_metadata: yesNo,
  add_timestamp: yesNo,
  flush_each_line: yesNo,
});

const conditions = [
  'process_completed',
  'process_completed_successfully',
  'process_healthy',
  'process_started',
  'process_log_ready',
];

/**
 * What process-compose takes, by the schema it publishes, stricter where that one is not: keys it does not know are refused (as with `is_strict: true`), and words that
 * stand for a choice are among those of its documentation.
 */
export const PROCESS_COMPOSE_SCHEMA = {
  ...shape({
    version: text,
    is_strict: yesNo,
    log_configuration: logger,
    environment: texts,
    processes: {
      type: 'object',
      additionalProperties: {
        ...shape({
          description: text,
          namespace: text,
          command: text,
          working_dir: text,
          environment: texts,
          depends_on: {
            type: 'object',
            additionalProperties: { ...shape({ condition: { enum: conditions } }), required: ['condition'] },
          },
          readiness_probe: probe,
          liveness_probe: probe,
          availability: shape({
            restart: { enum: ['always', 'on_failure', 'exit_on_failure', 'no'] },
            backoff_seconds: whole,
            max_restarts: whole,
          }),
          shutdown: shape({
            command: text,
            signal: { type: 'integer', minimum: 1, maximum: 31 },
            timeout_seconds: whole,
            parent_only: yesNo,
          }),
          log_location: text,
          log_configuration: logger,
        }),
        required: ['command'],
      },
    },
  }),
  required: ['version', 'processes'],
};
