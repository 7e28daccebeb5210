#!/usr/bin/env python3
"""One question to the database that `make demo` made: who leaves late, and how much worse is it in fog?

    query_nycflights13.py DATABASE.duckdb
"""

import sys

import duckdb

QUESTION = """
    SELECT airlines.name                                                     AS airline,
           count(*)                                                          AS flights,
           round(100 * avg((dep_time IS NULL)::INT), 1)                      AS "% cancelled",
           round(avg(dep_delay), 1)                                          AS "minutes late",
           round(avg(dep_delay) FILTER (visib < 2), 1)                       AS "in fog or snow",
           count(DISTINCT dest)                                              AS destinations
    FROM flights
    JOIN airlines USING (carrier)
    JOIN weather  USING (origin, time_hour)
    GROUP BY ALL
    HAVING count(*) > 1000
    ORDER BY "minutes late" DESC
"""

database = duckdb.connect(sys.argv[1], read_only=True)
print(QUESTION)
database.sql(QUESTION).show()
