-- The rows of "minutes" in at most 60 steps of time; a duration without an upper bound is shown as twice the last one.
step AS (SELECT greatest(1, ceil((date_diff('minute', min(minute), max(minute)) + 1) / 60.0))::BIGINT AS width FROM minutes)
SELECT epoch_ms(time_bucket(to_minutes(width), minute)) AS start_ms, width * 60000 AS step_ms,
  CASE WHEN isinf(duration_le_ms) THEN 20000 ELSE duration_le_ms END AS le_ms, sum(operations)::BIGINT AS operations
FROM minutes, step
GROUP BY ALL
ORDER BY start_ms, le_ms
