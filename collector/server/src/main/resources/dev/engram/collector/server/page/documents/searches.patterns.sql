SELECT namespace, pattern, count(*) AS searches, count(*) FILTER (results = 0) AS empty, avg(results) AS results,
  avg(duration_ms) AS duration_ms, max(duration_ms) AS max_ms,
  count(*) FILTER (failed) AS errors, max(start_unix_nano) // 1000000 AS last, max_by(trace_id, start_unix_nano) AS trace_id,
  max_by(span_id, start_unix_nano) AS span_id
FROM memory_operations
WHERE operation = 'search' AND NOT nested AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY namespace, pattern ORDER BY empty DESC, searches DESC, namespace, pattern LIMIT 100
