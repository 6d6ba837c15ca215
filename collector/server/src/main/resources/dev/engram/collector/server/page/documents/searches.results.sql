-- How many results searches have; how many of them asked for a number of results, and got all of it.
SELECT least(results, 100) AS results, count(*) AS searches, count(asked) AS limited, count(*) FILTER (results >= asked) AS full
FROM store.memory_span
WHERE operation = 'search' AND results IS NOT NULL AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY 1
