-- The newest traces, and what is in them. Traces of nothing but a database command only if these are asked for.
WITH newest AS (
  SELECT trace_id FROM store.memory_span
  WHERE parent_span_id = '' AND ($commands::VARCHAR IS NOT NULL OR NOT database_call)
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
    AND ($least_ms::DOUBLE IS NULL OR (end_unix_nano - start_unix_nano) / 1e6 >= $least_ms::DOUBLE) AND ($most_ms::DOUBLE IS NULL OR (end_unix_nano - start_unix_nano) / 1e6 <= $most_ms::DOUBLE)
  ORDER BY start_unix_nano DESC LIMIT 100)
-- include shared/trace_summaries.sql
