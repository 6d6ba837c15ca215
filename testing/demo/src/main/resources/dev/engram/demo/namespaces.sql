SELECT
  attributes['memory.namespace'] as namespace,
  COUNT(*) as operation_count,
  AVG(attributes['memory.operation_duration_ms']) as avg_duration_ms
FROM spans
WHERE name LIKE 'aqe.memory.%'
GROUP BY namespace;
