-- Memory operations of a table of memory spans by minute: what charts and totals over much time are made of. A part of another
-- operation does not count. An operation is in the row of the least duration_le_ms that is not below its own duration.
CREATE OR REPLACE MACRO store.memory_minutes(source, surroundings) AS TABLE
SELECT make_timestamp(start_unix_nano // 60000000000 * 60000000) AS minute, service_name, agent, namespace, operation,
  CASE WHEN duration_ms <= 0.1 THEN 0.1 WHEN duration_ms <= 0.2 THEN 0.2 WHEN duration_ms <= 0.5 THEN 0.5
    WHEN duration_ms <= 1 THEN 1 WHEN duration_ms <= 2 THEN 2 WHEN duration_ms <= 5 THEN 5
    WHEN duration_ms <= 10 THEN 10 WHEN duration_ms <= 20 THEN 20 WHEN duration_ms <= 50 THEN 50
    WHEN duration_ms <= 100 THEN 100 WHEN duration_ms <= 200 THEN 200 WHEN duration_ms <= 500 THEN 500
    WHEN duration_ms <= 1000 THEN 1000 WHEN duration_ms <= 2000 THEN 2000 WHEN duration_ms <= 5000 THEN 5000
    WHEN duration_ms <= 10000 THEN 10000 ELSE 'Infinity'::DOUBLE END AS duration_le_ms,
  count(*) AS operations,
  count(*) FILTER (failed) AS errors,
  count(*) FILTER (found) AS found,
  count(*) FILTER (NOT found) AS missed,
  count(*) FILTER (operation = 'search' AND results = 0) AS empty,
  coalesce(sum(bytes) FILTER (NOT failed), 0)::BIGINT AS bytes,
  sum(duration_ms) AS duration_ms,
  max(duration_ms) AS max_duration_ms
FROM store.memory_operations(source, surroundings)
WHERE NOT nested
GROUP BY ALL
