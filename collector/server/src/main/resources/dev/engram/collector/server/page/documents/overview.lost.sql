-- What the agents lost, by application and reason: the highest count of each start of an application.
SELECT service_name AS service, reason, sum(calls)::BIGINT AS calls
FROM (
  SELECT service_name, start_time, attributes->>'reason' AS reason, max(value) AS calls
  FROM metrics WHERE name = 'engram.events.dropped' GROUP BY ALL)
GROUP BY ALL HAVING sum(calls) > 0
ORDER BY calls DESC LIMIT 20
