-- How many results searches have, of how many they asked for.
SELECT least(results, 100) AS results,
  asked, count(*) AS searches
FROM store.memory_span
WHERE operation = 'search' AND results IS NOT NULL AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY ALL ORDER BY results, asked LIMIT 300
