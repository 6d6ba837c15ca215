-- What each agent does in each namespace. Of the busiest agents and namespaces each has its row; the others are one row, whose
-- name is NULL. Totals of an agent, of a namespace and of all have no name either, but of_all_namespaces, of_all_agents.
WITH minutes AS (
  SELECT coalesce(agent, '') AS agent, coalesce(namespace, '') AS namespace, duration_le_ms, operation, operations, errors, found,
    missed, max_duration_ms
  FROM memory_minutes
  WHERE ($from::BIGINT IS NULL OR minute >= make_timestamp($from::BIGINT // 60000 * 60000000))
    AND ($to::BIGINT IS NULL OR minute < make_timestamp($to::BIGINT * 1000))),
agents AS (SELECT agent, row_number() OVER (ORDER BY sum(operations) DESC, agent) AS place FROM minutes GROUP BY agent),
namespaces AS (
  SELECT namespace, row_number() OVER (ORDER BY sum(operations) DESC, namespace) AS place FROM minutes GROUP BY namespace),
placed AS (
  SELECT m.* REPLACE (CASE WHEN a.place <= 20 THEN m.agent END AS agent, CASE WHEN n.place <= 12 THEN m.namespace END AS namespace)
  FROM minutes m JOIN agents a ON a.agent = m.agent JOIN namespaces n ON n.namespace = m.namespace),
-- The rows of one duration in one.
durations AS (
  SELECT agent, namespace, grouping(agent) = 1 AS of_all_agents, grouping(namespace) = 1 AS of_all_namespaces, duration_le_ms,
    sum(operations) AS operations, sum(errors) AS errors, sum(found) AS found, sum(missed) AS missed,
    max(max_duration_ms) AS longest
  FROM placed
  GROUP BY GROUPING SETS (
    (agent, namespace, duration_le_ms), (agent, duration_le_ms), (namespace, duration_le_ms), (duration_le_ms))),
below AS (
  SELECT *, sum(operations) OVER (cell ORDER BY duration_le_ms) AS up_to, sum(operations) OVER cell AS of_all
  FROM durations WINDOW cell AS (PARTITION BY agent, namespace, of_all_agents, of_all_namespaces))
SELECT agent, namespace, of_all_agents, of_all_namespaces, sum(operations)::BIGINT AS operations, sum(errors)::BIGINT AS errors,
  sum(found)::BIGINT AS found, sum(missed)::BIGINT AS missed,
  min(least(duration_le_ms, longest)) FILTER (up_to >= 0.95 * of_all) AS p95_ms,
  (SELECT count(*) FROM agents) AS all_agents, (SELECT count(*) FROM namespaces) AS all_namespaces
FROM below
GROUP BY agent, namespace, of_all_agents, of_all_namespaces
ORDER BY of_all_agents, agent IS NULL, of_all_namespaces, namespace IS NULL, operations DESC, agent, namespace
