"""TPC-H's queries 1 and 6 (with the values of its validation run), and a count, as SQL over any source of lineitem."""

COUNT = "SELECT count(*) FROM {}"

Q6 = """
SELECT sum(l_extendedprice * l_discount)
FROM {}
WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01'
  AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24"""

Q1 = """
SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice), sum(l_extendedprice * (1 - l_discount)),
       sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)), avg(l_quantity), avg(l_extendedprice), avg(l_discount), count(*)
FROM {}
WHERE l_shipdate <= DATE '1998-09-02'
GROUP BY l_returnflag, l_linestatus
ORDER BY l_returnflag, l_linestatus"""

QUERIES = {"count": COUNT, "Q6": Q6, "Q1": Q1}
