-- The newest traces, and what is in them. Traces of nothing but a database command only if these are asked for.
WITH newest AS (
  SELECT trace_id FROM spans
  WHERE parent_span_id = '' AND ($commands::VARCHAR IS NOT NULL OR attributes['db.system.name'] IS NULL)
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
    AND ($least_ms::DOUBLE IS NULL OR duration_ms >= $least_ms::DOUBLE) AND ($most_ms::DOUBLE IS NULL OR duration_ms <= $most_ms::DOUBLE)
  ORDER BY start_unix_nano DESC LIMIT 100)
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
