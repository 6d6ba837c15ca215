WITH minutes AS (
  SELECT operation, duration_le_ms, sum(operations) AS operations, sum(errors) AS errors, sum(found) AS found, sum(missed) AS missed,
    sum(empty) AS empty, sum(bytes) AS bytes, max(max_duration_ms) AS longest
  FROM memory_minutes
  WHERE coalesce(namespace, '') = coalesce($namespace::VARCHAR, '') AND ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))
  GROUP BY ALL),
below AS (
  SELECT *, sum(operations) OVER (PARTITION BY operation ORDER BY duration_le_ms) AS up_to,
    sum(operations) OVER (PARTITION BY operation) AS of_all FROM minutes)
SELECT operation, sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors, sum(found)::BIGINT AS found,
  sum(missed)::BIGINT AS missed, sum(empty)::BIGINT AS empty, sum(bytes)::BIGINT AS bytes,
  min(least(duration_le_ms, longest)) FILTER (up_to >= 0.5 * of_all) AS p50_ms,
  min(least(duration_le_ms, longest)) FILTER (up_to >= 0.95 * of_all) AS p95_ms,
  max(longest) AS max_ms
FROM below GROUP BY operation ORDER BY 2 DESC, 1
