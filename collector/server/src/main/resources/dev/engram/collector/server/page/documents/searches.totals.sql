-- All searches of the time, also those with patterns that are not shown.
SELECT count(*) AS searches, count(*) FILTER (results = 0) AS empty, count(*) FILTER (failed) AS errors,
  count(*) FILTER (NOT failed AND results IS DISTINCT FROM 0) AS found, max(duration_ms) AS max_ms,
  count(DISTINCT (namespace, pattern)) AS patterns
FROM memory_operations
WHERE operation = 'search' AND NOT nested AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
