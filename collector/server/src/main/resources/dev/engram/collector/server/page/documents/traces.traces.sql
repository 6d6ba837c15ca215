-- The newest traces that match, and what is in them. Traces of nothing but a database command only if these are asked for.
WITH named AS (
  SELECT trace_id, start_unix_nano, end_unix_nano, status_code, database_call, agent, session, subject AS key, namespace
  FROM store.memory_span
  WHERE ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)),
-- Those that match the narrowest condition, so that few traces are looked at as a whole.
narrow AS (
  SELECT DISTINCT trace_id FROM named
  WHERE ($key::VARCHAR IS NULL OR key = $key::VARCHAR)
    AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
    AND (coalesce($key::VARCHAR, $namespace::VARCHAR) IS NOT NULL OR $session::VARCHAR IS NULL OR session = $session::VARCHAR)
    AND (coalesce($key::VARCHAR, $namespace::VARCHAR, $session::VARCHAR) IS NOT NULL OR $agent::VARCHAR IS NULL
      OR agent = $agent::VARCHAR)
    AND (coalesce($key::VARCHAR, $namespace::VARCHAR, $session::VARCHAR, $agent::VARCHAR) IS NOT NULL
      OR $status::VARCHAR IS DISTINCT FROM 'error' OR status_code = 'ERROR')),
matching AS (
  SELECT trace_id, min(start_unix_nano) AS began FROM named
  WHERE coalesce($key::VARCHAR, $namespace::VARCHAR, $session::VARCHAR, $agent::VARCHAR, $status::VARCHAR) IS NULL
    OR trace_id IN (FROM narrow)
  GROUP BY trace_id
  HAVING ($agent::VARCHAR IS NULL OR bool_or(agent = $agent::VARCHAR))
    AND ($session::VARCHAR IS NULL OR bool_or(session = $session::VARCHAR))
    AND ($commands::VARCHAR IS NOT NULL OR bool_or(NOT database_call))
    AND ($status::VARCHAR IS NULL OR bool_or(status_code = 'ERROR') = ($status::VARCHAR = 'error'))
    AND ($least_ms::DOUBLE IS NULL OR max(end_unix_nano) - min(start_unix_nano) >= $least_ms::DOUBLE * 1000000)
    AND ($most_ms::DOUBLE IS NULL OR max(end_unix_nano) - min(start_unix_nano) <= $most_ms::DOUBLE * 1000000)),
newest AS (FROM matching ORDER BY began DESC, trace_id LIMIT 100)
-- include shared/trace_summaries.sql
