SELECT
  attributes['memory.key'] as key,
  attributes['memory.namespace'] as namespace,
  attributes['memory.operation_duration_ms'] as duration_ms
FROM spans
WHERE name LIKE 'aqe.memory.%'
ORDER BY duration_ms DESC
LIMIT 10;
