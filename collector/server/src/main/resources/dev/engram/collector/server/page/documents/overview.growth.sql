-- Operations and stored bytes over time, in at most about 60 steps.
WITH minutes AS (
  SELECT minute, operation, operations, errors, missed, bytes FROM memory_minutes
  WHERE ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))),
step AS (SELECT greatest(1, ceil((date_diff('minute', min(minute), max(minute)) + 1) / 60.0))::BIGINT AS width FROM minutes)
SELECT epoch_ms(time_bucket(to_minutes(width), minute)) AS start_ms, width * 60000 AS step_ms, operation,
  sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors, sum(missed)::BIGINT AS missed,
  sum(bytes) FILTER (operation = 'store')::BIGINT AS stored_bytes
FROM minutes, step
GROUP BY ALL
ORDER BY start_ms, operation
