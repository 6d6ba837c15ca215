-- Of namespaces that several services use, those whose memory they share: an operation has the address of a server, or a child that is a
-- command to a server, or a service found under a key what only another one stored. In others each service has its own memory.
CREATE OR REPLACE MACRO store.shared_namespaces(candidates) AS TABLE
WITH used AS (
  SELECT trace_id, span_id, service_name, namespace, key, operation, found, server, status_code = 'ERROR' OR nested AS ignored
  FROM store.memory_span WHERE operation IS NOT NULL AND namespace IN (SELECT namespace FROM query_table(candidates)))
SELECT namespace FROM used WHERE server IS NOT NULL
UNION
SELECT u.namespace FROM used u JOIN store.memory_span c ON c.trace_id = u.trace_id AND c.parent_span_id = u.span_id
WHERE c.database_call AND c.server IS NOT NULL
UNION
SELECT r.namespace
FROM (SELECT DISTINCT namespace, key, service_name FROM used WHERE NOT ignored AND operation = 'retrieve' AND found) r
JOIN (SELECT namespace, key, list(DISTINCT service_name) AS writers FROM used
  WHERE NOT ignored AND operation = 'store' GROUP BY namespace, key) s
  ON s.namespace = r.namespace AND s.key = r.key
WHERE NOT list_contains(writers, r.service_name)
