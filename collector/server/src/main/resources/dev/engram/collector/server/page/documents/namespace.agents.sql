SELECT coalesce(agent, '') AS agent, sum(operations)::BIGINT AS operations, sum(operations) FILTER (operation = 'store')::BIGINT AS stores,
  sum(operations) FILTER (operation = 'retrieve')::BIGINT AS retrieves, sum(operations) FILTER (operation = 'search')::BIGINT AS searches,
  sum(operations) FILTER (operation = 'delete')::BIGINT AS deletes, sum(missed)::BIGINT AS missed, sum(errors)::BIGINT AS errors,
  count(*) OVER () AS all_agents
FROM memory_minutes
WHERE coalesce(namespace, '') = coalesce($namespace::VARCHAR, '') AND ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 30
