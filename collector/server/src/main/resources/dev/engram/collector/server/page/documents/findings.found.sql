SELECT finding, namespace, service, key, agent, times, bytes, epoch_ms(last) AS last, what, advice, to_json(spans) AS spans,
  count(*) OVER (PARTITION BY finding) AS of_kind
FROM findings
WHERE ($namespace::VARCHAR IS NULL OR namespace = $namespace::VARCHAR)
  AND ($key::VARCHAR IS NULL OR key = $key::VARCHAR)
  AND ($from::BIGINT IS NULL OR epoch_ms(last) >= $from::BIGINT)
QUALIFY row_number() OVER (PARTITION BY finding ORDER BY last DESC) <= 20
ORDER BY last DESC
