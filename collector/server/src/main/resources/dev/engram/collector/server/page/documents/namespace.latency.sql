-- How many operations took how long, over time; a duration without an upper bound is shown as twice the last one.
WITH minutes AS (
  SELECT minute, duration_le_ms, operations FROM memory_minutes
  WHERE coalesce(namespace, '') = coalesce($namespace::VARCHAR, '') AND ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))),
step AS (SELECT greatest(1, ceil((date_diff('minute', min(minute), max(minute)) + 1) / 60.0))::BIGINT AS width FROM minutes)
SELECT epoch_ms(time_bucket(to_minutes(width), minute)) AS start_ms, width * 60000 AS step_ms,
  CASE WHEN isinf(duration_le_ms) THEN 20000 ELSE duration_le_ms END AS le_ms, sum(operations)::BIGINT AS operations
FROM minutes, step
GROUP BY ALL
ORDER BY start_ms, le_ms
