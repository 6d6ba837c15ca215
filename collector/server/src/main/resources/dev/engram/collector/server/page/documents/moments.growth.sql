-- As overview.growth, for data of a few minutes only: in steps of less than a minute.
WITH operations AS (
  SELECT start_unix_nano // 1000000 AS at_ms, operation, failed, found, bytes FROM memory_operations
  WHERE NOT nested
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)),
step AS (
  SELECT min(at_ms) AS began, CASE WHEN max(at_ms) - min(at_ms) <= 3000 THEN 50 WHEN max(at_ms) - min(at_ms) <= 60000 THEN 1000
    WHEN max(at_ms) - min(at_ms) <= 300000 THEN 5000 ELSE 10000 END AS width
  FROM operations)
SELECT (at_ms // width) * width AS start_ms, width AS step_ms, operation, count(*) AS operations,
  count(*) FILTER (failed) AS errors, count(*) FILTER (found = false) AS missed,
  sum(bytes) FILTER (operation = 'store' AND NOT failed)::BIGINT AS stored_bytes
FROM operations, step
GROUP BY ALL
ORDER BY 1, 3
