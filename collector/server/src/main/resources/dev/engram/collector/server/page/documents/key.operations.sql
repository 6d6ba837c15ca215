-- The newest operations on a key, the oldest of them first.
FROM (
  SELECT operation, coalesce(agent, service_name) AS agent, service_name AS service, namespace, start_unix_nano / 1e6 AS start_ms,
    duration_ms, found, bytes, fingerprint, ttl AS ttl_s, failed, nested, session, trace_id, span_id, count(*) OVER () AS all_operations
  FROM memory_operations
  WHERE key = $key::VARCHAR AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
  ORDER BY start_unix_nano DESC LIMIT 500)
ORDER BY start_ms
