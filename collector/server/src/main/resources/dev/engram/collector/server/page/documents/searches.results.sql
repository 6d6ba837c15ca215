-- How many results searches have, of how many they asked for.
SELECT least(coalesce(attributes['memory.result_count'], attributes['gen_ai.memory.record.count']), 100) AS results,
  attributes['memory.limit'] AS asked, count(*) AS searches
FROM spans
WHERE coalesce(attributes['memory.result_count'], attributes['gen_ai.memory.record.count']) IS NOT NULL AND coalesce(attributes['memory.operation'], CASE attributes['gen_ai.operation.name'] WHEN 'search_memory' THEN 'search' END) = 'search'
  AND ($namespace::VARCHAR IS NULL
    OR coalesce(attributes['memory.namespace'], attributes['gen_ai.memory.store.id'], 'default') = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY ALL ORDER BY results, asked LIMIT 300
