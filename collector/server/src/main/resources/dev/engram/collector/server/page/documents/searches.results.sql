-- How many results searches have, of how many they asked for.
SELECT least(coalesce("a.memory.result_count", "a.gen_ai.memory.record.count"), 100) AS results,
  "a.memory.limit" AS asked, count(*) AS searches
FROM store.span
WHERE coalesce("a.memory.result_count", "a.gen_ai.memory.record.count") IS NOT NULL AND store.memory_operation("a.memory.operation", "a.gen_ai.operation.name") = 'search'
  AND ($namespace::VARCHAR IS NULL
    OR coalesce("a.memory.namespace", "a.gen_ai.memory.store.id", "a.gen_ai.data_source.id", 'default') = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY ALL ORDER BY results, asked LIMIT 300
