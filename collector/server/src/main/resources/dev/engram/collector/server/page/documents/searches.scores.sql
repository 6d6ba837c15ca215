-- How well the best result of a search matched, in steps of 0.05.
SELECT round(floor(attributes['memory.score'] / 0.05) * 0.05, 2) AS score, count(*) AS searches
FROM spans
WHERE attributes['memory.score'] IS NOT NULL AND coalesce(attributes['memory.operation'], CASE attributes['gen_ai.operation.name'] WHEN 'search_memory' THEN 'search' END) = 'search'
  AND ($namespace::VARCHAR IS NULL
    OR coalesce(attributes['memory.namespace'], attributes['gen_ai.memory.store.id'], 'default') = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY 1 LIMIT 200
