-- What is in the traces of "newest", the newest first.
SELECT trace_id,
  coalesce(min_by(coalesce("a.workflow.name", name), start_unix_nano) FILTER (parent_span_id = ''),
    min_by(coalesce("a.workflow.name", name), start_unix_nano)) AS name,
  min_by(service_name, start_unix_nano) AS service,
  to_json(coalesce(list_sort(list(DISTINCT coalesce("a.agent.id", "a.gen_ai.agent.id"))
    FILTER (coalesce("a.agent.id", "a.gen_ai.agent.id") IS NOT NULL)), [])) AS agents,
  min(coalesce("a.memory.session_id", "a.gen_ai.conversation.id")) AS session,
  min(start_unix_nano) / 1e6 AS start_ms, (max(end_unix_nano) - min(start_unix_nano)) / 1e6 AS duration_ms, count(*) AS spans,
  count(*) FILTER (store.memory_operation("a.memory.operation", "a.gen_ai.operation.name") IS NOT NULL AND "a.memory.nested" IS NULL) AS operations,
  count(*) FILTER ("a.db.system.name" IS NOT NULL) AS commands,
  count(*) FILTER ("a.memory.found" = false) AS missed, count(*) FILTER (status_code = 'ERROR') AS errors
FROM store.span WHERE trace_id IN (SELECT trace_id FROM newest)
GROUP BY trace_id ORDER BY start_ms DESC, trace_id
