SELECT operation, service_name AS service, namespace, start_unix_nano / 1e6 AS start_ms, duration_ms, found, bytes, fingerprint,
  ttl AS ttl_s, failed, nested, session, server, trace_id, span_id, coalesce(agent, service_name) AS agent, shared,
  CASE WHEN all_operations > 500 THEN all_operations ELSE count(*) OVER () END AS all_operations
FROM store.key_operations($key::VARCHAR, $namespace::VARCHAR, $from::BIGINT * 1000000, $to::BIGINT * 1000000, 500)
ORDER BY start_ms
