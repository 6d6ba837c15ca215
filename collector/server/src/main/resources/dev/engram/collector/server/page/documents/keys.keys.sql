-- The keys that are used most.
SELECT namespace, key, count(*) AS operations, count(*) FILTER (operation = 'store') AS stores,
  count(*) FILTER (operation = 'retrieve') AS reads, count(*) FILTER (found = false) AS missed,
  max_by(bytes, start_unix_nano) FILTER (operation = 'store') AS bytes, max(start_unix_nano) // 1000000 AS last
FROM memory_operations
WHERE key IS NOT NULL AND NOT nested
  AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($contains::VARCHAR IS NULL OR contains(lower(key), lower($contains::VARCHAR)))
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY namespace, key ORDER BY operations DESC, namespace, key LIMIT 100
