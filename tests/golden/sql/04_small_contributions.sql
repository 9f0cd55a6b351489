-- small 1
-- content 0123456789abcdef
-- compiled by scoreline 0.1.0 for duckdb; do not edit, compile the rules again
-- results

CREATE OR REPLACE VIEW "small_contributions" AS
WITH "given" AS (
  SELECT DISTINCT
    CAST("as_of" AS BIGINT) AS "as_of"
  FROM "small_as_of"
  WHERE
    "as_of" IS NOT NULL
), "moments" AS (
  SELECT
    *,
    "small_local_day"("as_of") AS "today"
  FROM "given"
), "reach" AS (
  SELECT
    *,
    "as_of" - 7776000 AS "since"
  FROM "moments"
), "occurrences" AS (
  SELECT
    "reach"."as_of",
    "reach"."today",
    "events"."lead" AS "lead",
    "events"."event" AS "event",
    "events"."at" AS "at",
    "events"."page" AS "page"
  FROM "small_events" AS "events"
  CROSS JOIN "reach"
  WHERE
    "events"."at" > "reach"."since"
    AND "events"."at" <= "reach"."as_of"
    AND "events"."at" IS NOT NULL
), "calendar" AS MATERIALIZED (
  SELECT
    *,
    "small_local_day"("at") AS "local_day"
  FROM "occurrences"
), "matched" AS (
  SELECT
    *,
    starts_with("page", '/pricing') AS "match_1", /* page_view events where page starts with ”/pricing” in the last 90 days */
    (
      "as_of" - "at"
    ) // 86400 AS "age"
  FROM "calendar"
), "weighed" AS (
  SELECT
    *,
    CASE
      WHEN "age" < 42
      THEN (
        (
          2 * list_extract(CAST('[1000000, 707107]' AS BIGINT[]), (
            "age" % 2
          ) + 1)
        ) + list_extract(
          CAST('[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576]' AS BIGINT[]),
          (
            "age" // 2
          ) + 1
        )
      ) // list_extract(
        CAST('[2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576, 2097152]' AS BIGINT[]),
        (
          "age" // 2
        ) + 1
      )
      ELSE 0
    END AS "weight"
  FROM "matched"
), "counted" AS (
  SELECT
    "lead",
    "as_of",
    count(CASE WHEN "match_1" THEN 1 END) AS "count_1",
    max(CASE WHEN "match_1" THEN "at" END) AS "latest_1",
    CAST(sum(CASE WHEN "match_1" THEN "weight" ELSE 0 END) AS BIGINT) AS "weight_3"
  FROM "weighed"
  GROUP BY
    "lead",
    "as_of"
), "spread" AS (
  SELECT
    *,
    unnest(
      CASE
        WHEN "event" = 'page_view'
        THEN CAST([CASE WHEN "at" > "as_of" - 2592000 THEN 1 END] AS INT[])
      END
    ) AS "feature"
  FROM "calendar"
), "keyed" AS (
  SELECT
    "lead",
    "as_of",
    "at",
    "feature",
    CAST(NULL AS TEXT) AS "text_part",
    CAST(CASE WHEN "feature" IN (1) THEN "local_day" END AS BIGINT) AS "number_part"
  FROM "spread"
  WHERE
    "feature" IS NOT NULL
), "partitions" AS (
  SELECT
    "lead",
    "as_of",
    "feature",
    "text_part",
    "number_part",
    max("at") AS "at",
    count(*) AS "times"
  FROM "keyed"
  GROUP BY
    "lead",
    "as_of",
    "feature",
    "text_part",
    "number_part"
), "offered" AS (
  SELECT
    *,
    CAST(1 AS BIGINT) AS "offered"
  FROM "partitions"
), "reached" AS (
  SELECT
    *,
    CAST(sum("offered") OVER (
      PARTITION BY "lead", "as_of", "feature"
      ORDER BY "at" DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS BIGINT) AS "reached"
  FROM "offered"
), "kept" AS (
  SELECT
    *,
    CAST(CASE
      WHEN "feature" IN (1)
      THEN greatest(0, least("offered", 5 - (
        "reached" - "offered"
      )))
      ELSE "offered"
    END AS BIGINT) AS "kept"
  FROM "reached"
), "by_feature" AS (
  SELECT
    "lead",
    "as_of",
    "feature",
    count(CASE WHEN "text_part" IS NOT NULL OR "number_part" IS NOT NULL THEN 1 END) AS "different",
    CAST(sum("times") AS BIGINT) AS "found",
    CAST(sum("kept") AS BIGINT) AS "times",
    max("at") AS "latest"
  FROM "kept"
  GROUP BY
    "lead",
    "as_of",
    "feature"
), "ranked" AS (
  SELECT
    "lead",
    "as_of",
    max(CASE WHEN "feature" = 1 THEN "found" END) AS "found_1", /* page_view events in the last 30 days */
    max(CASE WHEN "feature" = 1 THEN "times" END) AS "times_1", /* page_view events in the last 30 days */
    max(CASE WHEN "feature" = 1 THEN "latest" END) AS "latest_1" /* page_view events in the last 30 days */
  FROM "by_feature"
  GROUP BY
    "lead",
    "as_of"
), "leads" AS (
  SELECT
    "moments".*,
    "leads"."lead" AS "lead",
    "leads"."id" AS "id",
    "leads"."employees" AS "employees",
    "leads"."country" AS "country",
    coalesce("counted"."count_1", 0) AS "count_1",
    "counted"."latest_1" AS "latest_1",
    coalesce("counted"."weight_3", 0) AS "weight_3",
    coalesce("ranked"."found_1", 0) AS "found_1",
    coalesce("ranked"."times_1", 0) AS "times_1",
    "ranked"."latest_1" AS "latest_1_2"
  FROM "small_leads" AS "leads"
  CROSS JOIN "moments"
  LEFT JOIN "counted"
    ON "counted"."lead" = "leads"."lead" AND "counted"."as_of" = "moments"."as_of"
  LEFT JOIN "ranked"
    ON "ranked"."lead" = "leads"."lead" AND "ranked"."as_of" = "moments"."as_of"
  WHERE
    "leads"."lead" IS NOT NULL
), "named" AS (
  SELECT
    *,
    "employees" >= 1000 AS "large"
  FROM "leads"
), "barred" AS (
  SELECT
    *,
    CAST(NULL AS INT) AS "exclusion",
    "count_1" > 1000000 OR "found_1" > 1000000 AS "too_many"
  FROM "named"
), "scored" AS (
  SELECT
    *,
    "exclusion" IS NULL AND NOT "too_many" AS "scored"
  FROM "barred"
), "rules" AS (
  SELECT
    *,
    CAST(CASE WHEN "large" THEN 30000000000 ELSE 0 END AS BIGINT) AS "rule_1", /* fit: Large (small.score:10) */
    CAST(CASE WHEN "large" THEN 0 WHEN "country" IN ('DE', 'FR') THEN 10500000000 ELSE 0 END AS BIGINT) AS "rule_2", /* fit: Our markets (small.score:11) */
    CAST(least(least("weight_3", 1000000000000) * 8000, 1000000000000000) AS BIGINT) AS "rule_3", /* interest: Pricing page (small.score:15) */
    CAST(least(least("times_1" * 1000000, 1000000000000) * 1000, 1000000000000000) AS BIGINT) AS "rule_4" /* interest: Active days (small.score:16) */
  FROM "scored"
), "sums" AS (
  SELECT
    *,
    CAST("rule_1" + "rule_2" AS BIGINT) AS "fit_sum", /* fit (small.score:9) */
    CAST("rule_3" + "rule_4" AS BIGINT) AS "interest_sum" /* interest (small.score:14) */
  FROM "rules"
), "limits" AS (
  SELECT
    *,
    least(greatest("fit_sum", 0), 100000000000) AS "fit_limited",
    least(greatest("interest_sum", 0), 20000000000) AS "interest_limited"
  FROM "sums"
), "scores" AS (
  SELECT
    *,
    CASE
      WHEN "scored"
      THEN (
        (
          "fit_limited" + 50000000
        ) // 100000000
      ) * 100
    END AS "fit_value",
    CASE
      WHEN "scored"
      THEN (
        (
          "interest_limited" + 5000000
        ) // 10000000
      ) * 10
    END AS "interest_value"
  FROM "limits"
), "sums_2" AS (
  SELECT
    *,
    CAST("fit_value" * 5000 + "interest_value" * 10000 AS BIGINT) AS "total_sum" /* total (small.score:19) */
  FROM "scores"
), "limits_2" AS (
  SELECT
    *,
    least(greatest("total_sum", 0), 1000000000) AS "total_limited"
  FROM "sums_2"
), "scores_2" AS (
  SELECT
    *,
    CASE
      WHEN "scored"
      THEN (
        (
          "total_limited" + 5000000
        ) // 10000000
      ) * 1000
    END AS "total_value"
  FROM "limits_2"
), "listed_reasons" AS MATERIALIZED (
  SELECT
    "lead",
    "as_of",
    CASE
      WHEN "scored"
      THEN CAST([
        "rule_1",
        "rule_2",
        "fit_limited" - "fit_sum",
        (
          "fit_value" * 1000000
        ) - "fit_limited",
        "rule_3",
        "rule_4",
        "interest_limited" - "interest_sum",
        (
          "interest_value" * 1000000
        ) - "interest_limited",
        "fit_value" * 5000,
        "interest_value" * 10000,
        "total_limited" - "total_sum",
        (
          "total_value" * 10000
        ) - "total_limited"
      ] AS BIGINT[])
    END AS "amounts",
    CAST([1, 1, 0, 0, "count_1", "times_1", 0, 0, 1, 1, 0, 0] AS BIGINT[]) AS "times",
    CAST([
      NULL,
      NULL,
      NULL,
      NULL,
      "latest_1",
      "latest_1_2",
      NULL,
      NULL,
      NULL,
      NULL,
      NULL,
      NULL
    ] AS BIGINT[]) AS "latest"
  FROM "scores_2"
), "reasons" AS (
  SELECT
    *
  FROM (VALUES
    (1, 'fit', 'rule', 'Large', 9),
    (2, 'fit', 'rule', 'Our markets', 9),
    (3, 'fit', 'range limit', '', 9),
    (4, 'fit', 'rounding', '', 9),
    (5, 'interest', 'rule', 'Pricing page', 9),
    (6, 'interest', 'rule', 'Active days', 9),
    (7, 'interest', 'range limit', '', 9),
    (8, 'interest', 'rounding', '', 9),
    (9, 'total', 'rule', 'fit', 7),
    (10, 'total', 'rule', 'interest', 7),
    (11, 'total', 'range limit', '', 7),
    (12, 'total', 'rounding', '', 7)) AS "texts"("number", "score", "kind", "rule", "places")
), "rows" AS (
  SELECT
    "lead",
    "as_of",
    "score",
    "kind",
    "rule",
    "places",
    list_extract("amounts", "number") AS "amount",
    list_extract("times", "number") AS "times",
    list_extract("latest", "number") AS "latest"
  FROM "listed_reasons"
  CROSS JOIN "reasons"
)
SELECT
  "lead",
  make_timestamp("as_of" * 1000000) AS "as_of",
  "score",
  "kind",
  "rule",
  CAST(CASE
    WHEN "places" = 7
    THEN CAST(CAST("amount" AS DECIMAL(20, 0)) * CAST('0.0000001' AS DECIMAL(8, 7)) AS DECIMAL(28, 7))
    WHEN "places" = 9
    THEN CAST(CAST("amount" AS DECIMAL(20, 0)) * CAST('0.000000001' AS DECIMAL(10, 9)) AS DECIMAL(28, 9))
  END AS DECIMAL(28, 9)) AS "points",
  "times",
  make_timestamp("latest" * 1000000) AS "latest_event"
FROM "rows"
WHERE
  "amount" <> 0;
