-- Conversations: each trace in one is a turn.
SELECT coalesce("a.memory.session_id", "a.gen_ai.conversation.id") AS session, count(DISTINCT trace_id) AS turns,
  count(*) FILTER (store.memory_operation("a.memory.operation", "a.gen_ai.operation.name") IS NOT NULL AND "a.memory.nested" IS NULL) AS operations,
  min(start_unix_nano) / 1e6 AS first, max(start_unix_nano) / 1e6 AS last, count(*) FILTER (status_code = 'ERROR') AS errors
FROM store.span
WHERE coalesce("a.memory.session_id", "a.gen_ai.conversation.id") IS NOT NULL
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY last DESC, 1 LIMIT 50
