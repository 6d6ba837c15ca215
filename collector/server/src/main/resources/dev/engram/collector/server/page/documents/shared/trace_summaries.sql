-- What is in the traces of "newest", the newest first.
SELECT trace_id,
  coalesce(min_by(coalesce(attributes['workflow.name'], name), start_unix_nano) FILTER (parent_span_id = ''),
    min_by(coalesce(attributes['workflow.name'], name), start_unix_nano)) AS name,
  min_by(service_name, start_unix_nano) AS service,
  to_json(coalesce(list_sort(list(DISTINCT coalesce(attributes['agent.id'], attributes['gen_ai.agent.id']))
    FILTER (coalesce(attributes['agent.id'], attributes['gen_ai.agent.id']) IS NOT NULL)), [])) AS agents,
  min(coalesce(attributes['memory.session_id'], attributes['gen_ai.conversation.id'])) AS session,
  min(start_unix_nano) / 1e6 AS start_ms, (max(end_unix_nano) - min(start_unix_nano)) / 1e6 AS duration_ms, count(*) AS spans,
  count(*) FILTER (attributes['memory.operation'] IS NOT NULL AND attributes['memory.nested'] IS NULL) AS operations,
  count(*) FILTER (attributes['db.system.name'] IS NOT NULL) AS commands,
  count(*) FILTER (attributes['memory.found'] = false) AS missed, count(*) FILTER (status_code = 'ERROR') AS errors
FROM spans WHERE trace_id IN (SELECT trace_id FROM newest)
GROUP BY trace_id ORDER BY start_ms DESC, trace_id
