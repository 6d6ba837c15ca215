-- What a survey of Redis counted last (serve --redis).
SELECT name, max_by(value, time) AS value, epoch_ms(max(time)) AS start_ms, attributes->>'server' AS server
FROM metrics
WHERE name IN ('memory.keyspace.keys', 'memory.keyspace.without_ttl', 'memory.keyspace.size')
  AND attributes->>'memory.namespace' = coalesce($namespace::VARCHAR, '')
GROUP BY name, server ORDER BY name, server LIMIT 30
