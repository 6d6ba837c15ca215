-- The newest traces that match, and what is in them. Traces of nothing but a database command only if these are asked for.
WITH named AS (
  SELECT trace_id, start_unix_nano, end_unix_nano, status_code, attributes['db.system.name'] AS database,
    coalesce(attributes['agent.id'], attributes['gen_ai.agent.id']) AS agent,
    coalesce(attributes['memory.session_id'], attributes['gen_ai.conversation.id']) AS session,
    coalesce(attributes['memory.key'], attributes['memory.pattern'], attributes['gen_ai.memory.record.id']) AS key,
    coalesce(attributes['memory.namespace'], attributes['gen_ai.memory.store.id']) AS namespace
  FROM spans
  WHERE ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)),
-- Those that match the narrowest condition, so that few traces are looked at as a whole.
narrow AS (
  SELECT DISTINCT trace_id FROM named
  WHERE CASE WHEN $key::VARCHAR IS NOT NULL THEN key = $key::VARCHAR
    WHEN $session::VARCHAR IS NOT NULL THEN session = $session::VARCHAR
    WHEN $namespace::VARCHAR IS NOT NULL THEN namespace = $namespace::VARCHAR
    WHEN $agent::VARCHAR IS NOT NULL THEN agent = $agent::VARCHAR
    WHEN $status::VARCHAR = 'error' THEN status_code = 'ERROR'
    ELSE true END),
matching AS (
  SELECT trace_id, min(start_unix_nano) AS began FROM named WHERE trace_id IN (FROM narrow)
  GROUP BY trace_id
  HAVING ($agent::VARCHAR IS NULL OR bool_or(agent = $agent::VARCHAR))
    AND ($session::VARCHAR IS NULL OR bool_or(session = $session::VARCHAR))
    AND (($key::VARCHAR IS NULL AND $namespace::VARCHAR IS NULL) OR bool_or(
      ($key::VARCHAR IS NULL OR key = $key::VARCHAR) AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)))
    AND ($commands::VARCHAR IS NOT NULL OR bool_or(database IS NULL))
    AND ($status::VARCHAR IS NULL OR bool_or(status_code = 'ERROR') = ($status::VARCHAR = 'error'))
    AND ($least_ms::DOUBLE IS NULL OR max(end_unix_nano) - min(start_unix_nano) >= $least_ms::DOUBLE * 1000000)
    AND ($most_ms::DOUBLE IS NULL OR max(end_unix_nano) - min(start_unix_nano) <= $most_ms::DOUBLE * 1000000)),
newest AS (FROM matching ORDER BY began DESC, trace_id LIMIT 100)
-- include shared/trace_summaries.sql
