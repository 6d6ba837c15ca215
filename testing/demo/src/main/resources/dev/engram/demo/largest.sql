SELECT
  attributes['memory.key'] as key,
  attributes['memory.value_size'] as size_bytes
FROM spans
WHERE name = 'aqe.memory.store'
ORDER BY size_bytes DESC
LIMIT 10;
