-- What filters offer.
(SELECT 'agent' AS kind, agent AS name, sum(operations)::BIGINT AS operations FROM memory_minutes WHERE agent IS NOT NULL
  GROUP BY agent ORDER BY 3 DESC, 2 LIMIT 200)
UNION ALL
(SELECT 'namespace', namespace, sum(operations)::BIGINT FROM memory_minutes WHERE namespace IS NOT NULL
  GROUP BY namespace ORDER BY 3 DESC, 2 LIMIT 200)
