-- What is in the traces of "newest", the newest first.
SELECT trace_id,
  coalesce(min_by(coalesce("a.workflow.name", name), start_unix_nano) FILTER (parent_span_id = ''),
    min_by(coalesce("a.workflow.name", name), start_unix_nano)) AS name,
  min_by(service_name, start_unix_nano) AS service,
  to_json(coalesce(list_sort(list(DISTINCT agent) FILTER (agent IS NOT NULL)), [])) AS agents,
  min(session) AS session,
  min(start_unix_nano) / 1e6 AS start_ms, (max(end_unix_nano) - min(start_unix_nano)) / 1e6 AS duration_ms, count(*) AS spans,
  count(*) FILTER (operation IS NOT NULL AND NOT nested) AS operations,
  count(*) FILTER (database_call) AS commands,
  count(*) FILTER (NOT found) AS missed, count(*) FILTER (status_code = 'ERROR') AS errors
FROM store.memory_span WHERE trace_id IN (SELECT trace_id FROM newest)
GROUP BY trace_id ORDER BY start_ms DESC, trace_id
