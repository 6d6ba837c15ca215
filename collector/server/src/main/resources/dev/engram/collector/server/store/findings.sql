-- What is conspicuous about memories; docs/findings.md says what each finding means. An operation that failed or is a part of
-- another one does not count.
CREATE OR REPLACE VIEW findings AS
WITH
operations AS (SELECT * FROM memory_operations WHERE NOT failed AND NOT nested),
services AS (SELECT DISTINCT namespace, service_name FROM operations),
several AS (SELECT namespace FROM services GROUP BY namespace HAVING count(*) > 1),
-- A memory is a namespace of all services, or of one service where each has its own.
memories AS (
  SELECT namespace, service_name, service, dense_rank() OVER (ORDER BY namespace, service) AS memory
  FROM (SELECT namespace, service_name,
    CASE WHEN namespace IN (FROM several) AND namespace NOT IN (FROM store.shared_namespaces('several')) THEN service_name END AS service FROM services)),
uses AS (
  SELECT memory, key, operation, agent, found, bytes, ttl, seq AS span,
    -- What is added to what is there, such as a message to a conversation, is not the key's value.
    CASE WHEN fingerprint IS NOT NULL AND NOT added THEN hash(fingerprint) END AS fingerprint,
    operation = 'store' AND NOT added AS replaces,
    start_unix_nano AS began, end_unix_nano AS ended,
    lag(operation) OVER (PARTITION BY memory, key ORDER BY start_unix_nano, end_unix_nano) AS before
  FROM operations JOIN memories USING (namespace, service_name)
  WHERE key IS NOT NULL AND operation IN ('store', 'retrieve', 'delete')),
-- What names no single key: searches, loads, and retrieves of several keys or of all that found something.
searches AS (
  SELECT memory, pattern, operation, agent, results, seq AS span, start_unix_nano AS began, end_unix_nano AS ended
  FROM operations JOIN memories USING (namespace, service_name)
  WHERE operation IN ('search', 'load') OR (operation = 'retrieve' AND key IS NULL AND found IS DISTINCT FROM false)),
stores AS (
  SELECT *, lead(began) OVER (PARTITION BY memory, key ORDER BY began, ended) AS replaced
  FROM uses WHERE operation IN ('store', 'delete')),
reads AS (SELECT * FROM uses WHERE operation = 'retrieve'),
-- Each read with the last write before it.
known AS (
  SELECT r.*, s.operation AS write, s.agent AS writer, s.began AS written, s.ended AS stored, s.fingerprint AS stored_fingerprint,
    s.ttl AS stored_ttl
  FROM reads r ASOF JOIN stores s ON r.memory = s.memory AND r.key = s.key AND r.began >= s.began),
-- When each value was first stored under its key.
versions AS (
  SELECT memory, key, fingerprint, min(began) AS began FROM stores
  WHERE operation = 'store' AND fingerprint IS NOT NULL GROUP BY memory, key, fingerprint),
-- What is there now, as far as spans tell.
live AS (SELECT * FROM stores WHERE operation = 'store' AND replaced IS NULL),
-- When one of these last found anything.
looked AS (
  SELECT memory, max(ended) AS ended FROM searches
  WHERE operation = 'retrieve' OR coalesce(results, 1) > 0 GROUP BY memory),
never_read AS (
  SELECT 'never read' AS finding, w.memory, w.key, string_agg(DISTINCT w.agent, ', ' ORDER BY w.agent) AS agent, count(*) AS times,
    max_by(w.bytes, w.began) AS bytes, min(w.began) AS since, max(w.ended) AS last, max_by(w.span, w.began, 5) AS spans,
    'It is written and never read.' AS what,
    'Do not store it, or give it a TTL; if an agent should read it, look for the key that this agent asks for.' AS advice
  FROM stores w LEFT JOIN looked l ON l.memory = w.memory
  WHERE w.operation = 'store'
    AND NOT EXISTS (FROM reads r WHERE r.memory = w.memory AND r.key = w.key AND r.found IS DISTINCT FROM false)
    AND w.began > coalesce(l.ended, 0)
  GROUP BY w.memory, w.key),
always_missed AS (
  SELECT 'always missed', memory, key, string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*), NULL, min(began), max(ended),
    max_by(span, began, 5),
    'It is asked for and never found.',
    'Compare the key with those that are stored (docs/sql.md, query 9), and look whether its store fails or expires.'
  FROM reads GROUP BY memory, key HAVING count(*) >= 2 AND bool_and(found IS NOT DISTINCT FROM false)),
empty_search AS (
  SELECT 'search without result', memory, pattern, string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*), NULL, min(began), max(ended),
    max_by(span, began, 5),
    'It finds nothing.',
    'Look whether the namespace holds what is searched for; if it does, loosen the pattern, the filter or the least score.'
  FROM searches WHERE operation = 'search' AND results IS NOT NULL
  GROUP BY memory, pattern HAVING max(results) = 0),
overwritten AS (
  SELECT 'overwritten unread', memory, key, string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*), sum(bytes), min(began), max(ended),
    max_by(span, began, 5),
    'It is written again before anybody has read it.',
    'Store it once at the end; if several agents write it, give each a key of its own.'
  FROM uses WHERE replaces AND before = 'store'
  GROUP BY memory, key HAVING count(*) >= 2),
unchanged AS (
  SELECT 'unchanged store', memory, key, string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*), sum(bytes), min(began), max(ended),
    max_by(span, began, 5),
    'It is stored again though its value is the same.',
    'Compare before storing; to keep it from expiring, renew its TTL instead.'
  FROM (
    SELECT *, lag(fingerprint) OVER each AS previous, lag(operation) OVER each AS write FROM stores
    WINDOW each AS (PARTITION BY memory, key ORDER BY began, ended))
  WHERE operation = 'store' AND write = 'store' AND fingerprint = previous
  GROUP BY memory, key),
duplicate AS (
  SELECT 'duplicate', memory, string_agg(key, ', ' ORDER BY began), string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*),
    sum(bytes) - any_value(bytes), min(began), max(ended), max_by(span, began, 5),
    'Several keys hold the same value.',
    'Store it once, and let the others refer to it.'
  FROM live WHERE fingerprint IS NOT NULL AND bytes >= 32
  GROUP BY memory, fingerprint HAVING count(*) >= 2),
stale AS (
  SELECT 'stale read', k.memory, k.key, string_agg(DISTINCT k.agent, ', ' ORDER BY k.agent), count(*), sum(k.bytes), min(k.began), max(k.ended),
    max_by(k.span, k.began, 5),
    'An older value is read after ' || string_agg(DISTINCT coalesce(k.writer, 'another agent'), ', ' ORDER BY coalesce(k.writer, 'another agent')) || ' has stored another one.',
    'Look for a cache before the store, or a replica behind it; let the writer invalidate the cache.'
  FROM known k JOIN versions v ON v.memory = k.memory AND v.key = k.key AND v.fingerprint = k.fingerprint
  WHERE k.found AND k.write = 'store' AND k.fingerprint <> k.stored_fingerprint AND k.agent IS DISTINCT FROM k.writer
    AND k.began >= k.stored AND v.began < k.written
  GROUP BY k.memory, k.key),
coupled AS (
  SELECT 'coupled agents', k.memory, NULL, k.agent, count(*), sum(k.bytes), min(k.began), max(k.ended),
    max_by(k.span, k.began, 5),
    'It reads here only what ' || any_value(k.writer) || ' writes: ' || count(DISTINCT k.key) || CASE count(DISTINCT k.key) WHEN 1 THEN ' key.' ELSE ' keys.' END,
    'A change of what one stores breaks the other: agree on the format, or hand the value over directly.'
  FROM known k
  WHERE k.found AND k.write = 'store' AND k.agent IS NOT NULL
    AND NOT EXISTS (FROM stores s WHERE s.memory = k.memory AND s.agent = k.agent AND s.operation = 'store')
  GROUP BY k.memory, k.agent HAVING count(DISTINCT k.writer) = 1 AND bool_and(k.writer IS NOT NULL)),
growing AS (
  SELECT 'growing namespace', memory, NULL, string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*), sum(bytes), min(began), max(ended),
    max_by(span, began, 5),
    'Keys are only added: none has a TTL, none was deleted.',
    'Set a TTL, or delete what is done with; ./engram redis survey shows how fast it grows.'
  FROM live l WHERE ttl IS NULL
    AND NOT EXISTS (FROM stores d WHERE d.memory = l.memory AND (d.operation = 'delete' OR d.ttl IS NOT NULL))
  GROUP BY memory HAVING count(*) >= 100),
expired AS (
  SELECT 'expired before read', memory, key, string_agg(DISTINCT agent, ', ' ORDER BY agent), count(*), NULL, min(began), max(ended),
    max_by(span, began, 5),
    'It is read ' || printf('%.0f', min(began - stored) / 1e9) || ' s after it was stored, and its TTL is '
      || any_value(stored_ttl) || ' s.',
    'Give it a longer TTL, or let its reader store it again.'
  FROM (
    SELECT *, min(began) FILTER (found) OVER (PARTITION BY memory, key, written) AS first_found FROM known)
  WHERE NOT found AND write = 'store' AND stored_ttl > 0 AND began - stored >= stored_ttl * 1000000000
    AND began <= coalesce(first_found, began)
  GROUP BY memory, key),
together AS (
  FROM never_read UNION ALL FROM always_missed UNION ALL FROM empty_search UNION ALL FROM overwritten UNION ALL FROM unchanged
  UNION ALL FROM duplicate UNION ALL FROM stale UNION ALL FROM coupled UNION ALL FROM growing UNION ALL FROM expired),
numbered AS (SELECT *, row_number() OVER () AS number FROM together),
-- Their spans, which until here are numbers, since these take less memory.
named AS (
  SELECT number, list({'trace_id': trace_id, 'span_id': span_id} ORDER BY place) AS spans
  FROM (SELECT number, unnest(spans) AS seq, generate_subscripts(spans, 1) AS place FROM numbered)
  JOIN memory_operations USING (seq)
  GROUP BY number)
SELECT finding, m.namespace, key, agent, times, bytes::BIGINT AS bytes, make_timestamp_ns(since) AS since,
  make_timestamp_ns(last) AS last, what, advice, named.spans, m.service
FROM numbered JOIN (SELECT DISTINCT memory, namespace, service FROM memories) m USING (memory) LEFT JOIN named USING (number)
