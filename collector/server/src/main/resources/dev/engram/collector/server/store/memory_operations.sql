-- One row for each memory operation of a table of spans, in the words of either convention; the GenAI names are those of
-- MemoryOperations. An operation that names no agent has that of the span around it, if that is in the second table.
CREATE OR REPLACE MACRO store.memory_operations(source, surroundings) AS TABLE
SELECT o.trace_id, o.span_id, parent_span_id, service_name,
  make_timestamp_ns(start_unix_nano) AS start_time,
  make_timestamp_ns(end_unix_nano) AS end_time,
  (end_unix_nano - start_unix_nano) / 1e6 AS duration_ms,
  operation,
  coalesce("a.memory.namespace", "a.gen_ai.memory.store.id", 'default') AS namespace,
  coalesce("a.memory.key", "a.gen_ai.memory.record.id") AS key,
  "a.memory.pattern" AS pattern,
  coalesce("a.agent.id", "a.gen_ai.agent.id", around.agent) AS agent,
  coalesce("a.memory.session_id", "a.gen_ai.conversation.id") AS session,
  CASE WHEN operation = 'retrieve' THEN coalesce("a.memory.found", "a.gen_ai.memory.record.count" > 0) END AS found,
  coalesce("a.memory.result_count", "a.gen_ai.memory.record.count") AS results,
  "a.memory.value_size" AS bytes,
  "a.memory.value_fingerprint" AS fingerprint,
  "a.memory.ttl" AS ttl,
  status_code = 'ERROR' AS failed,
  coalesce("a.memory.nested", false) AS nested,
  start_unix_nano, end_unix_nano
FROM (
  SELECT *, coalesce("a.memory.operation", CASE "a.gen_ai.operation.name"
      WHEN 'upsert_memory' THEN 'store' WHEN 'create_memory' THEN 'store' WHEN 'get_memory' THEN 'retrieve'
      WHEN 'search_memory' THEN 'search' WHEN 'delete_memory' THEN 'delete' WHEN 'validate_memory' THEN 'validate'
      WHEN 'load_memory' THEN 'load' WHEN 'update_memory' THEN 'enrich' END) AS operation
  FROM query_table(source)) o
LEFT JOIN (
  SELECT trace_id, span_id, any_value(coalesce("a.agent.id", "a.gen_ai.agent.id")) AS agent
  FROM query_table(surroundings) WHERE coalesce("a.agent.id", "a.gen_ai.agent.id") IS NOT NULL
  GROUP BY trace_id, span_id) around ON around.trace_id = o.trace_id AND around.span_id = o.parent_span_id
WHERE operation IS NOT NULL
