-- The newest operations on a key, the oldest of them first. Agents are looked up for these alone: an operation that names none
-- has that of the span around it; one that names no server, that of a command beneath it.
WITH uses AS (
  SELECT operation, service_name AS service, namespace, start_unix_nano / 1e6 AS start_ms, duration_ms, found, bytes, fingerprint,
    ttl AS ttl_s, failed, nested, session, server, trace_id, span_id, parent_span_id, count(*) OVER () AS all_operations
  FROM memory_operations
  WHERE key = $key::VARCHAR AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
  ORDER BY start_unix_nano DESC LIMIT 500),
around AS (
  SELECT trace_id, span_id, parent_span_id, coalesce("a.agent.id", "a.gen_ai.agent.id") AS agent,
    CASE WHEN "a.db.system.name" IS NOT NULL THEN "a.server.address" END AS server
  FROM store.span WHERE trace_id IN (SELECT trace_id FROM uses)),
agents AS (SELECT trace_id, span_id, any_value(agent) AS agent FROM around GROUP BY ALL),
commands AS (SELECT trace_id, parent_span_id, any_value(server) AS server FROM around GROUP BY ALL)
SELECT u.* EXCLUDE (parent_span_id, server), coalesce(own.agent, outer_.agent, service) AS agent, coalesce(u.server, c.server) AS server
FROM uses u
LEFT JOIN agents own ON own.trace_id = u.trace_id AND own.span_id = u.span_id
LEFT JOIN agents outer_ ON outer_.trace_id = u.trace_id AND outer_.span_id = u.parent_span_id
LEFT JOIN commands c ON c.trace_id = u.trace_id AND c.parent_span_id = u.span_id
ORDER BY start_ms
