-- The newest memory operations among the spans of the last minutes.
SELECT operation, coalesce(agent, service_name) AS agent, namespace, coalesce(key, pattern) AS key, start_unix_nano / 1e6 AS start_ms, duration_ms,
  found, results, bytes, failed, trace_id, span_id
FROM memory_operations
WHERE NOT nested AND start_unix_nano >= epoch_ns(now() - INTERVAL 10 MINUTE)
ORDER BY start_unix_nano DESC LIMIT 50
