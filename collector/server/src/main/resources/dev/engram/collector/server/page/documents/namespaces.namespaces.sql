SELECT coalesce(namespace, '') AS namespace, sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors,
  sum(found)::BIGINT AS found, sum(missed)::BIGINT AS missed, count(DISTINCT agent) AS agents,
  sum(bytes) FILTER (operation = 'store')::BIGINT AS stored_bytes, epoch_ms(max(minute)) AS last
FROM memory_minutes
WHERE ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))
  AND ($contains::VARCHAR IS NULL OR contains(lower(namespace), lower($contains::VARCHAR)))
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 200
