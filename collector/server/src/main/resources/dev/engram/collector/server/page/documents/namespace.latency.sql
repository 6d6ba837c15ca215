-- How many operations took how long, over time.
WITH minutes AS (
  SELECT minute, duration_le_ms, operations FROM memory_minutes
  WHERE coalesce(namespace, '') = coalesce($namespace::VARCHAR, '') AND ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))),
-- include shared/durations_over_time.sql
