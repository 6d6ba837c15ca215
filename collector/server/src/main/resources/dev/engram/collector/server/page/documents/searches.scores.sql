-- How well the best result of a search matched, in steps of 0.05.
SELECT round(floor(score / 0.05) * 0.05, 2) AS score, count(*) AS searches
FROM store.memory_span
WHERE operation = 'search' AND score IS NOT NULL AND ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($from::BIGINT IS NULL OR start_unix_nano >= $from::BIGINT * 1000000)
    AND ($to::BIGINT IS NULL OR start_unix_nano < $to::BIGINT * 1000000)
GROUP BY 1 ORDER BY 1 LIMIT 200
