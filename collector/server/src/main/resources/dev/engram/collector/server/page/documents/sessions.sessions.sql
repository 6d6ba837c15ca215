-- Conversations: each trace in one is a turn.
SELECT session, count(DISTINCT trace_id) AS turns,
  count(*) FILTER (operation IS NOT NULL AND NOT nested) AS operations,
  min(start_unix_nano) / 1e6 AS first, max(start_unix_nano) / 1e6 AS last, count(*) FILTER (status_code = 'ERROR') AS errors
FROM store.memory_span
WHERE session IS NOT NULL
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY last DESC, 1 LIMIT 50
