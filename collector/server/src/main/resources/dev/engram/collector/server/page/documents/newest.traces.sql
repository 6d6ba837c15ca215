-- The newest traces, and what is in them. Traces of nothing but a database command only if these are asked for.
WITH newest AS (
  SELECT trace_id FROM spans
  WHERE parent_span_id = '' AND ($commands::VARCHAR IS NOT NULL OR attributes['db.system.name'] IS NULL)
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
    AND ($least_ms::DOUBLE IS NULL OR duration_ms >= $least_ms::DOUBLE) AND ($most_ms::DOUBLE IS NULL OR duration_ms <= $most_ms::DOUBLE)
  ORDER BY start_unix_nano DESC LIMIT 100)
-- include shared/trace_summaries.sql
