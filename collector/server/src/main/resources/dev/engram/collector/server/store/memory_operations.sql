-- One row for each memory operation of a table of memory spans (store.memory_span). An operation that names no agent has that of its
-- parent, if that is in the second table.
CREATE OR REPLACE MACRO store.memory_operations(source, surroundings) AS TABLE
SELECT o.trace_id, o.span_id, parent_span_id, service_name,
  make_timestamp_ns(start_unix_nano) AS start_time,
  make_timestamp_ns(end_unix_nano) AS end_time,
  (end_unix_nano - start_unix_nano) / 1e6 AS duration_ms,
  operation, namespace, key, pattern, coalesce(o.agent, around.agent) AS agent, session, found, results, score, server, bytes,
  fingerprint, ttl, status_code = 'ERROR' AS failed, nested, added,
  start_unix_nano, end_unix_nano, seq
FROM query_table(source) o
LEFT JOIN (
  SELECT trace_id, span_id, any_value(agent) AS agent
  FROM query_table(surroundings)
  -- Of all spans few are needed here, mostly none.
  JOIN (
    SELECT DISTINCT trace_id, parent_span_id AS span_id FROM query_table(source)
    WHERE operation IS NOT NULL AND agent IS NULL) USING (trace_id, span_id)
  WHERE agent IS NOT NULL
  GROUP BY trace_id, span_id) around ON around.trace_id = o.trace_id AND around.span_id = o.parent_span_id
WHERE operation IS NOT NULL
