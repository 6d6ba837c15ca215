-- The newest operations on a key, with the links of their spans, how many there are in all, and whether services share the memory.
-- One that names no server has that of a child command. Parts of an operation that is here too are left out.
CREATE OR REPLACE MACRO store.key_operations(of_key, in_namespace, from_nanos, to_nanos, most) AS TABLE
WITH
key_spans AS (
  SELECT *, count(*) OVER () AS all_operations FROM store.memory_span
  WHERE operation IS NOT NULL AND key = of_key::VARCHAR
    AND (in_namespace::VARCHAR IS NULL OR namespace = in_namespace::VARCHAR)
    AND (from_nanos::BIGINT IS NULL OR start_unix_nano >= from_nanos::BIGINT)
    AND (to_nanos::BIGINT IS NULL OR start_unix_nano < to_nanos::BIGINT)
  ORDER BY start_unix_nano DESC, seq DESC LIMIT most::BIGINT),
-- Agents and servers are looked up for these alone.
spans_around AS (
  SELECT trace_id, span_id, parent_span_id, agent, CASE WHEN database_call THEN server END AS server FROM store.memory_span
  WHERE trace_id IN (SELECT trace_id FROM key_spans)),
servers AS (
  SELECT trace_id, parent_span_id, any_value(server) AS server FROM spans_around WHERE server IS NOT NULL GROUP BY ALL),
used_by_several AS (SELECT namespace FROM key_spans GROUP BY namespace HAVING count(DISTINCT service_name) > 1)
SELECT o.* REPLACE (coalesce(o.server, s.server) AS server), k.links, k.all_operations,
  o.namespace IN (FROM store.shared_namespaces('used_by_several')) AS shared
FROM store.memory_operations('key_spans', 'spans_around') o
JOIN key_spans k ON k.seq = o.seq
LEFT JOIN servers s ON s.trace_id = o.trace_id AND s.parent_span_id = o.span_id
WHERE NOT (o.nested AND EXISTS (FROM key_spans p WHERE p.trace_id = o.trace_id AND p.span_id = o.parent_span_id))
