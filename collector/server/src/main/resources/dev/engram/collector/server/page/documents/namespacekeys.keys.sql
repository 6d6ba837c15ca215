-- Its keys: the largest first, and with those that were never read or whose reads found nothing.
WITH keys AS (
  SELECT key, count(*) FILTER (operation = 'store') AS stores, count(*) FILTER (operation = 'retrieve') AS reads,
    count(*) FILTER (found = false) AS missed, count(*) FILTER (operation = 'delete') AS deletes,
    max_by(bytes, start_unix_nano) FILTER (operation = 'store') AS bytes,
    max_by(ttl, start_unix_nano) FILTER (operation = 'store') AS ttl_s, max(start_unix_nano) // 1000000 AS last
  FROM memory_operations
  WHERE key IS NOT NULL AND NOT nested AND namespace = coalesce($namespace::VARCHAR, '')
    AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
  GROUP BY key)
SELECT *, count(*) OVER () AS all_keys, count(*) FILTER (stores > 0 AND reads = 0) OVER () AS unread_keys,
  count(*) FILTER (missed > 0) OVER () AS missed_keys
FROM keys
QUALIFY row_number() OVER (ORDER BY bytes DESC NULLS LAST, key) <= 60
  OR (stores > 0 AND reads = 0 AND row_number() OVER (PARTITION BY stores > 0 AND reads = 0 ORDER BY bytes DESC NULLS LAST, key) <= 60)
  OR (missed > 0 AND row_number() OVER (PARTITION BY missed > 0 ORDER BY missed DESC, key) <= 60)
ORDER BY bytes DESC NULLS LAST, key
