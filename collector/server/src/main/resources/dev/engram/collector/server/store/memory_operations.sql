-- One row for each memory operation of a table of spans, in the words of either convention, and with the counts and scores
-- of another draft (memory.result.count, memory.top_similarity). An operation
-- that names no agent has that of the span around it, if that is in the second table.
CREATE OR REPLACE MACRO store.memory_operations(source, surroundings) AS TABLE
SELECT o.trace_id, o.span_id, parent_span_id, service_name,
  make_timestamp_ns(start_unix_nano) AS start_time,
  make_timestamp_ns(end_unix_nano) AS end_time,
  (end_unix_nano - start_unix_nano) / 1e6 AS duration_ms,
  operation,
  coalesce("a.memory.namespace", "a.gen_ai.memory.store.id", "a.gen_ai.data_source.id", 'default') AS namespace,
  coalesce("a.memory.key", "a.gen_ai.memory.record.id") AS key,
  "a.memory.pattern" AS pattern,
  coalesce("a.agent.id", "a.gen_ai.agent.id", around.agent) AS agent,
  coalesce("a.memory.session_id", "a.gen_ai.conversation.id") AS session,
  CASE WHEN operation = 'retrieve' THEN coalesce("a.memory.found",
    coalesce("a.gen_ai.memory.record.count", "a.memory.result.count") > 0) END AS found,
  coalesce("a.memory.result_count", "a.gen_ai.memory.record.count", "a.memory.result.count") AS results,
  coalesce("a.memory.score", "a.memory.top_similarity") AS score,
  "a.server.address" AS server,
  "a.memory.value_size" AS bytes,
  "a.memory.value_fingerprint" AS fingerprint,
  "a.memory.ttl" AS ttl,
  status_code = 'ERROR' AS failed,
  coalesce("a.memory.nested", false) AS nested,
  coalesce("a.gen_ai.operation.name" IN ('create_memory', 'update_memory'), false) AS added,
  start_unix_nano, end_unix_nano, seq
FROM (
  SELECT *, store.memory_operation("a.memory.operation", "a.gen_ai.operation.name") AS operation
  FROM query_table(source)) o
LEFT JOIN (
  SELECT trace_id, span_id, any_value(coalesce("a.agent.id", "a.gen_ai.agent.id")) AS agent
  FROM query_table(surroundings)
  -- Of all spans few are needed here, mostly none.
  JOIN (
    SELECT DISTINCT trace_id, parent_span_id AS span_id FROM query_table(source)
    WHERE coalesce("a.memory.operation", "a.gen_ai.operation.name") IS NOT NULL
      AND coalesce("a.agent.id", "a.gen_ai.agent.id") IS NULL) USING (trace_id, span_id)
  WHERE coalesce("a.agent.id", "a.gen_ai.agent.id") IS NOT NULL
  GROUP BY trace_id, span_id) around ON around.trace_id = o.trace_id AND around.span_id = o.parent_span_id
WHERE operation IS NOT NULL
