-- Conversations: each trace in one is a turn.
SELECT coalesce(attributes['memory.session_id'], attributes['gen_ai.conversation.id']) AS session, count(DISTINCT trace_id) AS turns,
  count(*) FILTER (attributes['memory.operation'] IS NOT NULL AND attributes['memory.nested'] IS NULL) AS operations,
  min(start_unix_nano) / 1e6 AS first, max(start_unix_nano) / 1e6 AS last, count(*) FILTER (status_code = 'ERROR') AS errors
FROM spans
WHERE coalesce(attributes['memory.session_id'], attributes['gen_ai.conversation.id']) IS NOT NULL
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY last DESC, 1 LIMIT 50
