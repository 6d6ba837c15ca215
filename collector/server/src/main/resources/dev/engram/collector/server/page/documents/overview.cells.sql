-- The busiest agents and namespaces, and what each agent does in each namespace.
WITH minutes AS (
  SELECT coalesce(agent, '') AS agent, coalesce(namespace, '') AS namespace, duration_le_ms, operation, operations, errors, found,
    missed, empty, bytes, max_duration_ms
  FROM memory_minutes
  WHERE ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))),
agents AS (
  SELECT agent, row_number() OVER (ORDER BY sum(operations) DESC, agent) AS place, count(*) OVER () AS all_agents
  FROM minutes GROUP BY agent),
namespaces AS (
  SELECT namespace, row_number() OVER (ORDER BY sum(operations) DESC, namespace) AS place, count(*) OVER () AS all_namespaces
  FROM minutes GROUP BY namespace),
-- The rows of one duration in one.
durations AS (
  SELECT agent, namespace, duration_le_ms, sum(operations) AS operations, max(max_duration_ms) AS longest
  FROM minutes GROUP BY ALL),
below AS (
  SELECT *, sum(operations) OVER (PARTITION BY agent, namespace ORDER BY duration_le_ms) AS up_to,
    sum(operations) OVER (PARTITION BY agent, namespace) AS of_all
  FROM durations),
slow AS (
  SELECT agent, namespace, min(least(duration_le_ms, longest)) FILTER (up_to >= 0.95 * of_all) AS p95_ms
  FROM below GROUP BY agent, namespace)
SELECT m.agent, m.namespace, sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors, sum(found)::BIGINT AS found,
  sum(missed)::BIGINT AS missed, any_value(p95_ms) AS p95_ms,
  sum(operations) FILTER (operation = 'store')::BIGINT AS stores, sum(operations) FILTER (operation = 'retrieve')::BIGINT AS retrieves,
  sum(operations) FILTER (operation = 'search')::BIGINT AS searches, sum(operations) FILTER (operation = 'delete')::BIGINT AS deletes,
  any_value(all_agents) AS all_agents, any_value(all_namespaces) AS all_namespaces
FROM minutes m JOIN agents a ON a.agent = m.agent JOIN namespaces n ON n.namespace = m.namespace
  JOIN slow s ON s.agent = m.agent AND s.namespace = m.namespace
WHERE a.place <= 20 AND n.place <= 30
GROUP BY m.agent, m.namespace
ORDER BY min(a.place), min(n.place)
