-- How well the best result of a search matched, in steps of 0.05.
SELECT round(floor("a.memory.score" / 0.05) * 0.05, 2) AS score, count(*) AS searches
FROM store.span
WHERE "a.memory.score" IS NOT NULL AND store.memory_operation("a.memory.operation", "a.gen_ai.operation.name") = 'search'
  AND ($namespace::VARCHAR IS NULL
    OR coalesce("a.memory.namespace", "a.gen_ai.memory.store.id", "a.gen_ai.data_source.id", 'default') = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY 1 LIMIT 200
